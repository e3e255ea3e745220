"""What tells a head from a picture of one, measured on 68 points of the face.

The points are dlib's (0 to 16 the edge of the face from the picture's left, 27 to 35 the
nose, 36 to 47 the eyes), float64 (68, 2) in pixels of a picture that is not mirrored.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_NOSE_TIP = 30
_EDGES = 2, 14
"""The face's edge at the height of the nose, on the picture's left and on its right."""
_PLANE = [*range(17, 27), 36, 39, 42, 45, 31, 35]
"""Brows, corners of the eyes, nostrils: they lie nearly in one plane."""
_BRIDGE = [28, 29, 30]
"""The nose stands out of it here."""
_ROOT, _LIP = 27, 51
"""The root of the nose and the middle of the upper lip."""


def eye_distance(points: Points) -> float:
    """Pixels between the middles of the eyes."""
    left, right = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
    return float(np.hypot(*(right - left)))


def asymmetry(points: Points) -> float:
    """Say where the nose is between the edges of the face: -1 to 1, 0 in the middle.

    Positive: the face is turned to the person's own left.
    """
    to_left, to_right = (float(np.hypot(*(points[_NOSE_TIP] - points[edge]))) for edge in _EDGES)
    return (to_left - to_right) / (to_left + to_right)


def parallax(front: Points, turned: Points) -> float:
    """Say how far the nose leaves the plane of the face, in eye distances of ``turned``.

    A picture of a face, however it is held, is a plane: where brows, eyes and nostrils go
    tells where the nose goes, but for the points' own errors. A nose that stands out goes
    further (docs/constants.md).
    """
    way, _ = cv2.findHomography(front[_PLANE], turned[_PLANE], 0)
    if way is None:
        return 0.0
    expected = cv2.perspectiveTransform(front[None, _BRIDGE], way)[0]
    apart = np.hypot(*(turned[_BRIDGE] - expected).T)
    return float(apart.mean()) / eye_distance(turned)


def ridge(points: Points) -> float:
    """Say how far the tip of the nose is beside the line from its root to the lip.

    In eye distances, to the picture's right. On a sheet that is bent round an upright axis,
    which may have a parallax like a face, root, tip and lip stay in line however it is turned;
    on a head that turns the tip leaves it.
    """
    down = points[_LIP] - points[_ROOT]
    tip = points[_NOSE_TIP] - points[_ROOT]
    beside = float(tip[0] * down[1] - tip[1] * down[0]) / float(np.hypot(*down))
    return beside / eye_distance(points)
