"""Ask for the identity document."""

import math
from collections.abc import Hashable

import pygame

from station_gate.gate.terms import Step
from station_gate.kiosk.art import documents
from station_gate.kiosk.art.tickets import sweep
from station_gate.kiosk.drawing.chrome import draw_pulse
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, GO_LIGHT, YELLOW, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import ease_in_out, lerp, quantise, span
from station_gate.kiosk.screens.base import AskingScreen, Words
from station_gate.kiosk.screens.pill import draw_busy_pill
from station_gate.kiosk.screens.ticket import draw_panel
from station_gate.kiosk.screens.ticketsight import draw_inset
from station_gate.lane.view import LaneView

_TIPS = (("document", "document_case"), ("passport", "document_passport"))
_TIPS_TURNED = (("centre", "document_corners"),)
SHOW = 3.6
"""Seconds that showing how to lay a document down takes; then it is the other kind's turn."""
_SWEEP = 1.2


def glass_box(page: Page) -> Box:
    """Say where the reader's glass is; it is drawn on the upright page."""
    w, h = documents.GLASS
    box = page.place(page.layout.picture)
    return Box(box.cx - w / 2, box.bottom - h - 40, w, h)


class DocumentScreen(AskingScreen):
    """A card being laid on the reader's glass, and a passport by turns."""

    step = Step.DOCUMENT

    def key(self, view: LaneView) -> Hashable:
        """Return the words: others for the other side of a card."""
        return view.document_turned

    def words(self, page: Page) -> Words:
        """Ask for a document, or for the other side of a card."""
        if page.view.document_turned:
            return Words("document", "document_turn_title", "document_turn_body", _TIPS_TURNED)
        return Words("document", "document_title", "document_body", _TIPS)

    def draw_still(self, page: Page) -> None:
        """Draw the words, the panel and the reader."""
        self.draw_frame(page)
        self.draw_words(page)
        draw_panel(page)
        glass = glass_box(page)
        page.upright.shade(glass, 30, 18, 90, 12)
        page.upright.put(documents.glass(page.bench), glass.x, glass.y)

    def draw_moving(self, page: Page) -> None:
        """Lay the card down over and over; once a document is there, read it."""
        draw_pulse(page, self.step)
        art = page.upright
        glass, panel = glass_box(page), page.layout.picture
        w, h = documents.CARD
        rest = Box(glass.cx - w / 2, glass.y + (glass.h - 10) / 2 - h / 2 + 2, w, h)
        laid = _laid(page.view)
        draw_corners(art, rest, GO_LIGHT if page.view.document_seen else YELLOW)
        y = lerp(panel.y + 24, rest.y, laid)
        draw_lifted(art, Box(rest.x, y, w, h), 1 - laid)
        if page.view.document_turned:
            self._draw_turned(art, Box(rest.x, y, w, h))
        elif _passports_turn(page.view):
            art.put(documents.passport(page.setter), rest.x, y - documents.LEAF)
        else:
            art.put(documents.card(page.setter), rest.x, y)
        if page.view.document_seen:
            share = page.view.now % _SWEEP / _SWEEP
            # there and back
            share = 1 - abs(2 * share - 1)
            line = sweep(page.bench, w, 40, 120)
            with art.inside(rest):
                art.put(line, rest.cx, lerp(rest.y + 8, rest.bottom - 4, share), "bottom")
            draw_busy_pill(page, page.texts("document_reading"), panel._replace(h=120))
        elif laid < 0.9:
            for i in range(2):
                phase = (page.view.now * 1.1 - i * 0.22) % 1.0
                place = lerp(panel.y + 50, panel.y + 110, phase) + i * 6
                level = 255 * (1 - abs(phase * 2 - 1))
                art.icon("chevron_down", rest.right + 54, place, 40, BLUE, level)
        if page.view.ticket_sight is not None and not page.view.document_seen:
            draw_inset(page, page.view.ticket_sight)

    def _draw_turned(self, page: Page, place: Box) -> None:
        """Turn the card over while it is held above the reader; it lies on its face."""
        over = 1.0 if page.view.document_seen else ease_in_out(span(_share(page.view), 0.08, 0.3))
        across = quantise(abs(math.cos(math.pi * over)), 0.02)
        side = documents.card_back if over > 0.5 else documents.card
        sprite = side(page.setter)
        if across < 1:
            width = max(1, round(sprite.get_width() * across))
            sprite = pygame.transform.smoothscale(sprite, (width, sprite.get_height()))
        page.put(sprite, place.cx - place.w * across / 2, place.y)


def draw_lifted(page: Page, place: Box, up: float) -> None:
    """Draw the shadow of a card that is held above the glass, 0 lying on it to 1 highest."""
    blur = quantise(lerp(6, 18, up), 2)
    strength = round(lerp(90, 64, (blur - 6) / 12))  # with the blur: every new shadow is dear
    page.shade(place, 16, blur, strength, lerp(5, 26, up))


def draw_corners(page: Page, rest: Box, colour: Colour) -> None:
    """Mark the corners of where the card lies."""
    mark = documents.corner(page.bench, 34, 6, colour)
    out = 15
    left, right = rest.x - out, rest.right + out - 34
    top, bottom = rest.y - out, rest.bottom + out - 34
    for turns, (x, y) in enumerate(((left, top), (right, top), (right, bottom), (left, bottom))):
        page.put(pygame.transform.rotate(mark, -90 * turns), x, y)


def _laid(view: LaneView) -> float:
    """How far down the card is, 0 held above to 1 on the glass."""
    if view.document_seen:
        return 1.0
    share = _share(view)
    start = 0.32 if view.document_turned else 0.06
    down = ease_in_out(span(share, start, start + 0.36))
    return down * (1 - ease_in_out(span(share, 0.9, 1.0)))


def _passports_turn(view: LaneView) -> bool:
    """Return whether a passport is shown: every second time, and never while something is read."""
    return not view.document_seen and (view.now - view.since) % (2 * SHOW) >= SHOW


def _share(view: LaneView) -> float:
    """How much of showing how to lay the card down has been shown, 0 to 1."""
    return (view.now - view.since) % SHOW / SHOW
