"""Icons on a grid of 24, each drawn with one colour on another."""

import math
from collections.abc import Callable, Sequence

import pygame

from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import CLEAR, Colour
from station_gate.kiosk.kit.geometry import Point, bezier


class _Pen:
    """A canvas whose unit is a 24th of the icon."""

    def __init__(self, bench: Bench, size: float, colour: Colour) -> None:
        self.canvas = Canvas(bench, size, size)
        self.colour = colour
        self._k = size / 24

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._k, y * self._k) for x, y in points]

    def stroke(self, *points: Point, width: float = 2.2) -> None:
        self.canvas.path(self._scaled(points), width * self._k, self.colour)

    def fill(self, points: Sequence[Point], colour: Colour | None = None) -> None:
        self.canvas.polygon(self._scaled(points), colour or self.colour)

    def bar(
        self, x: float, y: float, w: float, h: float, radius: float, colour: Colour | None = None
    ) -> None:
        k = self._k
        self.canvas.rect(x * k, y * k, w * k, h * k, colour or self.colour, radius * k)

    def dot(self, x: float, y: float, radius: float, colour: Colour | None = None) -> None:
        k = self._k
        self.canvas.disc(x * k, y * k, radius * k, colour or self.colour)

    def arc(
        self, centre: Point, radii: Point, angles: tuple[float, float], width: float = 2.2
    ) -> None:
        k = self._k
        (x, y), (rx, ry) = centre, radii
        self.canvas.arc((x * k, y * k), (rx * k, ry * k), angles, width * k, self.colour)


def _check(pen: _Pen) -> None:
    pen.stroke((4.5, 12.8), (9.6, 17.8), (19.5, 6.8), width=3)


def _cross(pen: _Pen) -> None:
    pen.stroke((6, 6), (18, 18), width=3)
    pen.stroke((18, 6), (6, 18), width=3)


def _bang(pen: _Pen) -> None:
    pen.bar(10.6, 4, 2.8, 10.5, 1.4)
    pen.dot(12, 18.6, 1.9)


def _no_entry(pen: _Pen) -> None:
    pen.bar(0, 8.6, 24, 6.8, 1)


def _ticket(pen: _Pen) -> None:
    pen.bar(2, 5, 20, 14, 2.6)
    pen.dot(2, 12, 2.4, CLEAR)
    pen.dot(22, 12, 2.4, CLEAR)
    for y in (7.4, 10.6, 13.8):
        pen.bar(15.2, y, 1.3, 2, 0.6, CLEAR)
    for y, length in ((8.4, 6.2), (11.2, 4.2), (14, 5.4)):
        pen.bar(6, y, length, 1.5, 0.7, CLEAR)


def _document(pen: _Pen) -> None:
    pen.bar(2, 4.5, 20, 15, 2.6)
    pen.dot(8.2, 10, 2.3, CLEAR)
    shoulders = bezier((4.6, 15.2), (5.2, 12.8), (11.2, 12.8), (11.8, 15.2))
    pen.fill([(4.6, 16.2), *shoulders, (11.8, 16.2)], CLEAR)
    for y, length in ((8.4, 5.6), (11.4, 4.2), (14.4, 5)):
        pen.bar(14, y, length, 1.6, 0.8, CLEAR)


def _passport(pen: _Pen) -> None:
    pen.bar(4.5, 1.8, 15, 20.4, 2.6)
    pen.dot(12, 9.6, 4.2, CLEAR)
    pen.dot(12, 9.6, 2.7)
    pen.bar(8, 16.6, 8, 1.7, 0.8, CLEAR)


def _frame(pen: _Pen) -> None:
    for x, y, right, down in ((3, 3, 1, 1), (21, 3, -1, 1), (3, 21, 1, -1), (21, 21, -1, -1)):
        pen.stroke((x, y + 5 * down), (x, y), (x + 5 * right, y), width=2)


