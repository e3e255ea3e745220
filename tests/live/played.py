"""``station-gate`` as it is, but for the cameras: what they show is told by a file.

The file that PLAYED_CAMERAS names is JSON. For each camera's number: what it ``shows`` (a
picture of a ticket, a video, or nothing) and what ``ails`` it (nothing, "silent", "lost",
"undecodable", "hanging", or "opening": it hangs when it is opened). Only one opener holds a
camera, as with V4L2. The "lane", too, may be told that it ails ("fault"): then it raises an
error, as a fault of the program would; and what somebody ``acts`` at the kiosk, with a number
that makes it new ("start 2"). The "journal" that ails ("read-only") writes nothing.
"""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.capture import feed
from station_gate.capture.image import read_image
from station_gate.capture.opencv import cv2
from station_gate.cli import main
from station_gate.gate.terms import Action
from station_gate.journal.file import JournalFile
from station_gate.lane.lane import Lane
from station_gate.lane.view import LaneView

_FILE = Path(os.environ.get("PLAYED_CAMERAS", ""))
_RATE = 15
_SIZE = (720, 1280)
_open: set[int] = set()


def told(part: int | str) -> dict[str, str]:
    """Return what is told of a camera, or of the lane."""
    told: dict[str, str] = json.loads(_FILE.read_text()).get(str(part), {})
    return told


class PlayedDevice:
    """In place of ``cv2.VideoCapture``."""

    def __init__(self, index: int) -> None:
        self._index = index
        self._due = time.monotonic()
        self._film: tuple[str, cv2.VideoCapture | NDArray[np.uint8]] | None = None

    def grab(self) -> bool:
        return self.read()[0]

    def read(self) -> tuple[bool, NDArray[np.uint8]]:
        self._due = max(self._due + 1 / _RATE, time.monotonic() - 1 / _RATE)
        time.sleep(max(0.0, self._due - time.monotonic()))
        while (ails := told(self._index).get("ails")) == "hanging":
            time.sleep(0.1)
        if ails in ("lost", "silent"):
            return False, np.empty(0, np.uint8)
        if ails == "undecodable":
            return True, np.zeros((720, 1280), np.uint8)
        return True, self._picture(told(self._index).get("shows", ""))

    def release(self) -> None:
        _open.discard(self._index)

    def _picture(self, name: str) -> NDArray[np.uint8]:
        if not name:
            self._film = None
            return np.full((*_SIZE, 3), 60, np.uint8)
        if self._film is None or self._film[0] != name:
            held = name.endswith(".png")
            self._film = name, held_up(Path(name)) if held else cv2.VideoCapture(name)
        film = self._film[1]
        if isinstance(film, np.ndarray):
            return film
        there, picture = film.read()
        if not there:  # from its beginning again
            film.set(cv2.CAP_PROP_POS_FRAMES, 0)
            _, picture = film.read()
        return np.asarray(picture, np.uint8)


def held_up(path: Path) -> NDArray[np.uint8]:
    """Return a ticket in front of the reader, BGR."""
    code = cv2.cvtColor(read_image(path), cv2.COLOR_RGB2BGR)
    side = _SIZE[0] - 60
    code = cv2.resize(code, (side, side), interpolation=cv2.INTER_AREA)
    picture = np.full((*_SIZE, 3), 200, np.uint8)
    left = (_SIZE[1] - side) // 2
    picture[30 : 30 + side, left : left + side] = code
    return picture


def open_played(camera: str) -> PlayedDevice | None:
    """In place of ``open_device``."""
    index = int(camera)
    if index in _open or told(index).get("ails") == "lost":
        return None
    while told(index).get("ails") == "opening":
        time.sleep(0.1)
    _open.add(index)
    return PlayedDevice(index)


def advance_or_fail(lane: Lane, now: float) -> LaneView:
    """In place of ``Lane.advance``."""
    if told("lane").get("ails") == "fault":
        raise RuntimeError("a fault of the program")
    acts = told("lane").get("acts", "")
    if acts not in _acted:
        _acted.append(acts)
        lane.act(Action(acts.split()[0]))
    return _advance(lane, now)


@contextmanager
def turn_or_fail(file: JournalFile) -> Iterator[None]:
    """In place of ``JournalFile._turn``."""
    if told("journal").get("ails") == "read-only":
        raise sqlite3.OperationalError("attempt to write a readonly database")
    with _turn(file):
        yield


_acted = [""]
_advance = Lane.advance
_turn = JournalFile._turn

if __name__ == "__main__":
    Lane.advance = advance_or_fail  # type: ignore[method-assign,assignment]
    JournalFile._turn = turn_or_fail  # type: ignore[method-assign,assignment]
    defaults = feed.CameraFeed.__init__.__kwdefaults__
    assert defaults is not None
    defaults["opener"] = open_played
    sys.argv[0] = "station-gate"
    main()
