"""Finds 68 points of a face: dlib's predictor, loaded when the first face is looked at."""

import dlib
import numpy as np

from station_gate.faces import models
from station_gate.faces.detector import Box
from station_gate.faces.liveness.measures import Points
from station_gate.faces.pixels import Gray


class Landmarks:
    """dlib's 68-point predictor. Not thread-safe. Its model of 100 MB takes 0.5 s to load."""

    def __init__(self) -> None:
        self._predictor: dlib.shape_predictor | None = None

    def load(self) -> None:
        """Load the model now; raises ``DeviceMissing`` if it cannot be used."""
        if self._predictor is None:
            path = models.model_path(models.SIXTY_EIGHT_POINTS)
            try:
                self._predictor = dlib.shape_predictor(str(path))
            except RuntimeError as error:
                raise models.damaged(models.SIXTY_EIGHT_POINTS) from error

    def find(self, gray: Gray, box: Box) -> Points:
        """Find the points of the face in ``box`` of a picture, uint8 (H, W): (68, 2), 3 ms."""
        self.load()
        assert self._predictor is not None
        left, top, right, bottom = (round(v) for v in (box.left, box.top, box.right, box.bottom))
        shape = self._predictor(gray, dlib.rectangle(left, top, right, bottom))
        return np.array([(point.x, point.y) for point in shape.parts()], np.float64)
