"""Pictures for another process, through memory that both see."""

import mmap
import os
import sys
import tempfile

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""uint8 (H, W, 3) RGB, or any other shape."""


class PictureMemory:
    """Room for one picture. It has no name: nothing of it outlives the processes.

    Not thread-safe. Who writes and who reads take turns, as their messages say.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        """Make the memory, or look at the one with this descriptor."""
        self.descriptor = _new_memory() if descriptor is None else descriptor
        self._map: mmap.mmap | None = None
        self._used = 0

    def write(self, pixels: Pixels) -> tuple[int, ...]:
        """Put a picture there; return its shape. Raises ``OSError`` when memory is short."""
        if self._map is None or len(self._map) < pixels.nbytes:
            _grow(self.descriptor, pixels.nbytes)
            self._remap()
        assert self._map is not None
        np.frombuffer(self._map, np.uint8, pixels.size).reshape(pixels.shape)[...] = pixels
        self._used = max(self._used, pixels.nbytes)
        return pixels.shape

    def read(self, shape: tuple[int, ...]) -> Pixels:
        """Give the picture of this shape that is there, as an array of its own."""
        size = int(np.prod(shape))
        if self._map is None or len(self._map) < size:
            self._remap()
        assert self._map is not None
        return np.frombuffer(self._map, np.uint8, size).reshape(shape).copy()

    def wipe(self) -> None:
        """Leave nothing of any picture."""
        if self._map is not None and self._used:
            np.frombuffer(self._map, np.uint8, self._used)[...] = 0
        self._used = 0

    def close(self) -> None:
        """Let go of it."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
        self.descriptor = -1
        self._map = None

    def _remap(self) -> None:
        self._map = mmap.mmap(self.descriptor, os.fstat(self.descriptor).st_size)


def _grow(descriptor: int, size: int) -> None:
    if sys.platform == "linux":
        # asked for now, because a page that is missing later ends the process
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.ftruncate(descriptor, size)


def _new_memory() -> int:
    if sys.platform == "linux":
        return os.memfd_create("picture")
    with tempfile.TemporaryFile() as file:  # has no name, either
        return os.dup(file.fileno())
