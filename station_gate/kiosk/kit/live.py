"""What moves too freely to be cached: the camera picture and strokes, straight into the frame."""

from collections.abc import Sequence

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import Colour
from station_gate.kiosk.kit.geometry import Box, Point

_BGRX = (0xFF0000, 0x00FF00, 0x0000FF)


def is_paintable(surface: pygame.Surface) -> bool:
    """Return whether OpenCV can draw into a surface: 32 bits a pixel, blue in the first byte."""
    return surface.get_bitsize() == 32 and surface.get_masks()[:3] == _BGRX


def _pixels(surface: pygame.Surface) -> NDArray[np.uint8]:
    """View a surface as (H, W, 4) BGRX; the surface is locked while the view lives."""
    rows: NDArray[np.uint32] = pygame.surfarray.pixels2d(surface).T
    return rows.view(np.uint8).reshape(*rows.shape, 4)


def put_camera(
    bench: Bench, surface: pygame.Surface, frame: NDArray[np.uint8], box: Box, focus: float
) -> None:
    """Fill a box with a camera picture, mirrored, cut to the box's shape.

    ``frame`` is uint8 (H, W, 3) RGB. ``focus`` is the height (0 top to 1 bottom of
    the picture) that stays in the middle of the box as far as possible. The box
    lies inside the surface.
    """
    x, y = bench.px(box.x), bench.px(box.y)
    width, height = bench.size(box.w, box.h)
    have_h, have_w = frame.shape[:2]
    scale = max(width / have_w, height / have_h)
    want_w, want_h = max(1, int(width / scale)), max(1, int(height / scale))
    left = (have_w - want_w) // 2
    top = min(max(0, int(have_h * focus - want_h / 2)), have_h - want_h)
    part = np.ascontiguousarray(frame[top : top + want_h, left : left + want_w])
    mirrored = cv2.flip(cv2.cvtColor(part, cv2.COLOR_RGB2BGRA), 1)
    target = _pixels(surface)[y : y + height, x : x + width]
    cv2.resize(mirrored, (width, height), dst=target, interpolation=cv2.INTER_LINEAR)


def put_stroke(
    bench: Bench, surface: pygame.Surface, points: Sequence[Point], width: float, colour: Colour
) -> None:
    """Draw a line through points (design units) with sub-pixel precision."""
    fixed = (np.array(points) * bench.unit * 16).round().astype(np.int32).reshape(-1, 1, 2)
    blue_first = (colour.blue, colour.green, colour.red, 255)
    cv2.polylines(
        _pixels(surface), [fixed], False, blue_first, max(1, bench.px(width)), cv2.LINE_AA, 4
    )
