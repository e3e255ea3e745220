"""A table from distances: what it promises, and when it is not made."""

import numpy as np
import pytest

from station_gate.lab.evaluation.calibrating import TooFewPairs, calibrate, needed
from station_gate.lab.evaluation.statistics import Scores


def scores(impostors: int) -> Scores:
    draw = np.random.default_rng(5)
    return Scores(draw.normal(0.3, 0.06, 500), draw.normal(0.6, 0.07, impostors))


def test_too_few_pairs_are_said_with_both_numbers() -> None:
    with pytest.raises(
        TooFewPairs,
        match=(
            r"^1 in 10,000 needs at least 30,000 impostor pairs; you gave 900\. "
            r"Two pictures each of 123 people are enough"
        ),
    ):
        calibrate(scores(900), 1e-4, "p-1", "user: x")
    with pytest.raises(TooFewPairs, match="at least one genuine pair"):
        calibrate(Scores(np.array([]), scores(3000).impostor), 1e-3, "p-1", "user: x")


def test_a_table_serves_what_the_pairs_can_and_no_more() -> None:
    table = calibrate(scores(needed(1e-3)), 1e-3, "p-1", "user: x")
    assert [row.rate for row in table.rows] == [1e-2, 1e-3]
    assert (table.pipeline, table.provenance) == ("p-1", "user: x")
    whole = calibrate(scores(needed(1e-4)), 1e-3, "p-1", "user: x")
    assert [row.rate for row in whole.rows] == [1e-2, 1e-3, 1e-4]


def test_rows_keep_to_their_target_and_count_as_they_say() -> None:
    given = scores(30_000)
    for row in calibrate(given, 1e-4, "p-1", "user: x").rows:
        assert row.fmr <= row.rate
        assert row.fmr > row.rate / 2  # and no stricter than need be
        assert row.false_matches == given.fmr(row.threshold).errors
        assert row.false_non_matches == given.fnmr(row.threshold).errors
        assert given.fmr(row.unclear_until).errors <= 2 * row.rate * row.impostor_pairs
        assert row.unclear_until > row.threshold
