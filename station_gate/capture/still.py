"""A picture in front of the camera: the same frame again and again."""

from math import floor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.frame import Frame
from station_gate.capture.image import read_image


class Still:
    """A picture file as a frame source, ``fps`` frames for each second.

    Raises ``BadInput`` when the picture cannot be read and ``ValueError`` for a
    rate that is not more than 0.
    """

    def __init__(self, picture: str | Path | NDArray[np.uint8], fps: float = 15.0) -> None:
        """``picture`` is a file, or uint8 (H, W, 3) RGB."""
        if not fps > 0:
            raise ValueError(f"a still needs a rate of more than 0, not {fps}")
        if isinstance(picture, np.ndarray):
            self._name, self._pixels = "still", picture
        else:
            self._name, self._pixels = Path(picture).name, read_image(picture)
        self._fps = fps
        self._started: float | None = None
        self._given = -1

    @property
    def name(self) -> str:
        """The picture's file name, or "still" of one without a file."""
        return self._name

    @property
    def failed(self) -> None:
        """Never: a file is no device."""

    def start(self, now: float) -> None:
        """Begin: the first frame is due at ``now``."""
        self._started = now
        self._given = -1

    def read(self, now: float) -> Frame | None:
        """Give the picture with the time of the newest frame due, if not given yet."""
        if self._started is None:
            return None
        # a hair's breadth, so that the frame due exactly now is not lost to rounding
        due = floor((now - self._started) * self._fps + 1e-6)
        if due <= self._given:
            return None
        self._given = due
        return Frame(self._pixels, min(now, self._started + due / self._fps), self._name)

    def stop(self) -> None:
        """Give no more frames."""
        self._started = None

    def close(self) -> None:
        """Nothing to let go of; the same as ``stop``."""
        self.stop()
