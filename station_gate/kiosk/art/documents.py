"""An identity card, the person on it, and the glass that it is laid on: all fictional."""

import math

import pygame

from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import BLUE_DEEP, INK, MUTED, SLATE, WHITE, Colour, mix, tint
from station_gate.kiosk.kit.fills import gradient, gradient_plate, mask, masked
from station_gate.kiosk.kit.geometry import Path, bezier
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Style, Typesetter

CARD = (346.0, 219.0)
GLASS = (500.0, 300.0)
LEAF = 58.0
"""The height of the passport's other page as it is seen, standing up."""
_FIELDS = (("Surname", "RIVERA"), ("Given names", "ALEX"), ("Date of birth", "01 JAN 1990"))
_MACHINE = Style(11.5, Weight.MEDIUM, SLATE, tracking=0.06)


def card(setter: Typesetter) -> pygame.Surface:
    """Draw the identity card; it says itself that it is a sample."""
    return setter.bench.keep("art.card", lambda: _draw_card(setter))


def card_back(setter: Typesetter) -> pygame.Surface:
    """Draw the other side of the card: the one with the lines for machines."""
    return setter.bench.keep("art.card_back", lambda: _draw_back(setter))


def passport(setter: Typesetter) -> pygame.Surface:
    """Draw a passport, open at the page with the photo, which is as large as the card.

    The page before it stands up behind, ``LEAF`` high.
    """
    return setter.bench.keep("art.passport", lambda: _draw_passport(setter))


def _draw_passport(setter: Typesetter) -> pygame.Surface:
    bench, px = setter.bench, setter.bench.px
    w, h = CARD
    canvas = Canvas(bench, w, h + LEAF)
    canvas.polygon([(10, 4), (w - 10, 4), (w, LEAF + 12), (0, LEAF + 12)], tint("#7D2635"))
    canvas.polygon([(18, 10), (w - 18, 10), (w - 8, LEAF + 8), (8, LEAF + 8)], tint("#F3EFE4"))
    for k in range(3):
        y = 22 + 13 * k
        canvas.line((40, y), (w - 40, y), 1.6, tint("#DED7C4"))
    canvas.rect(0, LEAF, w, h, tint("#7D2635"), 12)
    sprite = canvas.finish()
    page = gradient_plate(bench, w - 8, h - 6, 9, ((0.0, tint("#E4DFD0")), (0.12, tint("#F8F4EA"))))
    sprite.blit(page, (px(4), px(LEAF + 2)))

    def put(text: str, x: float, y: float, style: Style) -> None:
        setter.label(sprite, text, x, LEAF + y, style, "en", width=w - x - 8)

    put("PASSPORT", 136, 34, Style(15, Weight.BOLD, tint("#7D2635"), tracking=0.05))
    put("SAMPLE · NOT A REAL DOCUMENT", 136, 49, Style(8, Weight.SEMIBOLD, MUTED, tracking=0.03))
    picture = Canvas(bench, 92, 118)
    picture.rect(0, 0, 92, 118, tint("#DCE6F0"))
    _draw_person(picture, 92, 118)
    sprite.blit(masked(picture.finish(), mask(bench, 92, 118, 5)), (px(24), px(LEAF + 26)))
    for i, (name, value) in enumerate(_FIELDS):
        y = 70 + i * 33
        put(name, 136, y, Style(9.4, Weight.MEDIUM, MUTED))
        put(value, 136, y + 16, Style(15, Weight.SEMIBOLD, INK))
    put("P<UTORIVERA<<ALEX<<<<<<<<<<<<<<<<<<<", 22, 180, _MACHINE)
    put("SG12345674UTO9001014F3106305<<<<<<<8", 22, 202, _MACHINE)
    return sprite


