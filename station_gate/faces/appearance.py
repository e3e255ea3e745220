"""What can be measured on one aligned face: how it is held, and how its skin looks."""

from dataclasses import dataclass
from math import atan2, degrees

import cv2
import numpy as np

from station_gate.faces.alignment import Points
from station_gate.faces.pixels import Gray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a head is held, from its five points; 0 facing the camera.

    ``turn`` is the base of the nose beside the middle of the eyes and ``nod`` how far
    it is below them, both over the width of both eyes; ``tilt`` is in degrees.
    """

    turn: float
    nod: float
    tilt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """How the skin of a chip looks.

    ``luminance`` is its mean, 0 to 255, ``over_exposed`` the share above 95 % and
    ``contrast`` the entropy of its levels in 32 steps, in bits. ``sharpness`` is the mean
    difference from the blurred face (sigma 1.5 pixels of the chip) over the standard
    deviation, the lesser of the horizontal and the vertical one: motion blurs in one
    direction only.
    """

    luminance: float
    over_exposed: float
    contrast: float
    sharpness: float


def pose_of(points: Points) -> Pose:
    """Measure how the head is held."""
    # of so few numbers Python's own arithmetic is quicker than numpy's
    right_outer, right_inner, left_outer, left_inner, nose = (complex(x, y) for x, y in points)
    along = right_outer - left_outer
    if along == 0:
        return Pose(turn=1.0, nod=0.0, tilt=0.0)  # the points fell into one: no face to be used
    off = (nose - (right_outer + right_inner + left_outer + left_inner) / 4) / along
    return Pose(turn=off.real, nod=off.imag, tilt=degrees(atan2(along.imag, along.real)))


def _ellipse() -> tuple[slice, slice, Gray]:
    """Return where a chip shows skin, eyes and mouth, and no hair or background."""
    mask = np.zeros((150, 150), np.uint8)
    cv2.ellipse(mask, (75, 82), (36, 48), 0, 0, 360, 1, -1)
    rows, columns = slice(32, 132), slice(37, 113)
    return rows, columns, np.ascontiguousarray(mask[rows, columns])


_ROWS, _COLUMNS, _INSIDE = _ellipse()
_AREA = int(_INSIDE.sum())
_OVER_EXPOSED = 243
"""The darkest of the levels above 95 %."""


def skin_of(chip: Gray) -> Skin:
    """Measure the skin of a chip's luminance, uint8 (150, 150) (0.15 ms)."""
    inner = np.ascontiguousarray(chip[_ROWS, _COLUMNS])
    shares = cv2.calcHist([inner], [0], _INSIDE, [256], [0, 256]).reshape(32, 8) / _AREA
    steps = shares.sum(axis=1)
    there = steps[steps > 0]
    mean, spread = cv2.meanStdDev(inner, mask=_INSIDE)
    return Skin(
        luminance=float(mean[0, 0]),
        over_exposed=float(shares.ravel()[_OVER_EXPOSED:].sum()),
        contrast=float(-(there @ np.log2(there))),
        sharpness=_sharpness(inner, float(spread[0, 0])),
    )


def _sharpness(inner: Gray, spread: float) -> float:
    if spread < 1.0:
        return 0.0  # one even surface
    levels = inner.astype(np.float32)
    detail = []
    for size in ((9, 1), (1, 9)):
        off = cv2.absdiff(levels, cv2.GaussianBlur(levels, size, 1.5))
        detail.append(cv2.mean(off, _INSIDE)[0] / spread)
    return min(detail)
