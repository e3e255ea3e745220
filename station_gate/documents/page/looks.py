"""Looks at one still as a camera looks at a page in somebody's hand: never twice alike.

Two frames of a camera differ by a tremor and by noise; a still has to be turned and
scaled a little to be looked at anew. What a misread letter hangs on, the exact place of
its edges among the pixels, is another one each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from station_gate.documents.page.strips import Gray, Points

_LONGEST = 1920
"""Pixels of the longer side; a phone's photograph is made so small first."""
_ROOM = 1.06
"""So much larger is a turned picture, that its corners stay in it."""
_SHARP, _SOFT = 2.0, 1.0  # pixels
_AMOUNT = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    scale: float
    turn: float
    edges: str = ""


_WAYS = (
    _Way(scale=1.0, turn=0.0),
    _Way(scale=0.94, turn=1.3),
    _Way(scale=1.0, turn=-0.8, edges="sharp"),
    _Way(scale=1.2, turn=-1.6),
    _Way(scale=1.07, turn=0.7, edges="soft"),
    _Way(scale=1.12, turn=2.1, edges="sharp"),
)
MOST_LOOKS = len(_WAYS)


def looks(gray: Gray) -> Iterator[tuple[Gray, Points]]:
    """Yield views of a picture, uint8 (H, W), and the way (3, 3) back from each."""
    shrunk = min(1.0, _LONGEST / max(gray.shape))
    if shrunk < 1:
        small = cv2.resize(gray, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
        gray = small.astype(np.uint8)
    enlarge = np.diag([1 / shrunk, 1 / shrunk, 1.0])
    for way in _WAYS:
        seen, back = _moved(gray, way)
        yield _edged(seen, way.edges), enlarge @ back


def _moved(gray: Gray, way: _Way) -> tuple[Gray, Points]:
    if way.scale == 1 and way.turn == 0:
        return gray, np.eye(3)
    height, width = gray.shape
    size = round(width * way.scale * _ROOM), round(height * way.scale * _ROOM)
    there = cv2.getRotationMatrix2D((width / 2, height / 2), way.turn, way.scale)
    there[:, 2] += np.array(size) / 2 - np.array([width / 2, height / 2])
    seen = cv2.warpAffine(gray, there, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    back = np.vstack([cv2.invertAffineTransform(there), [0.0, 0.0, 1.0]])
    return seen.astype(np.uint8), back


def _edged(gray: Gray, edges: str) -> Gray:
    if edges == "soft":
        return cv2.GaussianBlur(gray, (0, 0), _SOFT).astype(np.uint8)
    if edges == "sharp":
        soft = cv2.GaussianBlur(gray, (0, 0), _SHARP)
        return cv2.addWeighted(gray, 1 + _AMOUNT, soft, -_AMOUNT, 0).astype(np.uint8)
    return gray
