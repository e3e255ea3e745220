"""Real pixels for the tests of faces: the rendered people of the fixtures."""

from collections.abc import Iterator
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from fixtures.library.people import PEOPLE
from station_gate.faces.cache import CACHE_VARIABLE
from station_gate.faces.engine import FaceEngine
from tests.conftest import FIXTURES

Pixels = NDArray[np.uint8]
FIRST, LAST = 16, 53
"""Frames of everybody's usual recording between coming near and going away."""


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def engine(_own_cache: None) -> FaceEngine:
    return FaceEngine.load()


def rgb(path: object) -> Pixels:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert picture is not None, f"no picture at {path}"
    return np.ascontiguousarray(picture[:, :, ::-1], dtype=np.uint8)


@cache
def portrait(name: str) -> Pixels:
    """Return the portrait of somebody's document, uint8 (H, W, 3) RGB."""
    return rgb(FIXTURES / "people" / name / "portrait.jpg")


@cache
def live(name: str) -> tuple[Pixels, ...]:
    """Somebody's live recording, 640 x 480 at 15 frames a second.

    The last steps to the camera (1 s), then standing before it (1.4 s).
    """
    return recording(PEOPLE[name].film)[FIRST:LAST]


@cache
def recording(path: object) -> tuple[Pixels, ...]:
    video = cv2.VideoCapture(str(path))
    frames = []
    while True:
        there, frame = video.read()
        if not there:
            break
        frames.append(np.ascontiguousarray(frame[:, :, ::-1], dtype=np.uint8))
    assert frames, f"no recording at {path}"
    return tuple(frames)
