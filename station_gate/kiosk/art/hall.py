"""The gate seen from in front: hall, cabinets, lights and wings in one perspective."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pygame

from station_gate.kiosk.art.icons import icon
from station_gate.kiosk.art.walker import PHASES, walker
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import BLUE, GO_LIGHT, INK, YELLOW, Colour, tint
from station_gate.kiosk.kit.fills import glow, gradient
from station_gate.kiosk.kit.geometry import Box, Point
from station_gate.kiosk.kit.motion import clamp, lerp, quantise, span

# metres: half the lane's width, a cabinet's width, height and depth
_LANE, _CABINET, _HEIGHT, _DEPTH = 0.34, 0.24, 1.02, 1.9
_WINGS_AT = _DEPTH / 2
_PERSON = 1.72
WING_STEPS = 24
"""How many places of the wings are drawn, beside the shut ones."""
_BARRIER_RED = tint("#FF5A3C")

Light = Literal["go", "stop", "wait"]


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera at eye height; metres in, design units out."""

    cx: float
    horizon: float
    focal: float
    eye: float = 1.62
    back: float = 3.2

    def scale(self, z: float) -> float:
        """Design units for a metre, at a depth (0 is the cabinets' front)."""
        return self.focal / (z + self.back)

    def at(self, x: float, y: float, z: float) -> Point:
        """Where a point is seen: x right of the middle, y above the floor, z away."""
        k = self.scale(z)
        return self.cx + x * k, self.horizon - (y - self.eye) * k


@lru_cache(8)
def camera_for(w: float, h: float) -> Camera:
    """Set up the camera for a picture of a size."""
    return Camera(w / 2, h * 0.37, max(h, w * 0.9) * 1.22)


def sign_box(w: float, h: float) -> Box:
    """Where the hanging sign is in a picture of a size."""
    camera = camera_for(w, h)
    left, top = camera.at(-1.35, 2.62, 3.2)
    right, bottom = camera.at(1.35, 2.02, 3.2)
    top = max(top, 24.0)
    return Box(left, top, right - left, bottom - top)


@cached
def hall(bench: Bench, w: float, h: float) -> pygame.Surface:
    """Paint everything that stands still: platform, train, floor, sign board, cabinets."""
    scene = pygame.Surface(bench.size(w, h), 0, 32)
    sky = ((0.0, tint("#E3F3EE")), (0.30, tint("#F7FCFA")), (0.36, tint("#FFFFFF")))
    scene.blit(gradient(bench, w, h, (*sky, (1.0, tint("#FFFFFF")))), (0, 0))
    camera = camera_for(w, h)
    scene.blit(_platform(bench, camera, w, h), (0, 0))
    scene.blit(_floor(bench, camera, w, h), (0, 0))
    white = Colour(255, 255, 255)
    haze = ((0.0, white.fade(0)), (0.28, white.fade(90)), (0.40, white.fade(110)))
    scene.blit(gradient(bench, w, h, (*haze, (0.62, white.fade(0)), (1.0, white.fade(0)))), (0, 0))
    scene.blit(_sign_board(bench, w, h), (0, 0))
    scene.blit(_cabinets(bench, camera, w, h), (0, 0))
    return scene


def _platform(bench: Bench, camera: Camera, w: float, h: float) -> pygame.Surface:
    at = camera.at
    canvas = Canvas(bench, w, h, 2)
    wall = [at(-14, 3.1, 13), at(14, 3.1, 13), at(14, 0, 13), at(-14, 0, 13)]
    canvas.polygon(wall, tint("#D3E9E2"))
    for i in range(-7, 8):
        left, right = i * 1.9 - 0.07, i * 1.9 + 0.07
        pillar = [at(left, 3.1, 13), at(right, 3.1, 13), at(right, 0, 13), at(left, 0, 13)]
        canvas.polygon(pillar, tint("#BFDDD4"))
    (left, top), (right, _) = at(-11, 2.5, 12.4), at(11, 2.5, 12.4)
    bottom = at(0, 0.25, 12.4)[1]
    height = bottom - top
    canvas.rect(left, top, right - left, height, tint("#F8FBFC"), 8)
    canvas.rect(left, top + height * 0.72, right - left, height * 0.10, BLUE)
    for i in range(-10, 11):
        x, wide = at(i * 1.05, 0, 12.4)[0], camera.scale(12.4) * 0.62
        canvas.rect(x - wide / 2, top + height * 0.22, wide, height * 0.34, tint("#27425C"), 4)
    return canvas.finish()


