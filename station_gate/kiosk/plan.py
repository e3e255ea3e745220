"""The tester's view: the passenger's screen with the lane from above, its state and timeline.

The passenger's screen keeps the upper left corner of the canvas, so that what is
pressed on it stays where it is. All of the rest is drawn from the same view of the
lane, in English, and reads nothing else.
"""

from collections.abc import Callable, Iterator

import pygame

from station_gate.barrier.geometry import DEPTH, ENTRY_BEAM, EXIT_BEAM, FLAPS, LENGTH, SAFETY_ZONE
from station_gate.gate.steps import Alarm, Beam
from station_gate.kiosk.show import ScreenPainter
from station_gate.kiosk.target import Target
from station_gate.kiosk.timeline import ROWS, SPAN, Timeline
from station_gate.lane.view import LaneView

SHARE = 0.6
"""Of the canvas's width and height, for the passenger's screen."""

_Colour = tuple[int, int, int]
_GROUND, _PANEL, _FLOOR = (13, 20, 31), (22, 33, 49), (52, 66, 86)
_TEXT, _SOFT = (236, 242, 248), (160, 176, 196)
_GOOD, _BAD, _YELLOW, _BLUE = (78, 201, 132), (255, 110, 92), (255, 205, 40), (106, 176, 255)
_PLACES = {
    Beam.ENTRY: (ENTRY_BEAM, ENTRY_BEAM),
    Beam.SAFETY: SAFETY_ZONE,
    Beam.EXIT: (EXIT_BEAM, EXIT_BEAM),
}


