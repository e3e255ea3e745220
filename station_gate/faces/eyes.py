"""How far open the eyes are: a small network's answer on the two eyes of a chip.

The usual measure, the eye aspect ratio of dlib's 68 points, needs a model of 100 MB
that takes half a second to load, and takes narrow eyes and glasses for closed ones.
``data/README.md`` says what this network is learnt from and what it reaches.
"""

from collections import deque
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.faces.pixels import Gray

FILE = "eyes.npz"
PATCH = 24, 18
"""Width and height in pixels of an eye as the network sees it."""

_ROWS = slice(35, 59)
_EYES = slice(31, 63), slice(84, 116)
"""Columns of a chip around the eye on its left and the one on its right; alignment
puts the corners of the eyes at 37, 57, 90 and 110 to within two pixels."""
_EVEN = 4.0
"""Levels added to a patch's contrast, so that a dark one is not all noise."""

_REMEMBERED = 60
"""Frames that the usual level is taken from: some seconds, with blinks among them."""
_USUAL = 0.8
"""Share of these frames that are below the usual level."""

Patches = NDArray[np.float32]
"""float32 (N, 432): eyes turned the same way, of mean 0 and about one standard deviation."""


@dataclass(frozen=True, slots=True, eq=False)
class EyeNetwork:
    """One hidden layer: float32 (432, n), (n,), (n,) and a number."""

    inward: NDArray[np.float32]
    bias: NDArray[np.float32]
    outward: NDArray[np.float32]
    offset: float

    def openness(self, patches: Patches) -> NDArray[np.float64]:
        """Return how far each eye is open, float64 (N,): 0 closed to 1 open."""
        hidden = np.maximum(patches @ self.inward + self.bias, 0)
        outcome = (hidden @ self.outward).astype(np.float64) + self.offset
        opened: NDArray[np.float64] = 1 / (1 + np.exp(-outcome))
        return opened


def eye_patches(chip: Gray) -> Patches:
    """Cut the two eyes out of a chip's luminance, uint8 (150, 150): float32 (2, 432)."""
    patches = np.empty((2, PATCH[0] * PATCH[1]), np.float32)
    for row, columns in enumerate(_EYES):
        patch = cv2.resize(chip[_ROWS, columns], PATCH, interpolation=cv2.INTER_AREA)
        mean, spread = cv2.meanStdDev(patch)
        turned = cv2.flip(patch, 1) if row else patch
        patches[row] = (turned.ravel() - mean[0, 0]) / (spread[0, 0] + _EVEN)
    return patches


def eyes_open(chip: Gray) -> float:
    """Return how far open both eyes of a chip's luminance are: 0 closed to 1 open (0.1 ms)."""
    return float(_network().openness(eye_patches(chip)).mean())


class OwnLevel:
    """How far open the eyes of the person before the camera usually are.

    Narrow eyes are not closed ones: only the same person's own level tells.
    """

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=_REMEMBERED)

    def after(self, opened: float) -> float:
        """Take the next frame's value and return the usual level, 0 to 1."""
        self._seen.append(opened)
        return sorted(self._seen)[int(_USUAL * (len(self._seen) - 1))]

    def forget(self) -> None:
        """Begin with another person."""
        self._seen.clear()


@cache
def _network() -> EyeNetwork:
    with (
        (files("station_gate.faces") / "data" / FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        inward, bias, outward = (
            arrays[name].astype(np.float32) for name in ("inward", "bias", "outward")
        )
        return EyeNetwork(inward, bias, outward, float(arrays["offset"]))
