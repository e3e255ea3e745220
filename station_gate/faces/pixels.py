"""The pictures that this package takes, and the one check of them."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A picture: uint8 (H, W, 3) RGB, not mirrored."""

Gray = NDArray[np.uint8]
"""A picture's luminance: uint8 (H, W)."""


def check_pixels(pixels: Pixels) -> Pixels:
    """Return the picture as one contiguous block.

    Raises ``ValueError`` for anything but uint8 (H, W, 3) with at least one
    pixel. That is our own mistake and not a user's: ``capture`` gives no others.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(f"a picture is uint8 (H, W, 3), not {pixels.dtype} {pixels.shape}")
    return np.ascontiguousarray(pixels)


def gray_of(pixels: Pixels) -> Gray:
    """Return a picture's luminance."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
