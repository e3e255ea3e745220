"""Nobody is here: invite the next passenger."""

from collections.abc import Sequence

import pygame

from station_gate.gate.terms import Action
from station_gate.kiosk.art import scene
from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.chrome import draw_header, leads_out
from station_gate.kiosk.drawing.layout import Layout
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, INK, LINE, MUTED, PALE_BLUE, WHITE, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style

_SPEED = 260.0
"""The train's speed, design units each second."""
_WORDS, _WORDS_OUT = ("idle_title", "idle_body"), ("idle_out_title", "idle_out_body")
_NEEDS = (
    ("ticket", "idle_need_ticket"),
    ("document", "idle_need_document"),
    ("clock", "idle_need_time"),
)


def _deck(layout: Layout) -> float:
    return layout.h * (0.56 if layout.portrait else 0.575)


def _needs(page: Page) -> tuple[tuple[str, str], ...]:
    """Give the icons and texts of what is needed."""
    return _NEEDS[:1] if leads_out(page) else _NEEDS


def _columns(page: Page) -> int:
    """In how many columns that stands: large letters need the whole width for each."""
    if page.large:
        return 1
    return 2 if page.layout.portrait else 3


def _row(page: Page) -> float:
    """How far the lines of what is needed are from each other."""
    if page.large:
        return 74 if page.layout.portrait else 64
    return 68


def _sheet(page: Page) -> Box:
    layout, height = page.layout, 126.0
    rows = -(-len(_needs(page)) // _columns(page))
    if layout.portrait:
        height = 204 + _row(page) * rows + (46 if page.large else 4)
    elif page.large:
        height = max(height, 72 + _row(page) * rows)
    return Box(36, layout.h - height - 32, layout.w - 72, height)


class IdleScreen(Screen):
    """A train at dawn, what is needed, and where to begin."""

    def buttons(self, page: Page) -> Sequence[Button]:
        """Lay out Start and Help on the sheet."""
        sheet, texts = _sheet(page), page.texts
        if page.layout.portrait:
            y = sheet.bottom - 14 - 112
            help_box = Box(sheet.x + 14, y, 224 if page.large else 190, 112)
            start = Box(help_box.right + 14, y, sheet.right - 14 - help_box.right - 14, 112)
        else:
            start = Box(sheet.right - 14 - 320, sheet.bottom - 14 - 98, 320, 98)
            width = 216 if page.large else 164
            help_box = Box(start.x - 14 - width, start.y, width, start.h)
        return [
            Button(
                Action.START.value,
                start,
                texts("idle_start"),
                Look.YELLOW,
                size=31,
                radius=22,
                reserve=66,
            ),
            Button(
                Action.HELP.value, help_box, texts("help"), Look.OUTLINE, "help", size=24, radius=22
            ),
        ]

    def draw_still(self, page: Page) -> None:
        """Draw the scene without its train, the words and the sheet."""
        layout, bench = page.layout, page.bench
        deck = _deck(layout)
        sky = scene.dawn(bench, layout.w, layout.h)
        # the sun stands where the words are not
        page.put(pygame.transform.flip(sky, True, False) if page.mirrored else sky, 0, 0)
        if page.sharp:
            page.ground(((0.0, INK.fade(190)), (1.0, INK.fade(190))))
        page.put(scene.catenary(bench, layout.w), 0, deck - 78)
        page.put(scene.viaduct(bench, layout.w, layout.h - deck), 0, deck)
        draw_header(page, clear=True)
        top = layout.header + (60 if layout.portrait else 34)
        title, body = _WORDS_OUT if leads_out(page) else _WORDS
        words = [
            Paragraph(page.texts(title), Style(78, Weight.BOLD, WHITE, 1.08), 2),
            Paragraph(page.texts(body), Style(30, Weight.MEDIUM, WHITE, 1.35), 2, 20),
        ]
        width = layout.w - 112 if layout.portrait else layout.w * 0.55
        page.stack(words, Box(56, top, width, deck - 84 - top))
        self._draw_sheet(page)

    def _draw_sheet(self, page: Page) -> None:
        sheet, portrait = _sheet(page), page.layout.portrait
        page.card(sheet)
        small = Style(18, Weight.SEMIBOLD, MUTED)
        low = 8 if page.large else 0
        page.label(page.texts("idle_need"), sheet.x + 32, sheet.y + 38 + low, small, width=300)
        right = sheet.right - 32 if portrait else self.buttons(page)[1].box.x - 20
        needs = _needs(page)
        columns = _columns(page)
        pitch = (right - sheet.x - 32) / columns
        top, row = sheet.y + 54 + 1.5 * low, _row(page)
        for i, (name, key) in enumerate(needs):
            x, y = (
                sheet.x + 32 + i % columns * pitch,
                top + i // columns * row,
            )
            page.plate(Box(x, y, 52, 52), 15, PALE_BLUE)
            page.icon(name, x + 26, y + 26, 32, BLUE)
            style = Style(21, Weight.SEMIBOLD, INK, 1.16)
            room = row - 4 if page.large else 56
            area = Box(x + 64, y + 26 - room / 2, pitch - 76, room)
            page.stack([Paragraph(page.texts(key), style, 2)], area, middle=True)
        if portrait:
            page.fill(Box(sheet.x + 32, sheet.bottom - 150, sheet.w - 64, 1.5), LINE)

    def draw_moving(self, page: Page) -> None:
        """Run the train over the viaduct, and point at where to begin."""
        layout, bench, now = page.layout, page.bench, page.view.now
        deck = _deck(layout)
        length = scene.TRAIN_LENGTH
        way = layout.w + length + 360
        # at lane time 0 the train is already in the picture
        x = (now * _SPEED + length * 0.89) % way - length - 10
        page.upright.put(scene.train(bench), x, deck - 70)
        parapet = scene.viaduct(bench, layout.w, layout.h - deck)
        strip = (0, 0, parapet.get_width(), bench.px(34))
        page.dst.blit(parapet, (0, bench.px(deck)), strip)
        start = self.buttons(page)[0].box
        for i in range(3):
            phase = (now * 0.9 - i * 0.17) % 1.0
            level = 60 + 195 * (1 - abs(phase * 2 - 1))
            y = start.cy - 24 + i * 24
            page.icon("chevron_down", start.right - 44, y, 40, Colour(*INK.rgb), level)