def _face(pen: _Pen) -> None:
    _frame(pen)
    pen.dot(9, 10.2, 1.3)
    pen.dot(15, 10.2, 1.3)
    pen.arc((12, 12.2), (4.1, 4.3), (0.45, math.pi - 0.45), 2)


def _centre(pen: _Pen) -> None:
    _frame(pen)
    pen.arc((12, 12), (3.4, 4.4), (0, 2 * math.pi), 2)


def _gate(pen: _Pen) -> None:
    pen.bar(2.2, 4, 4.6, 17, 1.6)
    pen.bar(17.2, 4, 4.6, 17, 1.6)
    pen.fill([(6.8, 9), (11.3, 10.6), (11.3, 17.2), (6.8, 18.2)])
    pen.fill([(17.2, 9), (12.7, 10.6), (12.7, 17.2), (17.2, 18.2)])


def _help(pen: _Pen) -> None:
    pen.arc((12, 11.2), (7.4, 7.6), (math.pi, 2 * math.pi), 2)
    pen.bar(3, 10.6, 4, 6.4, 1.6)
    pen.bar(17, 10.6, 4, 6.4, 1.6)
    pen.arc((15, 16.6), (4.2, 4), (0, math.pi / 2), 1.8)
    pen.bar(11.2, 19.2, 4.4, 2.6, 1.3)


def _lock(pen: _Pen) -> None:
    pen.arc((12, 9.6), (4.4, 5), (math.pi, 2 * math.pi))
    pen.bar(6.5, 9.4, 2.2, 2, 0)
    pen.bar(15.3, 9.4, 2.2, 2, 0)
    pen.bar(4.6, 10.6, 14.8, 10.6, 2.4)
    pen.dot(12, 15, 1.7, CLEAR)
    pen.bar(11.3, 15.4, 1.4, 3, 0.7, CLEAR)


def _arrow_up(pen: _Pen) -> None:
    pen.stroke((12, 20), (12, 5), width=3)
    pen.stroke((5.6, 11.2), (12, 4.6), (18.4, 11.2), width=3)


def _arrow_down(pen: _Pen) -> None:
    pen.stroke((12, 4), (12, 19), width=3)
    pen.stroke((5.6, 12.8), (12, 19.4), (18.4, 12.8), width=3)


def _arrow_left(pen: _Pen) -> None:
    pen.stroke((20, 12), (5, 12), width=3)
    pen.stroke((11.2, 5.6), (4.6, 12), (11.2, 18.4), width=3)


def _arrow_right(pen: _Pen) -> None:
    pen.stroke((4, 12), (19, 12), width=3)
    pen.stroke((12.8, 5.6), (19.4, 12), (12.8, 18.4), width=3)


def _chevron_down(pen: _Pen) -> None:
    pen.stroke((5, 8.5), (12, 15.5), (19, 8.5), width=3)


def _chevron_up(pen: _Pen) -> None:
    pen.stroke((5, 15.5), (12, 8.5), (19, 15.5), width=3)


def _retry(pen: _Pen) -> None:
    pen.arc((12, 12.6), (7.2, 7.2), (-0.5, 4.55), 2.6)
    pen.fill([(12.2, 1.2), (12.2, 9.2), (6.2, 5.2)])


def _person(pen: _Pen) -> None:
    pen.dot(12, 7, 4.2)
    pen.fill([(3.6, 21), *bezier((3.6, 20), (4, 12.6), (20, 12.6), (20.4, 20)), (20.4, 21)])


def _people(pen: _Pen) -> None:
    pen.dot(7.6, 8.2, 3.3)
    pen.fill([(1.4, 19), *bezier((1.4, 18.2), (1.8, 12.6), (13.4, 12.6), (13.8, 18.2)), (13.8, 19)])
    pen.dot(16.8, 8.6, 2.9)
    pen.fill(
        [
            (15.4, 19),
            (15.4, 17.6),
            *bezier((14.6, 13.4), (18, 12.4), (22.6, 14), (22.8, 18.2)),
            (22.8, 19),
        ]
    )


