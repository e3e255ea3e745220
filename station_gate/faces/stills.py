"""Finds the one face of a still picture: a document's portrait, or a photograph."""

from typing import Literal

import numpy as np

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.detector import Box
from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Measure
from station_gate.faces.pixels import Pixels, check_pixels, gray_of

_SMALLEST_SIDE = 32
"""Pixels; below, a face could not have eyes far enough apart."""
SMALLEST_EYE_DISTANCE = 15.0
"""Pixels; at 18 (a 72 x 96 portrait) nothing is lost yet, at 12 faces are missed."""
_RIVAL = 0.5
"""Prominence of a second face over the first's from which nobody can tell whose
picture it is; a judgement, tried on LFW."""

ProblemKind = Literal["no_face", "several_faces", "too_small", "poor"]


class PortraitProblem(Exception):
    """A picture that cannot be compared: ``kind``, and ``sentence`` for the user."""

    def __init__(
        self, kind: ProblemKind, sentence: str, measures: tuple[Measure, ...] = ()
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.measures = measures


def find_face(engine: FaceEngine, pixels: Pixels, name: str) -> AlignedFace:
    """Find the one face of a picture, uint8 (H, W, 3) RGB, which a problem calls ``name``.

    The face is the most prominent one: large and near the middle. A picture on
    which a second face is at least half as prominent is nobody's portrait.
    Raises ``PortraitProblem`` when no face, several faces or too small a face
    is found.
    """
    pixels = check_pixels(pixels)
    height, width = pixels.shape[:2]
    if min(height, width) < _SMALLEST_SIDE:
        raise PortraitProblem(
            "too_small",
            f"The {name} is only {width} x {height} pixels; use a larger one.",
        )
    boxes = engine.detector.search_portrait(gray_of(pixels))
    if not boxes:
        raise PortraitProblem(
            "no_face",
            f"The {name} shows no face that could be found; use one taken from the front.",
        )
    boxes.sort(key=lambda box: -_prominence(box, width, height))
    if len(boxes) > 1:
        first, second = (_prominence(box, width, height) for box in boxes[:2])
        if second >= _RIVAL * first:
            raise PortraitProblem(
                "several_faces",
                f"The {name} shows {len(boxes)} faces; use a picture of one person.",
            )
    face = engine.aligner.align(pixels, boxes[0])
    if face.inter_eye_distance < SMALLEST_EYE_DISTANCE:
        raise PortraitProblem(
            "too_small",
            f"The eyes on the {name} are {face.inter_eye_distance:.0f} pixels apart and "
            f"{SMALLEST_EYE_DISTANCE:.0f} are needed; use a larger picture of the face.",
        )
    return face


def _prominence(box: Box, width: int, height: int) -> float:
    """Return the face's width, falling to nothing from the picture's middle to its corners."""
    x, y = box.centre
    away = np.hypot(x - width / 2, y - height / 2) / np.hypot(width / 2, height / 2)
    return box.width * max(0.0, 1.0 - float(away))
