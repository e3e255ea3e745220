"""What the hall's light and the camera make of a picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from station_gate.lab.attacks.sheet import Pixels


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
        soft = cv2.GaussianBlur(picture, (0, 0), self.blur).astype(np.float32)
        noise = np.random.default_rng((self.seed, round(at * 1000)))
        seen = soft * (np.array(self.tint, np.float32) * self.gain)
        seen += noise.standard_normal(seen.shape, np.float32) * self.noise
        return np.clip(seen, 0, 255).astype(np.uint8)
