"""What a scenario's passenger holds up: a ticket before the reader, a face before the camera."""

from collections.abc import Callable, Sequence
from pathlib import Path

from station_gate.capture.frame import Frame
from station_gate.capture.recording import Recording
from station_gate.capture.sources import FrameSource
from station_gate.capture.still import Still

_VIDEOS = {".avi", ".mp4", ".mkv", ".mov", ".webm"}
_PACE = 0.1
"""Seconds between two frames of a ticket held before the reader."""


def picture_source(path: Path, fps: float = 15.0) -> FrameSource:
    """Open a recording, or a still shown ``fps`` times a second, by its name's ending."""
    if path.suffix.lower() in _VIDEOS:
        return Recording(path, hold=True)
    return Still(path, fps)


class TicketInHand:
    """A ticket reader's camera that sees what somebody holds up: a picture or a film of it."""

    name = "ticket in hand"
    failed = None

    def __init__(self) -> None:
        self._seen: FrameSource | None = None

    def hold_up(self, path: Path, now: float) -> None:
        """Hold a picture before the reader from now on, or begin a film of it being held up."""
        self.take_away()
        self._seen = picture_source(path, fps=1 / _PACE)
        self._seen.start(now)

    def take_away(self) -> None:
        """Hold nothing any more."""
        if self._seen is not None:
            self._seen.close()
        self._seen = None

    def start(self, now: float) -> None:
        """The reader is always ready."""

    def read(self, now: float) -> Frame | None:
        """Give the picture while it is held up."""
        return self._seen.read(now) if self._seen else None

    def stop(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Let go of the picture."""
        self.take_away()


class Faces:
    """A face camera that shows another recording at each try; the last one repeats."""

    failed = None

    def __init__(self, cast: Callable[[], Sequence[Path]]) -> None:
        """``cast()`` gives the present passenger's recordings, perhaps none."""
        self._cast = cast
        self._tries = 0
        self._source: FrameSource | None = None

    @property
    def name(self) -> str:
        """What is being shown."""
        return self._source.name if self._source else "nobody"

    def next_passenger(self) -> None:
        """Begin again with the first recording."""
        self._tries = 0

    def start(self, now: float) -> None:
        """Show the recording of this try from its beginning."""
        self.stop()
        faces = self._cast()
        if faces:
            self._source = picture_source(faces[min(self._tries, len(faces) - 1)])
            self._source.start(now)
        self._tries += 1

    def read(self, now: float) -> Frame | None:
        """Give the newest frame."""
        return self._source.read(now) if self._source else None

    def stop(self) -> None:
        """Show nothing and close the recording."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def close(self) -> None:
        """Close the recording."""
        self.stop()
