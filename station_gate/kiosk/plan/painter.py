"""Draws the tester's view around the passenger's screen.

The passenger's screen keeps the upper left corner of the canvas, so that what is
pressed on it stays where it is. All of the rest is drawn from the same view of the
lane, in English, and reads nothing else.
"""

from collections.abc import Callable, Iterator

import pygame

from station_gate.kiosk.aids import NO_AIDS, Aids
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing.layout import Layout, layout_for
from station_gate.kiosk.kit.bench import Bench, budget_for
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.plan.chart import draw_chart
from station_gate.kiosk.plan.floor import draw_floor
from station_gate.kiosk.plan.sheet import GROUND, Sheet
from station_gate.kiosk.plan.state import draw_state
from station_gate.kiosk.plan.timeline import Timeline
from station_gate.kiosk.show import ScreenPainter
from station_gate.kiosk.target import Target
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.typesetting import Typesetter
from station_gate.lane.view import LaneView

SHARE = 0.6
"""Of the canvas's width and height, for the passenger's screen."""


class PlanPainter:
    """A painter of ``size`` pixels that shows the passenger's painter and what is behind it.

    ``make_screen`` makes the passenger's painter for the size that it is given.
    """

    def __init__(
        self,
        size: tuple[int, int],
        make_screen: Callable[[tuple[int, int]], ScreenPainter],
        *,
        fonts: Fonts,
    ) -> None:
        inner = (round(SHARE * size[0]), round(SHARE * size[1]))
        self._screen = make_screen(inner)
        self._frame = pygame.Surface(inner, 0, 32)
        layout = layout_for(size)
        self._floor, self._state, self._chart = _places(layout)
        self._bench = Bench(layout.unit, budget_for(size) // 8)
        self._setter = Typesetter(self._bench, fonts)
        self._timeline = Timeline()

    @property
    def overflows(self) -> tuple[str, ...]:
        """One note for each of the tester's words that did not fit its place so far."""
        return tuple(self._setter.overflows)

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
        """Draw everything; what can be pressed is on the passenger's screen."""
        self._timeline.see(view)
        targets = self._screen.draw(
            self._frame, view, lang, pressed, aids=aids, card=card, turned=turned
        )
        dst.fill(GROUND.rgb)
        dst.blit(self._frame, (0, 0))
        sheet = Sheet(dst, self._bench, self._setter)
        draw_floor(sheet, sheet.panel(self._floor, "The lane from above"), view)
        draw_state(sheet, sheet.panel(self._state, "State"), view)
        chart = sheet.panel(self._chart, "The last 20 seconds")
        draw_chart(sheet, chart, self._timeline, view.now)
        return targets

    def warm(self, lang: str) -> Iterator[None]:
        """Let the passenger's painter draw ahead."""
        return self._screen.warm(lang)

    def apology(self) -> pygame.Surface:
        """Let the passenger's painter make it."""
        return self._screen.apology()


def _places(layout: Layout) -> tuple[Box, Box, Box]:
    """Say where the lane, the state and the timeline are, around the passenger's screen."""
    w, h = layout.w, layout.h
    x, y = w * SHARE, h * SHARE
    if layout.portrait:
        middle = y + 0.55 * (h - y)
        return Box(0, y, w, middle - y), Box(x, 0, w - x, y), Box(0, middle, w, h - middle)
    third = w / 3
    return Box(x, 0, w - x, y), Box(0, y, third, h - y), Box(third, y, w - third, h - y)
