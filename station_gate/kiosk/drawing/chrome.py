"""What surrounds every screen: the station's header and the metro line of steps."""

from typing import NamedTuple

import pygame

from station_gate.gate.terms import Action, Direction, Step
from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.chooser import row
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import (
    BLUE,
    INK,
    INK_SOFT,
    LINE,
    MUTED,
    PAPER,
    PAPER_LOW,
    PAPER_TOP,
    RAIL,
    REST,
    SIGN_GREY,
    STOP,
    WHITE,
    YELLOW,
    Colour,
)
from station_gate.kiosk.kit.fills import gradient
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import lerp, pulse, quantise
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Style

_STOPS = {
    Step.TICKET: "stop_ticket",
    Step.DOCUMENT: "stop_document",
    Step.FACE: "stop_face",
    Step.GO: "stop_gate",
}
_CLOCK_ROOM, _SIGN_ROOM = 112.0, 106.0
"""How much of the header the clock takes, and the sign at its other end."""
_GATE_STYLE = Style(29, Weight.BOLD, WHITE)
_DIRECTION_STYLE = Style(19, Weight.MEDIUM, SIGN_GREY)


def leads_out(page: Page) -> bool:
    """Return whether the passenger is on the way out, by the ticket alone."""
    return page.view.direction is Direction.EXIT


def stops(page: Page) -> tuple[Step, ...]:
    """Give the steps that the metro line shows, in order."""
    return (Step.TICKET, Step.GO) if leads_out(page) else tuple(_STOPS)


def direction_text(page: Page) -> str:
    """Say where the lane leads."""
    return page.texts("direction_out" if leads_out(page) else "direction")


def draw_paper(page: Page) -> None:
    """Paint the light ground of the screens that ask for something."""
    page.ground(((0.0, PAPER_TOP), (0.6, PAPER), (1.0, PAPER_LOW)))


def language_buttons(page: Page) -> list[Button]:
    """Lay out the languages between where the lane leads and the clock; upright, below them."""
    layout = page.layout
    if layout.portrait:
        return row(page, 36, layout.w - 36)
    return row(page, _SIGN_ROOM + _heading(page).room + 20, layout.w - 36 - _CLOCK_ROOM)


class _Heading(NamedTuple):
    """How the gate's name and where it leads stand in the header."""

    room: float
    """Their width."""
    stacked: bool
    """Whether they stand under each other, for want of room beside each other."""


def _heading(page: Page) -> _Heading:
    layout = page.layout
    room = (layout.w - 56 - _CLOCK_ROOM if layout.portrait else layout.w * 0.5) - _SIGN_ROOM
    name = page.width(page.gate_title, _GATE_STYLE)
    direction = page.width(direction_text(page), _DIRECTION_STYLE)
    beside = name + 40 + direction
    if beside <= room:
        return _Heading(beside, stacked=False)
    return _Heading(min(room, max(name, direction)), stacked=True)


def draw_header(page: Page, *, clear: bool = False) -> None:
    """Draw the header: the gate's sign and where it leads; room is left for the clock.

    ``clear`` leaves out its ground, for screens that are a picture to the top.
    """
    layout = page.layout
    if not clear:
        ground = gradient(page.bench, layout.w, layout.header, ((0.0, INK_SOFT), (1.0, INK)))
        page.put(ground, 0, 0)
        page.fill(Box(0, layout.header - 5, layout.w, 5), YELLOW)
    middle = layout.title_line
    page.plate(Box(36, middle - 26, 52, 52), 12, YELLOW)
    page.icon("arrow_up", 62, middle, 34, INK)
    heading, text, left = _heading(page), direction_text(page), _SIGN_ROOM
    if heading.stacked:
        page.label(page.gate_title, left, middle - 6, _GATE_STYLE, width=heading.room)
        page.label(text, left, middle + 26, _DIRECTION_STYLE, width=heading.room)
        return
    left += page.label(page.gate_title, left, middle + 10.5, _GATE_STYLE, width=heading.room) + 40
    page.plate(Box(left - 20, middle - 15, 2, 30), 0, WHITE.fade(70))
    style = page.style(_DIRECTION_STYLE)
    page.label(text, left, middle + 0.37 * style.size, style, width=layout.w - left)


def draw_clock(page: Page) -> None:
    """Draw the time in the header: with every frame, or all that is kept would age in a minute."""
    layout = page.layout
    clock = Style(31, Weight.SEMIBOLD, WHITE, tracking=0)
    page.label(
        page.view.clock,
        layout.w - 36,
        layout.title_line + 11,
        clock,
        width=_CLOCK_ROOM,
        anchor="right",
        tag="en",
    )


