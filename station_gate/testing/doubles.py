"""Test doubles of what a kiosk is given: a lane, a painter and a loudspeaker."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pygame

from station_gate.gate.terms import Action, Alarm, Cue, Step
from station_gate.kiosk.aids import NO_AIDS, Aids
from station_gate.kiosk.cards import Card
from station_gate.kiosk.sound.cues import Wave
from station_gate.kiosk.target import Target
from station_gate.lane.view import LaneView

START_OF = {
    Step.IDLE: ("start", "help"),
    Step.TICKET: ("cancel", "help", "more_time"),
    Step.DOCUMENT: ("cancel", "help"),
    Step.FACE: ("cancel", "help"),
    Step.CHECKING: (),
    Step.GO: (),
    Step.REFUSED: ("try_again", "help", "cancel"),
    Step.ASSISTANCE: (),
}
"""The buttons of each screen as the painter double shows them."""

COLOURS = {step: (20 * i, 255 - 20 * i, 40) for i, step in enumerate(Step)}


def lane_view(**changes: object) -> LaneView:
    """Return a view of an idle lane with some fields changed."""
    return replace(LaneView.idle(clock="14:38"), **changes)  # type: ignore[arg-type]


class ScriptedShow:
    """A lane whose views follow a script: (from this second on, these fields) in order.

    Without a script it obeys the buttons: start leads to the ticket, cancel back
    to idle, help to assistance, try again to the ticket.
    """

    def __init__(
        self,
        title: str = "",
        script: tuple[tuple[float, Mapping[str, object]], ...] = (),
        *,
        lasts: float | None = None,
        cues: tuple[tuple[float, Cue], ...] = (),
    ) -> None:
        self.title = title
        self.advanced_to: list[float] = []
        self.acts: list[tuple[float, Action]] = []
        self.closed = 0
        self._script = script
        self._lasts = lasts
        self._cues = list(cues)
        self._now = 0.0
        self._step = Step.IDLE
        self._since = 0.0

    @property
    def finished(self) -> bool:
        """Whether its time, if it has one, is over."""
        return self._lasts is not None and self._now >= self._lasts

    def advance(self, now: float) -> LaneView:
        """Return the view that the script has for now."""
        assert not self.advanced_to or now >= self.advanced_to[-1]
        self.advanced_to.append(now)
        self._now = now
        if not self._script:
            return lane_view(now=now, step=self._step, since=self._since)
        since, fields = max(
            (entry for entry in self._script if entry[0] <= now), key=lambda entry: entry[0]
        )
        return lane_view(**{"now": now, "since": since, **fields})

    def act(self, action: Action) -> None:
        """Keep what was pressed; without a script go where it leads."""
        self.acts.append((self._now, action))
        self._since = self._now
        self._step = {
            Action.START: Step.TICKET,
            Action.TRY_AGAIN: Step.TICKET,
            Action.CANCEL: Step.IDLE,
            Action.HELP: Step.ASSISTANCE,
            Action.MORE_TIME: self._step,
        }[action]

    def take_cues(self) -> tuple[Cue, ...]:
        """Return the cues that are due."""
        due = tuple(cue for at, cue in self._cues if at <= self._now)
        self._cues = [(at, cue) for at, cue in self._cues if at > self._now]
        return due

    def close(self) -> None:
        """Count how often it was closed."""
        self.closed += 1


class PlainPainter:
    """Paints a colour for each step; buttons in a row, languages in another."""

    def __init__(self, size: tuple[int, int], languages: tuple[str, ...] = ("en", "zh", "ko")):
        self.size = size
        self.languages = languages
        self.drawn: list[tuple[Step, str, str | None]] = []
        self.warmed = 0
        self.aids: Aids = NO_AIDS
        self.card: Card | None = None

    def draw(
        self,
        dst: pygame.Surface,
        view: LaneView,
        lang: str,
        pressed: str | None = None,
        *,
        aids: Aids = NO_AIDS,
        card: Card | None = None,
        turned: int = 0,
    ) -> tuple[Target, ...]:
        """Fill the surface, and return the buttons of the step."""
        self.aids, self.card, self.turned = aids, card, turned
        assert dst.get_size() == self.size
        self.drawn.append((view.step, lang, pressed))
        dst.fill(COLOURS[view.step])
        width, height = self.size
        names = START_OF.get(view.step, ())
        tongues = [f"lang:{lang}" for lang in self.languages]
        return (
            *(
                Target(name, pygame.Rect(i * width // 3, height // 2, width // 3, height // 4))
                for i, name in enumerate(names)
            ),
            *(
                Target(name, pygame.Rect(i * width // 3, 0, width // 3, height // 8))
                for i, name in enumerate(tongues)
            ),
        )

    def warm(self, lang: str) -> Iterator[None]:
        """Count the moments that it was given to warm up in."""
        for _ in range(3):
            self.warmed += 1
            yield

    def apology(self) -> pygame.Surface:
        """Return a surface that is too large, so that plain words are shown."""
        return pygame.Surface(self.size)  # too large to be shown: the plain words are


class RecordingSound:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.played: list[Cue] = []
        self.alarms: list[Alarm] = []

    def play(self, cue: Cue) -> None:
        """Keep the cue."""
        self.played.append(cue)

    def follow(self, alarm: Alarm) -> None:
        """Keep each change of the alarm."""
        if not self.alarms or alarm is not self.alarms[-1]:
            self.alarms.append(alarm)

    speaking = sounding = False

    def speak(self, wave: Wave) -> None:
        """Say nothing."""

    def hush(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class KeptErrors:
    """Collects what a kiosk reports."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.causes: list[Exception] = []

    def __call__(self, sentence: str, cause: Exception) -> None:
        """Keep the sentence and its cause."""
        self.sentences.append(sentence)
        self.causes.append(cause)


def failing(at: float, error: Exception) -> Callable[[], ScriptedShow]:
    """Return a maker of shows that raise ``error`` from ``at`` seconds on."""

    class FailingShow(ScriptedShow):
        def advance(self, now: float) -> LaneView:
            if now >= at:
                raise error
            return super().advance(now)

    return FailingShow
