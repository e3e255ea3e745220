"""A recording in place of a camera: each frame comes at its own time."""

from pathlib import Path

from station_gate.capture.frame import Frame
from station_gate.capture.video import Moment, Video
from station_gate.problems import BadInput

_HAIR = 1e-6
"""Seconds; a frame due exactly now is not lost to the rounding of ``now - started``."""


class Recording:
    """A video file as a frame source.

    Frames come at their times in the container, counted from the first one. The
    same calls give the same frames. With ``hold`` the last frame is repeated at
    the video's rate for ever, as of a person who stands still; without it
    nothing more comes after the end.

    Opening decodes the first frame, so that a file that holds no video raises
    ``BadInput`` here and not in mid-transaction.
    """

    def __init__(self, path: str | Path, *, hold: bool = False) -> None:
        self._path = Path(path)
        self._hold = hold
        self._video: Video | None = None
        self._ahead: Moment | None = None
        self._started = 0.0
        self._damaged: str | None = None
        self._begin()
        self.stop()

    @property
    def name(self) -> str:
        """The video's file name."""
        return self._path.name

    @property
    def damaged(self) -> str | None:
        """What is wrong with a video that broke off before its end, once it has."""
        return self._damaged

    @property
    def failed(self) -> None:
        """Never: a file is no device."""

    def start(self, now: float) -> None:
        """Play from the first frame, which is due at ``now``."""
        self.stop()
        self._started = now
        self._begin()

    def read(self, now: float) -> Frame | None:
        """Give the newest frame due at ``now`` that was not given yet, else ``None``."""
        newest = None
        while self._ahead is not None and self._ahead.time <= now - self._started + _HAIR:
            newest = self._ahead
            self._ahead = self._after(newest)
        if newest is None:
            return None
        return Frame(newest.pixels, min(now, self._started + newest.time), self.name)

    def stop(self) -> None:
        """Close the file and keep no frame."""
        if self._video is not None:
            self._video.close()
        self._video = None
        self._ahead = None

    def close(self) -> None:
        """Do the same as ``stop``: a recording holds no device."""
        self.stop()

    def _begin(self) -> None:
        self._video = Video(self._path)
        self._ahead = self._video.next()
        if self._ahead is None:
            self.stop()
            raise BadInput(
                f"{self._path}: the video holds no frame that can be decoded; record it again."
            )

    def _after(self, moment: Moment) -> Moment | None:
        assert self._video is not None, "a moment comes only from an open video"
        following = self._video.next()
        if following is not None:
            return following
        self._damaged = self._video.missing()
        if not self._hold:
            return None
        return Moment(moment.time + 1.0 / self._video.rate, moment.pixels)
