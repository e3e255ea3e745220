"""Kinds of cameras, each named by a string with a scheme, and how one is opened.

``0`` is the system's first camera, ``v4l2:/dev/video2`` one by its node, ``rtsp://HOST/STREAM``
one in a network, ``file:FILM.mp4`` a video that is played over and over. Another package adds
a kind of its own by an entry point of the group ``station_gate.cameras`` that is a
``CameraKind``, named by its scheme.
"""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol

from station_gate.capture.devices import list_cameras
from station_gate.capture.opencv import cv2
from station_gate.problems import WrongUsage

if TYPE_CHECKING:
    from cv2.typing import MatLike

GROUP = "station_gate.cameras"
"""The group of entry points by which another package adds kinds."""

_SIZE = (1280, 720)
"""What we ask of a camera: enough for a QR code held up and for a face one metre away."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):(.*)", re.DOTALL)
_SECRET = re.compile(r"(?<=://)[^/@]*@")
_USUAL_RATE = 25.0
"""Frames a second of a film that does not say its own."""
_OPENING_MS, _READING_MS = 5_000, 3_000
"""Milliseconds that a network's camera may take to be opened, and to give a frame."""


class Device(Protocol):
    """What a feed needs of a camera, as ``cv2.VideoCapture`` has it; BGR as OpenCV gives it."""

    def grab(self) -> bool:
        """Take the next frame from the device without decoding it."""

    def read(self) -> "tuple[bool, MatLike]":
        """Take and decode the next frame; waits for it."""

    def release(self) -> None:
        """Let go of the device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraKind:
    """One way of reaching cameras."""

    example: str
    """A name as somebody would write it."""
    open: Callable[[str], Device | None]
    """Open the camera that what follows the scheme names; ``None`` where there is none."""
    absent: Callable[[str], str]
    """Say in a sentence, begun small, why that cannot be opened and what to do."""


def open_device(name: str) -> Device | None:
    """Open a camera by its name; ``None`` when there is none. Raises ``WrongUsage``."""
    kind, place = kind_of(name)
    return kind.open(place)


def why_absent(name: str) -> str:
    """Say why a camera cannot be opened. Raises ``WrongUsage`` for a name that is none."""
    kind, place = kind_of(name)
    return kind.absent(place)


def shown(name: str) -> str:
    """Return a camera's name for people and logs: without the password in an address."""
    return _SECRET.sub("", name)


def kind_of(name: str) -> tuple[CameraKind, str]:
    """Return a camera's kind and its place; raises ``WrongUsage`` for a name that is none."""
    if re.fullmatch(r"-?\d+", name, re.ASCII):
        return NUMBERED, name
    parts = _SCHEME.fullmatch(name)
    scheme = parts[1] if parts else ""
    kind = KINDS.get(scheme) or _added(scheme)
    if parts is None or kind is None or not parts[2]:
        examples = ", ".join(each.example for each in (NUMBERED, *KINDS.values()))
        raise WrongUsage(
            f"{shown(name)!r} names no camera; write a number or a name with its kind: {examples}."
        )
    return kind, parts[2]


def _added(scheme: str) -> CameraKind | None:
    """Find a kind that another package brings; a package that is broken brings none."""
    for found in entry_points(group=GROUP, name=scheme) if scheme else ():
        kind = found.load()
        if isinstance(kind, CameraKind):
            return kind
    return None


# ---------------------------------------------------------------------- of the system


def _open_numbered(number: str) -> Device | None:
    return _capture(int(number)) if int(number) >= 0 else None


def _open_node(node: str) -> Device | None:
    return _capture(node)


def _capture(place: int | str) -> Device | None:
    """Open a camera of this machine as we want it."""
    system = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
    capture = cv2.VideoCapture(place, system)
    if not capture.isOpened():
        return None
    # Motion JPEG first: uncompressed, USB 2 carries this size only at 10 frames a second
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, _SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _SIZE[1])
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture


def _absent_number(number: str) -> str:
    cameras = list_cameras()
    for camera in cameras:
        if str(camera.index) == number and not camera.allowed:
            return (
                f"camera {number} may not be opened by you; add yourself to the group that owns"
                f" /dev/video{number} (often 'video') and log in again."
            )
        if str(camera.index) == number:
            return f"camera {camera} cannot be opened; close other programs that use it."
    found = ", ".join(str(camera) for camera in cameras) or "none"
    return (
        f"no camera {number} on this machine; cameras found: {found};"
        " connect one or give another number."
    )


def _absent_node(node: str) -> str:
    return (
        f"camera {node} cannot be opened; check that it is there, that you may read it, and "
        "that no other program uses it."
    )


# ---------------------------------------------------------------------- in a network


def _open_stream(place: str) -> Device | None:
    waiting = [
        *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPENING_MS),
        *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READING_MS),
    ]
    capture = cv2.VideoCapture(f"rtsp:{place}", cv2.CAP_FFMPEG, waiting)
    return capture if capture.isOpened() else None


def _absent_stream(place: str) -> str:
    return (
        f"the camera {shown(f'rtsp:{place}')} does not answer; check its address, its name and "
        "password, and the network."
    )


# ---------------------------------------------------------------------- a film


class _Film:
    """A video at its own pace, from its beginning again after its end."""

    def __init__(self, path: str) -> None:
        self._capture = cv2.VideoCapture(path, cv2.CAP_FFMPEG)
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self._pause = 1 / (rate if 0 < rate <= 1000 else _USUAL_RATE)
        self._next = time.monotonic()

    @property
    def opened(self) -> bool:
        return bool(self._capture.isOpened())

    def grab(self) -> bool:
        wait = self._next - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._next = max(self._next, time.monotonic() - self._pause) + self._pause
        if self._capture.grab():
            return True
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        return bool(self._capture.grab())

    def read(self) -> "tuple[bool, MatLike]":
        self.grab()
        return self._capture.retrieve()

    def release(self) -> None:
        self._capture.release()


def _open_film(path: str) -> Device | None:
    # a path that begins with a slash or a dot can pass for no FFmpeg protocol
    film = _Film(path if path.startswith(("/", ".")) else f"./{path}")
    return film if film.opened else None


def _absent_film(path: str) -> str:
    return f"{path} is no video that can be played; use an AVI, MP4 or MKV file."


NUMBERED = CameraKind(example="0", open=_open_numbered, absent=_absent_number)
KINDS = {
    "v4l2": CameraKind(example="v4l2:/dev/video2", open=_open_node, absent=_absent_node),
    "rtsp": CameraKind(example="rtsp://HOST/STREAM", open=_open_stream, absent=_absent_stream),
    "file": CameraKind(example="file:FILM.mp4", open=_open_film, absent=_absent_film),
}
"""Kinds by their scheme; a number alone is ``NUMBERED``."""
