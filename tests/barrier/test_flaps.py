"""The flaps alone: motion, reports, their own safety."""

from itertools import pairwise

import pytest

from station_gate.barrier.flaps import ATTEMPTS, CLOSING, OPENING, RECOVERY, Flaps
from station_gate.gate.terms import BarrierReport

OPENED, CLOSED = BarrierReport.OPENED, BarrierReport.CLOSED
BLOCKED, FAULT = BarrierReport.BLOCKED, BarrierReport.FAULT


def _open_flaps() -> Flaps:
    flaps = Flaps()
    flaps.open(0.0)
    assert flaps.advance(1.0, obstructed=False) == [(OPENING, OPENED)]
    return flaps


def test_opening_takes_its_time_and_is_reported_once() -> None:
    flaps = Flaps()
    assert flaps.position(9.0) == 0.0
    assert flaps.resting
    flaps.open(10.0)
    assert not flaps.resting
    assert flaps.position(10.0) == 0.0
    assert flaps.position(10.0 + OPENING / 2) == pytest.approx(0.5)
    assert flaps.advance(10.0 + OPENING - 0.001, obstructed=False) == []
    assert flaps.advance(12.0, obstructed=False) == [(10.0 + OPENING, OPENED)]
    assert flaps.advance(13.0, obstructed=False) == []
    assert flaps.position(13.0) == 1.0
    assert flaps.resting


def test_closing_takes_its_time() -> None:
    flaps = _open_flaps()
    flaps.close(2.0)
    assert flaps.closing
    assert flaps.position(2.0 + CLOSING / 2) == pytest.approx(0.5)
    assert flaps.advance(5.0, obstructed=False) == [(2.0 + CLOSING, CLOSED)]
    assert not flaps.closing


def test_motion_starts_and_stops_gently() -> None:
    flaps = Flaps()
    flaps.open(0.0)
    places = [flaps.position(OPENING * k / 20) for k in range(21)]
    steps = [b - a for a, b in pairwise(places)]
    assert min(steps) > 0
    assert steps[0] < steps[10] / 4
    assert steps[-1] < steps[10] / 4


def test_reversing_in_mid_way_goes_back_from_there() -> None:
    flaps = _open_flaps()
    flaps.close(2.0)
    half = 2.0 + CLOSING / 2
    flaps.open(half)
    assert flaps.position(half) == pytest.approx(0.5)
    (report,) = flaps.advance(9.0, obstructed=False)
    assert report.report is OPENED
    assert report.at == pytest.approx(half + OPENING / 2)


def test_the_same_command_again_does_not_disturb_the_motion() -> None:
    flaps = Flaps()
    flaps.open(0.0)
    flaps.open(OPENING / 2)
    assert flaps.position(OPENING / 2) == pytest.approx(0.5)
    assert flaps.advance(1.0, obstructed=False) == [(OPENING, OPENED)]


def test_a_command_already_carried_out_is_answered_at_once() -> None:
    flaps = _open_flaps()
    flaps.open(3.0)
    assert flaps.advance(3.0, obstructed=False) == [(3.0, OPENED)]
    flaps = Flaps()
    flaps.close(3.0)
    assert flaps.advance(3.0, obstructed=False) == [(3.0, CLOSED)]


def test_something_in_the_way_opens_them_again() -> None:
    flaps = _open_flaps()
    flaps.close(2.0)
    at = 2.0 + CLOSING / 2
    assert flaps.advance(at, obstructed=True) == [(at, BLOCKED)]
    assert not flaps.closing
    (report,) = flaps.advance(9.0, obstructed=True)
    assert report.report is OPENED
    assert report.at == pytest.approx(at + OPENING / 2)


def test_they_do_not_begin_to_close_on_anything() -> None:
    flaps = _open_flaps()
    flaps.close(2.0)
    assert flaps.advance(2.0, obstructed=True) == [(2.0, BLOCKED), (2.0, OPENED)]
    assert flaps.position(2.1) == 1.0


def test_what_stands_before_closed_flaps_does_not_open_them() -> None:
    flaps = Flaps()
    assert flaps.advance(5.0, obstructed=True) == []
    assert flaps.position(5.0) == 0.0


def _broken_flaps() -> Flaps:
    flaps = _open_flaps()
    for attempt in range(ATTEMPTS):
        flaps.close(2.0 + attempt)
        (report, *_) = flaps.advance(2.0 + attempt, obstructed=True)
        assert report.report is (BLOCKED if attempt < ATTEMPTS - 1 else FAULT)
    return flaps


def test_too_many_attempts_in_a_row_are_a_fault() -> None:
    flaps = _broken_flaps()
    assert flaps.position(50.0) == 1.0
    assert flaps.advance(50.0, obstructed=True) == [], "it does not say that all is well"
    assert not flaps.resting


def test_a_closing_that_succeeds_begins_the_count_anew() -> None:
    flaps = _open_flaps()
    for _ in range(3):
        for _ in range(ATTEMPTS - 1):
            flaps.close(2.0)
            assert flaps.advance(2.0, obstructed=True)[0].report is BLOCKED
        flaps.close(2.0)
        assert flaps.advance(3.0, obstructed=False) == [(2.0 + CLOSING, CLOSED)]
        flaps = _again_open(flaps)


def _again_open(flaps: Flaps) -> Flaps:
    flaps.open(1.0)  # tests may go back; only the order of calls counts
    flaps.advance(2.0, obstructed=False)
    return flaps


def test_a_fault_ends_when_the_zone_has_been_free_for_a_while() -> None:
    flaps = _broken_flaps()
    assert flaps.advance(20.0, obstructed=False) == []
    assert flaps.advance(20.0 + RECOVERY - 0.1, obstructed=True) == []
    assert flaps.advance(40.0, obstructed=False) == []
    assert flaps.advance(40.0 + RECOVERY, obstructed=False) == [(40.0 + RECOVERY, OPENED)]
    flaps.close(50.0)
    assert flaps.advance(51.0, obstructed=False) == [(50.0 + CLOSING, CLOSED)]


def test_faulty_flaps_stay_open_and_close_after_the_fault_if_told_to() -> None:
    flaps = _broken_flaps()
    flaps.close(10.0)
    assert flaps.advance(20.0, obstructed=False) == []
    assert flaps.position(20.0) == 1.0
    assert flaps.advance(40.0, obstructed=False) == [(20.0 + RECOVERY + CLOSING, CLOSED)]


def test_the_last_command_during_a_fault_counts() -> None:
    flaps = _broken_flaps()
    flaps.close(10.0)
    flaps.open(11.0)
    flaps.advance(20.0, obstructed=False)
    assert flaps.advance(40.0, obstructed=False) == [(20.0 + RECOVERY, OPENED)]
    assert flaps.position(40.0) == 1.0
