"""Finds out what a clip shows: the face of each frame, and where the head turns."""

from collections.abc import Sequence

import numpy as np

from station_gate.faces.detector import Box, FaceDetector
from station_gate.faces.liveness.landmarks import Landmarks
from station_gate.faces.liveness.measures import asymmetry
from station_gate.faces.oval import off_centre
from station_gate.faces.pixels import Gray, gray_of
from station_gate.lab.attacks.clip import CLEARLY, Clip, Numbers, turns_in
from station_gate.lab.attacks.instruments import Likeness
from station_gate.lab.attacks.sheet import Pixels

_LEAST_SCORE = -0.5
"""Of a face that was seen in the frame before: one that is turned has no more."""

_LOST = 15
"""Frames, more than a turn takes, after which somebody who is not seen is looked for anew."""


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

    def clip(
        self, frames: Sequence[Pixels], seconds: float, *, directed: bool = True
    ) -> tuple[Clip, list[Numbers | None]]:
        """Say which frames look ahead and which turn; and give the points of each frame.

        ``directed``: the person was told to turn, so that one frame is enough to know it.
        """
        points = self._follow(frames)
        changes = np.array([np.nan if each is None else asymmetry(each) for each in points])
        if not np.isfinite(changes).any():
            return Clip(frames, seconds, [], {}), points
        ahead, turns = turns_in(changes) if directed else turns_in(changes, CLEARLY, 2)
        return Clip(frames, seconds, ahead, turns), points

    def _follow(self, frames: Sequence[Pixels]) -> list[Numbers | None]:
        points: list[Numbers | None] = []
        last: Box | None = None
        lost = 0
        for pixels in frames:
            gray = gray_of(pixels)
            near = [] if last is None else self._detector.search_region(gray, last, _LEAST_SCORE)
            same = [box for box in near if last is not None and last.is_same_as(box)]
            best = max(same, key=lambda each: each.score, default=None)
            if best is None and (last is None or lost >= _LOST):
                best = self._first(gray)
            lost = 0 if best else lost + 1
            last = best or last
            points.append(None if best is None else self._landmarks.find(gray, best))
        return points

    def _first(self, gray: Gray) -> Box | None:
        """Find the face that the gate would look at: the one nearest its oval."""
        height, width = gray.shape
        found = self._detector.search(gray)
        return min(found, key=lambda each: off_centre(each, width, height), default=None)
