"""The lane from above, to scale: cabinets, flaps, light beams, and whoever is in it."""

import pygame

from station_gate.barrier.geometry import DEPTH, ENTRY_BEAM, EXIT_BEAM, FLAPS, LENGTH, SAFETY_ZONE
from station_gate.gate.terms import Beam, Direction
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import YELLOW, tint
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.plan.sheet import BAD, CABINET, CALM, FLOOR, GOOD, SOFT, Sheet
from station_gate.kiosk.text.fonts import Weight
from station_gate.lane.view import LaneView

WIDTH = 0.6
"""Between the cabinets, metres: within the 550 to 900 mm of the gates on the market."""
SHOULDERS = 0.46
"""Across a person, metres."""
_CABINET = 0.22
"""Across a cabinet, metres."""
_ABOVE, _BELOW = 46.0, 28.0
"""Room for words above and below the cabinets, design units."""
_PLACES = {
    Beam.ENTRY: (ENTRY_BEAM,),
    Beam.SAFETY: SAFETY_ZONE,
    Beam.EXIT: (EXIT_BEAM,),
}
_COAT, _COAT_LIGHT = tint("#2F6DB5"), tint("#4C8BD3")
_HAIR, _HAIR_LIGHT = tint("#2A211E"), tint("#46382F")
_ZONE = tint("#1D2A33")


def draw_floor(sheet: Sheet, box: Box, view: LaneView) -> None:
    """Draw the lane as large as fits the box; people walk to the right."""
    across, along = WIDTH + 2 * _CABINET, LENGTH + 2 * DEPTH
    metre = min(box.w / along, (box.h - _ABOVE - _BELOW) / across)
    left = box.cx - LENGTH / 2 * metre
    top = box.cy + (_ABOVE - _BELOW - across * metre) / 2
    walk = Box(left, top + _CABINET * metre, LENGTH * metre, WIDTH * metre)
    sheet.rect(Box(box.cx - along / 2 * metre, walk.y, along * metre, walk.h), FLOOR)
    zone = Box(left + SAFETY_ZONE[0] * metre, walk.y, 0, walk.h)
    sheet.rect(zone._replace(w=(SAFETY_ZONE[1] - SAFETY_ZONE[0]) * metre), _ZONE)
    for y in (top, walk.bottom):
        sheet.plate(Box(left, y, walk.w, _CABINET * metre), 8, CABINET)
    _draw_beams(sheet, walk, metre, view)
    _draw_flaps(sheet, walk, metre, view)
    for number, place in enumerate(view.people, 1):
        _draw_person(sheet, left + place * metre, walk.cy, metre, number)
    _draw_ends(sheet, box, walk.bottom + _CABINET * metre + 20, view)


def _draw_beams(sheet: Sheet, walk: Box, metre: float, view: LaneView) -> None:
    for beam, places in _PLACES.items():
        broken = beam in view.broken
        colour = BAD if broken else GOOD
        for place in places:
            x = walk.x + place * metre
            if broken:
                sheet.rect(Box(x - 2, walk.y, 4, walk.h), colour)
            else:
                _draw_dashes(sheet, x, walk)
            for y in (walk.y - 7, walk.bottom + 7):
                sheet.plate(Box(x - 4, y - 4, 8, 8), 4, colour)
        x = walk.x + sum(places) / len(places) * metre
        y = walk.y - _CABINET * metre - 28
        sheet.text(beam.value, x, y, 15, SOFT, anchor="centre")
        words = "broken" if broken else "clear"
        sheet.text(words, x, y + 19, 15, colour, weight=Weight.SEMIBOLD, anchor="centre")


def _draw_dashes(sheet: Sheet, x: float, walk: Box) -> None:
    count = max(1, round(walk.h / 12))
    for i in range(count):
        y = walk.y + (i + 0.25) * walk.h / count
        sheet.rect(Box(x - 0.75, y, 1.5, walk.h / count / 2), GOOD)


def _draw_flaps(sheet: Sheet, walk: Box, metre: float, view: LaneView) -> None:
    """Draw both flaps: they meet in the middle when closed, are in the cabinets when open."""
    x, reach = walk.x + FLAPS * metre, walk.h / 2 * (1.0 - view.barrier)
    inside = _CABINET * metre * 0.8 - 12
    for y in (walk.y, walk.bottom - reach):
        if reach:
            sheet.rect(Box(x - 4, y, 8, reach), CALM)
    for y in (walk.y - 12 - inside, walk.bottom + 12):
        sheet.plate(Box(x - 4, y, 8, inside), 4, CALM)


def _draw_person(sheet: Sheet, x: float, y: float, metre: float, number: int) -> None:
    sprite = _person(sheet.bench, metre)
    px = sheet.bench.px
    sheet.dst.blit(sprite, sprite.get_rect(center=(px(x), px(y))))
    tag = 11.0
    y += SHOULDERS / 2 * metre + 2
    sheet.plate(Box(x - tag, y - tag, 2 * tag, 2 * tag), tag, YELLOW)
    sheet.text(str(number), x, y + 5.5, 15, FLOOR, weight=Weight.BOLD, anchor="centre")


@cached
def _person(bench: Bench, metre: float) -> pygame.Surface:
    """Draw somebody from above who walks to the right."""
    w, h = DEPTH * metre, SHOULDERS * metre
    canvas = Canvas(bench, w, h)
    canvas.ellipse(w * 0.42, h / 2, w * 0.40, h / 2, _COAT)
    canvas.ellipse(w * 0.46, h / 2, w * 0.30, h * 0.42, _COAT_LIGHT)
    for side in (-1, 1):
        canvas.disc(w * 0.62, h / 2 + side * h * 0.37, w * 0.15, _COAT)
    canvas.disc(w * 0.62, h / 2, w * 0.36, _HAIR)
    canvas.disc(w * 0.57, h / 2, w * 0.25, _HAIR_LIGHT)
    return canvas.finish()


def _draw_ends(sheet: Sheet, box: Box, baseline: float, view: LaneView) -> None:
    ends = ["street", "trains"]
    if view.direction is Direction.EXIT:
        ends.reverse()
    sheet.text(f"from the {ends[0]}", box.x, baseline, 15, SOFT)
    sheet.text(f"to the {ends[1]}  →", box.right, baseline, 15, SOFT, anchor="right")
    sheet.text(f"flaps {view.barrier:.0%} open", box.cx, baseline, 15, CALM, anchor="centre")
