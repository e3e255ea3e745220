import numpy as np
import pytest

from fixtures.studio.film.gait import hip, knee, stride_length
from fixtures.studio.film.motion import blink, eased, monotone, track

TIMES = np.arange(75) / 15


def test_the_step_is_one_of_a_person() -> None:
    phases = np.linspace(0, 1, 101)
    hips, knees = [hip(p) for p in phases], [knee(p) for p in phases]
    assert 24 < max(hips) < 32
    assert -14 < min(hips) < -8
    assert min(knees) >= 0
    assert 55 < max(knees) < 65
    # the knee bends most while the leg swings, behind the stance
    assert 0.66 < phases[int(np.argmax(knees))] < 0.78
    assert hips[0] == pytest.approx(hips[-1], abs=1e-9)


def test_longer_legs_and_more_haste_make_longer_strides() -> None:
    assert 1.2 < stride_length(1.1, 1.75) < 1.45
    assert stride_length(1.1, 1.3) < stride_length(1.1, 1.75) < stride_length(1.4, 1.75)


def test_a_path_is_met_at_its_points_and_never_overshot() -> None:
    x, y = [0.0, 2.0, 4.0, 5.0], [2.8, 0.75, 0.75, 0.4]
    at = np.linspace(0, 5, 501)
    d = monotone(x, y, at)
    assert d[200] == pytest.approx(0.75, abs=1e-9)
    assert np.allclose(d[200:401], 0.75)
    assert (np.diff(d) <= 1e-9).all()
    assert monotone([1.0], [3.0], at) == pytest.approx(3.0)


def test_walking_up_and_standing() -> None:
    way = track([(0, 2.8, -0.3), (2.2, 0.75, 0), (5, 0.75, 0)], TIMES, 1.75)
    assert way.away[0] == pytest.approx(2.8, abs=0.02)
    assert way.effort[10] > 0.9
    assert way.effort[45] == pytest.approx(0, abs=0.02)
    assert np.allclose(way.phase[45:], way.phase[45], atol=0.02)
    # about two metres are one and a half strides
    assert 1.2 < way.phase[45] < 2.2
    assert abs(way.heading[60]) < 0.5


def test_the_body_turns_to_where_it_goes() -> None:
    leaving = track([(0, 0.75, 0), (2, 0.75, 0), (3.2, 0.55, 1.2), (5, 0.5, 3.2)], TIMES, 1.75)
    assert abs(leaving.heading[20]) < 1
    assert 60 < leaving.heading[48] < 100
    back = track([(0, 0.75, 0), (2, 0.75, 0), (5, 3.5, -0.4)], TIMES, 1.75)
    assert abs(back.heading[60]) > 150


def test_a_path_is_the_same_every_time() -> None:
    path = [(0.0, 2.8, 0.2), (2.0, 0.8, 0.0)]
    first, second = track(path, TIMES, 1.7), track(path, TIMES, 1.7)
    assert np.array_equal(first.phase, second.phase)
    assert np.array_equal(first.heading, second.heading)


@pytest.mark.parametrize("at", [1.0, 1.02, 1.05])
def test_a_blink_is_seen_at_15_frames_a_second(at: float) -> None:
    shut = blink(TIMES, at)
    assert shut.max() > 0.95
    assert (shut > 0).sum() <= 6
    assert shut[0] == 0


def test_a_turn_begins_and_ends_softly() -> None:
    turned = eased(TIMES, 1.0, 2.0)
    assert turned[14] == 0
    assert turned[22] == 1
    assert turned[31] == 0
    assert np.abs(np.diff(turned)).max() < 0.6
