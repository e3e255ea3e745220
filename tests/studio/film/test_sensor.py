import numpy as np
import pytest

from fixtures.studio.film.sensor import (
    HEIGHT,
    LENS_HEIGHT,
    WIDTH,
    Sensor,
    movement,
    over,
    project,
    smeared,
)

GREY = np.full((HEIGHT, WIDTH, 3), 0.18, np.float32)


def _layer() -> np.ndarray:
    layer = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    layer[200:280, 300:340] = (0.5, 0.5, 0.5, 1.0)
    return layer


def test_the_same_seed_takes_the_same_picture() -> None:
    sensor = Sensor(1.0, 3.0, 8.0)
    first = sensor.develop(GREY, 5, 2)
    assert np.array_equal(first, sensor.develop(GREY, 5, 2))
    assert not np.array_equal(first, sensor.develop(GREY, 5, 3))
    assert not np.array_equal(first, sensor.develop(GREY, 6, 2))


def test_noise_is_as_strong_as_asked() -> None:
    quiet = Sensor(1.0, 1.0).develop(GREY, 1, 1)[200:280, 280:360].astype(float)
    loud = Sensor(1.0, 5.0).develop(GREY, 1, 1)[200:280, 280:360].astype(float)
    assert quiet.std() < 2
    assert 3 < loud.std() < 7
    assert quiet.mean() == pytest.approx(118, abs=3)


def test_bright_light_bends_instead_of_clipping() -> None:
    levels = [
        float(Sensor(1.0, 0.0).develop(GREY / 0.18 * x, 1, 1)[240, 320].mean())
        for x in (0.7, 1.0, 1.4, 9.0)
    ]
    assert levels == sorted(levels)
    assert levels[1] < 250 < levels[3]


def test_glow_brightens_what_is_beside_a_window() -> None:
    scene = GREY.copy()
    scene[:, :200] = 8.0
    plain = Sensor(1.0, 0.0).develop(scene, 1, 1)
    glowing = Sensor(1.0, 0.0, 14.0).develop(scene, 1, 1)
    assert glowing[240, 210].mean() > plain[240, 210].mean() + 10
    assert glowing[240, 500].mean() == pytest.approx(plain[240, 500].mean(), abs=2)


def test_layers_cover_what_is_below() -> None:
    picture = over(_layer(), GREY)
    assert picture[240, 320] == pytest.approx(0.5)
    assert picture[100, 100] == pytest.approx(0.18)


def test_movement_is_found_and_smeared_along() -> None:
    points = np.array([[310.0, 210], [330, 210], [320, 270]])
    move = movement(points, points + np.array([24, 0]))
    assert move == pytest.approx(np.array([[1, 0, 24.0], [0, 1, 0]]))
    smear = smeared(_layer(), move, 0.5)
    assert 0.2 < smear[240, 297, 3] < 0.8
    assert smear[190, 320, 3] == 0
    assert smear[..., 3].sum() == pytest.approx(80 * 40, rel=0.01)


def test_a_still_layer_stays_sharp() -> None:
    points = np.array([[310.0, 210], [330, 210], [320, 270]])
    layer = _layer()
    assert smeared(layer, movement(points, points + 0.4), 0.5) is layer


def test_a_grown_person_is_in_the_picture() -> None:
    ahead = project(np.array([[0.0, 0.75, LENS_HEIGHT + 0.1], [0.0, 0.75, LENS_HEIGHT - 0.2]]))
    assert ahead[:, 0] == pytest.approx(WIDTH / 2)
    assert 0 < ahead[0, 1] < ahead[1, 1] < HEIGHT
    # to the person's left is to the picture's right
    assert project(np.array([[0.2, 1.0, LENS_HEIGHT]]))[0, 0] > WIDTH / 2


def test_what_comes_nearer_grows() -> None:
    corners = np.array([[-0.1, 0, 1.5], [0.1, 0, 1.5], [0, 0, 1.7]])
    far, near = (project(corners + np.array([0, away, 0])) for away in (1.6, 0.8))
    assert movement(far, near)[0, 0] == pytest.approx(2.0, rel=0.03)