def _draw_back(setter: Typesetter) -> pygame.Surface:
    w, h = CARD
    sprite = _plate(setter.bench)
    note = Style(8, Weight.SEMIBOLD, MUTED, tracking=0.03)
    setter.label(
        sprite, "SAMPLE · NOT A REAL DOCUMENT", w - 25, 30, note, "en", width=w, anchor="right"
    )
    pale = gradient_plate(setter.bench, w - 2, 92, 14, ((0.0, WHITE), (1.0, WHITE)))
    sprite.blit(pale, (setter.bench.px(1), setter.bench.px(h - 94)))
    lines = ("I<UTOSG12345670<<<<<<<<<<<<<<<", "9001014F3106305UTO<<<<<<<<<<<8")
    for number, line in enumerate((*lines, "RIVERA<<ALEX<<<<<<<<<<<<<<<<<<")):
        y = h - 66 + number * 24
        style = Style(13.5, Weight.MEDIUM, SLATE, tracking=0.09)
        setter.label(sprite, line, 20, y, style, "en", width=w - 40)
    return sprite


def _draw_card(setter: Typesetter) -> pygame.Surface:
    bench, px = setter.bench, setter.bench.px
    w, _ = CARD
    sprite = _plate(bench)

    def put(text: str, x: float, y: float, style: Style, *, right: bool = False) -> None:
        setter.label(sprite, text, x, y, style, "en", width=w, anchor="right" if right else "left")

    put("IDENTITY CARD", 28, 39, Style(15, Weight.BOLD, BLUE_DEEP, tracking=0.03))
    note = Style(8, Weight.SEMIBOLD, MUTED, tracking=0.03)
    put("SAMPLE · NOT A REAL DOCUMENT", w - 25, 38, note, right=True)
    picture = Canvas(bench, 90, 112)
    picture.rect(0, 0, 90, 112, tint("#DCE6F0"))
    _draw_person(picture, 90, 112)
    sprite.blit(masked(picture.finish(), mask(bench, 90, 112, 9)), (px(28), px(58)))
    for i, (name, value) in enumerate(_FIELDS):
        y = 72 + i * 39
        put(name, 136, y, Style(9.4, Weight.MEDIUM, MUTED))
        put(value, 136, y + 19, Style(17, Weight.SEMIBOLD, INK))
    sprite.blit(_chip(bench), (px(w - 74), px(64)))
    line = "SG1234567<<<<<<9001014<<<<<<"
    put(line, 28, 202, Style(12.5, Weight.MEDIUM, SLATE, tracking=0.10))
    return sprite


def _plate(bench: Bench) -> pygame.Surface:
    """Return an empty side of the card."""
    w, h = CARD
    ground = ((0.0, tint("#E9F2FB")), (0.55, tint("#F7FAFC")), (1.0, tint("#E6F3EF")))
    sprite = gradient_plate(bench, w, h, 16, ground).copy()
    waves = Canvas(bench, w, h, 3)
    for k in range(9):
        wave = [
            (x, h * 0.62 + math.sin(x / 26 + k * 0.55) * (20 + k * 2.4))
            for x in range(-4, int(w) + 8, 4)
        ]
        waves.path([(float(x), y) for x, y in wave], 0.9, tint("#DCE8F2"))
    sprite.blit(masked(waves.finish(), mask(bench, w, h, 16)), (0, 0))
    return sprite


def _chip(bench: Bench) -> pygame.Surface:
    canvas = Canvas(bench, 46, 37)
    canvas.rect(0, 0, 46, 37, tint("#D9B65A"), 7)
    canvas.rect(16, 10, 14, 17, tint("#C9A243"), 3)
    for y in (11.5, 24):
        canvas.rect(0, y, 16, 1.3, tint("#A8842E"))
        canvas.rect(30, y, 16, 1.3, tint("#A8842E"))
    return canvas.finish()


@cached
def glass(bench: Bench) -> pygame.Surface:
    """Draw the document reader from above."""
    w, h = GLASS
    canvas = Canvas(bench, w, h)
    canvas.rect(0, 0, w, h, tint("#2A3D55"), 30)
    canvas.rect(0, 0, w, h - 10, tint("#3A4F6A"), 30)
    canvas.rect(22, 20, w - 44, h - 54, tint("#0D1A29"), 18)
    sprite = canvas.finish()
    pane = gradient(bench, w - 48, h - 58, ((0.0, tint("#12304A")), (1.0, tint("#0D2236"))))
    rounded = masked(pane, mask(bench, w - 48, h - 58, 16))
    sprite.blit(rounded, (bench.px(24), bench.px(22)))
    return sprite


