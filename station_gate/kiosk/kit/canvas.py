"""Anti-aliased shapes: drawn several times too large and shrunk once."""

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np
import pygame

from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import CLEAR, Colour
from station_gate.kiosk.kit.geometry import Path, Point, arc, ellipse

_MOST_PIXELS = 3.6e7
"""A canvas is at most this large while it is drawn (144 MB); finer ones are coarsened."""


def unpremultiply(sprite: pygame.Surface) -> pygame.Surface:
    """Divide the colours by the opacity, in place.

    ``smoothscale`` averages colour and opacity apart, so shapes on a clear ground
    come out multiplied by their opacity: blitted as they are they have dark edges.
    """
    opacity = pygame.surfarray.array_alpha(sprite)
    edge = (opacity > 0) & (opacity < 255)
    pixels = pygame.surfarray.pixels3d(sprite)
    pixels[edge] = np.minimum(
        255, pixels[edge] * (255.0 / opacity[edge].astype(np.float32))[:, None] + 0.5
    ).astype(np.uint8)
    return sprite


class Canvas:
    """A surface in design units for opaque shapes on a clear ground.

    Shapes overwrite what is under them, opacity included, so ``CLEAR`` cuts holes.
    ``finish`` shrinks it to the size on the screen.
    """

    def __init__(self, bench: Bench, w: float, h: float, fineness: int = 4) -> None:
        self._size = bench.size(w, h)
        area = self._size[0] * self._size[1]
        while fineness > 1 and area * fineness * fineness > _MOST_PIXELS:
            fineness -= 1
        self._k = bench.unit * fineness
        large = (self._size[0] * fineness, self._size[1] * fineness)
        self._surface = pygame.Surface(large, pygame.SRCALPHA, 32)

    def polygon(self, points: Iterable[Point], colour: Colour) -> None:
        """Fill a polygon."""
        scaled = [(x * self._k, y * self._k) for x, y in points]
        pygame.draw.polygon(self._surface, _premultiplied(colour), scaled)

    def rect(
        self, x: float, y: float, w: float, h: float, colour: Colour, radius: float = 0
    ) -> None:
        """Fill a rectangle with round corners."""
        k = self._k
        left, top = round(x * k), round(y * k)
        area = pygame.Rect(
            left, top, max(1, round((x + w) * k) - left), max(1, round((y + h) * k) - top)
        )
        corner = int(min(radius * k, area.w / 2, area.h / 2))
        pygame.draw.rect(self._surface, _premultiplied(colour), area, border_radius=corner)

    def frame(
        self, x: float, y: float, w: float, h: float, colour: Colour, width: float, radius: float
    ) -> None:
        """Draw a round-cornered outline of a width; its inside becomes clear."""
        self.rect(x, y, w, h, colour, radius)
        self.rect(x + width, y + width, w - 2 * width, h - 2 * width, CLEAR, max(0, radius - width))

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        centre = (x * self._k, y * self._k)
        pygame.draw.circle(self._surface, _premultiplied(colour), centre, radius * self._k)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse."""
        self.polygon(ellipse(x, y, rx, ry), colour)

    def line(self, a: Point, b: Point, width: float, colour: Colour) -> None:
        """Draw a line with round ends."""
        (x0, y0), (x1, y1) = a, b
        length = math.hypot(x1 - x0, y1 - y0)
        if length > 0:
            nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
            corners = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny)]
            self.polygon([*corners, (x0 - nx, y0 - ny)], colour)
        self.disc(x0, y0, width / 2, colour)
        self.disc(x1, y1, width / 2, colour)

    def path(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line through points, with round joints."""
        for a, b in itertools.pairwise(points):
            self.line(a, b, width, colour)

    def arc(
        self, centre: Point, radii: Point, angles: tuple[float, float], width: float, colour: Colour
    ) -> None:
        """Draw an elliptic arc with round ends; angles in radians as ``geometry.arc``."""
        (x, y), (rx, ry), half = centre, radii, width / 2
        outer: Path = arc(x, y, rx + half, ry + half, *angles)
        inner: Path = arc(x, y, rx - half, ry - half, *angles, len(outer) - 1)
        self.polygon(outer + inner[::-1], colour)
        for angle in angles:
            self.disc(x + rx * math.cos(angle), y + ry * math.sin(angle), half, colour)

    def finish(self, *, premultiplied: bool = False) -> pygame.Surface:
        """Shrink to the size on the screen.

        ``premultiplied`` sprites keep their colours multiplied by the opacity: for
        those scaled again later, and blitted with ``BLEND_PREMULTIPLIED``.
        """
        if self._surface.get_size() != self._size:
            sprite = pygame.transform.smoothscale(self._surface, self._size)
        else:
            sprite = self._surface
        return sprite if premultiplied else unpremultiply(sprite)


def _premultiplied(colour: Colour) -> Colour:
    red, green, blue, alpha = colour
    if alpha == 255:
        return colour
    return Colour(red * alpha // 255, green * alpha // 255, blue * alpha // 255, alpha)
