"""Finds out what a clip shows: the face of each frame, and where the head turns."""

from collections.abc import Sequence

import numpy as np

from station_gate.faces.detector import Box, FaceDetector
from station_gate.faces.liveness.landmarks import Landmarks
from station_gate.faces.liveness.measures import asymmetry
from station_gate.faces.pixels import gray_of
from station_gate.lab.attacks.clip import Clip, Numbers, turns_in
from station_gate.lab.attacks.instruments import Likeness
from station_gate.lab.attacks.sheet import Pixels

_LEAST_SCORE = -0.5
"""Of a face that was seen in the frame before: one that is turned has no more."""


class Watcher:
    """Looks at pictures and clips. Not thread-safe."""

    def __init__(self) -> None:
        self._detector = FaceDetector()
        self._landmarks = Landmarks()

    def likeness(self, pixels: Pixels) -> Likeness | None:
        """Find the largest face of a picture."""
        gray = gray_of(pixels)
        found = self._detector.search_portrait(gray)
        if not found:
            return None
        box = max(found, key=lambda each: each.width)
        return Likeness(pixels, self._landmarks.find(gray, box))

    def clip(self, frames: Sequence[Pixels], seconds: float) -> tuple[Clip, list[Numbers | None]]:
        """Say which frames look ahead and which turn; and give the points of each frame."""
        points = self._follow(frames)
        changes = np.array([np.nan if each is None else asymmetry(each) for each in points])
        ahead, turns = turns_in(changes) if np.isfinite(changes).any() else ([], {})
        return Clip(frames, seconds, ahead, turns), points

    def _follow(self, frames: Sequence[Pixels]) -> list[Numbers | None]:
        points: list[Numbers | None] = []
        last: Box | None = None
        for pixels in frames:
            gray = gray_of(pixels)
            if last is None:
                found = self._detector.search(gray)
            else:
                near = self._detector.search_region(gray, last, _LEAST_SCORE)
                found = [box for box in near if last.is_same_as(box)]
            best = max(found, key=lambda each: each.score, default=None)
            last = best or last
            points.append(None if best is None else self._landmarks.find(gray, best))
        return points
