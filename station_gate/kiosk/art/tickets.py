"""A telephone with a ticket on it, and the reader that it is held above."""

from functools import cache

import numpy as np
import pygame
from numpy.typing import NDArray

from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import (
    BLUE,
    BLUE_DEEP,
    GO_LIGHT,
    INK,
    LINE,
    MUTED,
    WHITE,
    YELLOW,
    Colour,
    tint,
)
from station_gate.kiosk.kit.fills import gradient, gradient_plate, masked, whitened
from station_gate.kiosk.kit.geometry import Path, bezier
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Style, Typesetter

PHONE = (164.0, 311.0)
FLAT = 0.42
"""Of the telephone's height, what is seen of it while its code faces the reader below."""
SAMPLE = {"train": "SG 127", "departs": "10:05", "coach": "7", "seat": "12A", "platform": "4"}
"""The ticket on it: that of the first passenger of the demo."""
READER = (420.0, 190.0)
READER_GLASS = 60.0
"""How far below the reader's top its light is."""
CODE_AT, CODE_SIZE = 154.0, 110.0
"""The middle of the code below the phone's top, and its size."""
_MODULES = 25


@cache
def _modules() -> NDArray[np.bool_]:
    """Make a pattern that looks like a QR code and is none: there is nothing to read."""
    dark = np.random.default_rng(11).random((_MODULES, _MODULES)) > 0.52
    for x, y in ((0, 0), (_MODULES - 7, 0), (0, _MODULES - 7)):
        dark[max(0, x - 1) : x + 8, max(0, y - 1) : y + 8] = False
        dark[x : x + 7, y : y + 7] = True
        dark[x + 1 : x + 6, y + 1 : y + 6] = False
        dark[x + 2 : x + 5, y + 2 : y + 5] = True
    dark[-9:-4, -9:-4] = True
    dark[-8:-5, -8:-5] = False
    dark[-7, -7] = True
    return dark


@cached
def _code(bench: Bench, size: float) -> pygame.Surface:
    canvas = Canvas(bench, size, size)
    canvas.rect(0, 0, size, size, WHITE)
    module = size / _MODULES
    for i, j in np.argwhere(_modules()):
        canvas.rect(i * module, j * module, module + 0.02, module + 0.02, INK)
    return canvas.finish()


def phone(setter: Typesetter) -> pygame.Surface:
    """Draw the telephone; ticket and train on it are fictional."""
    return setter.bench.keep("art.phone", lambda: _draw_phone(setter))


def _draw_phone(setter: Typesetter) -> pygame.Surface:
    bench, px = setter.bench, setter.bench.px
    w, h = PHONE
    canvas = Canvas(bench, w, h)
    canvas.rect(0, 0, w, h, tint("#0A1420"), 28)
    canvas.rect(1.8, 1.8, w - 3.6, h - 3.6, tint("#2B3B4F"), 26.4)
    canvas.rect(3.4, 3.4, w - 6.8, h - 6.8, tint("#0A1420"), 25)
    canvas.rect(8, 8, w - 16, h - 16, BLUE, 20)
    sprite = canvas.finish()
    page = gradient(bench, w - 16, 80, ((0.0, BLUE), (1.0, BLUE_DEEP)))
    sprite.blit(page, (px(8), px(30)), pygame.Rect(0, 0, *bench.size(w - 16, 50)))
    lower = Canvas(bench, w - 16, h - 16 - 72)
    lower.rect(0, -40, w - 16, h - 16 - 32, tint("#FBFCFE"), 20)
    sprite.blit(lower.finish(), (px(8), px(80)))
    notch = Canvas(bench, 42, 9)
    notch.rect(0, 0, 42, 8.4, tint("#0A1420"), 4.2)
    sprite.blit(notch.finish(), (px(w / 2 - 21), px(15)))

    def put(text: str, x: float, y: float, style: Style, *, right: bool = False) -> None:
        setter.label(sprite, text, x, y, style, "en", width=w, anchor="right" if right else "left")

    large = Style(16.5, Weight.BOLD, WHITE, tracking=0)
    put(SAMPLE["train"], 20, 50, large)
    put(SAMPLE["departs"], w - 20, 50, large._replace(colour=YELLOW), right=True)
    put("HARBOUR › NORTHFIELD", 20, 69, Style(8, Weight.SEMIBOLD, WHITE, tracking=0.02))
    code = _code(bench, CODE_SIZE)
    sprite.blit(code, code.get_rect(center=(px(w / 2), px(CODE_AT))))
    places = (("COACH", "coach"), ("SEAT", "seat"), ("PLAT.", "platform"))
    for i, (name, key) in enumerate(places):
        x = 20 + i * 45
        put(name, x, 235, Style(7.5, Weight.SEMIBOLD, MUTED, tracking=0.04))
        put(SAMPLE[key], x, 254, Style(16.5, Weight.BOLD, INK, tracking=0))
    rule = Canvas(bench, w - 40, 1.2)
    rule.rect(0, 0, w - 40, 1.2, LINE)
    sprite.blit(rule.finish(), (px(20), px(267)))
    put("1 adult · one way", 20, 286, Style(9.2, Weight.MEDIUM, MUTED, tracking=0))
    return sprite


