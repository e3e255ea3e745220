"""Looking for codes in the ticket reader's frames, in step or beside the lane.

Both ways have one interface: hand in frames, fetch what was found. The lane's
loop never waits for the one that runs beside it.
"""

import logging
import queue
import threading
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from station_gate.credentials.barcode import Barcode, BarcodeReader
from station_gate.credentials.zbar import Corners

_log = logging.getLogger(__name__)


class Scan(NamedTuple):
    """What was found in one frame."""

    pixels: NDArray[np.uint8]
    codes: list[Barcode]
    glimpses: list[Corners]
    """Outlines of what is a code but could not be read."""


class Scanner(Protocol):
    """Finds codes in frames: uint8 (H, W, 3) RGB."""

    def submit(self, pixels: NDArray[np.uint8]) -> None:
        """Hand in a frame; a frame that still waits is replaced by it."""
        ...

    def poll(self) -> list[Scan]:
        """Fetch what was found in each frame done since the last call."""
        ...

    def close(self) -> None:
        """Stop."""
        ...


class InStepScanner:
    """Reads a frame when it is handed in: the same answer at the same time, always."""

    def __init__(self) -> None:
        self._reader = BarcodeReader()
        self._found: list[Scan] = []

    def submit(self, pixels: NDArray[np.uint8]) -> None:
        """Read the frame now."""
        self._found.append(_scan(self._reader, pixels))

    def poll(self) -> list[Scan]:
        """Fetch what was found since the last call."""
        found, self._found = self._found, []
        return found

    def close(self) -> None:
        """Nothing runs."""


class BackgroundScanner:
    """Reads frames in a thread of its own (zxing-cpp and zbar let others run meanwhile)."""

    def __init__(self) -> None:
        self._frames: queue.Queue[NDArray[np.uint8] | None] = queue.Queue(maxsize=1)
        self._found: queue.SimpleQueue[Scan] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="ticket-scanner", daemon=True)
        self._thread.start()

    def submit(self, pixels: NDArray[np.uint8]) -> None:
        """Leave the frame for the thread; the newest one wins."""
        self._put(pixels)

    def _put(self, item: NDArray[np.uint8] | None) -> None:
        while True:
            try:
                self._frames.put_nowait(item)
                return
            except queue.Full:
                try:
                    self._frames.get_nowait()
                except queue.Empty:
                    continue  # the thread took it in between

    def poll(self) -> list[Scan]:
        """Fetch what was found since the last call."""
        found = []
        while True:
            try:
                found.append(self._found.get_nowait())
            except queue.Empty:
                return found

    def close(self) -> None:
        """Stop the thread and wait for it."""
        self._put(None)
        self._thread.join(timeout=2.0)

    def _work(self) -> None:
        reader = BarcodeReader()
        while (pixels := self._frames.get()) is not None:
            try:
                self._found.put(_scan(reader, pixels))
            except Exception as problem:  # one frame lost, not every ticket from now on
                _log.debug("a frame could not be searched for codes", exc_info=problem)
                reader = BarcodeReader()


def _scan(reader: BarcodeReader, pixels: NDArray[np.uint8]) -> Scan:
    codes = reader.read(pixels)
    return Scan(pixels, codes, reader.glimpses)
