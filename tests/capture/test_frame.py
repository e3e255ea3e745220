import math

import numpy as np
import pytest

from station_gate.capture.frame import Frame


def test_a_frame_keeps_its_pixels_locked_but_not_the_callers() -> None:
    pixels = np.zeros((4, 6, 3), dtype=np.uint8)
    frame = Frame(pixels, 1.5, "camera 0")
    assert (frame.pixels.shape, frame.at, frame.source) == ((4, 6, 3), 1.5, "camera 0")
    assert np.shares_memory(frame.pixels, pixels)
    with pytest.raises(ValueError, match="read-only"):
        frame.pixels[0, 0, 0] = 1
    pixels[0, 0, 0] = 1
    with pytest.raises(AttributeError):
        frame.at = 2.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [
        ((4, 6), np.uint8),
        ((4, 6, 4), np.uint8),
        ((4, 6, 1), np.uint8),
        ((0, 6, 3), np.uint8),
        ((4, 0, 3), np.uint8),
        ((4, 6, 3), np.float32),
    ],
)
def test_pixels_of_another_kind_are_refused(shape: tuple[int, ...], dtype: type) -> None:
    with pytest.raises(ValueError, match="a frame"):
        Frame(np.zeros(shape, dtype=dtype), 0.0, "camera 0")


@pytest.mark.parametrize("at", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_none_is_refused(at: float) -> None:
    with pytest.raises(ValueError, match="time"):
        Frame(np.zeros((1, 1, 3), dtype=np.uint8), at, "camera 0")


def test_a_frame_names_its_source() -> None:
    with pytest.raises(ValueError, match="source"):
        Frame(np.zeros((1, 1, 3), dtype=np.uint8), 0.0, "")