@cached
def _stop(bench: Bench, kind: str, rest: Colour) -> pygame.Surface:
    canvas = Canvas(bench, 60, 60)
    if kind == "done":
        canvas.disc(30, 30, 17, BLUE)
    elif kind == "failed":
        canvas.disc(30, 30, 20, STOP)
    elif kind == "now":
        canvas.disc(30, 30, 20, INK)
        canvas.disc(30, 30, 13.5, YELLOW)
    else:
        canvas.disc(30, 30, 17, rest)
        canvas.disc(30, 30, 12.5, WHITE)
    return canvas.finish()


def draw_footer(page: Page, now: Step | None, *, failed: bool = False) -> None:
    """Draw the metro line: stops behind, the present one, stops ahead.

    ``failed`` marks the present stop as where it ended; without a present stop
    (``None``) there is no line, only the footer's ground.
    """
    layout = page.layout
    page.fill(Box(0, layout.foot, layout.w, layout.footer + 1), WHITE)
    page.fill(Box(0, layout.foot, layout.w, 1.5), LINE)
    if now is None:
        return
    left, right, y = layout.rail
    shown = stops(page)
    index = shown.index(now)
    page.plate(Box(left, y - 4.5, right - left, 9), 4.5, RAIL)
    if index:
        page.plate(Box(left, y - 4.5, stop_x(page, index) - left, 9), 4.5, BLUE)
    for i in range(len(shown)):
        x = stop_x(page, i)
        kind = "done" if i < index else "next" if i > index else "failed" if failed else "now"
        page.put(_stop(page.bench, kind, page.tone(REST)), x, y, "centre")
        if kind == "done":
            page.icon("check", x, y, 21, WHITE)
        elif kind == "failed":
            page.icon("bang", x, y, 22, WHITE)
        _name_stop(page, i, index)


def _name_stop(page: Page, i: int, index: int) -> None:
    """Write a stop's name below it; large ones at the line's ends stay within the screen."""
    left, right, y = page.layout.rail
    shown = stops(page)
    style = Style(18.5, Weight.BOLD if i == index else Weight.MEDIUM, INK if i <= index else MUTED)
    text, room = page.texts(_STOPS[shown[i]]), (right - left) / (len(shown) - 1) - 10
    if page.large:
        half = min(page.width(text, style), room) / 2
        x = min(max(stop_x(page, i), left - 40 + half), right + 40 - half)
    else:
        x = stop_x(page, i)
    page.label(text, x, y + 45, style, width=room, anchor="centre")


def stop_x(page: Page, index: int) -> float:
    """Where a stop of the metro line is."""
    left, right, _ = page.layout.rail
    return lerp(left, right, index / (len(stops(page)) - 1))


def draw_pulse(page: Page, now: Step) -> None:
    """Let the present stop breathe."""
    x, y = stop_x(page, stops(page).index(now)), page.layout.rail[2]
    swell = pulse(page.view.now, 1.8)
    radius = quantise(20 + 13 * swell, 0.5)
    ring = YELLOW.fade(quantise(120 * (1 - swell * 0.75), 8))
    page.plate(Box(x - radius, y - radius, 2 * radius, 2 * radius), radius, ring)
    page.put(_stop(page.bench, "now", page.tone(REST)), x, y, "centre")


def footer_buttons(page: Page) -> list[Button]:
    """Lay out Cancel and Help."""
    layout, texts = page.layout, page.texts
    if layout.portrait:
        width, y = (layout.w - 96) / 2, layout.foot + 112
        left, right = Box(40, y, width, 88), Box(layout.w - 40 - width, y, width, 88)
        size = 26.0
    else:
        y = layout.foot + 18
        cancel = 150 if not page.large else 206
        left = Box(layout.w - 40 - layout.ends, y, cancel, 64)
        right = Box(left.right + 16, y, layout.ends - cancel - 16, 64)
        size = 22.0
    return [
        Button(Action.CANCEL.value, left, texts("cancel"), Look.GHOST, size=size),
        Button(Action.HELP.value, right, texts("help"), Look.OUTLINE, "help", size=size),
    ]


def end_button(page: Page, key: str, *, alone: bool = False) -> Button:
    """Lay out the one button of the screens that only need ending.

    ``alone`` puts it into the middle of a footer without a metro line.
    """
    layout = page.layout
    if layout.portrait:
        y = layout.foot + ((layout.footer - 88) / 2 if alone else 112)
        box, size = Box(40, y, layout.w - 80, 88), 26.0
    else:
        box = Box(layout.w - 40 - layout.ends, layout.foot + 18, layout.ends, 64)
        size = 22.0
    return Button(Action.CANCEL.value, box, page.texts(key), Look.GHOST, size=size)
