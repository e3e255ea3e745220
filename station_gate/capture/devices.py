"""Which cameras this machine has, as far as Linux tells."""

import contextlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path

_QUERY_CAPABILITIES = 0x80685600
"""VIDIOC_QUERYCAP of linux/videodev2.h: fills a struct v4l2_capability of 104 bytes."""
_CARD, _DEVICE_CAPABILITIES = 16, 88
"""Where that struct has the camera's name (32 bytes) and what this node can do."""
_VIDEO_CAPTURE = 0x00000001
"""V4L2_CAP_VIDEO_CAPTURE; a camera's second node gives only metadata."""


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A camera: the number to ask for, what it calls itself, whether we may open it."""

    index: int
    title: str
    allowed: bool

    def __str__(self) -> str:
        return f"{self.index} ({self.title})"


def list_cameras(devices: Path = Path("/dev")) -> tuple[FoundCamera, ...]:
    """List the cameras in order of their numbers; opens no picture stream.

    Empty where none is connected, and on systems without ``/dev/video*``.
    """
    found = []
    for node in devices.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdecimal() and (camera := _look_at(node, int(number))) is not None:
            found.append(camera)
    return tuple(sorted(found, key=lambda camera: camera.index))


def _look_at(node: Path, index: int) -> FoundCamera | None:
    import fcntl  # not on Windows, where no such node leads here

    answer = bytearray(104)
    try:
        handle = os.open(node, os.O_RDWR | os.O_NONBLOCK)
    except PermissionError:
        return FoundCamera(index, node.name, allowed=False)
    except OSError:  # a node that a camera left behind
        return None
    try:
        with contextlib.suppress(OSError):  # no video device: the answer stays all zeros
            fcntl.ioctl(handle, _QUERY_CAPABILITIES, answer)
    finally:
        os.close(handle)
    (can,) = struct.unpack_from("<I", answer, _DEVICE_CAPABILITIES)
    if not can & _VIDEO_CAPTURE:
        return None
    name = bytes(answer[_CARD : _CARD + 32]).split(b"\0")[0].decode(errors="replace")
    title = "".join(letter for letter in name if letter.isprintable()).strip()
    return FoundCamera(index, title or node.name, allowed=True)