def _floor(bench: Bench, camera: Camera, w: float, h: float) -> pygame.Surface:
    at = camera.at
    canvas = Canvas(bench, w, h, 2)
    near = -1.9
    tile = tint("#D3DBD7")

    def ground(left: float, right: float, front: float, back: float, colour: Colour) -> None:
        corners = [at(left, 0, back), at(right, 0, back), at(right, 0, front), at(left, 0, front)]
        canvas.polygon(corners, colour)

    ground(-30, 30, near, 12, tint("#E4E9E6"))
    for i in range(-14, 15):
        ground(i * 0.9 - 0.012, i * 0.9 + 0.012, near, 12, tile)
    for z in (-1.2, -0.4, 0.4, 1.2, 2, 2.8, 3.6, 4.6, 5.8, 7.2, 9, 11):
        ground(-30, 30, z, z + 0.022, tile)
    ground(-30, 30, 10.0, 10.6, YELLOW)
    ground(-_LANE, _LANE, near, 9.6, tint("#CFEFE4"))
    return canvas.finish()


def _sign_board(bench: Bench, w: float, h: float) -> pygame.Surface:
    canvas = Canvas(bench, w, h, 3)
    board = sign_box(w, h)
    for x in (board.x + 30, board.right - 34):
        canvas.rect(x, 0, 4, board.y + 4, tint("#51606F"))
    canvas.rect(*board, INK, 10)
    return canvas.finish()


def _cabinets(bench: Bench, camera: Camera, w: float, h: float) -> pygame.Surface:
    at = camera.at
    canvas = Canvas(bench, w, h, 3)
    pitch = 2 * _LANE + _CABINET
    for n in (2, 1, 0):
        own = n == 0
        for side in (-1, 1):
            inner, outer = side * (_LANE + n * pitch), side * (_LANE + n * pitch + _CABINET)
            if not own:  # the closed wings of the neighbour's lane
                far = inner - side * 2 * _LANE
                z = _WINGS_AT
                wing = [at(far, 0.28, z), at(inner, 0.28, z), at(inner, 0.92, z), at(far, 0.92, z)]
                canvas.polygon(wing, Colour(176, 205, 214, 120))
            near, far_z = 0.0, _DEPTH
            flank = [at(inner, 0, near), at(inner, _HEIGHT, near)]
            flank += [at(inner, _HEIGHT, far_z), at(inner, 0, far_z)]
            canvas.polygon(flank, tint("#B7C4CC") if own else tint("#C4CFD6"))
            top = [at(inner, _HEIGHT, near), at(outer, _HEIGHT, near)]
            top += [at(outer, _HEIGHT, far_z), at(inner, _HEIGHT, far_z)]
            canvas.polygon(top, tint("#2A3B4E") if own else tint("#4A5A6B"))
            front = [at(inner, 0, near), at(outer, 0, near)]
            front += [at(outer, _HEIGHT, near), at(inner, _HEIGHT, near)]
            canvas.polygon(front, tint("#EEF2F4") if own else tint("#E2E8EB"))
            if own:
                skirt = [at(inner, 0.10, 0.02), at(inner, 0.18, 0.02)]
                skirt += [at(inner, 0.18, far_z), at(inner, 0.10, far_z)]
                canvas.polygon(skirt, tint("#9FB0BA"))
                for i in range(7):
                    z = 0.2 + i * 0.26
                    canvas.disc(*at(inner, 0.55, z), camera.scale(z) * 0.018, tint("#22323F"))
    return canvas.finish()


@cached
def lights(bench: Bench, w: float, h: float, light: Light) -> pygame.Surface:
    """Draw the panels on the cabinets' fronts and the strips along their tops.

    The sprite covers only ``lights_box``.
    """
    camera, box = camera_for(w, h), lights_box(w, h)
    colour = {"go": GO_LIGHT, "stop": _BARRIER_RED, "wait": YELLOW}[light]
    name = {"go": "arrow_up", "stop": "cross", "wait": "still"}[light]

    def at(x: float, y: float, z: float) -> Point:
        px, py = camera.at(x, y, z)
        return px - box.x, py - box.y

    canvas = Canvas(bench, box.w, box.h, 3)
    marks = []
    for side in (-1, 1):
        left, right = sorted((side * (_LANE + 0.045), side * (_LANE + _CABINET - 0.045)))
        panel = [at(left, 0.60, 0), at(right, 0.60, 0), at(right, 0.92, 0), at(left, 0.92, 0)]
        canvas.polygon(panel, INK)
        inner, outer = side * _LANE, side * (_LANE + 0.03)
        strip = [at(inner, _HEIGHT, 0), at(outer, _HEIGHT, 0)]
        canvas.polygon([*strip, at(outer, _HEIGHT, _DEPTH), at(inner, _HEIGHT, _DEPTH)], colour)
        marks.append(at(side * (_LANE + _CABINET / 2), 0.76, 0))
    sprite = canvas.finish()
    mark = icon(bench, name, quantise(camera.scale(0) * 0.2, 0.5), colour)
    for x, y in marks:
        sprite.blit(mark, mark.get_rect(center=(bench.px(x), bench.px(y))))
    return sprite


