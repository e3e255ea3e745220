"""Icons on solid shapes: the shape carries the meaning too, for those who see no hue."""

import math
from enum import Enum

import pygame

from station_gate.kiosk.art.icons import icon
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import Colour


class Shape(Enum):
    """What a badge's outline says."""

    DISC = "disc"
    """Fine, or neutral."""
    OCTAGON = "octagon"
    """Stop."""
    DIAMOND = "diamond"
    """Mind: something is unusual, nothing is wrong."""


@cached
def badge(
    bench: Bench, name: str, size: float, ground: Colour, ink: Colour, shape: Shape
) -> pygame.Surface:
    """Draw an icon on a shape of a size."""
    canvas = Canvas(bench, size, size)
    r = size / 2
    if shape is Shape.DISC:
        canvas.disc(r, r, r, ground)
    elif shape is Shape.OCTAGON:
        turns = [math.pi / 8 + i * math.pi / 4 for i in range(8)]
        canvas.polygon(
            [(r + r * 1.02 * math.cos(a), r + r * 1.02 * math.sin(a)) for a in turns], ground
        )
    else:
        # corners rounded by laying a square on its point with a disc in each corner
        inset, corner = r * 0.16, r * 0.16
        points = [(r, inset), (size - inset, r), (r, size - inset), (inset, r)]
        canvas.path([*points, points[0]], 2 * corner, ground)
        canvas.polygon(points, ground)
    sprite = canvas.finish()
    share = 0.5 if shape is Shape.DIAMOND else 0.62
    mark = icon(bench, name, size * share, ink)
    sprite.blit(mark, mark.get_rect(center=sprite.get_rect().center))
    return sprite
