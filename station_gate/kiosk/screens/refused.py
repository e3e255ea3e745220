"""Not this time: what happened, without blame, and what to do now."""

from collections.abc import Hashable, Sequence

import pygame

from station_gate.gate.reasons import Family, Reason, Remedy
from station_gate.gate.terms import Action, Step
from station_gate.kiosk.art.badges import Shape, badge
from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.chrome import draw_footer, draw_header, draw_paper, end_button
from station_gate.kiosk.drawing.layout import Layout
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.flow import Block, Flow, Mark, draw_flow, pager
from station_gate.kiosk.kit.colour import (
    BLUE,
    INK,
    PALE_BLUE,
    SLATE,
    STOP,
    WHITE,
    YELLOW,
    tint,
)
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import ease_back, quantise, shake, span
from station_gate.kiosk.screens.advice import JOINED, STILL_VALID, advice_for
from station_gate.kiosk.screens.base import Screen
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.texts import BREAK
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import LaneView
from station_gate.languages import language_of

_BADGE = 92.0
_CODE = Style(16, Weight.SEMIBOLD, SLATE, tracking=0)
_ADVICE = Style(23, Weight.MEDIUM, INK, 1.26)
_CODE_GROUND = tint("#E7E3DA")
_TILE = 84.0
_SMALL = 64.0
"""Badge and tiles where large words need the room, upright."""
_PICTURES: dict[Family, tuple[str, ...]] = {
    Family.TICKET: ("ticket",),
    Family.DOCUMENT: ("document",),
    Family.FACE: ("face",),
    Family.PASSENGER: ("clock",),
    Family.LANE: ("gate",),
}
_PAIRS: dict[Reason, tuple[str, ...]] = {
    Reason.FACE_MISMATCH: ("face", "document"),
    Reason.FACE_UNCLEAR: ("face", "document"),
    Reason.NAME_MISMATCH: ("ticket", "document"),
    Reason.DOCUMENT_MISMATCH: ("ticket", "document"),
    Reason.NAME_UNCLEAR: ("ticket", "document"),
    Reason.STAFF_WANTED: ("help",),
    Reason.STAFF_OPENED: ("gate",),
    Reason.CANCELLED: ("ticket",),
    Reason.DID_NOT_PASS: ("gate",),
}


_UNCLEAR = (Reason.NAME_UNCLEAR, Reason.FACE_UNCLEAR)


def _mild(reason: Reason) -> bool:
    """Return whether nothing is wrong: then no red and no octagon."""
    early = reason.remedy is Remedy.COME_BACK
    return early or reason.family is Family.PASSENGER or reason in _UNCLEAR


def _card(layout: Layout) -> Box:
    if layout.portrait:
        top = (556 if layout.large else 584) + (layout.h - 1280) * 0.5 - layout.raised * 0.5
        return Box(40, top, layout.w - 80, layout.floor - top - 28)
    left = round(layout.w * 0.478)
    return Box(left, 112, layout.w - left - 44, layout.floor - 136)


def _words(layout: Layout) -> Box:
    card = _card(layout)
    if layout.portrait:
        top = layout.header + 34
        return Box(48, top, layout.w - 96, card.y - top - 20)
    return Box(56, 124, card.x - 104, layout.floor - 124 - 20)


