from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from station_gate.capture.sources import FrameSource
from station_gate.capture.still import Still
from station_gate.problems import BadInput


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "face.png"
    Image.new("RGB", (6, 4), (1, 2, 3)).save(path)
    return path


def test_the_picture_comes_again_and_again(picture: Path) -> None:
    still: FrameSource = Still(picture, fps=10)
    still.start(2.0)
    frames = [frame for tick in range(61) if (frame := still.read(2.0 + tick / 60))]
    assert [frame.at for frame in frames] == pytest.approx([2 + k / 10 for k in range(11)])
    assert all(np.array_equal(f.pixels, np.full((4, 6, 3), (1, 2, 3))) for f in frames)
    assert {frame.source for frame in frames} == {still.name} == {"face.png"}


def test_a_slow_reader_gets_one_frame_and_not_the_arrears(picture: Path) -> None:
    still = Still(picture, fps=10)
    still.start(0.0)
    late = still.read(0.77)
    assert late is not None
    assert late.at == pytest.approx(0.7)
    assert still.read(0.78) is None


def test_nothing_before_the_start_nor_after_the_stop(picture: Path) -> None:
    still = Still(picture)
    assert still.read(0.0) is None
    still.start(0.0)
    still.stop()
    assert still.read(1.0) is None
    still.start(5.0)
    assert still.read(5.0) is not None
    still.close()
    assert still.read(6.0) is None


def test_a_picture_that_cannot_be_read_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        Still(tmp_path / "nobody.png")


@pytest.mark.parametrize("fps", [0.0, -1.0, float("nan")])
def test_a_rate_must_be_more_than_nothing(picture: Path, fps: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        Still(picture, fps=fps)
