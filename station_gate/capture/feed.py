"""A camera's own thread: it reads all the time, and the newest frame wins."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.cameras import Device, open_device, shown, why_absent
from station_gate.capture.opencv import cv2
from station_gate.problems import DeviceMissing

if TYPE_CHECKING:
    from cv2.typing import MatLike

_log = logging.getLogger(__name__)

STALL = 3.0
"""Seconds without a frame until a camera counts as failed; slow ones take 2 s to begin."""
OPENS_WITHIN = 1.0
"""Seconds that whoever opens a camera waits for it; one that takes longer is a fault meanwhile,
and the gate's window goes on."""
RETRY = 1.0
"""Seconds between two attempts to open a camera that was lost."""
UNDECODABLE = 1.0
"""Seconds of failing to take and decode a picture until a camera counts as failed."""
_PROOF = 1.0
"""Seconds between two pictures that are decoded while nobody looks, to know that they can be."""
_LEAST_SIDE = 32
"""Pixels; a picture that is smaller shows neither a code nor a face: its header is damaged."""


class Shot(NamedTuple):
    """The newest frame: its running number, its time on the feed's clock, RGB pixels."""

    number: int
    at: float
    pixels: NDArray[np.uint8]


class CameraFeed:
    """One camera, opened once, read by a thread, looked at by one or more sources.

    Raises ``DeviceMissing`` when it cannot be opened. One that does not answer is waited for
    beside the lane, which is out of service meanwhile. A camera that is lost
    later is tried again every ``RETRY`` seconds; ``failed`` says so meanwhile.
    While nobody looks, no frame is kept, and only one a second is decoded.
    """

    def __init__(
        self,
        camera: str,
        *,
        opener: Callable[[str], Device | None] = open_device,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.title = f"camera {shown(camera)}"
        """The camera for people: "camera 0"."""
        self._camera = camera
        self.clock = clock
        self._opener = opener
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._looking = 0
        self._shot: Shot | None = None
        self._number = 0
        self._last_sign = clock()
        self._proven = float("-inf")
        """When a picture was last decoded."""
        self._bad_since: float | None = None
        """When taking and decoding failed first, if it never went well since."""
        self._first: Future[Device | None] = Future()
        """What the first opening gave; a driver may hang in it."""
        self._thread = threading.Thread(target=self._run, name=self.title, daemon=True)
        self._thread.start()
        try:
            if self._first.result(OPENS_WITHIN) is None:
                raise DeviceMissing(why_absent(camera))
        except TimeoutError:
            return  # ``failed`` says so until it opens
        except Exception:
            self._over.set()
            raise

    @property
    def failed(self) -> str | None:
        """Why there are no frames, once none has come for ``STALL`` seconds.

        Or once none could be decoded for ``UNDECODABLE`` seconds.
        """
        if not self._first.done():
            return f"{self.title} does not open; check its cable, it is waited for."
        bad_since = self._bad_since
        if bad_since is not None and self.clock() - bad_since >= UNDECODABLE:
            return (
                f"{self.title} gives no picture that can be decoded; check its cable,"
                " it is opened anew all the time."
            )
        if self.clock() - self._last_sign <= STALL:
            return None
        return (
            f"{self.title} has given no picture for more than {STALL:.0f} seconds;"
            " check its cable, it is tried again all the time."
        )

    def look(self) -> None:
        """One more source wants frames."""
        with self._lock:
            self._looking += 1

    def look_away(self) -> None:
        """One source fewer; after the last, no frame is kept."""
        with self._lock:
            self._looking -= 1
            if self._looking == 0:
                self._shot = None

    def newest(self) -> Shot | None:
        """Return the newest frame, if somebody has been looking when it came. Never waits."""
        with self._lock:
            return self._shot

    def close(self) -> None:
        """End the thread, which lets go of the camera after the frame it waits for."""
        self._over.set()
        self._thread.join(timeout=RETRY)

    def _run(self) -> None:
        device: Device | None = None
        try:
            device = self._opener(self._camera)
        except Exception as problem:
            self._first.set_exception(problem)
        else:
            self._last_sign = self.clock()
            self._first.set_result(device)
        if device is None:
            self._over.wait(RETRY)
        while not self._over.is_set():
            if device is None:
                device = self._open()
            if device is not None and self._took(device):
                continue
            self._let_go(device)
            device = None
            self._over.wait(RETRY)
        self._let_go(device)

    def _open(self) -> Device | None:
        """Open the camera anew; a driver that fails at it is tried again like one without it."""
        try:
            return self._opener(self._camera)
        except Exception as problem:
            _log.debug("%s cannot be opened", self.title, exc_info=problem)
            return None

    def _let_go(self, device: Device | None) -> None:
        try:
            if device is not None:
                device.release()
        except Exception as problem:
            _log.debug("%s was not let go of properly", self.title, exc_info=problem)

    def _took(self, device: Device) -> bool:
        """Take one frame; whether the device goes on with this opening."""
        try:
            return self._take(device)
        except Exception as problem:
            _log.debug("%s gave no frame", self.title, exc_info=problem)
            return False

    def _take(self, device: Device) -> bool:
        """Take one frame; whether the device gave one. Raises where it cannot be decoded."""
        if not self._wants_a_picture():
            taken = device.grab()
            if taken:
                self._last_sign = self.clock()
            return taken
        try:
            taken, bgr = device.read()
            at = self.clock()
            pixels = _as_rgb(bgr if taken else None)
        except Exception:
            if self._bad_since is None:
                self._bad_since = self.clock()
            raise
        self._last_sign = self._proven = at
        self._bad_since = None
        with self._lock:
            if self._looking:  # somebody still does
                self._number += 1
                self._shot = Shot(self._number, at, pixels)
        return True

    def _wants_a_picture(self) -> bool:
        """Return whether the next frame is to be decoded."""
        proven = self.clock() - self._proven < _PROOF
        return self._looking > 0 or self._bad_since is not None or not proven


def _as_rgb(bgr: "MatLike | None") -> NDArray[np.uint8]:
    """Give a device's picture as RGB; raises ``ValueError`` for what is none."""
    picture = np.asarray(bgr)
    if picture.dtype != np.uint8 or picture.ndim != 3 or min(picture.shape[:2]) < _LEAST_SIDE:
        raise ValueError(f"a picture is uint8 (H, W, 3), not {picture.dtype} {picture.shape}")
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
