import numpy as np
import pytest

from fixtures.studio.film.layers import between, covered, gaps
from fixtures.studio.film.sensor import HEIGHT, WIDTH


def test_what_is_covered_has_a_margin_and_stays_in_the_picture() -> None:
    points = np.array([[100.0, 50], [200, 300], [150, 900]])
    assert covered(points) == (96, 46, 205, HEIGHT)


@pytest.mark.parametrize("shift", [[9000.0, 0], [0, -9000.0]])
def test_nobody_in_the_picture_covers_nothing(shift: list[float]) -> None:
    points = np.array([[100.0, 50], [200, 300], [150, 400]]) + np.array(shift)
    assert covered(points) is None
    assert covered(points[:2]) is None


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_a_frame_between_lies_there_and_does_not_ghost(share: float) -> None:
    marks = np.array([[310.0, 210], [350, 210], [310, 280]])
    before = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    before[200:280, 300:340] = 1.0
    after = np.roll(before, 8, axis=1)
    step = np.array([8 * share, 0])
    middle = between(before, after, (marks, marks + step, marks + np.array([8, 0])), share)
    assert np.abs(middle - np.roll(before, round(8 * share), axis=1)).max() <= 1e-5


def test_gaps_are_filled_from_what_is_done_around_them() -> None:
    assert gaps([True, False, True, False, False, True]) == [(0, 1, 2), (2, 3, 5), (2, 4, 5)]
    assert gaps([False, True, False]) == []
    assert gaps([False, False]) == []
