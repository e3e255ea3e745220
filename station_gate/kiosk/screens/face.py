"""Look at the camera: the mirrored picture, an oval, one thing to do at a time."""

import math
from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
import pygame

from station_gate.faces.observation import Coaching, Request, Side
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Step
from station_gate.kiosk.art.badges import Shape
from station_gate.kiosk.drawing.chrome import draw_pulse
from station_gate.kiosk.drawing.layout import Layout
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.flow import Block, Flow, Mark, draw_flow, sheet_of
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import (
    CLEAR,
    GO,
    GO_LIGHT,
    INK,
    MUTED,
    REST,
    SLATE,
    WHITE,
    YELLOW,
    Colour,
    tint,
)
from station_gate.kiosk.kit.fills import glow, gradient, mask, masked
from station_gate.kiosk.kit.geometry import Box, arc
from station_gate.kiosk.kit.live import put_camera, put_stroke
from station_gate.kiosk.kit.motion import clamp
from station_gate.kiosk.screens.base import AskingScreen
from station_gate.kiosk.screens.cameraview import RoundCorners
from station_gate.kiosk.screens.pill import draw_pill, wheel
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import LaneView

_RADIUS = 28.0
_ARC_POINTS = 96
"""Of the whole ring: enough to look round on the largest screen."""
_DIM = 0.60
"""How much the picture is darkened outside the oval."""
_TRACK = tint("#22303D")
_CHECKS = ("face_check_oval", "face_check_straight", "face_check_light", "face_check_still")

_CHECK, _CHECK_SIZE = Style(23, Weight.MEDIUM, INK), 34.0
_SMALL_PRINT = (("lock", "face_privacy"), ("help", "face_without"))
_FINE = Style(18, Weight.REGULAR, SLATE, 1.34, least=0.8)


class _Hint(NamedTuple):
    """How a coaching message looks, and how many of the checks are fine by then."""

    icon: str
    fine: int


_HINTS = {
    None: _Hint("centre", 0),
    Coaching.NO_FACE: _Hint("person", 0),
    Coaching.TWO_FACES: _Hint("people", 0),
    Coaching.TOO_FAR: _Hint("arrow_up", 0),
    Coaching.TOO_NEAR: _Hint("arrow_down", 0),
    Coaching.OFF_CENTRE: _Hint("centre", 0),
    Coaching.TURNED_AWAY: _Hint("eye", 1),
    Coaching.TOO_DARK: _Hint("light", 2),
    Coaching.TOO_BRIGHT: _Hint("light", 2),
    Coaching.EYES_CLOSED: _Hint("eye", 3),
    Coaching.HOLD_STILL: _Hint("still", 3),
}


class _Places(NamedTuple):
    """Where the parts of this screen are."""

    camera: Box
    words: Box
    oval: tuple[float, float, float, float]
    """Middle (from the left, from the camera box's top), half width, half height."""
    pitch: float
    """From one check to the next."""


def _places(layout: Layout) -> _Places:
    if layout.portrait:
        height = 412 + (layout.h - 1280) * 0.5 - (30 if layout.large else 0) - layout.raised * 0.5
        camera = Box(40, layout.header + 32, layout.w - 80, height)
        top = camera.bottom + 20
        words = Box(48, top, layout.w - 96, layout.floor - top - 14)
        pitch = 40.0
    else:
        width = (600 if layout.large else 652) + (layout.w - 1280) * 0.5
        camera = Box(40, 112, width, layout.floor - 136)
        left = camera.right + 44
        words = Box(left, 112, layout.w - left - 44, layout.floor - 124)
        pitch = 46.0
    half = min(camera.h * 0.372, camera.w * 0.5)
    return _Places(camera, words, (camera.w / 2, camera.h * 0.43, half * 0.775, half), pitch)


