"""Follows one passenger's face from frame to frame, and keeps looking for others."""

from dataclasses import dataclass

from station_gate.faces.detector import Box, FaceDetector
from station_gate.faces.oval import off_centre
from station_gate.faces.pixels import Gray

_WHOLE_AFTER = 1.0
"""Seconds after which a frame is searched whole again, so that a second face is seen. A
frame that decides is searched whole in any case, mostly 0.5 s after the first one, and a
whole search costs as much as ten others."""
_RIVAL = 0.5
"""Width over the known face's of the smallest face that has to be seen beside it; the
quality limits let narrower ones stand there."""
_FAR_EVERY = 5
"""Of so many frames without a face one is searched for somebody far away, who then
hears "come closer" instead of "look at the camera"."""
_LONGEST_GAP = 0.5
"""Seconds between two frames in which people could change places unseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The faces of one frame.

    ``face`` is the one nearest the oval, ``others`` the rest, the widest first.
    ``track`` is a number that stays the same while it is surely the same face,
    and ``whole`` says whether this very frame was searched from edge to edge.
    """

    face: Box | None
    others: tuple[Box, ...]
    track: int
    whole: bool


class Tracker:
    """Follows the face nearest the oval. Its memory is boxes and times only."""

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector
        self._track = 0
        self._last: Box | None = None
        self._last_at = 0.0
        self._whole_at = 0.0
        self._empty = 0
        self._alone = False

    def look(self, gray: Gray, at: float, *, whole: bool = False) -> Sighting:
        """Find the faces of the next frame, uint8 (H, W), taken at ``at`` seconds.

        ``whole`` asks for a search from edge to edge, which happens anyway every
        second, while no face is known and while there are several.
        """
        known = self._last
        if known is not None and not 0 <= at - self._last_at <= _LONGEST_GAP:
            known = None
        # a hair less, so that frames exactly this far apart are not lost to rounding
        overdue = at - self._whole_at >= _WHOLE_AFTER - 1e-6
        whole = whole or known is None or not self._alone or overdue
        if whole or known is None:
            found = self._search_whole(gray, known)
        else:
            found = self._detector.search_region(gray, known)
            if not found:
                found, whole = self._detector.search(gray), True
        if whole:
            self._whole_at = at
        self._empty = 0 if found else self._empty + 1
        if self._empty and self._empty % _FAR_EVERY == 0:
            found = self._detector.search_far(gray)
        height, width = gray.shape
        found.sort(key=lambda box: off_centre(box, width, height))
        face, others = (found[0], found[1:]) if found else (None, [])
        if face is None or known is None or not known.is_same_as(face):
            self._track += 1
        self._last, self._last_at = face, at
        self._alone = not others
        others.sort(key=lambda box: -box.width)
        return Sighting(face=face, others=tuple(others), track=self._track, whole=whole)

    def _search_whole(self, gray: Gray, known: Box | None) -> list[Box]:
        if known is None:
            return self._detector.search(gray)
        found = self._detector.search(gray, smallest=_RIVAL * known.width)
        if not any(map(known.is_same_as, found)):
            # the piece around the known face is magnified: it shows a face that has
            # become too small for the whole search
            pieces = self._detector.search_region(gray, known)
            found += [box for box in pieces if not any(map(box.is_same_as, found))]
        return found or self._detector.search(gray)