@cached
def corner(bench: Bench, size: float, width: float, colour: Colour) -> pygame.Surface:
    """Draw the upper left one of the four marks around the card."""
    canvas = Canvas(bench, size, size)
    half = width / 2
    canvas.line((half, half), (size - half, half), width, colour)
    canvas.line((half, half), (half, size - half), width, colour)
    return canvas.finish()


_SKIN, _SKIN_DARK, _CHEEK = tint("#E3AE86"), tint("#CC9169"), tint("#E58E74")
_HAIR, _STUBBLE = tint("#2A211E"), tint("#C3A58F")
_COAT, _COLLAR, _STRIPE = tint("#3C6D78"), tint("#244B62"), tint("#D9772B")


def _draw_person(canvas: Canvas, w: float, h: float) -> None:
    """Draw the demo's first passenger, flat: a shaven head, and shoulders, in the middle."""
    k = min(w / 200, h / 250)

    def at(points: Path) -> Path:
        return [(w / 2 + x * k, h * 0.47 + y * k) for x, y in points]

    def fill(points: Path, colour: Colour) -> None:
        canvas.polygon(at(points), colour)

    def stroke(points: Path, width: float, colour: Colour) -> None:
        canvas.path(at(points), width * k, colour)

    def oval(x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        canvas.ellipse(*at([(x, y)])[0], rx * k, ry * k, colour)

    fill(
        bezier((-128, 190), (-124, 112), (-78, 98), (-36, 88))
        + bezier((36, 88), (78, 98), (124, 112), (128, 190)),
        _COAT,
    )
    for side in (-1, 1):
        stroke([(side * 62, 98), (side * 126, 120)], 7, _STRIPE)
    fill(bezier((-44, 84), (-30, 124), (30, 124), (44, 84)), _COLLAR)
    fill(
        [
            (-24, 36),
            (24, 36),
            *bezier((24, 36), (24, 76), (30, 84), (33, 88)),
            *bezier((33, 88), (14, 112), (-14, 112), (-33, 88)),
            *bezier((-33, 88), (-30, 84), (-24, 76), (-24, 36)),
        ],
        _SKIN,
    )
    fill([(-24, 40), (24, 40), *bezier((18, 72), (6, 80), (-10, 78), (-24, 58))], _SKIN_DARK)
    for side in (-1, 1):
        oval(side * 54, -2, 8, 15, _SKIN_DARK if side > 0 else _SKIN)
    fill(
        bezier((-52, -24), (-52, -84), (52, -84), (52, -24), 32)
        + bezier((52, -24), (53, 22), (38, 62), (0, 66))
        + bezier((0, 66), (-38, 62), (-53, 22), (-52, -24)),
        _SKIN,
    )
    for side in (-1, 1):
        oval(side * 30, 22, 11, 7, mix(_SKIN, _CHEEK, 0.35))
    fill(
        bezier((-49, -44), (-40, -82), (40, -82), (49, -44), 32)
        + bezier((49, -44), (30, -58), (-30, -58), (-49, -44), 32),
        _STUBBLE,
    )
    for side in (-1, 1):
        x = side * 22
        stroke(bezier((x - 12, -23), (x - 5, -30), (x + 5, -30), (x + 12, -23)), 4.2, _HAIR)
        lid = bezier((x - 11, -8), (x - 5, -16), (x + 5, -16), (x + 11, -8))
        fill(lid + bezier((x + 11, -8), (x + 5, -2.5), (x - 5, -2.5), (x - 11, -8)), WHITE)
        oval(x, -9.2, 5.4, 5.4, tint("#4A3325"))
        oval(x, -9.2, 2.7, 2.7, tint("#15100D"))
        oval(x + 1.8, -11, 1.3, 1.3, WHITE)
        stroke(lid, 2.2, _HAIR)
    stroke(bezier((3, -6), (8, 6), (11, 16), (3, 19)), 2.6, _SKIN_DARK)
    stroke(bezier((-15, 35.6), (-6, 39), (6, 39), (15, 35.6)), 3.4, tint("#B2604F"))
    stroke(bezier((-6, 47), (-2, 49), (2, 49), (6, 47)), 2, _SKIN_DARK)
