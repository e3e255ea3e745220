"""The table at the end of a replay: in groups, marked endings apart."""

import pytest

from station_gate.cli.endings import show_outcomes
from tests.lab.test_reports import ATTACK, CAUGHT, PASSED, REFUSED, result


def test_scenarios_stand_in_groups_and_marked_ones_last(capsys: pytest.CaptureFixture[str]) -> None:
    show_outcomes([result(PASSED, expect=ATTACK), result(PASSED, REFUSED), result(PASSED)])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("--")] == [
        "-- passed",
        "-- not yet detected: neither passed nor failed",
    ]
    assert lines[-3].endswith("–       3.5 s")
    assert lines[-2:] == [
        "2 of 3 ended as expected.",
        "1 marked as not yet detected, listed apart.",
    ]


def test_what_is_now_detected_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show_outcomes([result(CAUGHT, expect=ATTACK)])
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "0 of 0 ended as expected.",
        "two, p0: now detected, remove the mark not_yet_detected.",
    ]
