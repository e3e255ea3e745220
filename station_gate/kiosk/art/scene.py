"""The idle scene: a train crossing a viaduct at dawn."""

import numpy as np
import pygame

from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import BLUE, CLEAR, YELLOW, Colour, tint
from station_gate.kiosk.kit.fills import glow, gradient, mask, masked
from station_gate.kiosk.kit.geometry import Path, bezier, spline

TRAIN_LENGTH = 1330.0
TRAIN_HEIGHT = 92.0
_HAZE = Colour(255, 226, 186)
_SKY = (
    (0.0, tint("#0A1E3F")),
    (0.18, tint("#173F77")),
    (0.34, tint("#3E73AE")),
    (0.47, tint("#9FB6CC")),
    (0.55, tint("#F5C99B")),
    (0.61, tint("#FFDDA8")),
    (1.0, tint("#FFDDA8")),
)
_HILLS = (
    # seed, bumps, below the horizon, height, colour, mist
    (21, 7, 18, 104, tint("#93A9C2"), 80),
    (22, 8, 40, 86, tint("#6C8AAB"), 60),
    (37, 9, 78, 74, tint("#42658C"), 46),
    (51, 6, 128, 52, tint("#20416A"), 0),
    (53, 5, 188, 46, tint("#142F4F"), 0),
)


@cached
def dawn(bench: Bench, w: float, h: float) -> pygame.Surface:
    """Paint sky, sun, clouds and hills for a whole screen."""
    scene = pygame.Surface(bench.size(w, h), 0, 32)
    px = bench.px
    scene.blit(gradient(bench, w, h, _SKY), (0, 0))
    horizon = h * 0.60
    sun_x, sun_y = w * (0.80 if w > h else 0.70), horizon - 104
    halo = glow(bench, 980, 980, Colour(255, 236, 190, 230), Colour(255, 206, 140, 0), 0.55)
    scene.blit(halo, halo.get_rect(center=(px(sun_x), px(sun_y))))
    sun = Canvas(bench, 104, 104)
    sun.disc(52, 52, 50, tint("#FFF8E8"))
    disc = sun.finish()
    scene.blit(disc, disc.get_rect(center=(px(sun_x), px(sun_y))))
    _paint_clouds(bench, scene, w, h)
    for seed, bumps, below, height, colour, mist in _HILLS:
        canvas = Canvas(bench, w, h, 2)
        canvas.polygon(_ridge(seed, bumps, w, h, horizon + below, height), colour)
        scene.blit(canvas.finish(), (0, 0))
        if mist:
            soft = ((0.0, _HAZE.fade(0)), (0.5, _HAZE.fade(mist)), (1.0, _HAZE.fade(0)))
            scene.blit(gradient(bench, w, 110, soft), (0, px(horizon + below - 61)))
    top = ((0.0, Colour(8, 20, 44, 150)), (1.0, Colour(8, 20, 44, 0)))
    scene.blit(gradient(bench, w, 150, top), (0, 0))
    # a quiet ground for the words on the left
    night = Colour(9, 26, 56)
    side = ((0.0, night.fade(150)), (0.55, night.fade(96)), (1.0, night.fade(0)))
    scene.blit(gradient(bench, w * 0.72, h * 0.62, side, sideways=True), (0, 0))
    foot = ((0.0, Colour(10, 32, 58, 0)), (1.0, Colour(10, 32, 58, 190)))
    scene.blit(gradient(bench, w, 170, foot), (0, px(h - 170)))
    return scene


def _paint_clouds(bench: Bench, scene: pygame.Surface, w: float, h: float) -> None:
    rng = np.random.default_rng(5)
    for _ in range(10):
        length, height = 150 + rng.random() * 300, 4 + rng.random() * 6
        x, y = w * (0.40 + rng.random() * 0.62), h * (0.15 + 0.30 * rng.random())
        peach = Colour(255, 236, 214)
        stops = ((0.0, peach.fade(0)), (0.5, peach.fade(46 + 50 * rng.random())))
        streak = gradient(bench, length, height, (*stops, (1.0, peach.fade(0))), sideways=True)
        rounded = masked(streak, mask(bench, length, height, height / 2))
        scene.blit(rounded, (bench.px(x - length / 2), bench.px(y)))


def _ridge(seed: int, bumps: int, w: float, h: float, base: float, height: float) -> Path:
    rng = np.random.default_rng(seed)
    knots = [(-40.0, base)]
    knots += [(w * i / bumps, base - height * (0.35 + 0.65 * rng.random())) for i in range(bumps)]
    knots += [(w, base - height * 0.6), (w + 40, base)]
    return [(-40.0, h), *spline(knots), (w + 40, h)]


