"""What the hall's light and the camera make of a picture."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.lab.attacks.sheet import Pixels

_SHIFT = 64
"""Pixels by which a frame's noise is moved against another's, at most. Drawing new noise for
each frame would take longer than everything that the gate does with it."""


@dataclass(frozen=True, slots=True)
class Light:
    """The light on the scene, and what the sensor adds; the same seed gives the same noise."""

    gain: float
    tint: tuple[float, float, float]
    """Of red, green and blue, about 1."""
    noise: float
    """Standard deviation, in steps of 255."""
    blur: float
    """Pixels."""
    seed: int

    @classmethod
    def some(cls, rng: np.random.Generator) -> "Light":
        """Draw one: dim to bright, warm to cold."""
        warmth = rng.uniform(-0.08, 0.08)
        return cls(
            gain=rng.uniform(0.75, 1.12),
            tint=(1 + warmth, 1.0, 1 - warmth),
            noise=rng.uniform(1, 3),
            blur=rng.uniform(0.3, 0.8),
            seed=int(rng.integers(2**31)),
        )

    def on(self, picture: Pixels, at: float) -> Pixels:
        """Give the camera's picture of a scene at ``at`` seconds."""
        soft = cv2.GaussianBlur(picture, (0, 0), self.blur)
        steps = np.arange(256)[:, None] * (np.array(self.tint) * self.gain)
        lit = cv2.LUT(soft, np.clip(steps, 0, 255).astype(np.uint8)[None])
        height, width = picture.shape[:2]
        grain = _grain(height + _SHIFT, width + _SHIFT, self.noise)
        rng = np.random.default_rng((self.seed, round(at * 1000)))
        down, across = rng.integers(_SHIFT, size=2)
        noise = grain[down : down + height, across : across + width]
        return cv2.add(lit, noise, dtype=cv2.CV_8U).astype(np.uint8, copy=False)


@lru_cache(maxsize=2)
def _grain(height: int, width: int, deviation: float) -> NDArray[np.int8]:
    """Make a sensor's noise, int8 (H, W, 3); frames take other parts of it."""
    noise = np.random.default_rng(0).standard_normal((height, width, 3), np.float32)
    grain: NDArray[np.int8] = np.rint(noise * deviation).astype(np.int8)
    return grain
