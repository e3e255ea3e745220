"""Cameras as V4L2 has them: only one opener holds a device, and others get nothing."""

import threading

import numpy as np
from numpy.typing import NDArray


class ExclusiveDevices:
    """Every camera of a machine that a test plays; ``open`` stands for the system's own."""

    def __init__(self) -> None:
        self.open_now: set[str] = set()
        self.busy = 0
        """How often somebody was refused a device that was still held."""
        self.shows = np.full((48, 64, 3), 60, np.uint8)

    def open(self, index: str) -> "_Device | None":
        """Open a device; ``None`` while it is held."""
        if index in self.open_now:
            self.busy += 1
            return None
        self.open_now.add(index)
        return _Device(self, index)


class _Device:
    def __init__(self, machine: ExclusiveDevices, index: str) -> None:
        self._machine = machine
        self._index = index
        self._pause = threading.Event()

    def grab(self) -> bool:
        return not self._pause.wait(0.005)

    def read(self) -> tuple[bool, NDArray[np.uint8]]:
        return self.grab(), self._machine.shows

    def release(self) -> None:
        self._machine.open_now.discard(self._index)
