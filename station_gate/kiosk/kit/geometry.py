"""Curves as lists of points, in whatever unit the caller draws in."""

import math
from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in design units."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The middle, from the left."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The middle, from the top."""
        return self.y + self.h / 2


Point = tuple[float, float]
Path = list[Point]


def ellipse(x: float, y: float, rx: float, ry: float, points: int = 96) -> Path:
    """Give an ellipse's outline."""
    return arc(x, y, rx, ry, 0, 2 * math.pi, points)[:-1]


def arc(
    x: float, y: float, rx: float, ry: float, begin: float, end: float, points: int | None = None
) -> Path:
    """Give an elliptic arc; angles in radians, clockwise on the screen from the right."""
    count = points or max(12, int(abs(end - begin) * max(rx, ry) / 3))
    angles = [begin + (end - begin) * i / count for i in range(count + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def bezier(a: Point, b: Point, c: Point, d: Point, points: int = 24) -> Path:
    """Give a cubic Bezier curve from ``a`` to ``d``."""
    path: Path = []
    for i in range(points + 1):
        t = i / points
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        path.append(
            (
                sum(k * p[0] for k, p in zip(weights, (a, b, c, d), strict=True)),
                sum(k * p[1] for k, p in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return path


def spline(knots: Sequence[Point], points: int = 16) -> Path:
    """Give a smooth (Catmull-Rom) curve through the knots."""

    def between(a: float, b: float, c: float, d: float, t: float) -> float:
        return 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t * t
            + (3 * b - a - 3 * c + d) * t**3
        )

    path: Path = []
    padded = [knots[0], *knots, knots[-1]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for i in range(points):
            t = i / points
            path.append((between(a[0], b[0], c[0], d[0], t), between(a[1], b[1], c[1], d[1], t)))
    path.append(knots[-1])
    return path
