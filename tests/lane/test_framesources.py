"""What every source of frames has to hold: a picture, a recording, a scenario's passenger."""

from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
import pytest

from station_gate.capture.recording import Recording
from station_gate.capture.sources import FrameSource
from station_gate.capture.still import Still
from station_gate.lab.props import Faces, picture_source
from tests.conftest import FIXTURES

VIDEO = FIXTURES / "recordings/genuine_hall.mp4"
PICTURE = FIXTURES / "recordings/empty_hall.jpg"


def passenger() -> Faces:
    faces = Faces(lambda: (VIDEO,))
    faces.next_passenger()
    return faces


SOURCES: dict[str, Callable[[], FrameSource]] = {
    "still": lambda: Still(PICTURE),
    "still in memory": lambda: Still(np.zeros((48, 64, 3), np.uint8)),
    "recording": lambda: Recording(VIDEO),
    "recording that is held": lambda: Recording(VIDEO, hold=True),
    "picture of a scenario": lambda: picture_source(PICTURE),
    "passenger of a scenario": passenger,
}


@pytest.fixture(params=SOURCES)
def source(request: pytest.FixtureRequest) -> Iterator[FrameSource]:
    with closing(SOURCES[request.param]()) as source:
        yield source


def times(source: FrameSource, begin: float, ticks: int) -> list[float]:
    """Look 30 times a second; return the times of the frames, each of which is looked at."""
    found = []
    for tick in range(ticks):
        now = begin + tick / 30
        frame = source.read(now)
        if frame is not None:
            assert frame.pixels.dtype == np.uint8
            assert frame.pixels.ndim == 3
            assert frame.at <= now + 1e-6
            found.append(frame.at)
    return found


def test_no_frame_comes_before_the_start_or_after_the_end(source: FrameSource) -> None:
    assert source.read(4.0) is None
    source.start(5.0)
    assert source.read(5.0) is not None
    source.stop()
    assert source.read(5.5) is None
    source.stop()
    source.close()
    assert source.read(6.0) is None


def test_each_frame_comes_once_and_in_order(source: FrameSource) -> None:
    source.start(5.0)
    found = times(source, 5.0, 30)
    assert len(found) > 5
    assert found == sorted(set(found))
    assert found[0] >= 5.0
    newest = source.read(6.0)
    assert source.read(6.0) is None, newest


def test_starting_again_begins_anew(source: FrameSource) -> None:
    source.start(5.0)
    first = times(source, 5.0, 10)
    source.stop()
    source.start(50.0)
    again = times(source, 50.0, 10)
    assert [at - 50.0 for at in again] == pytest.approx([at - 5.0 for at in first], abs=1e-6)


def test_it_has_a_name_and_works(source: FrameSource) -> None:
    assert source.name
    assert source.failed is None