def _light(pen: _Pen) -> None:
    pen.dot(12, 12, 4.6)
    for i in range(8):
        x, y = math.cos(i * math.pi / 4), math.sin(i * math.pi / 4)
        pen.stroke((12 + 7.4 * x, 12 + 7.4 * y), (12 + 9.8 * x, 12 + 9.8 * y))


def _still(pen: _Pen) -> None:
    pen.bar(5.2, 4, 4.6, 16, 1.6)
    pen.bar(14.2, 4, 4.6, 16, 1.6)


def _eye(pen: _Pen) -> None:
    pen.fill(
        bezier((1.5, 12), (6, 4.4), (18, 4.4), (22.5, 12))
        + bezier((22.5, 12), (18, 19.6), (6, 19.6), (1.5, 12))
    )
    pen.dot(12, 12, 4.4, CLEAR)
    pen.dot(12, 12, 2.4)


def _train(pen: _Pen) -> None:
    pen.fill(
        [
            (5, 17.5),
            *bezier((5, 7), (5, 2), (19, 2), (19, 7)),
            *bezier((19, 17.5), (18.6, 19), (17.6, 19), (16.6, 19)),
            *bezier((7.4, 19), (6.4, 19), (5.4, 19), (5, 17.5)),
        ]
    )
    pen.bar(7.2, 6.8, 9.6, 5.2, 1.4, CLEAR)
    pen.dot(8.6, 15.4, 1.3, CLEAR)
    pen.dot(15.4, 15.4, 1.3, CLEAR)
    pen.stroke((7.4, 19.4), (5.6, 22), width=1.8)
    pen.stroke((16.6, 19.4), (18.4, 22), width=1.8)


def _hat(pen: _Pen) -> None:
    pen.fill(bezier((5.5, 15), (5.5, 4.4), (18.5, 4.4), (18.5, 15)))
    pen.bar(1.6, 14.2, 20.8, 3.2, 1.6)


def _clock(pen: _Pen) -> None:
    pen.arc((12, 12), (8.6, 8.6), (0, 2 * math.pi), 2.2)
    pen.stroke((12, 7), (12, 12.2), (15.6, 14.4), width=2.2)


def _sign(pen: _Pen) -> None:
    pen.bar(10.9, 2.6, 2.2, 19, 1)
    pen.fill([(4, 4.4), (17.4, 4.4), (21, 7.6), (17.4, 10.8), (4, 10.8)])
    pen.fill([(20, 12.2), (8, 12.2), (4.6, 15.2), (8, 18.2), (20, 18.2)])


def _board(pen: _Pen) -> None:
    pen.bar(2, 4, 20, 13.6, 2.2)
    pen.bar(10.9, 17, 2.2, 4.4, 0)
    pen.bar(7.4, 20, 9.2, 2, 1)
    for y, length in ((7.2, 8.4), (10.2, 6), (13.2, 7.4)):
        pen.bar(5, y, length, 1.6, 0.8, CLEAR)
        pen.bar(15.8, y, 3.2, 1.6, 0.8, CLEAR)


def _counter(pen: _Pen) -> None:
    pen.dot(12, 6.4, 3.4)
    pen.fill([(6, 14), *bezier((6, 13.6), (6.4, 9.6), (17.6, 9.6), (18, 13.6)), (18, 14)])
    pen.bar(2, 14.8, 20, 3, 1.2)
    pen.bar(4, 17.2, 16, 4.4, 0.8)


