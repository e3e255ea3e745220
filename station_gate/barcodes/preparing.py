"""Preparing a picture for the barcode reader: each way brings out codes that others lose.

A preparation takes gray pixels, uint8 (H, W), and gives others with the factor by which
they are larger. What each is good for was measured on the drawn codes of
``benchmarks/barcodes.py``; docs/barcodes.md has the table.
"""

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Prepare = Callable[[Gray], tuple[Gray, float]]

_MOST_PIXELS = 1280 * 720  # of a frame that is looked at as a whole: the time of one look
_MOST_SMALL = 640 * 360
_MOST_ENLARGED = 700_000
_MOST_FOR_ZBAR = 160_000
_PATCH = 61  # pixels: larger than a code's finder pattern, smaller than a shadow
_DARK = 4.0  # grays, added to all: below it there is noise only
_DARKEST, _BRIGHTEST = 2, 98  # percent of the pixels that may be lost to black and white


def untouched(gray: Gray) -> tuple[Gray, float]:
    """As it is, however large."""
    return gray, 1.0


def plain(gray: Gray) -> tuple[Gray, float]:
    """Nothing is done, except to pictures that would take too long."""
    return _sized(gray, 1.0, cv2.INTER_AREA)


def small(gray: Gray) -> tuple[Gray, float]:
    """For large codes, in a tenth of the time: noise is averaged, too."""
    return _sized(gray, 1.0, cv2.INTER_AREA, _MOST_SMALL)


def coarse(gray: Gray, prepare: Prepare) -> tuple[Gray, float]:
    """Prepare few pixels, and let them be few: what is large needs no more."""
    less, scale = small(gray)
    prepared, larger = prepare(less)
    few, smaller = small(prepared)
    return few, scale * larger * smaller


def small_inverted(gray: Gray) -> tuple[Gray, float]:
    """Return the same, light on dark."""
    less, scale = small(gray)
    return _uint8(cv2.bitwise_not(less)), scale


def reduced(gray: Gray) -> tuple[Gray, float]:
    """For the second reader, which takes ten times as long."""
    return _sized(gray, 1.0, cv2.INTER_AREA, _MOST_FOR_ZBAR)


def inverted(gray: Gray) -> tuple[Gray, float]:
    """Light on dark becomes dark on light: telephones at night."""
    small, scale = plain(gray)
    return _uint8(cv2.bitwise_not(small)), scale


def smoothed(gray: Gray) -> tuple[Gray, float]:
    """For noise, for screens that beat with the camera and for little contrast."""
    small, scale = plain(gray)
    return _stretched(_uint8(cv2.GaussianBlur(small, (0, 0), 1.2))), scale


def evened(gray: Gray) -> tuple[Gray, float]:
    """For reflections and small codes: as bright everywhere, doubled."""
    small, scale = plain(gray)
    return _even(small.astype(np.float32), scale)


def shaded(gray: Gray) -> tuple[Gray, float]:
    """For deep shade: the same, its noise smoothed before there are whole grays again."""
    small, scale = plain(gray)
    return _even(cv2.GaussianBlur(small.astype(np.float32), (0, 0), 0.7), scale)


def sharpened(gray: Gray) -> tuple[Gray, float]:
    """For blurred codes and the smallest ones."""
    return _sharp(gray, 2.0)


def tripled(gray: Gray) -> tuple[Gray, float]:
    """Return the same, larger."""
    return _sharp(gray, 3.0)


def _even(grays: object, scale: float) -> tuple[Gray, float]:
    seen = np.asarray(grays, np.float32) + _DARK
    light = cv2.blur(seen, (_PATCH, _PATCH))
    even = _uint8(np.clip(seen / light * 128, 0, 255))
    large, more = _sized(even, 2.0, cv2.INTER_LINEAR, _MOST_ENLARGED)
    return large, scale * more


def _sharp(gray: Gray, wanted: float) -> tuple[Gray, float]:
    large, scale = _sized(_stretched(gray), wanted, cv2.INTER_CUBIC, _MOST_ENLARGED)
    # a box is as good as a Gaussian here, and its time does not grow with its size
    side = 2 * round(4 * scale) + 1
    around = cv2.blur(large, (side, side))
    return _uint8(cv2.addWeighted(large, 4.0, around, -3.0, 0)), scale


def _sized(gray: Gray, wanted: float, enlarge: int, most: int = _MOST_PIXELS) -> tuple[Gray, float]:
    scale = min(wanted, math.sqrt(most / gray.size))
    if scale == 1.0:
        return gray, 1.0
    how = enlarge if scale > 1 else cv2.INTER_AREA
    size = [max(1, round(length * scale)) for length in gray.shape[::-1]]
    return _uint8(cv2.resize(gray, size, interpolation=how)), scale


def _stretched(gray: Gray) -> Gray:
    """Use all grays there are from black to white."""
    low, high = np.percentile(gray[::4, ::4], (_DARKEST, _BRIGHTEST))
    steps = (np.arange(256) - low) * (255 / max(high - low, 1.0))
    return _uint8(cv2.LUT(gray, np.clip(steps, 0, 255).astype(np.uint8)))


def _uint8(picture: object) -> Gray:
    return np.asarray(picture, dtype=np.uint8)
