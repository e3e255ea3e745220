"""Turns, scales and cuts a face so that the encoder always sees it the same way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from station_gate.faces import models
from station_gate.faces.detector import Box
from station_gate.faces.pixels import Pixels

PADDING = 0.25
"""Margin around the face in a chip; what the network was trained with."""

MEASURED_SIDE = 150
"""Pixels along one side of the chip that a face is measured on: skin, eyes, sharpness.
dlib's network is given the same chip."""

Points = NDArray[np.float64]
"""float64 (5, 2), pixels: outer and inner corner of the eye on the right of the
picture, outer and inner corner of the one on its left, base of the nose."""


@dataclass(frozen=True, slots=True, eq=False)
class AlignedFace:
    """A face ready to encode: its five points and its chip, uint8 (150, 150, 3) RGB."""

    box: Box
    points: Points
    chip: NDArray[np.uint8]
    picture: Pixels = field(repr=False)
    """The whole picture, so that further views of the face can be cut from it."""

    @property
    def inter_eye_distance(self) -> float:
        """Pixels of the picture between the middles of the eyes."""
        right_outer, right_inner, left_outer, left_inner, _ = (
            complex(x, y) for x, y in self.points
        )
        return abs(right_outer + right_inner - left_outer - left_inner) / 2

    def view(self, side: int = MEASURED_SIDE, padding: float = PADDING) -> NDArray[np.uint8]:
        """Cut a chip of a side in pixels with a padding, uint8 (side, side, 3)."""
        if side == MEASURED_SIDE and padding == PADDING:
            return self.chip
        parts = [dlib.point(round(x), round(y)) for x, y in self.points]
        shape = dlib.full_object_detection(_rectangle(self.box), parts)
        chip: Pixels = dlib.get_face_chip(self.picture, shape, side, padding)
        return chip

    def views(self, paddings: Iterable[float], side: int = MEASURED_SIDE) -> NDArray[np.uint8]:
        """Cut a chip and its mirror image for each padding, uint8 (2 n, side, side, 3)."""
        chips = [self.view(side, padding) for padding in paddings]
        return np.array(
            [view for chip in chips for view in (chip, cv2.flip(chip, 1))], dtype=np.uint8
        )


class Aligner:
    """dlib's five-point predictor. Not thread-safe."""

    def __init__(self) -> None:
        """Load the model; raises ``DeviceMissing`` if it cannot be used."""
        path = models.model_path(models.FIVE_POINTS)
        try:
            self._predictor = dlib.shape_predictor(str(path))
        except RuntimeError as error:
            raise models.damaged(models.FIVE_POINTS) from error

    def align(self, pixels: Pixels, box: Box) -> AlignedFace:
        """Find the five points of the face in ``box`` and cut its chip (1 to 2 ms)."""
        shape = self._predictor(pixels, _rectangle(box))
        points = np.array([(point.x, point.y) for point in shape.parts()], dtype=np.float64)
        chip = dlib.get_face_chip(pixels, shape, MEASURED_SIDE, PADDING)
        return AlignedFace(box, points, np.asarray(chip, dtype=np.uint8), pixels)


def _rectangle(box: Box) -> dlib.rectangle:
    return dlib.rectangle(
        round(box.left), round(box.top), round(box.right) - 1, round(box.bottom) - 1
    )
