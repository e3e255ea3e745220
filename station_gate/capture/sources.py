"""What a camera, a recording and a still have in common."""

from typing import Protocol

from station_gate.capture.frame import Frame


class FrameSource(Protocol):
    """Something that gives frames on the lane's clock.

    A source is made ready once, started for each time somebody looks through
    it, stopped, and closed at the end. Starting again begins anew; stopping or
    closing twice is harmless.
    """

    @property
    def name(self) -> str:
        """What it is, for people: "camera 0", "hall.avi"."""

    @property
    def failed(self) -> str | None:
        """The sentence that says why a device gives no frames; ``None`` while it works.

        A picture or a recording never fails as a device does.
        """

    def start(self, now: float) -> None:
        """Begin to give frames; ``now`` is the lane's time of the beginning."""

    def read(self, now: float) -> Frame | None:
        """Give the newest frame not given yet at lane time ``now``, else ``None``.

        Never waits. ``None`` before ``start`` and after ``stop``.
        """

    def stop(self) -> None:
        """Give no more frames and keep none."""

    def close(self) -> None:
        """Let go of the device or file for good."""
