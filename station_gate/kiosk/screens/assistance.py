"""Staff are coming: nothing needs doing."""

from collections.abc import Hashable, Sequence

from station_gate.gate.reasons import Reason
from station_gate.kiosk.art.badges import Shape
from station_gate.kiosk.drawing.buttons import Button
from station_gate.kiosk.drawing.chrome import draw_footer, draw_header, draw_paper, end_button
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, INK, SLATE, WHITE
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import lerp
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.screens.refused import draw_code
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import LaneView

_DISC = 168.0
_RINGS = 2
_SIZES = 24
"""How many sizes a ring has: a new one costs as much as several frames."""
_PERIOD = 2.8
"""Seconds from one ring to the next passing the same place: calm, far below 3 a second."""


class AssistanceScreen(Screen):
    """A headset that calls, and words that calm."""

    def key(self, view: LaneView) -> Hashable:
        """Return the words; the reason is said in a line of its own."""
        return view.reason

    def buttons(self, page: Page) -> Sequence[Button]:
        """Let the passenger say that no help is needed."""
        return [end_button(page, "assistance_end", alone=True)]

    def draw_still(self, page: Page) -> None:
        """Draw the words, and the reason where it was not the passenger's wish."""
        draw_paper(page)
        draw_header(page)
        draw_footer(page, None)
        layout, texts = page.layout, page.texts
        top = self._middle(page) + _disc(page) / 2 + (24 if page.large else 44)
        reason = page.view.reason
        told = reason is not None and reason is not Reason.STAFF_WANTED
        title_height = 78.0 if page.large else 64.0
        bottom = layout.floor - (title_height + 62 if told else 24)
        words = [
            Paragraph(texts("assistance_title"), Style(56, Weight.BOLD, INK, 1.12), 2),
            Paragraph(texts("assistance_body"), Style(30, Weight.REGULAR, SLATE, 1.34), 3, 20),
        ]
        ready = Style(26, Weight.MEDIUM, SLATE, 1.3)
        words.append(Paragraph(texts("assistance_ready"), ready, 2, 12))
        area = Box(60, top, layout.w - 120, bottom - top)
        end = page.stack(words, area, anchor="centre")
        if reason is not None and told:
            y = end + 18 if layout.portrait else bottom + 2
            title = Paragraph(
                texts(f"reason_{reason.code}_title"), Style(25, Weight.SEMIBOLD, INK), 2
            )
            area = Box(60, y, layout.w - 120, title_height)
            page.stack([title], area, anchor="centre", middle=True)
            code = texts("refused_code", code=reason.staff_code)
            draw_code(page, code, layout.w / 2, y + title_height + 4, centred=True)

    def draw_moving(self, page: Page) -> None:
        """Let rings go out from the headset."""
        x, y, disc = page.layout.w / 2, self._middle(page), _disc(page)
        for i in range(_RINGS):
            phase = (page.view.now / _PERIOD + i / _RINGS) % 1.0
            phase = int(phase * _SIZES) / _SIZES
            radius = lerp(disc / 2, disc * 0.78, phase)
            level = round(60 * (1 - phase))
            ring = Box(x - radius, y - radius, 2 * radius, 2 * radius)
            page.plate(ring, radius, BLUE.fade(level))
        page.badge("help", x, y, disc, BLUE, WHITE, Shape.DISC)

    def _middle(self, page: Page) -> float:
        layout = page.layout
        room = layout.floor - layout.header
        if page.large and not layout.portrait:  # as high as its rings allow
            return layout.header + _disc(page) * 0.78 + 4
        return layout.header + room * (0.32 if layout.portrait else 0.27)


def _disc(page: Page) -> float:
    return 96.0 if page.large and not page.layout.portrait else _DISC
