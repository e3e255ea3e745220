"""Nothing to press: the gate is closed, or everybody must leave."""

from station_gate.kiosk.art.badges import Shape
from station_gate.kiosk.drawing.chrome import draw_header
from station_gate.kiosk.drawing.layout import Layout
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import (
    GO,
    GO_BRIGHT,
    GO_DEEP,
    INK,
    INK_SOFT,
    SIGN_GREY,
    STOP,
    WHITE,
    YELLOW,
)
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style

_STRIPE = 20.0


class OutOfServiceScreen(Screen):
    """Closed: a sign that can be read from far away."""

    def draw_still(self, page: Page) -> None:
        """Draw the sign and where to go instead."""
        layout = page.layout
        page.ground(((0.0, INK_SOFT), (1.0, INK)))
        draw_header(page)
        body = layout.h - layout.header
        cy = layout.header + body * (0.34 if layout.portrait else 0.31)
        page.badge("no_entry", layout.w / 2, cy, 212, WHITE, WHITE, Shape.DISC)
        page.badge("no_entry", layout.w / 2, cy, 196, STOP, WHITE, Shape.DISC)
        top = cy + 106 + 40
        words = [
            Paragraph(page.texts("out_of_service_title"), Style(64, Weight.BOLD, WHITE, 1.12), 2),
            Paragraph(
                page.texts("out_of_service_body"), Style(34, Weight.MEDIUM, SIGN_GREY, 1.34), 3, 26
            ),
        ]
        area = Box(64, top, layout.w - 128, layout.h - top - 48)
        page.stack(words, area, anchor="centre")

    def draw_moving(self, page: Page) -> None:
        """Stand still: nothing is going on here."""


class EvacuationScreen(Screen):
    """Leave now: the colour and the figure of an exit sign."""

    def draw_still(self, page: Page) -> None:
        """Draw the exit sign between warning stripes, and the words."""
        layout = page.layout
        page.ground(((0.0, GO_BRIGHT), (0.55, GO), (1.0, GO_DEEP)))
        for y in (0.0, layout.h - _STRIPE):
            page.fill(Box(0, y, layout.w, _STRIPE), YELLOW)
        sign = _sign(layout)
        page.card(sign, 36)
        page.icon("exit", sign.cx, sign.cy, min(sign.w, sign.h) * 0.8, GO)
        # upright, "避難してください" fits its line at 76
        size = 76 if layout.portrait else 84
        words = [
            Paragraph(page.texts("evacuation_title"), Style(size, Weight.BOLD, WHITE, 1.08), 2),
            Paragraph(page.texts("evacuation_body"), Style(37, Weight.MEDIUM, WHITE, 1.34), 5, 30),
        ]
        if layout.portrait:
            area = Box(56, sign.bottom + 56, layout.w - 112, layout.h - sign.bottom - 110)
            page.stack(words, area)
        else:
            left = sign.right + 64
            area = Box(left, sign.y - 10, layout.w - left - 64, sign.h + 20)
            page.stack(words, area, middle=True)

    def draw_moving(self, page: Page) -> None:
        """Stand still: an arrow might point the wrong way, only the hall's signs know it."""


def _sign(layout: Layout) -> Box:
    if layout.portrait:
        side = min(layout.w - 128, layout.h * 0.42)
        return Box((layout.w - side) / 2, 108, side, side)
    side = min(layout.h - 260, layout.w * 0.42)
    return Box(72, (layout.h - side) / 2, side, side)