@cached
def viaduct(bench: Bench, w: float, h: float) -> pygame.Surface:
    """Draw the arches; the deck's upper edge is 14 units below the sprite's top."""
    canvas = Canvas(bench, w, h, 3)
    deck, side, dark = tint("#F0F3F7"), tint("#BAC8D8"), tint("#8EA2B9")
    edge, rail = tint("#9DAEC2"), tint("#D9E1EA")
    pitch, springing, rise = 192, 118, 62
    canvas.rect(-10, 30, w + 20, h - 30, side)
    for i in range(-2, int(w / pitch) + 3):
        left, right = i * pitch + 66, (i + 1) * pitch + 38
        crown = bezier(
            (left, springing),
            (left, springing - rise * 1.32),
            (right, springing - rise * 1.32),
            (right, springing),
            40,
        )
        canvas.polygon([(left, h + 4), *crown, (right, h + 4)], dark)
        # seen a little from the left: the opening hides the far side of the arch
        opening = [(max(left, x - 10), y + 5) for x, y in crown]
        canvas.polygon([(left, h + 4), *opening, (right - 10, h + 4)], CLEAR)
    canvas.rect(-10, 14, w + 20, 17, deck)
    canvas.rect(-10, 31, w + 20, 5, edge)
    for i in range(int(w / 46) + 2):
        canvas.rect(i * 46, 5, 2.2, 10, rail)
    canvas.rect(-10, 4, w + 20, 2.4, rail)
    return canvas.finish()


@cached
def catenary(bench: Bench, w: float) -> pygame.Surface:
    """Draw the masts and the wire, 120 units high."""
    canvas = Canvas(bench, w, 120, 3)
    colour = tint("#DCE6F0")
    for i in range(-1, int(w / 352) + 2):
        x = i * 352 + 128
        canvas.rect(x - 2, 8, 4, 112, colour)
        canvas.line((x, 26), (x + 44, 26), 2.4, colour)
        canvas.line((x + 2, 44), (x + 44, 26), 1.8, colour)
        sag = bezier((x + 40, 24), (x + 130, 40), (x + 302, 40), (x + 392, 24))
        canvas.path(sag, 1.2, colour)
    canvas.rect(0, 47, w, 1.3, colour)
    return canvas.finish()


@cached
def train(bench: Bench) -> pygame.Surface:
    """Draw the whole train: two heads, back to back."""
    half = _half_train(bench)
    width = bench.px(TRAIN_LENGTH)
    sprite = pygame.Surface((width, half.get_height()), pygame.SRCALPHA, 32)
    sprite.fill((250, 252, 254, 0))
    sprite.blit(pygame.transform.flip(half, True, False), (0, 0))
    sprite.blit(half, (width - half.get_width(), 0))
    return sprite


@cached
def _half_train(bench: Bench) -> pygame.Surface:
    length, nose, top, bottom = TRAIN_LENGTH / 2, 240, 10, 78
    canvas = Canvas(bench, length, TRAIN_HEIGHT)
    white, shade, ink = tint("#FAFCFE"), tint("#D6E0EA"), tint("#12263C")
    tip = bezier((length - 8, 66), (length - 1, 70), (length - 6, bottom), (length - 22, bottom))
    brow = bezier((length - nose, top), (length - nose + 120, top), (length - 70, 44), tip[0], 40)
    canvas.polygon([(0, top), *brow, *tip, (0, bottom)], white)
    lower = bezier((length - 60, 62), (length - 30, 62), (length - 16, 63), tip[0])
    canvas.polygon([(0, 62), *lower, *tip, (0, bottom)], shade)
    stripe = bezier((length - 150, 54), (length - 90, 54), (length - 50, 58), (length - 22, 62.5))
    canvas.polygon([(0, 54), *stripe, (length - 60, 62), (0, 62)], BLUE)
    canvas.polygon([(0, 63.5), (length - 62, 63.5), (length - 70, 66), (0, 66)], YELLOW)
    glass = bezier((length - 196, 17), (length - 160, 20), (length - 128, 27), (length - 104, 35.5))
    canvas.polygon([*glass, (length - 122, 37), (length - 206, 31)], ink)
    shine = [(length - 190, 19.4), (length - 160, 23), (length - 170, 30.5), (length - 198, 28.6)]
    canvas.polygon(shine, tint("#3D6285"))
    for car in range(4):
        left = car * 190 - 95
        for i in range(6):
            x = left + 18 + i * 26
            if 6 < x < length - nose - 20:
                canvas.rect(x, 24, 17, 15, ink, 4)
        if 0 < left < length - nose + 30:
            canvas.rect(left - 1.2, top, 2.4, bottom - top, tint("#B9C7D5"))
        if 0 < left + 170 < length - nose + 4:
            canvas.rect(left + 170, 20, 13, 40, tint("#E3EAF1"), 3)
            canvas.rect(left + 174, 25, 5, 13, ink, 2)
    canvas.disc(length - 24, 70.5, 2.6, tint("#FFF3C4"))
    canvas.rect(0, bottom, length - 50, 5, tint("#223A55"))
    for i in range(9):
        canvas.rect(18 + i * 110, bottom - 1, 46, 9, tint("#1A2E45"), 4)
    return canvas.finish()
