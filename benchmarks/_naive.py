"""What the benchmarks of faces share: how time is taken, and the naive way."""

import time
import warnings
from collections.abc import Callable

from tests.faces.conftest import Pixels

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # face_recognition_models warns of pkg_resources
    import face_recognition


def cpu(work: Callable[..., object], *given: object) -> float:
    """Milliseconds of this process for one call."""
    start = time.process_time()
    work(*given)
    return 1000 * (time.process_time() - start)


def clock(work: Callable[..., object], *given: object) -> float:
    """Milliseconds by the clock for one call."""
    start = time.perf_counter()
    work(*given)
    return 1000 * (time.perf_counter() - start)


def naive(frame: Pixels) -> None:
    """Find and encode as face_recognition's manual shows (RGB, upsampled once)."""
    boxes = face_recognition.face_locations(frame)
    face_recognition.face_encodings(frame, boxes)
