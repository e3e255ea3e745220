"""A document still lies on the reader: nothing else is said until it is taken back."""

from collections.abc import Hashable, Sequence

from station_gate.gate.terms import Action, Step
from station_gate.kiosk.art import documents
from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.chrome import (
    draw_footer,
    draw_header,
    draw_paper,
    draw_pulse,
    footer_buttons,
)
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, INK, SLATE, YELLOW
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import ease_in_out, lerp, span
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.screens.document import draw_corners, draw_lifted, glass_box
from station_gate.kiosk.screens.ticket import draw_panel
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import LaneView

_SHOW = 2.8
"""Seconds that showing how the card is taken up takes, before it begins again."""


class TakeBackScreen(Screen):
    """A card being lifted off the reader's glass: before the open gate, or when nobody is here."""

    def key(self, view: LaneView) -> Hashable:
        """Return the words differ."""
        return view.step

    def buttons(self, page: Page) -> Sequence[Button]:
        """Where nobody is here: Start for the next passenger, and Help to hand a find in."""
        if page.view.step is Step.GO:
            return ()
        cancel, help_button = footer_buttons(page)
        start = cancel.box
        if not page.layout.portrait:
            start = Box(start.x - 84, start.y, start.w + 84, start.h)
        label, size = page.texts("idle_start"), help_button.size
        return [Button(Action.START.value, start, label, Look.PRIMARY, size=size), help_button]

    def draw_still(self, page: Page) -> None:
        """Draw the words, the panel and the reader."""
        draw_paper(page)
        draw_header(page)
        at_gate = page.view.step is Step.GO
        draw_footer(page, Step.GO if at_gate else None)
        box = page.layout.words
        page.plate(Box(box.x, box.y, 84, 84), 26, YELLOW)
        page.icon("document", box.x + 42, box.y + 42, 54, INK)
        body = "take_back_go_body" if at_gate else "take_back_idle_body"
        words = [
            Paragraph(page.texts("take_back_title"), Style(62, Weight.BOLD, INK, 1.1), 3),
            Paragraph(page.texts(body), Style(30, Weight.REGULAR, SLATE, 1.34), 4, 18),
        ]
        page.stack(words, Box(box.x, box.y + 110, box.w, box.h - 110))
        draw_panel(page)
        glass = glass_box(page)
        page.upright.shade(glass, 30, 18, 90, 12)
        page.upright.put(documents.glass(page.bench), glass.x, glass.y)

    def draw_moving(self, page: Page) -> None:
        """Lift the card up over and over."""
        if page.view.step is Step.GO:
            draw_pulse(page, Step.GO)
        art, glass, panel = page.upright, glass_box(page), page.layout.picture
        w, h = documents.CARD
        rest = Box(glass.cx - w / 2, glass.y + (glass.h - 10) / 2 - h / 2 + 2, w, h)
        draw_corners(art, rest, YELLOW)
        share = page.view.now % _SHOW / _SHOW
        up = ease_in_out(span(share, 0.2, 0.75)) * (1 - ease_in_out(span(share, 0.9, 1.0)))
        y = lerp(rest.y, panel.y + 24, up)
        draw_lifted(art, Box(rest.x, y, w, h), up)
        art.put(documents.card(page.setter), rest.x, y)
        for i in range(2):
            phase = (page.view.now * 1.1 - i * 0.22) % 1.0
            place = lerp(panel.y + 110, panel.y + 50, phase) - i * 6
            level = 255 * (1 - abs(phase * 2 - 1))
            art.icon("chevron_up", rest.right + 54, place, 40, BLUE, level)
