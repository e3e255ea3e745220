"""What a scenario's passenger holds up: a ticket before the reader, a face before the camera."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np

from station_gate.capture.frame import Frame
from station_gate.capture.recording import Recording
from station_gate.capture.sources import FrameSource
from station_gate.capture.still import Still
from station_gate.faces.pixels import Pixels
from station_gate.faces.results import Result
from station_gate.faces.worker import Recognition

_VIDEOS = {".avi", ".mp4", ".mkv", ".mov", ".webm"}
_NOBODY = np.full((480, 640, 3), 128, np.uint8)
"""What the face camera sees where nobody comes before it."""
_PACE = 0.1
"""Seconds between two frames of a ticket held before the reader."""


def is_video(path: Path) -> bool:
    """Return whether a file is a recording, by its name's ending."""
    return path.suffix.lower() in _VIDEOS


def picture_source(path: Path, fps: float = 15.0) -> FrameSource:
    """Open a recording, or a still shown ``fps`` times a second, by its name's ending."""
    if is_video(path):
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
        """Do nothing: the reader is always ready."""

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
        self._waited = 0.0
        """Seconds for which the present recording stood still."""
        self._waits_since: float | None = None
        self._last: Frame | None = None

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
        else:
            self._source = Still(_NOBODY)
        self._source.start(now)
        self._waited, self._waits_since = 0.0, None
        self._tries += 1

    def wait(self, now: float, waiting: bool) -> None:
        """Let the person stand still while ``waiting``, and go on after that."""
        if waiting and self._waits_since is None:
            self._waits_since = now
        elif not waiting and self._waits_since is not None:
            self._waited += now - self._waits_since
            self._waits_since = None

    def read(self, now: float) -> Frame | None:
        """Give the newest frame; of a person who stands still the same one, taken now."""
        if self._source is None:
            return None
        stood = self._waited
        if self._waits_since is not None:
            stood += now - self._waits_since
        frame = self._source.read(now - stood)
        if frame is not None:
            self._last = frame
            return replace(frame, at=frame.at + stood)
        if self._waits_since is None or self._last is None:
            return None
        return replace(self._last, at=now)

    def stop(self) -> None:
        """Show nothing and close the recording."""
        if self._source is not None:
            self._source.close()
            self._source = None
        self._last = None

    def close(self) -> None:
        """Close the recording."""
        self.stop()


class Stalled:
    """Recognition that looks at nothing any more once it is ``busy``."""

    def __init__(self, recognition: Recognition, busy: Event) -> None:
        self._recognition = recognition
        self._busy = busy

    @property
    def dropped(self) -> int:
        """Live frames that a newer one replaced, since the start."""
        return self._recognition.dropped

    @property
    def failed(self) -> str | None:
        """Why nobody can be recognised now."""
        return self._recognition.failed

    def begin(self, portrait: Pixels, now: float) -> int:
        """Begin a passenger with the portrait; return the job's number for its results."""
        return self._recognition.begin(portrait, now)

    def submit(self, pixels: Pixels, at: float) -> None:
        """Hand in the newest live frame, if it is to be looked at."""
        if not self._busy.is_set():
            self._recognition.submit(pixels, at)

    def poll(self, now: float) -> list[Result]:
        """Fetch the results there are by now, the oldest first."""
        return self._recognition.poll(now)

    def end(self) -> None:
        """Drop the passenger."""
        self._recognition.end()

    def close(self) -> None:
        """Stop for good."""
        self._recognition.close()
