"""Small videos for tests: each frame shows its own number as a gray value."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 240
STEP = 20
"""Gray values between one frame and the next; coding blurs a few of them."""


def write_video(path: Path, frames: int = 10, fps: float = 10.0, codec: str = "MJPG") -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, (WIDTH, HEIGHT))
    assert writer.isOpened()
    # grain around the gray, so that the frames and not the container fill the file
    grain = np.random.default_rng(1).integers(-12, 13, (HEIGHT, WIDTH, 3))
    for number in range(frames):
        writer.write((12 + number * STEP + grain).astype(np.uint8))
    writer.release()
    return path


def number_of(pixels: NDArray[np.uint8]) -> int:
    return round((float(pixels.mean()) - 12) / STEP)
