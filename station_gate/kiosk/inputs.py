"""Raw pygame events -> meanings, in this one place."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pygame

from station_gate.gate.terms import Action
from station_gate.kiosk.target import SHEET_TARGET, Target

DEBOUNCE = 0.25
"""Seconds after a press in which no other touch counts: people double-tap, screens bounce."""

MAX_POINTERS = 10
"""As many as fingers; a screen that reports more is ill or leant upon."""


class Command(StrEnum):
    """What is asked of the kiosk itself, not of the lane."""

    QUIT = "quit"
    FULLSCREEN = "fullscreen"
    """Change between window and full screen."""
    NEXT_FOCUS = "next_focus"
    PREVIOUS_FOCUS = "previous_focus"
    CONFIRM = "confirm"
    """Press what has the focus, or else the main action of the screen."""
    BACK = "back"
    """Take away what lies over the screen, or else cancel."""
    NEXT_LANGUAGE = "next_language"
    POINTER = "pointer"
    """A mouse or a finger is in use: no keyboard focus need be shown."""


@dataclass(frozen=True, slots=True)
class Press:
    """A target was pressed; ``target`` is its name, whether or not it is on the screen."""

    target: str


@dataclass(frozen=True, slots=True)
class PickLanguage:
    """The language with this place in the list was asked for, 0 the first."""

    index: int


Meaning = Command | Press | PickLanguage

_KEYS: dict[int, Meaning] = {
    pygame.K_h: Press(Action.HELP),
    pygame.K_ESCAPE: Command.BACK,
    pygame.K_PAGEDOWN: Press(SHEET_TARGET),
    pygame.K_t: Press(Action.MORE_TIME),
    pygame.K_RETURN: Command.CONFIRM,
    pygame.K_KP_ENTER: Command.CONFIRM,
    pygame.K_SPACE: Command.CONFIRM,
    pygame.K_l: Command.NEXT_LANGUAGE,
    pygame.K_q: Command.QUIT,
    pygame.K_F11: Command.FULLSCREEN,
    **{pygame.K_1 + index: PickLanguage(index) for index in range(9)},
    **{pygame.K_KP_1 + index: PickLanguage(index) for index in range(9)},
    **{pygame.K_F1 + index: PickLanguage(index) for index in range(9)},
}
_SHORTCUTS = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META
_MOUSE = (-1, -1)

Pointer = tuple[int, int]
"""A finger as (touch device, finger), or the mouse."""


@dataclass(slots=True)
class _Hold:
    target: str
    inside: bool


class Inputs:
    """Turns what devices send into meanings; remembers what is being held down.

    A touch counts when it begins and ends inside the same target. Every finger is
    followed by itself, so that one resting on the glass does not lock the others
    out; together they press at most once in ``DEBOUNCE`` seconds.

    ``locate`` turns a position into one on the painter's surface: it is given
    fractions of the window and gives pixels (see ``Window.locate``).
    """

    def __init__(self, locate: Callable[[float, float], tuple[float, float]]) -> None:
        self._locate = locate
        self._holds: dict[Pointer, _Hold] = {}
        self._last_press = -math.inf

    @property
    def held(self) -> str | None:
        """The name of the target that is held down, the newest if several are."""
        return next((h.target for h in reversed(self._holds.values()) if h.inside), None)

    def forget(self) -> None:
        """Let go of everything: another screen is shown now, and it was meant for the old."""
        self._holds.clear()

    def read(
        self,
        events: Iterable[pygame.event.Event],
        targets: Sequence[Target],
        now: float,
        window_size: tuple[int, int],
    ) -> list[Meaning]:
        """Give the meanings of ``events`` in order, for the targets now on the screen.

        ``now`` is in seconds; ``window_size`` in pixels, as mouse positions are.
        """
        meanings: list[Meaning] = []
        for event in events:
            meaning = self._read_one(event, targets, now, window_size)
            if meaning is not None:
                meanings.append(meaning)
        return meanings

    def _read_one(
        self,
        event: pygame.event.Event,
        targets: Sequence[Target],
        now: float,
        window_size: tuple[int, int],
    ) -> Meaning | None:
        if event.type == pygame.QUIT:
            return Command.QUIT
        if event.type == pygame.KEYDOWN:
            return _key(event)
        if event.type in (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP):
            pointer = (event.touch_id, event.finger_id)
            at = self._locate(event.x, event.y)
        elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP):
            if event.touch or getattr(event, "button", 1) != 1:
                return None
            pointer = _MOUSE
            at = self._locate(event.pos[0] / window_size[0], event.pos[1] / window_size[1])
        else:
            return None
        name = _hit(targets, at)
        if event.type in (pygame.FINGERDOWN, pygame.MOUSEBUTTONDOWN):
            self._down(pointer, name)
            return Command.POINTER
        if event.type in (pygame.FINGERMOTION, pygame.MOUSEMOTION):
            if pointer in self._holds:
                self._holds[pointer].inside = name == self._holds[pointer].target
            return None
        return self._up(pointer, name, now)

    def _down(self, pointer: Pointer, name: str | None) -> None:
        self._holds.pop(pointer, None)
        if name is None:
            return
        if len(self._holds) >= MAX_POINTERS:
            del self._holds[next(iter(self._holds))]
        self._holds[pointer] = _Hold(name, True)

    def _up(self, pointer: Pointer, name: str | None, now: float) -> Press | None:
        hold = self._holds.pop(pointer, None)
        if hold is None or hold.target != name or now - self._last_press < DEBOUNCE:
            return None
        self._last_press = now
        return Press(hold.target)


def _key(event: pygame.event.Event) -> Meaning | None:
    if event.mod & _SHORTCUTS:
        return None  # the desktop's shortcuts, not ours
    if event.key == pygame.K_TAB:
        back = event.mod & pygame.KMOD_SHIFT
        return Command.PREVIOUS_FOCUS if back else Command.NEXT_FOCUS
    return _KEYS.get(event.key)


def _hit(targets: Sequence[Target], at: tuple[float, float]) -> str | None:
    """Name the topmost target at a place; comparing keeps a NaN from a bad driver harmless."""
    x, y = at
    for target in reversed(targets):
        rect = target.rect
        if rect.left <= x < rect.right and rect.top <= y < rect.bottom:
            return target.name
    return None
