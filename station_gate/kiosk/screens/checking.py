"""The faces are being compared: drawings stand for them, no photograph stays on the screen."""

from station_gate.gate.terms import Step
from station_gate.kiosk.drawing.chrome import draw_pulse, leads_out
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, INK, PALE_BLUE, SLATE, WHITE, mix, tint
from station_gate.kiosk.kit.geometry import Box, arc
from station_gate.kiosk.kit.live import put_stroke
from station_gate.kiosk.kit.motion import lerp, quantise
from station_gate.kiosk.screens.base import AskingScreen
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style

_DISC = 232.0
_GAP = 188.0
_DOTS = 7
_ORBIT, _LENGTH, _POINTS = _DISC / 2 + 5, 1.9, 40
"""The turning arc: its radius in design units, its length in radians, and its points."""
_PACE = 2.6
"""Radians a second that it turns."""


class CheckingScreen(AskingScreen):
    """Document and passenger side by side, and something that moves at once."""

    step = Step.FACE

    def stop(self, page: Page) -> Step:
        """On the way out only the ticket is checked."""
        return Step.TICKET if leads_out(page) else self.step

    def draw_still(self, page: Page) -> None:
        """Draw the two discs and the words."""
        self.draw_frame(page)
        layout = page.layout
        cy = self._middle(page)
        for side, icon, key in _discs(page):
            x = self._x(page, side)
            ring = _DISC + 16
            page.shade(Box(x - ring / 2, cy - ring / 2, ring, ring), ring / 2, 18, 70, 8)
            page.plate(Box(x - ring / 2, cy - ring / 2, ring, ring), ring / 2, WHITE)
            page.plate(Box(x - _DISC / 2, cy - _DISC / 2, _DISC, _DISC), _DISC / 2, PALE_BLUE)
            page.icon(icon, x, cy, 118, BLUE)
            style = Style(22, Weight.SEMIBOLD, SLATE)
            page.label(page.texts(key), x, cy + 164, style, width=_DISC + 40, anchor="centre")
        top = cy + 196
        page.stack(
            [
                Paragraph(page.texts("checking_title"), Style(54, Weight.BOLD, INK, 1.1), 1),
                Paragraph(page.texts(_body(page)), Style(28, Weight.REGULAR, SLATE), 3, 18),
            ],
            Box(60, top, layout.w - 120, layout.floor - top - 12),
            anchor="centre",
        )

    def draw_moving(self, page: Page) -> None:
        """Turn the arcs and let the dots run."""
        draw_pulse(page, self.stop(page))
        now, cy = page.view.now, self._middle(page)
        for side, _, _ in _discs(page):
            begin = now * _PACE * (side or 1)
            x = page.layout.w - self._x(page, side) if page.mirrored else self._x(page, side)
            points = arc(x, cy, _ORBIT, _ORBIT, begin, begin + _LENGTH, _POINTS)
            put_stroke(page.bench, page.dst, points, 6, BLUE)
        room = _gap(page) - 60
        if room < 60 or leads_out(page):
            return
        for i in range(_DOTS):
            phase = (now * 1.25 - i / _DOTS) % 1.0
            swell = quantise((1 - abs(phase * 2 - 1)) ** 2, 0.05)
            radius = lerp(5, 10, swell)
            x = page.layout.w / 2 - room / 2 + i * room / (_DOTS - 1)
            dot = Box(x - radius, cy - radius, 2 * radius, 2 * radius)
            page.plate(dot, radius, mix(tint("#B9CDE8"), BLUE, swell))

    def _middle(self, page: Page) -> float:
        layout = page.layout
        area = layout.floor - layout.header
        return layout.header + area * (0.36 if layout.portrait else 0.345)

    def _x(self, page: Page, side: int) -> float:
        return page.layout.w / 2 + side * (_gap(page) + _DISC) / 2


def _discs(page: Page) -> tuple[tuple[int, str, str], ...]:
    """Give what is compared: where it stands, its icon and its name."""
    if leads_out(page):
        return ((0, "ticket", "checking_ticket"),)
    return ((-1, "document", "checking_document"), (1, "face", "checking_live"))


def _body(page: Page) -> str:
    return "checking_out_body" if leads_out(page) else "checking_body"


def _gap(page: Page) -> float:
    return 60.0 if page.layout.portrait else _GAP
