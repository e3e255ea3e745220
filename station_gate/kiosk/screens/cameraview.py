"""A camera's picture in a box with round corners, and places in it."""

import itertools

import numpy as np
import pygame
from numpy.typing import NDArray

from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.bench import Bench, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import CLEAR, WHITE
from station_gate.kiosk.kit.fills import whitened
from station_gate.kiosk.kit.geometry import Box, Point
from station_gate.kiosk.kit.live import put_camera


def place_in(
    box: Box, picture: NDArray[np.uint8], point: tuple[float, float], focus: float
) -> Point:
    """Say where a point of the picture, in fractions of it, is in a box that it fills.

    As ``put_camera`` shows it: mirrored, cut to the box's shape.
    """
    height, width = picture.shape[:2]
    scale = max(box.w / width, box.h / height)
    shown = box.h / scale
    top = min(max(0.0, height * focus - shown / 2), height - shown)
    x = box.cx - (point[0] - 0.5) * width * scale
    return x, box.y + (point[1] * height - top) * scale


class RoundCorners:
    """Keeps what is under a box's corners, to round them again after it was painted over.

    The page is upright: this paints on its surface.
    """

    def __init__(self, page: Page, box: Box, radius: float) -> None:
        self._page = page
        # as sprites and the camera picture are placed: corner and size rounded apart
        bench = page.bench
        area = pygame.Rect(bench.px(box.x), bench.px(box.y), *bench.size(box.w, box.h))
        self._patches = []
        for right, low in itertools.product((False, True), repeat=2):
            notch = _notch(bench, radius, right, low)
            w, h = notch.get_size()
            place = (area.right - w if right else area.x, area.bottom - h if low else area.y)
            patch = pygame.Surface((w, h), pygame.SRCALPHA, 32)
            patch.blit(page.dst, (0, 0), (place, (w, h)))
            patch.blit(notch, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
            self._patches.append((patch, place))

    def restore(self) -> None:
        """Round the corners."""
        for patch, place in self._patches:
            self._page.dst.blit(patch, place)


def draw_camera(
    page: Page, picture: NDArray[np.uint8], box: Box, focus: float, radius: float
) -> None:
    """Fill a box with a camera's picture, uint8 (H, W, 3) RGB, mirrored; the page is upright."""
    corners = RoundCorners(page, box, radius)
    put_camera(page.bench, page.dst, picture, box, focus)
    corners.restore()


@cached
def _notch(bench: Bench, radius: float, right: bool, low: bool) -> pygame.Surface:
    """Make a mask of what a round corner leaves outside."""
    canvas = Canvas(bench, radius, radius)
    canvas.rect(0, 0, radius, radius, WHITE)
    canvas.disc(radius, radius, radius, CLEAR)
    return pygame.transform.flip(whitened(canvas.finish()), right, low)
