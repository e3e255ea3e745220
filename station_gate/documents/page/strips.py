"""Finds where in a picture a zone may be: dark, dense, long and thin bands."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

# a letter in the shade counts as much as one in the light
_LOGARITHM = (np.log1p(np.arange(256) / 32) * 255 / np.log1p(255 / 32)).astype(np.uint8)

Gray = NDArray[np.uint8]
Points = NDArray[np.float64]

SEARCHED = 800
"""Longer side in pixels of the picture that bands are looked for in."""
_STROKES = (9, 15)
"""Pixels: twice the width of a letter's stroke there, for a far and for a near page."""
_LEAST_LENGTH = 160
"""Of a band, in pixels of the picture that it is looked for in."""
_LEAST_RATIO = 4.2
"""Of a band's length to its height; three lines of 30 letters have 7, two of 44 have 13."""
_MOST_BANDS = 5
_HEIGHT = 0.44
"""Of a strip, in lengths of its band, whichever of the zone's lines that is: three lines of
a card are 0.2 high where they are set as wide as a passport's."""
_MARGIN = 1.18
"""Of a strip's length, in lengths of its band."""
_WIDTHS = 900, 1500
"""Pixels that a strip is brought to: letters of 18 to 30 pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A piece of the picture with lines of text along it."""

    pixels: Gray
    back: Points
    """(3, 3): takes a point of the strip to the picture."""

    def turned(self) -> "Strip":
        """Return the same upside down."""
        height, width = self.pixels.shape
        turn = np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0], [0.0, 0.0, 1.0]])
        turned = np.ascontiguousarray(self.pixels[::-1, ::-1])
        return Strip(turned, self.back @ turn)

    def in_picture(self, way: Points) -> Points:
        """Make a way (3, 3) to the strip one to the picture."""
        return self.back @ way


def evened(gray: Gray) -> Gray:
    """Return the logarithm of a picture's light, uint8 (H, W), in which shade takes little away."""
    return cv2.LUT(gray, _LOGARITHM).astype(np.uint8)


def strips(gray: Gray, searched: int = SEARCHED) -> Iterator[Strip]:
    """Yield the places of a picture where a zone may be, the longest first.

    ``searched`` is the longer side of the picture that they are looked for in; the larger
    it is, the smaller may the document be.
    """
    taken: list[tuple[float, float, float]] = []
    for (x, y), (length, height), angle in _bands(gray, searched):
        if any(abs(x - u) < 0.1 * w and abs(y - v) < 0.14 * w for u, v, w in taken):
            continue
        taken.append((x, y, length))
        high = max(height * 1.7, length * _HEIGHT)
        yield _cut(gray, (x, y), length * _MARGIN, high, angle)
        if len(taken) == _MOST_BANDS:
            return


def strip_at(gray: Gray, corners: Points) -> Strip:
    """Cut out the strip around a zone that was seen before.

    ``corners`` (4, 2) are those of its letters' field in the picture: upper left, upper
    right, lower right, lower left. The strip has it upright.
    """
    along = corners[1] - corners[0] + corners[2] - corners[3]
    x, y = corners.mean(axis=0)
    angle = float(np.degrees(np.arctan2(along[1], along[0])))
    length = float(np.linalg.norm(along)) / 2
    return _cut(gray, (float(x), float(y)), length * _MARGIN, length * _HEIGHT, angle)


def on_its_side(gray: Gray) -> tuple[Gray, Points]:
    """Turn a picture by a quarter; give it and the way (3, 3) back."""
    back = np.array([[0.0, -1.0, gray.shape[1] - 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return np.ascontiguousarray(np.rot90(gray)), back


_Band = tuple[tuple[float, float], tuple[float, float], float]


def _bands(gray: Gray, searched: int) -> list[_Band]:
    """Find bands, the longest first: middle, length and height in pixels, angle in degrees."""
    scale = searched / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = evened(small.astype(np.uint8))
    found = []
    for stroke in _STROKES:
        square = cv2.getStructuringElement(cv2.MORPH_RECT, (stroke, stroke))
        dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, square)
        _, mask = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        along = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 9))
        joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, along)
        joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            (x, y), (width, height), angle = cv2.minAreaRect(outline)
            if width < height:
                width, height, angle = height, width, angle - 90
            angle = (angle + 90) % 180 - 90
            if width >= _LEAST_LENGTH and height >= 4 and width / height >= _LEAST_RATIO:
                band = (x / scale, y / scale), (width / scale, height / scale), angle
                found.append(band)
    return sorted(found, key=lambda band: -band[1][0])


def _cut(
    gray: Gray, middle: tuple[float, float], length: float, height: float, angle: float
) -> Strip:
    # enlarged or made smaller in the same step, to what letters are told apart at best
    scale = float(np.clip(length, *_WIDTHS)) / length
    way = cv2.getRotationMatrix2D(middle, angle, scale)
    size = max(1, round(length * scale)), max(1, round(height * scale))
    way[:, 2] += np.array(size) / 2 - np.array(middle)
    if scale < 0.6:  # warping takes single pixels: average them first
        gray = cv2.GaussianBlur(gray, (0, 0), 0.4 / scale).astype(np.uint8)
    pixels = cv2.warpAffine(gray, way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    back = np.vstack([cv2.invertAffineTransform(way), [0.0, 0.0, 1.0]])
    return Strip(pixels.astype(np.uint8), back)