def _exit(pen: _Pen) -> None:
    """Draw a person walking to an open door."""
    pen.bar(14.6, 2.4, 8, 19.2, 0.8)
    pen.bar(16.4, 4.2, 4.4, 17.4, 0.2, CLEAR)
    pen.dot(9.2, 4.7, 2.2)
    pen.stroke((8.6, 9), (7.4, 14), width=3.4)
    pen.stroke((7.4, 14), (10.2, 17), (9.8, 21), width=2.2)
    pen.stroke((7.2, 14.2), (5.6, 17.8), (2.4, 19.6), width=2.2)
    pen.stroke((8.8, 8.6), (11.4, 11.4), (14.2, 11), width=1.9)
    pen.stroke((8, 8.8), (4.8, 10), (3.8, 12.8), width=1.9)


def _globe(pen: _Pen) -> None:
    whole = (0.0, 2 * math.pi)
    pen.arc((12, 12), (9.4, 9.4), whole, 2)
    pen.arc((12, 12), (4.2, 9.4), whole, 2)
    pen.stroke((3, 12), (21, 12), width=2)


def _access(pen: _Pen) -> None:
    """Draw a person with open arms in a circle: the usual sign for accessibility."""
    pen.arc((12, 12), (10, 10), (0, 2 * math.pi), 1.8)
    pen.dot(12, 6.9, 1.7)
    pen.stroke((6.6, 10), (12, 11), (17.4, 10), width=1.9)
    pen.stroke((12, 11), (12, 14), width=3)
    pen.stroke((12, 14), (9.4, 18.6), width=2)
    pen.stroke((12, 14), (14.6, 18.6), width=2)


def _large_text(pen: _Pen) -> None:
    """Draw a small and a large letter."""
    pen.stroke((1.8, 18), (4.6, 10.6), (7.4, 18), width=2)
    pen.stroke((2.8, 15.4), (6.4, 15.4), width=1.8)
    pen.stroke((9.6, 18), (15.6, 4), (21.6, 18), width=3)
    pen.stroke((11.8, 13.4), (19.4, 13.4), width=2.6)


def _high_contrast(pen: _Pen) -> None:
    """Draw a disc, half of it dark."""
    pen.arc((12, 12), (9, 9), (0, 2 * math.pi), 2.2)
    pen.fill([(12, 3), *bezier((12, 3), (0, 3), (0, 21), (12, 21))])


def _reduced_motion(pen: _Pen) -> None:
    """Draw a figure that stands, its trail crossed out."""
    pen.dot(15.6, 12, 5.4)
    for y, x in ((8, 3.4), (12, 1.8), (16, 3.4)):
        pen.stroke((x, y), (8.4, y), width=1.9)
    pen.stroke((4, 20), (9.4, 4), width=2.2)


def _speech(pen: _Pen) -> None:
    """Draw a loudspeaker with two waves."""
    pen.fill([(2.4, 9), (6.4, 9), (12, 4.2), (12, 19.8), (6.4, 15), (2.4, 15)])
    pen.arc((11.6, 12), (4.2, 4.2), (-0.8, 0.8), 2)
    pen.arc((11.6, 12), (8.4, 8.4), (-0.8, 0.8), 2)


_DRAWINGS: dict[str, Callable[[_Pen], None]] = {
    function.__name__.removeprefix("_"): function
    for function in (
        _check, _cross, _bang, _no_entry, _ticket, _document, _passport, _face, _centre, _gate,
        _help, _lock, _arrow_up, _arrow_down, _arrow_left, _arrow_right, _chevron_down,
        _chevron_up, _retry, _person, _people, _light, _still, _eye, _train, _hat, _clock,
        _sign, _board, _counter, _exit, _globe, _access, _large_text, _high_contrast,
        _reduced_motion, _speech,
    )
}  # fmt: skip
NAMES = frozenset(_DRAWINGS)


@cached
def icon(bench: Bench, name: str, size: float, colour: Colour) -> pygame.Surface:
    """Draw one of ``NAMES`` at a size in design units; its holes are clear."""
    pen = _Pen(bench, size, colour)
    _DRAWINGS[name](pen)
    return pen.canvas.finish()
