"""What every screen is: a still part, drawn once, and a part that moves."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from station_gate.gate.terms import Step
from station_gate.kiosk.drawing.buttons import Button
from station_gate.kiosk.drawing.chrome import (
    draw_footer,
    draw_header,
    draw_paper,
    footer_buttons,
    stops,
)
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.flow import Block, Flow, Mark, draw_flow
from station_gate.kiosk.kit.colour import BLUE, INK, SLATE, WHITE
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import LaneView

_TITLE = Style(62, Weight.BOLD, INK, 1.1)
_TIP = Style(22, Weight.MEDIUM, SLATE, 1.28)


class Screen(ABC):
    """One step's screen."""

    def key(self, view: LaneView) -> Hashable:
        """Return what the still part depends on besides step and language."""
        del view
        return None

    def flow(self, page: Page) -> Flow | None:
        """Lay out those of the words that large text may need several sheets for."""
        del page
        return None

    def buttons(self, page: Page) -> Sequence[Button]:
        """Lay out what can be pressed, apart from the languages and what turns sheets."""
        del page
        return ()

    @abstractmethod
    def draw_still(self, page: Page) -> None:
        """Draw what stays the same while the screen is shown, without buttons."""

    @abstractmethod
    def draw_moving(self, page: Page) -> None:
        """Draw what moves, over the still part and the buttons."""


class Words(NamedTuple):
    """What stands beside the picture: an icon, text keys, and tips (icon, text key)."""

    icon: str
    title: str
    body: str
    tips: Sequence[tuple[str, str]]


class AskingScreen(Screen):
    """A screen that asks the passenger for something, with the metro line below."""

    step: Step

    def words(self, page: Page) -> Words | None:
        """Give what stands beside the picture; ``None`` where the screen lays it out itself."""
        del page
        return None

    def flow(self, page: Page) -> Flow | None:
        """Let large words go on over as many sheets as they need, tips last."""
        words = self.words(page)
        if words is None or not page.large:
            return None
        box = page.layout.words
        tips = (
            Block((Paragraph(page.texts(key), _TIP, 5),), Mark(icon, 54, WHITE))
            for icon, key in words.tips
        )
        said = (
            Paragraph(page.texts(words.title), _TITLE, 2),
            Paragraph(page.texts(words.body), Style(40, Weight.REGULAR, SLATE, 1.34), 6, 18),
        )
        area = Box(box.x, box.y + 36, box.w, box.h - 36)
        foot = Box(box.x, box.bottom - 60, min(box.w, 340.0), 60)
        return Flow((Block(said), *tips), area, foot)

    def stop(self, page: Page) -> Step:
        """Give the screen's stop on the metro line."""
        del page
        return self.step

    def buttons(self, page: Page) -> Sequence[Button]:
        """Lay out Cancel and Help."""
        return footer_buttons(page)

    def draw_frame(self, page: Page) -> None:
        """Draw ground, header and metro line."""
        draw_paper(page)
        draw_header(page)
        draw_footer(page, self.stop(page))

    def draw_eyebrow(self, page: Page, x: float, y: float, icon: str, width: float) -> None:
        """Draw which step of how many this is, around the height ``y``."""
        page.icon(icon, x + 15, y, 30, BLUE)
        shown = stops(page)
        text = page.texts("step", n=shown.index(self.stop(page)) + 1, total=len(shown))
        style = page.style(Style(20, Weight.SEMIBOLD, BLUE))
        page.label(text, x + 42, y + 0.375 * style.size, style, width=width - 42)

    def draw_words(self, page: Page) -> None:
        """Draw the instruction beside the picture, and the tips below it."""
        box, words, flow = page.layout.words, self.words(page), self.flow(page)
        if words is None:
            return
        self.draw_eyebrow(page, box.x, box.y + 8, words.icon, box.w)
        if flow is not None:
            draw_flow(page, flow)
            return
        tips_height = 66 * len(words.tips)
        top = box.y + 36
        paragraphs = [
            Paragraph(page.texts(words.title), _TITLE, 2),
            Paragraph(page.texts(words.body), Style(30, Weight.REGULAR, SLATE, 1.34), 3, 18),
        ]
        area = Box(box.x, top, box.w, box.bottom - top - tips_height - 24)
        end = page.stack(paragraphs, area)
        y = end + 24 if page.layout.portrait else box.bottom - tips_height + 12
        for name, key in words.tips:
            self.draw_tip(page, Box(box.x, y, box.w, 54), name, page.texts(key))
            y += 66

    def draw_tip(self, page: Page, box: Box, icon: str, text: str) -> None:
        """Draw one small piece of advice beside its icon."""
        page.plate(Box(box.x, box.y, 54, 54), 16, WHITE)
        page.icon(icon, box.x + 27, box.y + 27, 30, BLUE)
        words = Paragraph(text, _TIP, 2)
        page.stack([words], Box(box.x + 72, box.y - 3, box.w - 72, 60), middle=True)