class RefusedScreen(Screen):
    """The reason on one side, a card of advice with the ways on at the other."""

    def key(self, view: LaneView) -> Hashable:
        """Return the reason, what may still be tried, and where the line ends."""
        return view.reason, view.tries_left, view.refused_at

    def flow(self, page: Page) -> Flow | None:
        """Let large advice go on over as many sheets as it needs, below its heading."""
        if not page.large:
            return None
        lines = advice_for(_reason(page.view), page.view.tries_left)
        card = _card(page.layout)
        area = _advice_box(card, self.buttons(page)[0])
        blocks = (
            Block(
                (Paragraph(page.texts(key), _ADVICE, 4),),
                Mark(icon, 60, PALE_BLUE),
                joined=key in JOINED,
            )
            for icon, key in lines
        )
        pager = Box(card.right - 36 - 250, card.y + 16, 250, 56)
        return Flow(tuple(blocks), area, pager)

    def buttons(self, page: Page) -> Sequence[Button]:
        """Lay out Try again (while there are tries), Call staff, and Finish."""
        card, texts = _card(page.layout), page.texts
        y, left, w = card.bottom - 124, card.x + 36, card.w - 72
        row = Box(left, y, w, 88)
        end = end_button(page, "refused_end")
        if page.view.tries_left <= 0:
            look = Look.PRIMARY
            return [
                Button(Action.HELP.value, row, texts("refused_staff"), look, "help", size=25),
                end,
            ]
        half = (w - 18) / 2
        first, second = row._replace(w=half), Box(left + half + 18, y, half, 88)
        if page.large:  # one below the other
            first, second = row._replace(y=y - 84), row._replace(y=y + 16, h=84)
        again = Button(
            Action.TRY_AGAIN.value,
            first,
            texts("refused_try"),
            Look.PRIMARY,
            "retry",
            texts("refused_left", n=page.view.tries_left),
            25,
        )
        look = Look.OUTLINE
        staff = Button(Action.HELP.value, second, texts("refused_staff"), look, "help", size=25)
        return [again, staff, end]

    def draw_still(self, page: Page) -> None:
        """Draw everything but the badge, which shakes once."""
        draw_paper(page)
        draw_header(page)
        stop = page.view.refused_at
        draw_footer(page, Step.FACE if stop is Step.CHECKING else stop, failed=True)
        reason = _reason(page.view)
        words = _words(page.layout)
        badge = _badge(page.layout)
        low = max(0.0, (badge - _TILE) / 2)
        self._draw_pictures(page, reason, words.x + badge + 58, words.y + low)
        body = page.texts(f"reason_{reason.code}_body")
        if reason in STILL_VALID:
            space = "" if language_of(page.texts.tag).breaks_anywhere else " "
            body += space + BREAK + page.texts("refused_still_valid")
        beside = badge == _SMALL  # the code stands beside the pictures, not below the words
        top, lines = words.y + badge + (14 if beside else 24), 8 if page.large else 5
        below = 0 if beside else 64 if page.large else 54
        end = page.stack(
            [
                Paragraph(
                    page.texts(f"reason_{reason.code}_title"), Style(52, Weight.BOLD, INK, 1.1), 3
                ),
                Paragraph(body, Style(26, Weight.REGULAR, SLATE, 1.36), lines, 16),
            ],
            Box(words.x, top, words.w, words.bottom - top - below),
        )
        code = page.texts("refused_code", code=reason.staff_code)
        if beside:
            width = page.width(code, _CODE) + 28
            draw_code(page, code, words.right - width, words.y + (badge - 46) / 2)
        else:
            draw_code(page, code, words.x, end + 16)
        self._draw_advice(page, reason)

    def _draw_pictures(self, page: Page, reason: Reason, x: float, y: float) -> None:
        """Show what it is about: one thing, or two that do not go together."""
        pictures = _PAIRS.get(reason, _PICTURES[reason.family])
        side = min(_badge(page.layout), _TILE)
        for i, name in enumerate(pictures):
            tile = Box(x + i * (side + 18), y, side, side)
            page.shade(tile, 24, 10, 40, 5)
            page.plate(tile, 24, WHITE)
            page.icon(name, tile.cx, tile.cy, round(0.6 * side), SLATE)
        if _mild(reason):
            return
        between = (x + side + 9, y + side / 2)
        spot = between if len(pictures) == 2 else (x + side - 4, y + side - 4)
        page.plate(Box(spot[0] - 22, spot[1] - 22, 44, 44), 22, tint("#F5F3EE"))
        page.badge("cross", *spot, 34, STOP, WHITE, Shape.DISC)

    def _draw_advice(self, page: Page, reason: Reason) -> None:
        card = _card(page.layout)
        page.card(card, 32)
        heading, flow = Style(27, Weight.BOLD, INK), self.flow(page)
        turning = pager(page, flow)
        width = (turning[0].box.x - 12 if turning else card.right - 36) - card.x - 36
        page.label(page.texts("refused_do"), card.x + 36, card.y + 56, heading, width=width)
        if flow is not None:
            draw_flow(page, flow)
            return
        lines = advice_for(reason, page.view.tries_left)
        area = _advice_box(card, self.buttons(page)[0])
        pitch = min(92.0, area.h / len(lines))
        for i, (name, key) in enumerate(lines):
            y = area.y + i * pitch + (pitch - 60) / 2
            page.plate(Box(area.x, y, 60, 60), 18, PALE_BLUE)
            page.icon(name, area.x + 30, y + 30, 36, BLUE)
            words = Box(area.x + 78, y - 4, area.w - 78, 68)
            page.stack([Paragraph(page.texts(key), _ADVICE, 2)], words, middle=True)

    def draw_moving(self, page: Page) -> None:
        """Pop the badge up and shake it once: a form as well as a colour."""
        reason, words, size = _reason(page.view), _words(page.layout), _badge(page.layout)
        if _mild(reason):
            sprite = badge(page.bench, "bang", size, YELLOW, INK, Shape.DIAMOND)
        else:
            sprite = badge(page.bench, "bang", size, STOP, WHITE, Shape.OCTAGON)
        share = max(0.1, ease_back(span(page.time, 0, 0.4)))
        if share != 1.0:
            sprite = pygame.transform.smoothscale(sprite, page.bench.size(*2 * (size * share,)))
        swing = 0.0 if _mild(reason) else shake(span(page.time, 0.1, 0.5)) * 7
        page.put(sprite, words.x + size / 2 + swing, words.y + size / 2, "centre")


def _badge(layout: Layout) -> float:
    return _SMALL if layout.large and layout.portrait else _BADGE


def _advice_box(card: Box, first: Button) -> Box:
    """Where the advice is: between the card's heading and its first button."""
    top = card.y + 84
    return Box(card.x + 36, top, card.w - 72, first.box.y - 20 - top)


def draw_code(page: Page, text: str, x: float, y: float, *, centred: bool = False) -> None:
    """Draw the small code that staff ask for."""
    style = page.style(_CODE)
    width, height = quantise(page.width(text, style) + 28, 1), 46 if page.large else 34
    left = x - width / 2 if centred else x
    page.plate(Box(left, y, width, height), height / 2, _CODE_GROUND)
    page.label(text, left + 14, y + height / 2 + 0.37 * style.size, style, width=width)


def _reason(view: LaneView) -> Reason:
    if view.reason is None:
        raise ValueError("the refused step has a reason")
    return view.reason
