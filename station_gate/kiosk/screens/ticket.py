"""Ask for the ticket."""

import math

import pygame

from station_gate.gate.terms import Step
from station_gate.kiosk.art import tickets
from station_gate.kiosk.drawing.chrome import draw_pulse
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, GO_LIGHT, WHITE, tint
from station_gate.kiosk.kit.fills import gradient_plate
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import ease_in_out, pulse, quantise, span
from station_gate.kiosk.screens.base import AskingScreen, Words
from station_gate.kiosk.screens.pill import draw_busy_pill
from station_gate.kiosk.screens.ticketsight import draw_sight
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Style
from station_gate.lane.view import LaneView

_TIPS = (("light", "ticket_phone"), ("ticket", "ticket_paper"))


def draw_panel(page: Page) -> None:
    """Draw the pale ground of a picture."""
    box = page.layout.picture
    page.shade(box, 36, 20, 40, 10)
    sky = ((0.0, tint("#DCE9F7")), (1.0, tint("#F6F9FC")))
    page.put(gradient_plate(page.bench, box.w, box.h, 36, sky), box.x, box.y)


_SHOW = 4.0
"""Seconds that showing how a telephone is held takes, before it begins again."""


def _turned(view: LaneView) -> float:
    """How far the telephone is turned: 0 its code towards the passenger, 1 towards the reader."""
    if view.ticket_seen:
        return 1.0
    share = (view.now - view.since) % _SHOW / _SHOW
    return ease_in_out(span(share, 0.12, 0.28)) * (1 - ease_in_out(span(share, 0.9, 1.0)))


class TicketScreen(AskingScreen):
    """A telephone held above the reader."""

    step = Step.TICKET

    def words(self, page: Page) -> Words:
        """Ask for the code."""
        del page
        return Words("ticket", "ticket_title", "ticket_body", _TIPS)

    def draw_still(self, page: Page) -> None:
        """Draw the words, the panel and the reader."""
        self.draw_frame(page)
        self.draw_words(page)
        draw_panel(page)
        box = page.layout.picture
        with page.inside(box):
            page.put(tickets.reader(page.bench), box.cx, box.bottom - 150, "top")

    def draw_moving(self, page: Page) -> None:
        """Show the code that the reader sees; until there is one, how to hold the telephone."""
        draw_pulse(page, self.step)
        view, bench, box = page.view, page.bench, page.layout.picture
        if view.ticket_sight is not None:
            draw_sight(page, view.ticket_sight, box)
            return
        light_y = box.bottom - 150 + tickets.READER_GLASS
        # nearer while it is being read
        lift = 0.0 if view.ticket_seen else math.sin(view.now * 2.2) * 7
        gap = 62.0 if page.layout.portrait else 54.0
        low = light_y - gap + lift + (16 if view.ticket_seen else 0)
        over = _turned(view)
        with page.inside(box):
            page.put(tickets.light_cone(bench, 250, 150), box.cx, light_y, "bottom")
            if over == 1.0:
                page.put(tickets.code_in_glass(bench), box.cx, light_y + 2, "centre")
            self._draw_phone(page, box.cx, low, light_y - gap - box.y - 20, over)
            glow = quantise(40 + 70 * pulse(view.now, 1.4), 8)
            page.plate(Box(box.cx - 105, light_y - 5, 210, 14), 7, GO_LIGHT.fade(glow))
            page.plate(Box(box.cx - 125, light_y, 250, 4.5), 2, GO_LIGHT)
        if view.ticket_seen:
            draw_busy_pill(page, page.texts("ticket_reading"), box)
        else:
            self._draw_distance(page, box.cx + 150, low, light_y)

    def _draw_phone(self, page: Page, x: float, low: float, room: float, over: float) -> None:
        """Turn the telephone over, away from the passenger: its code then faces the reader."""
        w, h = tickets.PHONE
        size = min(1.0, room / h)
        # the side with the code gets flat, then the back comes up as seen from above
        front = over < 0.5
        share = 1 - 2 * over if front else (2 * over - 1) * tickets.FLAT
        tall = quantise(max(0.02, share), 0.02)
        sprite = tickets.phone(page.setter) if front else tickets.phone_back(page.bench)
        if (size, tall) != (1.0, 1.0):
            width, height = sprite.get_size()
            scaled = (max(1, round(width * size)), max(1, round(height * size * tall)))
            sprite = pygame.transform.smoothscale(sprite, scaled)
        if over == 1.0:
            flat = h * size * tickets.FLAT
            page.shade(Box(x - w * size / 2, low - flat, w * size, flat), 22, 16, 70, 12)
        page.put(sprite, x, low, "bottom")

    def _draw_distance(self, page: Page, x: float, top: float, bottom: float) -> None:
        """Draw how far from the reader the code is best held."""
        page.plate(Box(x, top, 3, max(4, quantise(bottom - top, 1))), 1.5, BLUE)
        page.plate(Box(x - 8, top, 19, 3), 1.5, BLUE)
        page.plate(Box(x - 8, bottom - 3, 19, 3), 1.5, BLUE)
        middle = (top + bottom) / 2
        w, h = (126, 50) if page.large else (96, 38)
        page.plate(Box(x + 16, middle - h / 2, w, h), h / 2, BLUE)
        style = page.style(Style(19, Weight.SEMIBOLD, WHITE, tracking=0))
        text = page.texts("ticket_distance")
        baseline = middle + 0.37 * style.size
        page.label(text, x + 16 + w / 2, baseline, style, width=w - 16, anchor="centre")
