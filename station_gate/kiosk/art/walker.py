"""The passenger who walks through the gate, seen from behind: the demo's first."""

import math

import pygame

from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import YELLOW, YELLOW_DEEP, Colour, tint
from station_gate.kiosk.kit.geometry import Path, bezier

PHASES = 8
_COAT, _COAT_DARK = tint("#3C6D78"), tint("#244B62")
_LEG, _LEG_DARK = tint("#22303F"), tint("#1A2531")
_SKIN, _SKIN_DARK = tint("#E3AE86"), tint("#CC9169")
_STUBBLE = tint("#C3A58F")
_SHOE, _STEEL, _GRIP = tint("#0F161E"), tint("#7D8A98"), tint("#3B4856")


@cached
def walker(bench: Bench, phase: int, h: float) -> pygame.Surface:
    """Draw one of ``PHASES`` of a stride, ``h`` units high, 0.72 ``h`` wide.

    The sprite is premultiplied: scale it, then blit with ``BLEND_PREMULTIPLIED``.
    The middle of the body is at 0.42 of the width; the soles are at 0.968 of the height.
    """
    return _Figure(bench, phase, h).canvas.finish(premultiplied=True)


class _Figure:
    """Draws in units of a 300th of the height, from the middle of the body."""

    def __init__(self, bench: Bench, phase: int, h: float) -> None:
        self.canvas = Canvas(bench, h * 0.72, h)
        self._k = h / 300
        self._cx = h * 0.72 * 0.42
        swing = math.sin(phase / PHASES * 2 * math.pi)
        for side, colour in ((-1, _LEG_DARK), (1, _LEG)):
            self._leg(side, max(0.0, side * swing), colour)
        for side in (-1, 1):
            self._arm(side, swing * side * 7)
        self._torso()
        self._head()
        self._trolley()

    def _points(self, points: Path) -> Path:
        return [(self._cx + x * self._k, y * self._k) for x, y in points]

    def _fill(self, points: Path, colour: Colour) -> None:
        self.canvas.polygon(self._points(points), colour)

    def _stroke(self, points: Path, width: float, colour: Colour) -> None:
        self.canvas.path(self._points(points), width * self._k, colour)

    def _bar(self, x: float, y: float, w: float, h: float, radius: float, colour: Colour) -> None:
        k = self._k
        self.canvas.rect(self._cx + x * k, y * k, w * k, h * k, colour, radius * k)

    def _leg(self, side: int, lift: float, colour: Colour) -> None:
        reach, up = 1 - lift * 0.06, lift * 20
        knee, sole = 280 * reach - up * 0.6, 290 * reach - up * 0.5
        leg = [(side * 3, 168), (side * 29, 168), (side * 25, knee), (side * 7, knee)]
        self._fill([(float(x), y) for x, y in leg], colour)
        heel = 276 * reach - up * 0.6
        shoe = [(side * 5, heel), (side * 26, heel), (side * 27, sole), (side * 5, sole)]
        self._fill([(float(x), y) for x, y in shoe], _SHOE)

    def _arm(self, side: int, swing: float) -> None:
        sleeve = bezier(
            (side * 37, 88),
            (side * 48, 118),
            (side * 47, 140 + swing),
            (side * 41, 166 + swing),
            12,
        )
        self._stroke(sleeve, 17, _COAT_DARK)
        hand = self._points([(side * 41, 174 + swing)])[0]
        self.canvas.disc(*hand, 8 * self._k, _SKIN)

    def _torso(self) -> None:
        self._fill(
            bezier((-46, 96), (-44, 74), (-24, 68), (0, 67))
            + bezier((0, 67), (24, 68), (44, 74), (46, 96))
            + bezier((46, 96), (46, 140), (40, 170), (39, 190))
            + bezier((-39, 190), (-40, 170), (-46, 140), (-46, 96)),
            _COAT,
        )
        self._bar(-1.4, 96, 2.8, 94, 0, _COAT_DARK)
        self._fill(bezier((-22, 70), (-10, 80), (10, 80), (22, 70)), _COAT_DARK)

    def _head(self) -> None:
        self._fill([(-11, 48), (11, 48), (13, 72), (-13, 72)], _SKIN_DARK)
        centre = self._points([(0, 36)])[0]
        self.canvas.ellipse(*centre, 24 * self._k, 29 * self._k, _SKIN)
        for side in (-1, 1):
            self.canvas.ellipse(
                *self._points([(side * 24, 40)])[0], 4 * self._k, 8 * self._k, _SKIN
            )
        self._fill(
            bezier((-23, 36), (-24, 2), (24, 2), (23, 36))
            + bezier((23, 36), (16, 50), (-16, 50), (-23, 36)),
            _STUBBLE,
        )

    def _trolley(self) -> None:
        """Draw the case that follows on the right hand's side."""
        x, y = 18.0, 196.0
        for pole in (x + 15, x + 29):
            self._stroke([(pole, 172), (pole, y)], 3, _STEEL)
        self._stroke([(x + 12, 171), (x + 32, 171)], 6, _GRIP)
        self._bar(x, y, 44, 84, 9, YELLOW)
        for i in range(3):
            self._bar(x + 8 + i * 12, y + 10, 4, 64, 2, YELLOW_DEEP)
        for wheel in (x + 7, x + 37):
            self.canvas.disc(*self._points([(wheel, y + 89)])[0], 5.4 * self._k, _SHOE)
