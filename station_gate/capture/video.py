"""A video file, decoded frame after frame, each with its own time."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.boxes import boxed_picture
from station_gate.capture.frame import Frame
from station_gate.capture.image import MOST_PIXELS
from station_gate.capture.opencv import cv2
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput

MOST_BYTES = 2_000_000_000
"""2 GB is an hour of good video; a recording of one passenger has a few megabytes."""

_USUAL_RATE = 25.0
"""Frames a second where the container gives no usable rate (PAL)."""
_RUN_UP = 0.5
"""Seconds before the place sought from which frames are counted by their own times: FFmpeg
itself goes by frame numbers, which are wrong where frames are not evenly spaced."""
_HAIR = 5e-4
"""Seconds; containers round times to the millisecond."""

_MPEG_TS_PACKET = 188
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


class Moment(NamedTuple):
    """A decoded frame: seconds since the first one, and uint8 (H, W, 3) RGB."""

    time: float
    pixels: NDArray[np.uint8]


class Video:
    """A video file, read once from its first frame to its last.

    Opening decodes nothing but checks everything that can be known by then, and
    raises ``BadInput`` for what is not a usable video. ``rate`` is in frames a
    second. Decoding runs in one thread, so that a damaged file gives the same
    frames every time.
    """

    def __init__(self, path: Path) -> None:
        usable_size(path, "video", MOST_BYTES)
        if not is_video(path):
            raise BadInput(
                f"{path}: this is not a video that can be read; use an AVI, MP4 or MKV file."
            )
        self._path = path
        self._capture = cv2.VideoCapture(
            # an absolute path, so that no name can pass for an FFmpeg protocol
            str(path.absolute()),
            cv2.CAP_FFMPEG,
            [
                *(cv2.CAP_PROP_N_THREADS, 1),
                # a graphics card's decoder may give slightly other pixels
                *(cv2.CAP_PROP_HW_ACCELERATION, cv2.VIDEO_ACCELERATION_NONE),
            ],
        )
        if not self._capture.isOpened():
            raise BadInput(
                f"{path}: the video is damaged, cut short or of no usable size; record it again."
            )
        width = int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        height = int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if width * height > MOST_PIXELS:
            self.close()
            raise BadInput(
                f"{path}: the video's frames are too large ({width:,} x {height:,}, more than"
                f" {MOST_PIXELS // 1_000_000} megapixels); use a smaller video."
            )
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.rate = rate if 0 < rate <= 1000 else _USUAL_RATE
        self._announced = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self._decoded = 0
        self._over = False
        self._offset = 0.0
        self._last = 0.0
        self._grabbed = False
        self._sought = False

    def next(self) -> Moment | None:
        """Decode the next frame; ``None`` at the end or where the file breaks."""
        if not self._grabbed and not self._grab():
            return None
        self._grabbed = False
        found, bgr = self._capture.retrieve()
        if not found:
            self._over = True
            return None
        self._decoded += 1
        return Moment(self._last, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False))

    def seek(self, time: float) -> None:
        """Go on with the first frame at or after ``time`` (seconds since the first frame).

        It is the same frame with the same pixels as without seeking. After the last
        frame ``next`` gives ``None``.
        """
        if self._decoded == 0 and not self._sought and not self._grab():
            return  # there was no first frame, whose time is the offset
        self._grabbed = False
        self._sought = True
        for start in (max(0.0, time - _RUN_UP), 0.0):
            self._capture.set(cv2.CAP_PROP_POS_MSEC, 1000.0 * (self._offset + start))
            self._over = False
            if not self._grab():
                return
            if self._last <= time + _HAIR:
                break
        while self._last < time - _HAIR:
            if not self._grab():
                return
        self._grabbed = True

    def _grab(self) -> bool:
        """Take the next frame without giving it, and learn its time."""
        if self._over or not self._capture.grab():
            self._over = (
                True  # FFmpeg might find its feet again behind the break: one end is enough
            )
            return False
        # of the frame just grabbed, on the container's own clock
        time = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
        if self._decoded == 0 and not self._sought:
            self._offset = time
            self._last = 0.0
        else:
            time -= self._offset
            # containers without times of their own repeat or omit them: count on by the rate
            on = time > self._last or self._sought
            self._last = time if on else self._last + 1.0 / self.rate
        return True

    def missing(self) -> str | None:
        """Say, once ``next`` has given ``None``, whether frames were missing.

        Unknown, and so ``None``, for a video in which somebody sought.

        Containers that do not count their frames announce an estimate, so that
        only more than 5 % (and more than two frames) are called missing.
        """
        lost = self._announced - self._decoded
        if self._sought or lost <= max(2.0, 0.05 * self._announced):
            return None
        return (
            f"{self._path}: the video breaks off after {self._decoded} of {self._announced}"
            " frames; record it again."
        )

    def close(self) -> None:
        """Close the file."""
        self._capture.release()


def is_video(path: Path) -> bool:
    """Return whether a file begins as a video does. Raises ``BadInput`` when it may not be read."""
    start = first_bytes(path, _MPEG_TS_PACKET + 1)
    # FFmpeg would also open texts, playlists and lone pictures; these are containers of videos
    return (
        (start[:4] == b"RIFF" and start[8:12] == b"AVI ")
        or (start[4:8] in _MP4_BOXES and boxed_picture(start) is None)
        or start[:4] == b"\x1a\x45\xdf\xa3"  # Matroska and WebM
        or start[:4] in (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")  # MPEG program stream
        or (start[:1] == b"G" and start[_MPEG_TS_PACKET:] == b"G")
    )


def frames_of(path: Path) -> Iterator[Frame]:
    """Yield a video's frames from its first to its last; raises ``BadInput`` as ``Video`` does."""
    video = Video(path)
    try:
        while (moment := video.next()) is not None:
            yield Frame(pixels=moment.pixels, at=moment.time, source=path.name)
    finally:
        video.close()
