"""Looking for codes in the ticket reader's frames, in step or beside the lane.

Both ways have one interface: hand in frames, fetch what was found. The lane's
loop never waits for the one that runs beside it.
"""

import logging
import threading
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from station_gate.barcodes.reader import Barcode, BarcodeReader
from station_gate.barcodes.zbar import Corners
from station_gate.processes.watched import ProcessLost, WatchedProcess

_log = logging.getLogger(__name__)


class Scan(NamedTuple):
    """What was found in one frame."""

    pixels: NDArray[np.uint8]
    codes: list[Barcode]
    glimpses: list[Corners]
    """Outlines of what is a code but could not be read."""


class Scanner(Protocol):
    """Finds codes in frames: uint8 (H, W, 3) RGB."""

    @property
    def failed(self) -> str | None:
        """The sentence that says why no code can be read now; ``None`` while it works."""
        ...

    def submit(self, pixels: NDArray[np.uint8]) -> None:
        """Hand in a frame; a frame that still waits is replaced by it."""
        ...

    def pass_over(self, payloads: Collection[bytes]) -> None:
        """Search on beside these codes; replaces what was said before."""
        ...

    def poll(self) -> list[Scan]:
        """Fetch what was found in each frame done since the last call."""
        ...

    def close(self) -> None:
        """End: the lane needs it no more."""
        ...


class InStepScanner:
    """Reads a frame when it is handed in: the same answer at the same time, always."""

    def __init__(self) -> None:
        self._reader = BarcodeReader()
        self._found: list[Scan] = []

    @property
    def failed(self) -> None:
        """Never: an error that reading raises is its caller's."""

    def submit(self, pixels: NDArray[np.uint8]) -> None:
        """Read the frame now."""
        codes = self._reader.read(pixels)
        self._found.append(Scan(pixels, codes, self._reader.glimpses))

    def pass_over(self, payloads: Collection[bytes]) -> None:
        """Search on beside these codes from the next frame on."""
        self._reader.pass_over(payloads)

    def poll(self) -> list[Scan]:
        """Fetch what was found since the last call."""
        found, self._found = self._found, []
        return found

    def close(self) -> None:
        """Nothing runs."""


class BackgroundScanner:
    """Reads frames in a process of its own, which a thread waits for, lane after lane."""

    def __init__(self, process: WatchedProcess | None = None) -> None:
        """Start both; the thread stops the process when it is stopped."""
        self._process = process or WatchedProcess("The reading of ticket codes", CodeReading)
        self._changed = threading.Condition()
        self._frame: NDArray[np.uint8] | None = None
        self._judged: frozenset[bytes] = frozenset()
        self._stopping = False
        self._found: list[Scan] = []
        self._thread = threading.Thread(target=self._run, name="ticket-scanner", daemon=True)
        self._thread.start()

    @property
    def failed(self) -> str | None:
        """Why no code is read at the moment, if so."""
        return self._process.failed

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid

    def submit(self, pixels: NDArray[np.uint8]) -> None:
        """Leave the frame for the thread; the newest one wins."""
        with self._changed:
            self._frame = pixels
            self._changed.notify()

    def pass_over(self, payloads: Collection[bytes]) -> None:
        """Search on beside these codes from the next frame on."""
        with self._changed:
            self._judged = frozenset(payloads)

    def poll(self) -> list[Scan]:
        """Fetch what was found since the last call."""
        with self._changed:
            found, self._found = self._found, []
            return found

    def close(self) -> None:
        """End: the lane needs it no more; no frame is kept."""
        with self._changed:
            self._frame, self._found, self._judged = None, [], frozenset()

    def stop(self) -> None:
        """Stop for good, at once; what is under way is lost."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._process.close()
        self._thread.join()
        self._process.release()
        self.close()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._work()
            except Exception as error:  # a frame lost, and not every ticket from now on
                _log.debug("the ticket scanner's thread failed", exc_info=error)

    def _work(self) -> None:
        """Wait for a frame and have it read, or see to the process when none comes."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._has_work(), self._process.pause)
            frame, self._frame = self._frame, None
            judged = self._judged
        if self._stopping:
            return
        if frame is None or self._process.failed is not None:
            self._process.tend()
            return
        with suppress(ProcessLost):  # ``failed`` says so
            codes, glimpses = self._process.ask(judged, frame)
            with self._changed:
                self._found.append(Scan(frame, codes, glimpses))

    def _has_work(self) -> bool:
        """Return whether there is a frame, and somebody to read it."""
        return self._frame is not None and self._process.failed is None


class CodeReading:
    """The task of the scanner's process."""

    def __init__(self) -> None:
        self._reader = BarcodeReader()

    def __call__(
        self, judged: Collection[bytes], pixels: NDArray[np.uint8] | None
    ) -> tuple[list[Barcode], list[Corners]]:
        """Read a frame's codes, and find the outlines of what could not be read.

        ``judged`` are payloads beside which to search on.
        """
        assert pixels is not None, "there is nothing else to ask"
        self._reader.pass_over(judged)
        return self._reader.read(pixels), self._reader.glimpses