class FaceScreen(AskingScreen):
    """The camera picture with the oval, and what is being looked for."""

    step = Step.FACE

    def key(self, view: LaneView) -> Hashable:
        """Return the words: others at the second look, and while the head is to be turned."""
        return view.reason, view.turn and view.turn.back, view.light, view.recognition_behind

    def flow(self, page: Page) -> Flow | None:
        """Let the large small print and the checks go on over as many sheets as they need."""
        if not page.large or page.view.light is not None:
            return None
        words = _places(page.layout).words
        blocks = [Block(_said(page, 2))]
        for icon, key in _SMALL_PRINT:
            text = Paragraph(page.texts(key), _FINE, 6)
            blocks.append(Block((text,), Mark(icon, 30, colour=SLATE)))
        for key in _CHECKS:
            text = Paragraph(page.texts(key), _CHECK, 2)
            mark = Mark("", _CHECK_SIZE)
            blocks.append(Block((text,), mark, joined=key != _CHECKS[0], own=key))
        area = Box(words.x, words.y + 38, words.w, words.h - 38)
        return Flow(tuple(blocks), area, Box(words.x, words.bottom - 60, 340, 60))

    def draw_still(self, page: Page) -> None:
        """Draw the words; the camera's place is kept for the picture."""
        self.draw_frame(page)
        if page.view.light is not None:
            self._draw_light(page, page.view.light)
            return
        places = _places(page.layout)
        camera, words = places.camera, places.words
        page.shade(camera, _RADIUS, 20, 70, 10)
        self.draw_eyebrow(page, words.x, words.y + 14, "face", words.w)
        flow = self.flow(page)
        if flow is not None:
            draw_flow(page, flow)
        else:
            checks_top = self._checks_top(page)
            title = Box(words.x, words.y + 38, words.w, checks_top - words.y - 48)
            page.stack(_said(page, 1), title)
            self._draw_small_print(page, checks_top + len(_CHECKS) * places.pitch + 6)
        waiting = _waiting(page.bench, camera.w, camera.h)
        page.upright.put(waiting, page.place(camera).x, camera.y)

    def _draw_light(self, page: Page, light: tuple[int, int, int]) -> None:
        """Light the face with as much of the screen as there is, words in its middle."""
        layout = page.layout
        top, foot = layout.header, layout.foot
        page.plate(Box(0, top, layout.w, foot - top), 0, Colour(*light))
        width, height = min(layout.w - 80, 760.0), 200.0
        middle = (layout.floor + top) / 2
        card = Box((layout.w - width) / 2, middle - height / 2, width, height)
        page.card(card)
        inside = Box(card.x + 30, card.y + 20, card.w - 60, card.h - 40)
        lines = [
            Paragraph(page.texts("face_light_title"), Style(44, Weight.BOLD, INK, 1.1), 2),
            Paragraph(page.texts("face_light_body"), Style(27, Weight.REGULAR, SLATE), 2, 16),
        ]
        page.stack(lines, inside, anchor="centre", middle=True)

    def _checks_top(self, page: Page) -> float:
        words = _places(page.layout).words
        return words.y + (156 if page.layout.portrait else 164)

    def _draw_small_print(self, page: Page, top: float) -> None:
        """Say what the picture is used for, and that there is a way without it."""
        words = _places(page.layout).words
        half = (words.bottom - top - 8) / 2
        y = top
        for name, key in _SMALL_PRINT:
            page.icon(name, words.x + 13, y + 15, 25, SLATE)
            text = Paragraph(page.texts(key), _FINE, 2)
            end = page.stack([text], Box(words.x + 40, y, words.w - 40, half))
            y = max(end, y + 30) + 8

    def draw_moving(self, page: Page) -> None:
        """Draw the picture, the ring, the message of the moment and the checks."""
        draw_pulse(page, self.step)
        if page.view.light is not None:
            return
        view, places = page.view, _places(page.layout)
        camera, art = page.place(places.camera), page.upright
        cx, cy, rx, ry = places.oval
        focus = cy / camera.h
        if view.preview is not None:
            corners = RoundCorners(art, camera, _RADIUS)
            put_camera(page.bench, page.dst, view.preview, camera, focus)
            art.put(_dim(page.bench, camera.w, camera.h, places.oval), camera.x, camera.y)
            corners.restore()
        x, y = camera.x + cx, camera.y + cy
        good = view.coaching is Coaching.HOLD_STILL
        ring = _oval_ring(page.bench, rx, ry, *((_TRACK, 11.0) if good else (YELLOW, 9.0)))
        art.put(ring, x, y, "centre")
        if good and view.progress > 0:
            share = clamp(view.progress)
            begin = -math.pi / 2
            end = begin + 2 * math.pi * share
            points = arc(x, y, rx, ry, begin, end, max(2, round(_ARC_POINTS * share)))
            put_stroke(page.bench, page.dst, points, 9, GO_LIGHT)
        hint = _HINTS[view.coaching]
        key = "coaching_" + (view.coaching.value if view.coaching else "start")
        if view.turn is not None:
            hint, key = _turn_hint(view.turn)
            if not view.turn.back:
                self._draw_arrow(art, view.turn.side, camera, (x, y, rx))
        if view.recognition_behind:
            hint, key = hint._replace(icon="clock"), "coaching_moment"
        nudge = math.sin(view.now * 5) * 2.5 if hint.icon.startswith("arrow") else 0.0
        draw_pill(page, page.texts(key), places.camera, hint.icon, good=good, nudge=nudge)
        self._draw_lens(art, x, camera.y)
        self._draw_checks(page, hint.fine, good=good)

    def _draw_arrow(
        self, page: Page, side: Side, camera: Box, oval: tuple[float, float, float]
    ) -> None:
        """Point where the head is to turn: whoever faces the screen has it on their side."""
        x, y, rx = oval
        out = -1 if side is Side.LEFT else 1
        room = camera.w / 2 - rx
        size = min(120.0, room * 0.8)
        swing = (1 + math.sin(page.view.now * 5)) * room * 0.06
        at = x + out * (rx + room * 0.45 + swing)
        page.shade(Box(at - size / 2, y - size / 2, size, size), size / 2, 10, 90, 4)
        page.plate(Box(at - size / 2, y - size / 2, size, size), size / 2, YELLOW)
        page.icon("arrow_left" if side is Side.LEFT else "arrow_right", at, y, size * 0.62, INK)

    def _draw_lens(self, page: Page, x: float, y: float) -> None:
        """Point at the real lens above the screen: people look at themselves otherwise."""
        page.shade(Box(x - 26, y - 26, 52, 52), 26, 8, 90, 3)
        page.plate(Box(x - 26, y - 26, 52, 52), 26, YELLOW)
        page.icon("chevron_up", x, y - 2 - math.sin(page.view.now * 4) * 2, 30, INK)

    def _draw_checks(self, page: Page, fine: int, *, good: bool) -> None:
        for i, place in self._check_places(page):
            x, middle = place.x + _CHECK_SIZE / 2, place.cy
            if i < fine:
                page.badge("check", x, middle, 34, GO, WHITE, Shape.DISC)
            elif i == fine:
                page.put(_ring(page.bench, GO if good else YELLOW), x, middle, "centre")
                turn = int(page.view.now * 24) % 24
                page.put(wheel(page.bench, 34, INK, turn), x, middle, "centre")
            else:
                page.put(_ring(page.bench, REST), x, middle, "centre")
            weight = Weight.SEMIBOLD if i == fine else Weight.MEDIUM
            style = page.style(_CHECK._replace(weight=weight, colour=INK if i <= fine else MUTED))
            text, width = page.texts(_CHECKS[i]), place.w - _CHECK_SIZE - 18
            page.label(text, x + 35, middle + 0.35 * style.size, style, width=width)

    def _check_places(self, page: Page) -> list[tuple[int, Box]]:
        """Say where the checks are that are shown: which of them, and its line."""
        flow = self.flow(page)
        if flow is not None:
            placed = sheet_of(page, flow).placed
            return [(_CHECKS.index(block.own), box) for block, box in placed if block.own]
        places, top = _places(page.layout), self._checks_top(page)
        line = Box(places.words.x, top, places.words.w, _CHECK_SIZE)
        return [(i, line._replace(y=top + i * places.pitch)) for i in range(len(_CHECKS))]


