"""One picture to the numbers that are compared, ours and plain face_recognition's.

Ours are the product's own: its pipeline makes them here as at the gate. The plain
ones are what ``face_recognition.face_encodings(picture)`` gives (a test holds them
together), made with our copy of the same network because that is about 15 times faster.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import dlib
import numpy as np

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.detector import Box
from station_gate.faces.encoder import Encoding
from station_gate.faces.engine import FaceEngine
from station_gate.faces.networks import DLIB, engine_of
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import Pixels, check_pixels, gray_of
from station_gate.faces.quality import PORTRAIT_LIMITS, judge_face
from station_gate.faces.steps import PLAIN, PipelineSteps
from station_gate.faces.stills import PortraitProblem, find_face

Choice = Literal["centre", "refuse"]
"""Of several faces: take the one nearest the picture's centre, or refuse as the gate
does (face_recognition, which knows no refusal, then takes the first it finds)."""


@dataclass(frozen=True, slots=True, eq=False)
class Acquired:
    """Encodings of one picture, float64 (128,), or ``None`` where no face could be had.

    ``beyond`` names the first limit for portraits that the face is beyond ("": none); it
    is encoded all the same.
    """

    ours: Encoding | None
    plain: Encoding | None
    beyond: str = ""


def encoding_steps(steps: PipelineSteps) -> PipelineSteps:
    """Return the steps that an encoding depends on: all but the crowd's correction.

    That is made when two are compared, so changing it makes no encoding old.
    """
    return replace(steps, crowd=False)


class Acquirer:
    """Encodes pictures both ways. Not thread-safe."""

    def __init__(self, steps: PipelineSteps, choice: Choice) -> None:
        """Load the models; raises ``DeviceMissing`` if they cannot be used."""
        kind = engine_of(steps.network)
        engine = FaceEngine.load(kind.name)
        self._choice = choice
        self._ours = Pipeline(engine, encoding_steps(steps))
        # the baseline is dlib's network, whatever ours is
        self._plain = Pipeline(engine if kind.network == DLIB else FaceEngine.load(), PLAIN)
        self._naive_detector: Any = dlib.get_frontal_face_detector()

    def acquire(self, pixels: Pixels) -> Acquired:
        """Encode a picture, uint8 (H, W, 3) RGB (0.15 s at 250 x 250)."""
        pixels = check_pixels(pixels)
        face = self._face(pixels)
        if face is None:
            return Acquired(None, self._naive(pixels))
        failed = [each.name for each in judge_face(face, PORTRAIT_LIMITS) if not each.passed]
        ours = self._ours.template_of_faces([(face, 1.0)]).encoding
        return Acquired(ours, self._naive(pixels), failed[0] if failed else "")

    def _face(self, pixels: Pixels) -> AlignedFace | None:
        try:
            return find_face(self._ours.engine, pixels, "picture")
        except PortraitProblem as problem:
            if problem.kind != "several_faces" or self._choice == "refuse":
                return None
        boxes = self._ours.engine.detector.search_portrait(gray_of(pixels))
        return self._align(pixels, _nearest_centre(boxes, pixels))

    def _naive(self, pixels: Pixels) -> Encoding | None:
        height, width = pixels.shape[:2]
        boxes = [
            # face_recognition cuts boxes off at the picture's edge
            Box(
                max(0, found.left()),
                max(0, found.top()),
                min(width, found.right()) + 1,
                min(height, found.bottom()) + 1,
                score=0.0,
            )
            for found in self._naive_detector(pixels, 1)
        ]
        if not boxes:
            return None
        box = _nearest_centre(boxes, pixels) if self._choice == "centre" else boxes[0]
        face = self._plain.engine.aligner.align(pixels, box)
        return self._plain.template_of_faces([(face, 1.0)]).encoding

    def _align(self, pixels: Pixels, box: Box) -> AlignedFace:
        return self._ours.engine.aligner.align(pixels, box)


def _nearest_centre(boxes: list[Box], pixels: Pixels) -> Box:
    middle = np.array(pixels.shape[1::-1]) / 2
    return min(boxes, key=lambda box: float(np.hypot(*(np.array(box.centre) - middle))))