@cached
def phone_back(bench: Bench) -> pygame.Surface:
    """Draw the telephone's other side: what is seen of it while the reader sees the code."""
    w, h = PHONE
    canvas = Canvas(bench, w, h)
    canvas.rect(0, 0, w, h, tint("#0A1420"), 28)
    canvas.rect(2.4, 2.4, w - 4.8, h - 4.8, tint("#41566F"), 26)
    canvas.rect(5, 7, w - 10, h - 12, tint("#33475F"), 24)
    canvas.rect(20, 22, 54, 96, tint("#22344A"), 20)
    for y in (46, 92):
        canvas.disc(47, y, 17, tint("#0A1420"))
        canvas.disc(47, y, 9, tint("#1B3A57"))
    return canvas.finish()


@cached
def code_in_glass(bench: Bench) -> pygame.Surface:
    """Draw how the code shines on the reader's glass, foreshortened."""
    code = pygame.transform.flip(_code(bench, CODE_SIZE), False, True)
    sprite = pygame.transform.smoothscale(code, bench.size(CODE_SIZE, CODE_SIZE * 0.2))
    sprite.set_alpha(150)
    return sprite


@cached
def reader(bench: Bench) -> pygame.Surface:
    """Draw the reader's pedestal: silhouettes filled with gradients, and an edge of light."""
    w, h = READER
    sprite = pygame.Surface(bench.size(w, h), pygame.SRCALPHA, 32)
    top = (
        bezier((0, 62), (6, 44), (40, 34), (70, 34))
        + bezier((w - 70, 34), (w - 40, 34), (w - 6, 44), (w, 62))
        + bezier((w, 62), (w - 2, 86), (w - 30, 92), (w - 66, 92))
        + bezier((66, 92), (30, 92), (2, 86), (0, 62))
    )
    body = (
        bezier((0, 62), (2, 86), (30, 92), (66, 92))
        + bezier((w - 66, 92), (w - 30, 92), (w - 2, 86), (w, 62))
        + [(w - 20, h + 2), (20, h + 2)]
    )
    glass = (
        bezier((78, 62), (80, 47), (96, 45), (120, 45))
        + bezier((w - 120, 45), (w - 96, 45), (w - 80, 47), (w - 78, 62))
        + bezier((w - 78, 62), (w - 80, 79), (w - 100, 81), (w - 130, 81))
        + bezier((130, 81), (100, 81), (80, 79), (78, 62))
    )
    lid = _about(top, w / 2, 0.988, 63, 0.94, 0.6)
    rim = _about(glass, w / 2, 1.03, 63, 1.12, 0)

    def layer(shape: Path, *stops: tuple[float, Colour], sideways: bool = False) -> None:
        canvas = Canvas(bench, w, h)
        canvas.polygon(shape, WHITE)
        fill = gradient(bench, w, h, stops, sideways=sideways)
        sprite.blit(masked(fill, whitened(canvas.finish())), (0, 0))

    layer(body, (0, tint("#31475F")), (0.42, tint("#2A3E56")), (1, tint("#131E2C")))
    light, dark = Colour(255, 255, 255), Colour(0, 0, 0)
    sheen = ((0.0, light.fade(0)), (0.08, light.fade(34)), (0.5, light.fade(0)))
    layer(body, *sheen, (0.92, dark.fade(40)), (1.0, dark.fade(70)), sideways=True)
    layer(top, (0, tint("#8FA5BD")), (0.5, tint("#5C738E")), (1, tint("#5C738E")))
    tone = ((0.0, tint("#3A506B")), (0.18, tint("#4A627F")), (0.5, tint("#33485F")))
    layer(lid, *tone, (1.0, tint("#33485F")))
    layer(rim, (0, tint("#22344A")), (1, tint("#5C738E")))
    pane = ((0.0, tint("#05101C")), (0.30, tint("#0A1D2E")), (0.42, tint("#12384A")))
    layer(glass, *pane, (1.0, tint("#12384A")))
    return sprite


def _about(path: Path, cx: float, kx: float, cy: float, ky: float, down: float) -> Path:
    return [(cx + (x - cx) * kx, cy + (y - cy) * ky + down) for x, y in path]


@cached
def light_cone(bench: Bench, w: float, h: float) -> pygame.Surface:
    """Draw the reader's light: narrow above, wide and strong below."""
    width, height = bench.size(w, h)
    x, y = np.meshgrid(
        (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height, indexing="ij"
    )
    away = np.abs(x - 0.5) / (0.5 + (0.33 - 0.5) * y)
    level = np.clip((1 - away) * 14, 0, 1) * (8 + 142 * y) * (0.55 + 0.45 * (1 - away.clip(0, 1)))
    sprite = pygame.Surface((width, height), pygame.SRCALPHA, 32)
    sprite.fill((*GO_LIGHT.rgb, 0))
    pygame.surfarray.pixels_alpha(sprite)[:] = np.clip(level, 0, 255).astype(np.uint8)
    return sprite


@cached
def sweep(bench: Bench, w: float, h: float, strength: int) -> pygame.Surface:
    """Draw a reading line with the light that it trails above it."""
    tail = GO_LIGHT.fade(strength)
    sprite = gradient_plate(bench, w, h, 2, ((0.0, tail.fade(0)), (1.0, tail))).copy()
    line = Canvas(bench, w, 4)
    line.rect(0, 0, w, 4, GO_LIGHT, 2)
    bar = line.finish()
    sprite.blit(bar, (0, sprite.get_height() - bar.get_height()))
    return sprite
