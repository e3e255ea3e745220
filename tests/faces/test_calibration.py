"""The calibration: an error target becomes a threshold, and nothing else is believed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.faces.calibration import RATES, Calibration, CalibrationRow, Policy
from station_gate.faces.observation import Verdict
from station_gate.faces.steps import PLAIN, SHIPPED
from station_gate.problems import BadInput

ROW = CalibrationRow(
    rate=1e-2,
    threshold=0.4,
    unclear_until=0.42,
    false_matches=10,
    impostor_pairs=1000,
    false_non_matches=5,
    genuine_pairs=100,
)
STRICTER = replace(ROW, rate=1e-3, threshold=0.3, unclear_until=0.35, false_matches=1)
TABLE = Calibration(pipeline=SHIPPED.version, provenance="user: a test", rows=(ROW, STRICTER))


def test_the_shipped_table_keeps_its_promises() -> None:
    table = Calibration.load(None, SHIPPED.version)
    assert [row.rate for row in table.rows] == list(RATES)
    assert table.provenance.startswith("shipped: LFW, ")
    for row in table.rows:
        assert row.fmr <= row.rate
        assert row.threshold < row.unclear_until < row.threshold + 0.03
    assert [row.fnmr for row in table.rows] == sorted(row.fnmr for row in table.rows)


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(TABLE.to_json())
    assert Calibration.load(path, SHIPPED.version) == TABLE


def test_a_table_of_another_pipeline_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(TABLE.to_json())
    with pytest.raises(BadInput, match=f"made for the face pipeline {SHIPPED.version}, and this"):
        Calibration.load(path, PLAIN.version)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "no json",
        json.dumps({"version": 2, "pipeline": SHIPPED.version}),
        json.dumps({"version": 1, "pipeline": SHIPPED.version}),
        json.dumps({"version": 1, "pipeline": SHIPPED.version, "provenance": "", "rows": []}),
        TABLE.to_json().replace("0.42", "0.1"),
        TABLE.to_json().replace("0.3,", "0.41,").replace("0.35,", "0.42,"),
        TABLE.to_json().replace('"threshold"', '"limit"'),
        TABLE.to_json().replace('"false_matches": 10', '"false_matches": 2000'),
        TABLE.to_json().replace('"false_matches": 1,', '"false_matches": 2,'),
        TABLE.to_json().replace('"false_matches": 1,', '"false_matches": true,'),
        *(
            TABLE.to_json().replace("0.3,", f"{edited},")
            for edited in ("NaN", "-0.1", "0", "true", '"0.3"', "null", "[0.3]")
        ),
        TABLE.to_json().replace("0.42", "Infinity"),
        TABLE.to_json().replace("0.4,", "5.0,").replace("0.42", "5.0"),
        TABLE.to_json().replace("0.001", '"0.001"'),
        "[" * 200_000,
    ],
)
def test_a_damaged_table_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(text)
    with pytest.raises(BadInput, match="is damaged or of another format; make one with"):
        Calibration.load(path, SHIPPED.version)


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Calibration.load(tmp_path / "nowhere.json", SHIPPED.version)


def test_a_target_without_a_row_is_refused_before_any_passenger() -> None:
    with pytest.raises(BadInput, match="1 false match in 10,000, only for 1 in 100, 1 in 1,000"):
        Policy(calibration=TABLE, rate=1e-4)


@pytest.mark.parametrize(
    ("distance", "verdict", "tier"),
    [
        (-0.1, Verdict.MATCH, "1 in 1,000"),
        (0.3, Verdict.MATCH, "1 in 1,000"),
        (0.301, Verdict.UNCLEAR, "1 in 100"),
        (0.35, Verdict.UNCLEAR, "1 in 100"),
        (0.351, Verdict.MISMATCH, "1 in 100"),
        (0.41, Verdict.MISMATCH, "more often than 1 in 100"),
    ],
)
def test_a_distance_is_judged(distance: float, verdict: Verdict, tier: str) -> None:
    comparison = Policy(calibration=TABLE, rate=1e-3).judge(distance)
    assert (comparison.verdict, comparison.tier) == (verdict, tier)
    assert (comparison.threshold, comparison.unclear_until) == (0.3, 0.35)
    assert comparison.target == "1 in 1,000"
    assert comparison.matched is (verdict is Verdict.MATCH)


@given(st.floats(-1, 3))
def test_nobody_falls_between_two_thresholds(distance: float) -> None:
    verdict = STRICTER.verdict(distance)
    assert (verdict is Verdict.MATCH) == (distance <= STRICTER.threshold)
    assert (verdict is Verdict.MISMATCH) == (distance > STRICTER.unclear_until)
