"""One picture from a camera or a recording, with its time."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A frame: ``pixels`` uint8 (H, W, 3) RGB, ``at`` seconds on the lane's clock.

    ``source`` is the name of what captured it. The pixels cannot be written
    through the frame, because several readers may hold it. Raises
    ``ValueError`` for pixels of another kind, a time that is no number, or an
    empty source.
    """

    pixels: NDArray[np.uint8]
    at: float
    source: str

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3:
            raise ValueError(
                f"a frame is uint8 (H, W, 3), not {self.pixels.dtype} {self.pixels.shape}"
            )
        if self.pixels.size == 0:
            raise ValueError(f"a frame has pixels, not {self.pixels.shape}")
        if not isfinite(self.at):
            raise ValueError(f"a frame has a time, not {self.at}")
        if not self.source:
            raise ValueError("a frame names its source")
        locked = self.pixels.view()
        locked.flags.writeable = False
        object.__setattr__(self, "pixels", locked)
