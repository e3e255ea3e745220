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


def picture_source(path: Path) -> FrameSource:
    """Open a recording, or a still that is shown again and again, by its name's ending."""
    if path.suffix.lower() in _VIDEOS:
        return Recording(path, hold=True)
    return Still(path)


class TicketInHand:
    """A ticket reader's camera that sees a picture while somebody holds it up."""

    name = "ticket in hand"
    failed = None

    def __init__(self) -> None:
        self._still: Still | None = None

    def hold_up(self, path: Path, now: float) -> None:
        """Hold a picture before the reader from now on."""
        self._still = Still(path, fps=1 / _PACE)
        self._still.start(now)

    def take_away(self) -> None:
        """Hold nothing any more."""
        self._still = None

    def start(self, now: float) -> None:
        """The reader is always ready."""

    def read(self, now: float) -> Frame | None:
        """Give the picture while it is held up."""
        return self._still.read(now) if self._still else None

    def stop(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Let go of the picture."""
        self._still = None


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
