"""Live cameras as frame sources, for one use or for two at once."""

from contextlib import ExitStack, closing
from typing import NamedTuple

from station_gate.capture.feed import CameraFeed
from station_gate.capture.frame import Frame


class CameraView:
    """A frame source that looks through a camera's feed; several may share one."""

    def __init__(self, feed: CameraFeed) -> None:
        self._feed = feed
        self._shift: float | None = None
        self._since = 0.0
        self._given = 0

    @property
    def name(self) -> str:
        """The camera with its name: "camera 0"."""
        return self._feed.title

    @property
    def failed(self) -> str | None:
        """Why the camera gives no frames, in a sentence; ``None`` while it works."""
        return self._feed.failed

    def start(self, now: float) -> None:
        """Give the frames that are captured from now on."""
        self.stop()
        self._since = self._feed.clock()
        self._shift = now - self._since  # from the feed's clock to the lane's
        self._feed.look()

    def read(self, now: float) -> Frame | None:
        """Give the newest frame, if it was not given yet. Never waits."""
        if self._shift is None:
            return None
        shot = self._feed.newest()
        if shot is None or shot.number == self._given or shot.at < self._since:
            return None
        self._given = shot.number
        return Frame(shot.pixels, min(now, shot.at + self._shift), self.name)

    def stop(self) -> None:
        """Give no more frames; the last view that stops leaves none in memory."""
        if self._shift is not None:
            self._shift = None
            self._feed.look_away()

    def close(self) -> None:
        """Do the same as ``stop``: the camera belongs to whoever opened it."""
        self.stop()


class Camera(CameraView):
    """A camera for one use. Raises ``DeviceMissing`` when it cannot be opened."""

    def __init__(self, camera: str) -> None:
        super().__init__(CameraFeed(camera))

    def close(self) -> None:
        """Stop, and let go of the camera."""
        super().close()
        self._feed.close()


class SharedCamera:
    """One camera for both uses: every source made by it is given the same frames.

    Raises ``DeviceMissing`` when it cannot be opened. The sources' own
    ``close`` leaves the camera open; close the shared camera at the end.
    """

    def __init__(self, camera: str) -> None:
        self._feed = CameraFeed(camera)

    def source(self) -> CameraView:
        """Make one more source of this camera's frames."""
        return CameraView(self._feed)

    def close(self) -> None:
        """Let go of the camera."""
        self._feed.close()


class Cameras(NamedTuple):
    """What a live lane sees through."""

    face: CameraView
    ticket: CameraView


def open_cameras(opened: ExitStack, *, face: str, ticket: str | None) -> Cameras:
    """Open the cameras of these names, or the one for both; ``opened`` lets go of them.

    Raises ``DeviceMissing`` when one cannot be opened.
    """
    if ticket is None or ticket == face:
        shared = opened.enter_context(closing(SharedCamera(face)))
        return Cameras(face=shared.source(), ticket=shared.source())
    return Cameras(
        face=opened.enter_context(closing(Camera(face))),
        ticket=opened.enter_context(closing(Camera(ticket))),
    )