def _said(page: Page, lines: int) -> tuple[Paragraph, Paragraph]:
    """Give the title and what it means, each in at most so many lines."""
    words = _words(page.view)
    return (
        Paragraph(page.texts(f"{words}_title"), Style(54, Weight.BOLD, INK, 1.1), lines),
        Paragraph(page.texts(f"{words}_body"), Style(26, Weight.REGULAR, SLATE), lines, 12),
    )


def _words(view: LaneView) -> str:
    """Which title and body the screen has."""
    if view.recognition_behind:
        return "face_moment"
    if view.turn is not None:
        return "face_ahead" if view.turn.back else "face_turn"
    return "face_again" if view.reason is Reason.FACE_UNCLEAR else "face"


def _turn_hint(turn: Request) -> tuple[_Hint, str]:
    if turn.back:
        return _Hint("centre", len(_CHECKS)), "turn_ahead"
    return _Hint(f"arrow_{turn.side.value}", len(_CHECKS)), f"turn_{turn.side.value}"


@cached
def _oval_ring(bench: Bench, rx: float, ry: float, colour: Colour, width: float) -> pygame.Surface:
    """Draw the whole oval, in a sprite of its own size."""
    w, h = 2 * rx + width + 4, 2 * ry + width + 4
    canvas = Canvas(bench, w, h, 3)
    canvas.arc((w / 2, h / 2), (rx, ry), (0, 2 * math.pi), width, colour)
    return canvas.finish()


@cached
def _ring(bench: Bench, colour: Colour) -> pygame.Surface:
    canvas = Canvas(bench, 34, 34)
    canvas.disc(17, 17, 16, colour)
    canvas.disc(17, 17, 12.6, CLEAR)
    return canvas.finish()


@cached
def _waiting(bench: Bench, w: float, h: float) -> pygame.Surface:
    """Draw what is in the picture's place before the first picture comes."""
    ground = gradient(bench, w, h, ((0.0, tint("#3A4A5C")), (1.0, tint("#1B2838")))).copy()
    ground.blit(glow(bench, w, h, WHITE.fade(50), WHITE.fade(0), 1.0), (0, 0))
    return masked(ground, mask(bench, w, h, _RADIUS))


@cached
def _dim(
    bench: Bench, w: float, h: float, oval: tuple[float, float, float, float]
) -> pygame.Surface:
    """Darken the picture outside the oval."""
    shape = Canvas(bench, w, h)
    shape.rect(-1, -1, w + 2, h + 2, INK)
    shape.ellipse(*oval, CLEAR)
    sprite = shape.finish()
    levels = pygame.surfarray.pixels_alpha(sprite)
    levels[:] = (levels * _DIM).astype(np.uint8)
    return sprite
