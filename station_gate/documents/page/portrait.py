"""Cuts the portrait out: by the zone where it is on the same page, else by the face."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.documents.page.layout import Layout
from station_gate.documents.page.strips import Points
from station_gate.faces.detector import Box, FaceDetector

Pixels = NDArray[np.uint8]

_DOTS = 300 / 25.4
"""Pixels in a millimetre of what is cut out: as a chip's portrait has."""
_AROUND = 2.3, 3.0
"""Width and height of a portrait, in widths of the found face (brows to chin)."""
_ABOVE = 0.47
"""Of the portrait's height that is above the face's middle."""
_LEAST_FACE = 0.09
"""Of the picture's shorter side; smaller ones are pictures on the wall."""
_SEARCHED = 1280
"""Pixels; longer side of the picture that a face is looked for in."""


def portrait_by_zone(pixels: Pixels, way: Points, layout: Layout) -> Pixels:
    """Cut the portrait out of a page, uint8 (H, W, 3) RGB, and set it upright.

    ``way`` (3, 3) takes the page, in millimetres, to the picture; least squares over
    all letters of the zone, it is exact to about 1 % of the portrait's width.
    """
    assert layout.portrait is not None, "this side has one"
    left, top, width, height = layout.portrait
    size = round(width * _DOTS), round(height * _DOTS)
    out = np.array([[_DOTS, 0, -left * _DOTS], [0, _DOTS, -top * _DOTS], [0, 0, 1]])
    straight = out @ np.linalg.inv(way)
    return cv2.warpPerspective(
        pixels, straight, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


def portrait_by_face(pixels: Pixels, detector: FaceDetector) -> Pixels | None:
    """Cut out the largest face of a picture, uint8 (H, W, 3) RGB, with what is around it.

    The picture may stand on its head or on a side. ``None`` where there is no face.
    """
    scale = min(1.0, _SEARCHED / max(pixels.shape))
    if scale < 1:
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pixels = small.astype(np.uint8)
    # a face that fills a card is found quickly; only then is the far one looked for
    for search in (detector.search, detector.search_far):
        for upright in _turns(pixels):
            gray = cv2.cvtColor(upright, cv2.COLOR_RGB2GRAY).astype(np.uint8)
            least = _LEAST_FACE * min(gray.shape)
            faces = [face for face in search(gray) if face.width >= least]
            if faces:
                return _around(upright, max(faces, key=lambda face: face.width))
    return None


def _turns(pixels: Pixels) -> Iterator[Pixels]:
    for quarters in (0, 2, 1, 3):
        yield np.ascontiguousarray(np.rot90(pixels, quarters))


def _around(pixels: Pixels, face: Box) -> Pixels:
    x, y = face.centre
    width, height = face.width * _AROUND[0], face.width * _AROUND[1]
    left, top = max(0, round(x - width / 2)), max(0, round(y - height * _ABOVE))
    right, bottom = round(x + width / 2), round(y + height * (1 - _ABOVE))
    return pixels[top:bottom, left:right].copy()
