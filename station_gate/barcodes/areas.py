"""Where in a frame a code may be: places with light and dark close together; and how it lies.

Looking costs half a millisecond for 1280 x 720 pixels; it lets the reader work hard
on a small part of a frame instead of a little on all of it.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

_LONGEST = 640  # pixels that are looked at: enough to tell a code from a wall
_CELL = 4  # of those pixels: the map's
_REACH = 5  # cells: smaller patches than this are no codes
_LEAST_STEP = 16.0  # grays; sharp edges of large things count no more than a code's own
_MARGIN = 0.12  # of the longer side: the map fades towards a code's edge
_SHARES = (0.5, 0.2)  # of the densest place: a coarse code may be beside a finer print
_MOST = 2  # of each
_FILLED = 0.5  # of the densest place, by half of the frame: it is a code that fills the frame

# equal ratios of light become equal steps, so that a code in the shade counts as much
_LOGARITHM = (np.log1p(np.arange(256) / 12) * 255 / np.log1p(255 / 12)).astype(np.uint8)

_LEAN_PIXELS = 400
_LEAST_LEAN = 0.03  # radians: less does no harm
_EDGE = 1.5  # of the mean power: only edges have a direction
_DIRECTIONS = 90  # that are told apart; of half a turn
_ABOUT = 0.2  # radians, twice the angle: what counts as the same direction
_LEAST_ORDER = 0.1  # of all edges' power; square codes have 0.05, stacked bars 0.3 and more

Affine = NDArray[np.float64]
Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, the ends not included."""


def code_areas(gray: NDArray[np.uint8]) -> list[Area]:
    """Find where codes may be in a picture, uint8 (H, W): at most five, the likeliest first.

    Where dense places are most of the picture, all of it is the second.
    None are found in pictures that are hardly larger than a code's edge.
    """
    height, width = gray.shape
    # whole pixels and whole cells only: OpenCV averages whole blocks many times as fast
    shrink = max(2, -(-max(height, width) // _LONGEST))
    pixels = gray[: height // shrink * shrink, : width // shrink * shrink]
    size = (width // shrink, height // shrink)
    if min(size) <= _REACH * _CELL:
        return []
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    density = _density(np.asarray(cv2.LUT(small, _LOGARITHM), np.uint8))
    floor, peak = float(np.median(density)), float(density.max())
    found: list[list[int]] = []
    for share in _SHARES:
        _, dense = cv2.threshold(density, floor + (peak - floor) * share, 1, cv2.THRESH_BINARY)
        patches = cv2.connectedComponentsWithStats(dense, connectivity=4)[2][1:].tolist()
        found += sorted(patches, key=lambda patch: -patch[4])[:_MOST]
    areas = [_around(patch, shrink * _CELL, width, height) for patch in found]
    if floor > _FILLED * peak:
        # not the first: print and noise are as dense everywhere, too
        areas.insert(1, (0, 0, width, height))
    return areas


def _density(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = ((length - 1) // _CELL for length in small.shape)
    small = small[: rows * _CELL + 1, : columns * _CELL + 1]
    beside = cv2.absdiff(small[1:, 1:], small[1:, :-1])
    below = cv2.absdiff(small[1:, 1:], small[:-1, 1:])
    most = _LEAST_STEP + 3 * float(np.median(beside[::6, ::6]))  # more where it is noisy
    steps = cv2.add(
        cv2.threshold(beside, most, 0, cv2.THRESH_TRUNC)[1],
        cv2.threshold(below, most, 0, cv2.THRESH_TRUNC)[1],
    )
    coarse = cv2.resize(steps, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(coarse, (_REACH, _REACH)), np.uint8)


def _around(patch: list[int], cell: int, width: int, height: int) -> Area:
    left, top, columns, rows, _ = patch
    margin = 2 + max(columns, rows) * _MARGIN
    return (
        max(0, int((left - margin) * cell)),
        max(0, int((top - margin) * cell)),
        min(width, int((left + columns + margin) * cell)),
        min(height, int((top + rows + margin) * cell)),
    )


def cut_upright(gray: NDArray[np.uint8], area: Area) -> tuple[NDArray[np.uint8], Affine]:
    """Cut out an area so that the bars in it stand upright.

    A stack of bars (PDF417) is read along its rows and must not lean by more than a
    few degrees. Where there are as many edges in every direction nothing is turned.
    Gives the pixels and the way back: float64 (2, 3), from their (x, y, 1) to the
    picture's (x, y).
    """
    left, top, right, bottom = area
    part = gray[top:bottom, left:right]
    lean = _lean(part)
    if abs(lean) < _LEAST_LEAN:
        return np.ascontiguousarray(part), np.array([[1.0, 0.0, left], [0.0, 1.0, top]])
    height, width = part.shape
    along, across = abs(np.cos(lean)), abs(np.sin(lean))
    size = (int(width * along + height * across), int(width * across + height * along))
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])
    middle = np.array([(left + right) / 2, (top + bottom) / 2]) - turn @ (np.array(size) / 2)
    back = np.column_stack([turn, middle])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    # beyond the picture as at its edge: black would be another bar of a code that fills it
    turned = cv2.warpAffine(gray, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), back


def _lean(part: NDArray[np.uint8]) -> float:
    """By how much most edges lean from upright: radians, or 0 where none prevails.

    The commonest direction, not the mean of all: motion blurs the edges across its own
    direction most, which draws the mean away by up to 30 degrees.
    """
    shrink = max(1, max(part.shape) // _LEAN_PIXELS)
    small = cv2.LUT(np.ascontiguousarray(part[::shrink, ::shrink]), _LOGARITHM)
    x, y = cv2.spatialGradient(cv2.blur(small, (3, 3)))
    x, y = x.astype(np.float32), y.astype(np.float32)
    power = x * x + y * y
    total = float(power.sum())
    # twice the angle: the two sides of a bar count as one direction
    along, across = x * x - y * y, 2 * x * y
    if math.hypot(float(along.sum()), float(across.sum())) <= _LEAST_ORDER * total:
        return 0.0
    edges = np.flatnonzero(power > _EDGE * total / power.size)
    angles = np.arctan2(across.ravel()[edges], along.ravel()[edges])
    weights = power.ravel()[edges]
    parts = ((angles + math.pi) * (_DIRECTIONS / (2 * math.pi))).astype(np.int64) % _DIRECTIONS
    counted = np.bincount(parts, weights, _DIRECTIONS)
    counted += np.roll(counted, 1) + np.roll(counted, -1)
    prevailing = (int(counted.argmax()) + 0.5) * (2 * math.pi / _DIRECTIONS) - math.pi
    off = (angles - prevailing + math.pi) % (2 * math.pi) - math.pi
    near = np.abs(off) < _ABOUT
    lean = prevailing + float(np.average(off[near], weights=weights[near]))
    return math.remainder(lean, 2 * math.pi) / 2
