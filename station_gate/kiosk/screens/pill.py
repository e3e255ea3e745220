"""The pill: the few words of the moment, over a picture."""

import math

import pygame

from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import GO, GO_DEEP, INK, WHITE, YELLOW, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import quantise
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Style

_SPOKES = 24


def draw_pill(
    page: Page, text: str, area: Box, icon: str | None, *, good: bool, nudge: float = 0.0
) -> None:
    """Draw words at the foot of an area: white on green when all is well, else ink on white.

    Without an icon a wheel turns. ``nudge`` lifts the icon.
    """
    room = area.w - 150
    style = Style(30, Weight.SEMIBOLD, WHITE if good else INK, tracking=-0.01, least=0.6)
    width = min(page.width(text, style), room)
    whole = quantise(width + 112, 2)
    box = Box(area.cx - whole / 2, area.bottom - 92, whole, 68)
    page.shade(box, 34, 12, 120, 6)
    page.plate(box, 34, GO if good else WHITE)
    spot = GO_DEEP if good else YELLOW
    page.plate(Box(box.x + 8, box.y + 8, 52, 52), 26, spot)
    ink = WHITE if good else INK
    if icon is None:
        turn = int(page.view.now * _SPOKES) % _SPOKES
        page.put(wheel(page.bench, 34, ink, turn), box.x + 34, box.cy, "centre")
    else:
        page.icon(icon, box.x + 34, box.cy - nudge, 30, ink)
    page.label(text, box.x + 76, box.y + 45, style, width=room)


def draw_busy_pill(page: Page, text: str, area: Box) -> None:
    """Draw words that say that something is being read."""
    draw_pill(page, text, area, None, good=True)


@cached
def wheel(bench: Bench, size: float, colour: Colour, turn: int) -> pygame.Surface:
    """Draw a turning arc at one of 24 places."""
    canvas = Canvas(bench, size, size)
    begin = turn / _SPOKES * 2 * math.pi
    radius = size / 2 - 2.6
    canvas.arc((size / 2, size / 2), (radius, radius), (begin, begin + 1.9), 3.6, colour)
    return canvas.finish()