class PlanPainter:
    """A painter of ``size`` pixels that shows the passenger's painter and what is behind it."""

    def __init__(
        self, size: tuple[int, int], make_screen: Callable[[tuple[int, int]], ScreenPainter]
    ) -> None:
        width, height = size
        inner = (round(SHARE * width), round(SHARE * height))
        self._screen = make_screen(inner)
        self._frame = pygame.Surface(inner, 0, 32)
        self._state = pygame.Rect(inner[0], 0, width - inner[0], inner[1])
        floor = round(0.2 * height)
        self._lane = pygame.Rect(0, inner[1], width, floor)
        self._times = pygame.Rect(0, inner[1] + floor, width, height - inner[1] - floor)
        self._unit = min(width / 1280, height / 720)
        pygame.font.init()
        self._font = pygame.font.Font(None, max(11, round(20 * self._unit)))
        self._large = pygame.font.Font(None, max(14, round(30 * self._unit)))
        self.timeline = Timeline()

    def draw(
        self,
        dst: pygame.Surface,
        view: LaneView,
        lang: str,
        pressed: str | None = None,
        *,
        choosing: bool = False,
    ) -> tuple[Target, ...]:
        """Draw everything; what can be pressed is on the passenger's screen."""
        self.timeline.see(view)
        dst.fill(_GROUND)
        targets = self._screen.draw(self._frame, view, lang, pressed, choosing=choosing)
        dst.blit(self._frame, (0, 0))
        self._draw_state(dst, view)
        self._draw_lane(dst, view)
        self._draw_times(dst, view)
        return targets

    def warm(self) -> Iterator[None]:
        """Let the passenger's painter draw ahead."""
        return self._screen.warm()

    # ---------------------------------------------------------------- state

    def _draw_state(self, dst: pygame.Surface, view: LaneView) -> None:
        area = self._panel(dst, self._state)
        line = self._large.get_linesize()
        for number, (name, value, colour) in enumerate(_state(view)):
            top = area.top + number * line
            self._write(dst, name, (area.left, top), _SOFT)
            self._write(dst, value, (area.left + area.width // 3, top), colour)

    # ---------------------------------------------------------------- the lane from above

    def _draw_lane(self, dst: pygame.Surface, view: LaneView) -> None:
        area = self._panel(dst, self._lane)
        margin = area.width // 8
        metre = (area.width - 2 * margin) / LENGTH
        line = self._font.get_linesize()
        walk = pygame.Rect(area.left, area.top + line, area.width, area.height - 2 * line)
        pygame.draw.rect(dst, _FLOOR, walk)

        def across(place: float) -> int:
            return round(area.left + margin + place * metre)

        for beam, (begin, end) in _PLACES.items():
            broken = beam in view.broken
            colour = _BAD if broken else _GOOD
            rows = (begin, end) if begin != end else (begin,)
            for place in rows:
                top, bottom = (across(place), walk.top), (across(place), walk.bottom)
                pygame.draw.line(dst, colour, top, bottom, 4 if broken else 2)
            words = f"{beam.value} beam: {'BROKEN' if broken else 'clear'}"
            middle = across((begin + end) / 2)
            self._write(dst, words, (middle, area.top), colour, centred=True)
        self._draw_flaps(dst, walk, across(FLAPS), view.barrier)
        for number, place in enumerate(view.people, 1):
            body = pygame.Rect(0, 0, round(DEPTH * metre), round(0.5 * walk.height))
            body.center = (across(place), walk.centery)
            pygame.draw.ellipse(dst, _YELLOW, body)
            self._write(dst, str(number), body.center, _GROUND, centred=True, middle=True)
        self._write(dst, "street", (area.left, walk.bottom), _SOFT)
        self._write(dst, "flaps", (across(FLAPS), walk.bottom), _BLUE, centred=True)
        self._write(dst, "trains", (area.right - margin // 2, walk.bottom), _SOFT)

    def _draw_flaps(
        self, dst: pygame.Surface, walk: pygame.Rect, place: int, position: float
    ) -> None:
        """Draw both flaps: they meet in the middle when closed, are in the walls when open."""
        reach = round(walk.height / 2 * (1.0 - position))
        stub = max(2, round(4 * self._unit))
        for begin, end in (
            (walk.top, walk.top + max(stub, reach)),
            (walk.bottom, walk.bottom - max(stub, reach)),
        ):
            pygame.draw.line(dst, _BLUE, (place, begin), (place, end), round(8 * self._unit))

    # ---------------------------------------------------------------- the timeline

    def _draw_times(self, dst: pygame.Surface, view: LaneView) -> None:
        area = self._panel(dst, self._times)
        left = area.left + area.width // 12
        second = (area.right - left) / SPAN
        row = area.height // (len(ROWS) + 1)
        for ago in range(0, round(SPAN) + 1, 5):
            x = round(area.right - ago * second)
            pygame.draw.line(dst, _FLOOR, (x, area.top), (x, area.bottom - row))
            if view.now >= ago:
                self._write(
                    dst, f"{view.now - ago:.0f} s", (x, area.bottom - row), _SOFT, ends=True
                )
        for number, name in enumerate(ROWS):
            top = area.top + number * row
            self._write(dst, name, (area.left, top), _SOFT)
            free = left
            for happening in self.timeline.happenings:
                if happening.row != name:
                    continue
                x = round(area.right - (view.now - happening.at) * second)
                colour = _BAD if name == "alarm" else _TEXT
                pygame.draw.line(dst, _BLUE, (x, top), (x, top + row - 2), 2)
                width = self._font.size(happening.text)[0]
                start = max(free, min(x + 4, area.right - width))
                if start <= max(x + 4, area.right - width):  # else one still to be read is there
                    self._write(dst, happening.text, (start, top), colour)
                    free = start + width + 6

    # ---------------------------------------------------------------- pieces

    def _panel(self, dst: pygame.Surface, area: pygame.Rect) -> pygame.Rect:
        gap = max(2, round(6 * self._unit))
        panel = area.inflate(-gap, -gap)
        pygame.draw.rect(dst, _PANEL, panel, border_radius=gap)
        return panel.inflate(-4 * gap, -2 * gap)

    def _write(
        self,
        dst: pygame.Surface,
        words: str,
        place: tuple[int, int],
        colour: _Colour,
        *,
        centred: bool = False,
        middle: bool = False,
        ends: bool = False,
    ) -> None:
        image = self._font.render(words, True, colour)
        left, top = place
        if centred:
            left -= image.get_width() // 2
        if ends:
            left -= image.get_width()
        if middle:
            top -= image.get_height() // 2
        dst.blit(image, (left, top))


def _state(view: LaneView) -> list[tuple[str, str, _Colour]]:
    """Give the lines of the state panel: name, value and colour."""
    spent = f"{view.now - view.since:.1f} s"
    if view.deadline is not None:
        spent += f" of {view.deadline - view.since:.1f} s"
    closed, opened = view.barrier == 0.0, view.barrier == 1.0
    flaps = "closed" if closed else "open" if opened else f"moving, {view.barrier:.0%} open"
    alarmed = view.alarm is not Alarm.NONE
    return [
        ("time", f"{view.clock}   {view.now:.2f} s", _TEXT),
        ("mode", view.mode.value.replace("_", " "), _TEXT),
        ("direction", view.direction.value, _TEXT),
        ("step", view.step.value.replace("_", " "), _YELLOW),
        ("in step", spent, _TEXT),
        ("reason", "none" if view.reason is None else view.reason.code, _TEXT),
        ("tries left", str(view.tries_left), _TEXT),
        ("coaching", "none" if view.coaching is None else view.coaching.value, _TEXT),
        ("capture", f"{view.progress:.0%}", _TEXT),
        ("flaps", flaps, _BLUE),
        ("people", str(len(view.people)), _TEXT),
        ("alarm", view.alarm.value, _BAD if alarmed else _GOOD),
    ]