def lights_box(w: float, h: float) -> Box:
    """Where the lights are in a picture of a size."""
    camera = camera_for(w, h)
    left = camera.at(-_LANE - _CABINET, 0, 0)[0]
    right = camera.at(_LANE + _CABINET, 0, 0)[0]
    top, bottom = camera.at(0, _HEIGHT, _DEPTH)[1] - 2, camera.at(0, 0.55, 0)[1]
    return Box(left, top, right - left, bottom - top)


@cached
def wings(bench: Bench, w: float, h: float, step: int) -> pygame.Surface:
    """Draw the two glass wings, ``step`` 0 shut to ``WING_STEPS`` open, in ``wings_box``."""
    camera, box = camera_for(w, h), wings_box(w, h)
    share = step / WING_STEPS

    def at(x: float, y: float) -> Point:
        px, py = camera.at(x, y, _WINGS_AT)
        return px - box.x, py - box.y

    canvas = Canvas(bench, box.w, box.h, 4)
    reach = (_LANE - 0.012) * (1 - share)
    if reach > 0.004:
        edge = _BARRIER_RED if share < 0.5 else GO_LIGHT
        for side in (-1, 1):
            root, tip = side * _LANE, side * (_LANE - reach)
            bend = side * 0.06 * min(1.0, reach / 0.1)
            glass = [at(root, 0.24), at(root, 0.95), at(tip + bend, 0.95), at(tip, 0.89)]
            glass += [at(tip, 0.36), at(tip + bend * 1.6, 0.24)]
            canvas.polygon(glass, Colour(120, 196, 182, 205))
            band = [at(root, 0.865), at(root, 0.95), at(tip + bend, 0.95), at(tip, 0.89)]
            canvas.polygon([*band, at(tip, 0.865)], edge.fade(235))
            if reach > 0.05:
                shine = tip + side * 0.03
                glint = [at(shine, 0.40), at(shine + side * 0.02, 0.40)]
                glint += [at(shine + side * 0.02, 0.82), at(shine, 0.82)]
                canvas.polygon(glint, Colour(255, 255, 255, 150))
    return canvas.finish()


def wings_box(w: float, h: float) -> Box:
    """Where the wings are in a picture of a size."""
    camera = camera_for(w, h)
    left, top = camera.at(-_LANE, 0.97, _WINGS_AT)
    right, bottom = camera.at(_LANE, 0.22, _WINGS_AT)
    return Box(left, top, right - left, bottom - top)


def depth_of(place: float) -> float:
    """How deep (metres) a passenger is at ``place`` 0 (the lane's mouth) to 1 (its end).

    At 0 they stand before the cabinets, at 0.55 between the wings (as the simulated
    lane has them), at 1 well beyond.
    """
    return -1.0 + 1.52 * place + 3.68 * place**2


def put_lane(
    bench: Bench,
    dst: pygame.Surface,
    box: Box,
    barrier: float,
    passenger: float | None,
    light: Light,
) -> None:
    """Draw what moves in the hall: wings and whoever is there at their real places, lights."""
    px = bench.px
    area = pygame.Rect(px(box.x), px(box.y), *bench.size(box.w, box.h))
    picture = dst.subsurface(area.clip(dst.get_rect()))
    lit = lights_box(box.w, box.h)
    picture.blit(lights(bench, box.w, box.h, light), (px(lit.x), px(lit.y)))
    swept = wings_box(box.w, box.h)
    step = round(clamp(barrier) * WING_STEPS)
    glass = wings(bench, box.w, box.h, step)
    place = (px(swept.x), px(swept.y))
    if passenger is None:
        picture.blit(glass, place)
    elif depth_of(passenger) < _WINGS_AT:
        picture.blit(glass, place)
        _put_walker(bench, picture, box, clamp(passenger))
    else:
        _put_walker(bench, picture, box, clamp(passenger))
        picture.blit(glass, place)


def _put_walker(bench: Bench, picture: pygame.Surface, box: Box, place: float) -> None:
    camera = camera_for(box.w, box.h)
    z = depth_of(place)
    k = camera.scale(z)
    x, y = camera.at(0, 0, z)
    px = bench.px
    sprite = walker(bench, int(z * 5.2) % PHASES, 480)
    height = max(1, px(k * _PERSON))
    width = max(1, round(sprite.get_width() * height / sprite.get_height()))
    figure = pygame.transform.smoothscale(sprite, (width, height))
    shade = glow(bench, 160, 160, Colour(8, 40, 34, 130), Colour(8, 40, 34, 0), 0.9)
    shade = pygame.transform.smoothscale(shade, bench.size(k * 0.95, k * 0.17))
    picture.blit(shade, shade.get_rect(center=(px(x + k * 0.07), px(y))))
    if place > 0.86:  # whoever is through fades into the crowd
        level = int(lerp(255, 0, span(place, 0.86, 1)))
        figure.fill((level,) * 4, special_flags=pygame.BLEND_RGBA_MULT)
    where = figure.get_rect(midbottom=(px(x) + round(width * 0.08), px(y + k * 0.03)))
    picture.blit(figure, where, special_flags=pygame.BLEND_PREMULTIPLIED)
