"""Seeking in a video gives what reading it through gives."""

from pathlib import Path

import numpy as np
import pytest

from station_gate.capture.video import Video
from tests.capture.videos import number_of, write_video

PLACES = (0.5, 0.0, 0.9, 0.4, 0.3, 0.8)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.avi", "MJPG"), ("a.mp4", "mp4v"), ("a.mkv", "FFV1"), ("a.webm", "VP90")]
)
def test_the_frame_sought_is_the_frame_read(tmp_path: Path, name: str, codec: str) -> None:
    path = write_video(tmp_path / name, codec=codec)
    through, video = Video(path), Video(path)
    read = []
    while (moment := through.next()) is not None:
        read.append(moment)
    assert [number_of(moment.pixels) for moment in read] == list(range(10))
    for place in PLACES:
        video.seek(place)
        for wanted in read[round(place * 10) :][:2]:
            found = video.next()
            assert found is not None
            assert found.time == pytest.approx(wanted.time)
            assert np.array_equal(found.pixels, wanted.pixels)
    through.close()
    video.close()


def test_between_two_frames_the_later_is_sought(tmp_path: Path) -> None:
    video = Video(write_video(tmp_path / "a.avi"))
    video.seek(0.41)
    found = video.next()
    assert found is not None
    assert number_of(found.pixels) == 5
    video.close()


def test_after_the_last_frame_there_is_nothing_and_back_there_is(tmp_path: Path) -> None:
    video = Video(write_video(tmp_path / "a.avi"))
    video.seek(7.0)
    assert video.next() is None
    assert video.missing() is None, "who sought cannot know"
    video.seek(0.2)
    found = video.next()
    assert found is not None
    assert number_of(found.pixels) == 2
    video.close()
