import numpy as np
import pytest

from fixtures.studio.film.layers import covered, halfway
from fixtures.studio.film.sensor import HEIGHT, WIDTH


def test_what_is_covered_has_a_margin_and_stays_in_the_picture() -> None:
    points = np.array([[100.0, 50], [200, 300], [150, 900]])
    assert covered(points) == (96, 46, 205, HEIGHT)


@pytest.mark.parametrize("shift", [[9000.0, 0], [0, -9000.0]])
def test_nobody_in_the_picture_covers_nothing(shift: list[float]) -> None:
    points = np.array([[100.0, 50], [200, 300], [150, 400]]) + np.array(shift)
    assert covered(points) is None
    assert covered(points[:2]) is None


def test_halfway_lies_between_and_does_not_ghost() -> None:
    marks = np.array([[310.0, 210], [350, 210], [310, 280]])
    before = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    before[200:280, 300:340] = 1.0
    after = np.roll(before, 8, axis=1)
    middle = halfway(before, after, (marks, marks + np.array([4, 0]), marks + np.array([8, 0])))
    assert middle == pytest.approx(np.roll(before, 4, axis=1), abs=1e-5)
