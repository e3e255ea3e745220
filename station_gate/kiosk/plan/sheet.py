"""What the tester's view is drawn with: its colours, and a few shapes in design units."""

from dataclasses import dataclass

import pygame

from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import GO_LIGHT, INK, INK_SOFT, Colour, tint
from station_gate.kiosk.kit.fills import plate
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Anchor, Style, Typesetter

GROUND, PANEL = INK, INK_SOFT
FLOOR, CABINET = tint("#0E1C2E"), tint("#2E4765")
TEXT, SOFT = tint("#ECF2F8"), tint("#9DB0C6")
GOOD, BAD, CALM = GO_LIGHT, tint("#FF7A5C"), tint("#6FB1FF")
_GAP = 5.0
_MARGIN = 18.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A surface with its toolkit; all lengths are design units."""

    dst: pygame.Surface
    bench: Bench
    setter: Typesetter

    def panel(self, box: Box, title: str) -> Box:
        """Draw a panel with a title; give the room that is left in it."""
        box = Box(box.x + _GAP, box.y + _GAP, box.w - 2 * _GAP, box.h - 2 * _GAP)
        self.plate(box, 10, PANEL)
        self.text(title, box.x + _MARGIN, box.y + 31, 15, SOFT, weight=Weight.SEMIBOLD)
        top = 46
        return Box(box.x + _MARGIN, box.y + top, box.w - 2 * _MARGIN, box.h - top - _MARGIN)

    def plate(self, box: Box, radius: float, colour: Colour) -> None:
        """Draw a round-cornered plate."""
        px = self.bench.px
        self.dst.blit(plate(self.bench, box.w, box.h, radius, colour), (px(box.x), px(box.y)))

    def rect(self, box: Box, colour: Colour) -> None:
        """Fill a rectangle, to whole pixels; it may be thinner than one, and is still seen."""
        px = self.bench.px
        left, top = px(box.x), px(box.y)
        size = (max(1, px(box.right) - left), max(1, px(box.bottom) - top))
        self.dst.fill(colour.rgb, pygame.Rect((left, top), size))

    def text(
        self,
        words: str,
        x: float,
        baseline: float,
        size: float,
        colour: Colour = TEXT,
        *,
        weight: Weight = Weight.MEDIUM,
        anchor: Anchor = "left",
        width: float = 1000.0,
    ) -> None:
        """Write one line, smaller where it would be wider than ``width``."""
        style = Style(size, weight, colour, tracking=0)
        self.setter.label(self.dst, words, x, baseline, style, "en", width=width, anchor=anchor)

    def room_for(self, words: str, size: float) -> float:
        """Measure how wide a line is."""
        return self.setter.width(words, Style(size, Weight.MEDIUM, tracking=0), "en")
