"""Error rates against values worked out by hand, and laws that hold for any distances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.lab.evaluation.statistics import Rate, Scores

GENUINE = np.array([0.1, 0.2, 0.3, 0.4, 0.6])
IMPOSTOR = np.array([0.35, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4])

distances = st.lists(st.floats(-0.2, 1.6), min_size=1, max_size=60).map(np.array)


@pytest.mark.parametrize(
    ("errors", "trials", "low", "high"),
    [
        # Wilson: Brown, Cai, DasGupta (2001) give the formula; 10 of 100 is 5.52 to 17.44 %
        (10, 100, 0.0552, 0.1744),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (0, 3000, 0.0, 0.001),  # rule of three
        (40, 40, 0.925, 1.0),
        (0, 0, 0.0, 1.0),
        (0, 2, 0.0, 1.0),
    ],
)
def test_intervals_of_known_rates(errors: int, trials: int, low: float, high: float) -> None:
    assert Rate(errors, trials).interval == pytest.approx((low, high), abs=5e-5)


def test_a_rate_without_trials_has_no_value() -> None:
    assert Rate(0, 0).value is None
    assert Rate(1, 4).value == 0.25


@given(st.integers(1, 10**6), st.data())
def test_an_interval_holds_its_rate(trials: int, data: st.DataObject) -> None:
    errors = data.draw(st.integers(0, trials))
    low, high = Rate(errors, trials).interval
    assert 0 <= low <= errors / trials <= high <= 1


def test_a_distance_at_the_threshold_matches() -> None:
    scores = Scores(GENUINE, IMPOSTOR)
    assert scores.fmr(0.35) == Rate(1, 10)
    assert scores.fmr(0.349) == Rate(0, 10)
    assert scores.fnmr(0.4) == Rate(1, 5)
    assert scores.fnmr(0.399) == Rate(2, 5)


def test_the_threshold_of_a_target_stops_short_of_one_impostor_too_many() -> None:
    scores = Scores(GENUINE, IMPOSTOR)
    assert scores.threshold_at(0.1) == pytest.approx(0.5, abs=2e-6)
    assert scores.fmr(scores.threshold_at(0.1) or 0) == Rate(1, 10)
    assert scores.threshold_at(0.09) is None  # less than one of ten


def test_ties_never_let_more_match_than_asked_for() -> None:
    scores = Scores(GENUINE, np.array([0.5] * 5 + [0.9] * 5))
    threshold = scores.threshold_at(0.2)
    assert threshold is not None
    assert threshold < 0.5


def test_the_equal_error_rate_where_both_rates_cross() -> None:
    # at 0.5: one of five genuine is beyond, two of ten impostors within
    assert Scores(GENUINE, IMPOSTOR).equal_error_rate() == pytest.approx(0.2)
    assert Scores(GENUINE, IMPOSTOR + 1).equal_error_rate() == 0
    assert Scores(GENUINE, np.array([])).equal_error_rate() is None
    assert Scores(np.array([]), IMPOSTOR).equal_error_rate() is None


@given(distances, distances, st.floats(0.01, 0.5))
def test_a_target_is_kept_and_not_by_more_than_one_pair(
    genuine: np.ndarray, impostor: np.ndarray, target: float
) -> None:
    scores = Scores(genuine, impostor)
    threshold = scores.threshold_at(target)
    if threshold is None:
        assert len(impostor) * target < 1
        return
    assert (scores.fmr(threshold).value or 0) <= target + 1e-9
    assert scores.fmr(threshold + 2e-6).errors + 1 > int(target * len(impostor))


@given(distances, distances)
def test_along_the_curve_one_error_falls_as_the_other_rises(
    genuine: np.ndarray, impostor: np.ndarray
) -> None:
    scores = Scores(genuine, impostor)
    thresholds, fmr, fnmr = scores.curve()
    assert (np.diff(thresholds) > 0).all()
    assert (np.diff(fmr) >= 0).all()
    assert (np.diff(fnmr) <= 0).all()
    assert (fmr[0], fnmr[0], fnmr[-1]) == (0, 1, 0)
    equal = scores.equal_error_rate()
    assert equal is not None
    assert 0 <= equal <= 1
