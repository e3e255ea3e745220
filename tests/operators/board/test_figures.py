"""Counts, rates, medians and percentiles are exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.operators.board.figures import (
    Passing,
    StageTimes,
    each_minute,
    outcomes,
    per_minute,
    percentile,
    refusals,
    stage_times,
)

NOW = 1_000_000.0


def ended(
    ago: float, reason: Reason | None = None, stages: tuple[tuple[str, float], ...] = ()
) -> Passing:
    outcome = Outcome.PASSED if reason is None else Outcome.REFUSED
    whole = sum(seconds for _, seconds in stages)
    decision = Decision(
        transaction=1, outcome=outcome, reason=reason, stages=stages, duration=whole
    )
    return Passing(NOW - ago, decision)


def test_outcomes_and_reasons_are_counted_the_most_frequent_first() -> None:
    some = [ended(0), ended(0), ended(0, Reason.NO_FACE), ended(0, Reason.TICKET_USED)]
    some += [ended(0, Reason.TICKET_USED), ended(0, Reason.DOCUMENT_EXPIRED)]
    assert outcomes(some) == {Outcome.PASSED: 2, Outcome.REFUSED: 4}
    assert refusals(some) == [
        (Reason.TICKET_USED, 2),
        (Reason.DOCUMENT_EXPIRED, 1),
        (Reason.NO_FACE, 1),
    ]


def test_only_who_passed_counts_for_the_rate_and_only_in_its_time() -> None:
    some = [ended(0), ended(59.9), ended(60), ended(599), ended(600), ended(5, Reason.NO_FACE)]
    some += [ended(-5)]
    assert per_minute(some, NOW, 1) == 2
    assert per_minute(some, NOW, 10) == 0.4
    assert each_minute(some, NOW, 3) == [0, 1, 2]
    assert sum(each_minute(some, NOW, 11)) == 5


@given(st.lists(st.floats(0, 7200)), st.integers(1, 60))
def test_the_chart_and_the_rate_tell_the_same(ages: list[float], minutes: int) -> None:
    some = [ended(age) for age in ages]
    assert sum(each_minute(some, NOW, minutes)) == round(per_minute(some, NOW, minutes) * minutes)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200), st.integers(1, 99))
def test_a_percentile_is_numpys(values: list[float], percent: int) -> None:
    expected = float(np.percentile(values, percent))
    assert percentile(values, percent) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_stages_stand_in_walking_order_and_all_of_it_last() -> None:
    some = [
        ended(0, stages=(("face", 3.0), ("ticket", 1.0))),
        ended(0, stages=(("ticket", 2.0), ("go", 4.0))),
        ended(0, stages=(("ticket", 6.0),)),
    ]
    assert stage_times(some) == [
        StageTimes("ticket", 3, 2.0, percentile([1.0, 2.0, 6.0], 95)),
        StageTimes("face", 1, 3.0, 3.0),
        StageTimes("go", 1, 4.0, 4.0),
        StageTimes("whole", 3, 6.0, 6.0),
    ]
    assert stage_times([]) == []
