"""Finds faces: dlib's frontal detector (HOG) on luminance.

The detector sees faces whose box is at least about 60 pixels wide in the
picture it is given, and its cost is that picture's area. So a live frame is
searched with its longer side at 640 pixels, a known face again in a small piece
of the frame around it, and a portrait thoroughly.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import dlib
import numpy as np

from station_gate.faces import cache
from station_gate.faces.pixels import Gray

HOG_NAME = "dlib_frontal_faces.svm"
HOG_SHA256 = "f3f7aa833fb4a14a46fc48689f45b98d85ef72d6dfaf8bdc012b7d3c522a5426"
"""Of what dlib 20.0.1 writes; another release's file is not kept, only slower to load."""

_SIDEWAYS = (1, 2)
"""Of dlib's five sub-detectors those for heads turned to the left and to the right; the
others are for heads upright and tilted."""
_LIVE_SIDE = 640
"""Longer side of a live frame when searched; finds faces from about 60 pixels there."""
_FAR_SIDE = 1280
"""Longer side of a live frame when somebody far away is looked for."""
_PORTRAIT_SIDES = (640, 1280)
"""Longer sides of a portrait when searched; the second only if the first finds nothing."""
_PHOTOGRAPH_SIDES = (2560, 5120)
"""Longer sides of a large photograph when searched, if nothing was found in it made smaller;
it is never made larger for that."""
_LARGEST_ENLARGEMENT = 4.0
"""Small portraits (a chip's 102 x 126) are enlarged, but not into mere blur."""
_SAME_FACE_OVERLAP = 0.3
"""Two boxes that overlap less are not one face that moved."""
_FINDABLE = 60.0
"""Width in pixels of the smallest face that is found (nine times in ten)."""
_REGION = 1.4
"""Side of the piece searched around a known face, in widths of the face."""
_REGION_TURNING = 1.6
"""The same of a head that turns and so moves farther."""
_REGION_FACE = 84
"""Width in pixels that the known face is scaled to; the detector's window is 80. With
these, 8 of 1,818 faces in recordings were not found again; with a piece of 1.6, which
costs 1.4 times as much, 15."""
_REGION_LEVELS = 3
"""Sizes of a face that are looked for in the piece, each 1.2 times the one before. More
found nothing else in those 1,818 frames."""
_ALL_LEVELS = b"\x01\x50\x01\x50\x02\xe8\x03"
"""In dlib's format of a detector: a window of 80 x 80 and 1,000 levels at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """A found face: its box in pixels of the whole picture, and the detector's score.

    The box reaches from the brows to the chin and may overhang the picture.
    """

    left: float
    top: float
    right: float
    bottom: float
    score: float
    sideways: bool = False
    """Whether it was found as a head turned to a side and not as one facing the camera."""

    @property
    def width(self) -> float:
        """Pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def is_same_as(self, other: "Box") -> bool:
        """Say whether both boxes may be one face, in this frame or the next."""
        return self.overlap(other) >= _SAME_FACE_OVERLAP

    def overlap(self, other: "Box") -> float:
        """Return the common area over the area of both together, 0 to 1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        common = width * height
        return common / (self.width * self.height + other.width * other.height - common)


class FaceDetector:
    """dlib's frontal face detector. Not thread-safe: two threads on one crash."""

    def __init__(self) -> None:
        """Load the detector, from the cache in 1 ms or from dlib in 0.5 s."""
        self._hog = _load()
        self._few = _with_few_levels(self._hog)

    def search(self, gray: Gray, smallest: float = 0.0) -> list[Box]:
        """Find the faces of a live frame, uint8 (H, W), the surest first (18 ms at 640 x 480).

        Faces that are narrower than ``smallest`` pixels need not be found: half the
        resolution takes a quarter of the time.
        """
        scale = min(1.0, _LIVE_SIDE / max(gray.shape))
        if smallest > 0:
            scale = min(scale, _FINDABLE / smallest)
        return _scaled(self._hog, gray, scale)

    def search_far(self, gray: Gray) -> list[Box]:
        """Find faces half as large as ``search`` does, at four times the cost."""
        return _scaled(self._hog, gray, min(2.0, _FAR_SIDE / max(gray.shape)))

    def search_region(self, gray: Gray, known: Box, least: float = 0.0) -> list[Box]:
        """Find the faces around a face known from the frame before (1 to 1.6 ms).

        A ``least`` score below 0 finds faces that are turned away, and things that are none.
        """
        height, width = gray.shape
        x, y = known.centre
        turning = least < 0
        reach = known.width * (_REGION_TURNING if turning else _REGION) / 2
        left, right = max(0, int(x - reach)), min(width, int(x + reach))
        top, bottom = max(0, int(y - reach)), min(height, int(y + reach))
        if right <= left or bottom <= top:
            return []
        found = _scaled(
            self._hog if turning else self._few,
            gray[top:bottom, left:right],
            _REGION_FACE / known.width,
            least,
        )
        return [
            replace(
                box,
                left=box.left + left,
                top=box.top + top,
                right=box.right + left,
                bottom=box.bottom + top,
            )
            for box in found
        ]

    def search_portrait(self, gray: Gray) -> list[Box]:
        """Find the faces of a still picture, uint8 (H, W), thoroughly (20 to 100 ms).

        In a large photograph small faces, too, are looked for where there is no other (0.5
        to 2 s).
        """
        longer = max(gray.shape)
        scales = {min(_LARGEST_ENLARGEMENT, side / longer) for side in _PORTRAIT_SIDES}
        if longer > max(_PORTRAIT_SIDES):
            scales |= {min(1.0, side / longer) for side in _PHOTOGRAPH_SIDES}
        for scale in sorted(scales):
            found = _scaled(self._hog, gray, scale)
            if found:
                return found
        return []


def _load() -> Any:
    kept = cache.kept_file(HOG_NAME, HOG_SHA256)
    if kept is not None:
        return dlib.fhog_object_detector(str(kept))
    detector = dlib.get_frontal_face_detector()

    def write(path: Path) -> None:
        detector.save(str(path))

    cache.keep(HOG_NAME, HOG_SHA256, write)
    return detector


def _with_few_levels(hog: Any) -> Any:
    """Return the same detector, looking for faces of fewer sizes."""
    (state,) = hog.__getstate__()
    few = _ALL_LEVELS[:4] + bytes([1, _REGION_LEVELS])
    limited = dlib.fhog_object_detector.__new__(dlib.fhog_object_detector)
    limited.__setstate__((state.replace(_ALL_LEVELS, few, 1),))
    return limited


def _scaled(hog: Any, gray: Gray, scale: float, least: float = 0.0) -> list[Box]:
    height, width = gray.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if size != (width, height):
        smaller = scale < 1
        gray = cv2.resize(
            gray, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        ).astype(np.uint8, copy=False)
    boxes, scores, parts = hog.run(np.ascontiguousarray(gray), 0, least)
    across, down = width / size[0], height / size[1]
    return [
        Box(
            box.left() * across,
            box.top() * down,
            (box.right() + 1) * across,
            (box.bottom() + 1) * down,
            float(score),
            part in _SIDEWAYS,
        )
        for box, score, part in zip(boxes, scores, parts, strict=True)
    ]
