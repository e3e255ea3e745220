"""Results for machines: the JSON contract and JUnit XML."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.lab.replay import Ending, Played, Replayed, Verdict
from station_gate.lab.reports import as_json, as_junit, write_report
from station_gate.lab.scenario import Expectation, Passenger, Scenario
from station_gate.problems import BadInput

PASSED = Decision(
    transaction=1,
    outcome=Outcome.PASSED,
    reason=None,
    ticket_id="SG-1",
    checks=(Check(name="face_distance", value=0.31, limit=0.5, passed=True),),
    stages=(("ticket", 1.00004), ("go", 2.5)),
    duration=3.50004,
)
REFUSED = Decision(transaction=2, outcome=Outcome.REFUSED, reason=Reason.NO_FACE)


PASSES = Expectation(outcome=Outcome.PASSED)
ATTACK = Expectation(
    outcome=Outcome.REFUSED, reason="attack_suspected", not_yet_detected="no liveness check"
)
CAUGHT = Decision(transaction=3, outcome=Outcome.REFUSED, reason=Reason.ATTACK_SUSPECTED)


def result(*decisions: Decision | None, expect: Expectation = PASSES) -> Replayed:
    passengers = tuple(Passenger(name=f"p{n}", expect=expect) for n in range(len(decisions)))
    scenario = Scenario(
        name="two",
        folder=Path(),
        title="Zwei Ä",
        story="s",
        clock=datetime(2026, 1, 1),
        gate={},
        entered=(),
        passengers=passengers,
    )
    endings = tuple(
        Ending(passenger=p, decision=d) for p, d in zip(passengers, decisions, strict=True)
    )
    return Replayed(scenario=scenario, endings=endings)


def test_the_json_contract() -> None:
    text = as_json(Played(replayed=(result(PASSED, REFUSED, None),)))
    assert text.endswith("}\n")
    assert "Zwei Ä" in text
    document = json.loads(text)
    assert document["version"] == 1
    (scenario,) = document["scenarios"]
    assert scenario["agrees"] is False
    first, second, third = scenario["passengers"]
    assert first["agrees"] is True
    assert first["decision"]["checks"] == [
        {"name": "face_distance", "value": 0.31, "limit": 0.5, "unit": "", "passed": True}
    ]
    assert first["decision"]["stages"] == {"ticket": 1.0, "go": 2.5}
    assert first["decision"]["duration"] == 3.5
    assert second["decision"]["reason"] == "no_face"
    assert second["expected"] == {
        "outcome": "passed",
        "reason": None,
        "not_yet_detected": None,
    }
    assert [p["verdict"] for p in scenario["passengers"]] == [
        "as expected",
        "not as expected",
        "not as expected",
    ]
    assert third["decision"] is None


def test_only_the_expected_reason_agrees() -> None:
    expect = Expectation(outcome=Outcome.REFUSED, reason="several_faces")
    passenger = Passenger(expect=expect)
    assert not Ending(passenger=passenger, decision=REFUSED).agrees
    right = Passenger(expect=Expectation(outcome=Outcome.REFUSED, reason="no_face"))
    assert Ending(passenger=right, decision=REFUSED).agrees


def test_junit_is_xml_whatever_a_scenario_is_called() -> None:
    letters = "\x00\x08\x1b[31m\x9b\ufffe\ud800 <b>"
    hostile = ATTACK.model_copy(update={"not_yet_detected": letters})
    passenger = Passenger(name=letters.replace("\ud800", ""), expect=hostile)
    odd = replace(result().scenario, name=letters, passengers=(passenger,))
    endings = [Ending(passenger=passenger, decision=each) for each in (PASSED, REFUSED, None)]
    text = as_junit(Played(replayed=(Replayed(scenario=odd, endings=tuple(endings)),)))
    assert all(line.isprintable() for line in text.split("\n"))
    for case in ElementTree.fromstring(text).iter("testcase"):
        assert case.attrib["name"].endswith("<b>")


def test_junit_says_what_was_expected() -> None:
    suite = ElementTree.fromstring(as_junit(Played(replayed=(result(PASSED, REFUSED, None),))))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    messages = [failure.get("message") for failure in suite.iter("failure")]
    assert messages == [
        "expected passed, got refused no_face",
        "expected passed, got no ending",
    ]


def test_a_marked_ending_is_neither_passed_nor_failed() -> None:
    missed, caught, endless = result(PASSED, CAUGHT, None, expect=ATTACK).endings
    assert (missed.verdict, missed.agrees) == (Verdict.NOT_YET_DETECTED, None)
    assert (caught.verdict, caught.agrees) == (Verdict.NOW_DETECTED, None)
    assert (endless.verdict, endless.agrees) == (Verdict.NOT_AS_EXPECTED, False)
    waiting = result(PASSED, CAUGHT, expect=ATTACK)
    assert (waiting.agrees, waiting.failed) == (None, False)
    assert result(None, PASSED, expect=ATTACK).failed
    assert result(PASSED).agrees is True


def test_reports_set_marked_endings_apart() -> None:
    results = [result(PASSED, CAUGHT, expect=ATTACK)]
    (scenario,) = json.loads(as_json(Played(replayed=tuple(results))))["scenarios"]
    assert scenario["agrees"] is None
    first, second = scenario["passengers"]
    assert first["agrees"] is second["agrees"] is None
    assert first["expected"]["not_yet_detected"] == "no liveness check"
    assert second["verdict"] == "now detected, remove the mark"
    suite = ElementTree.fromstring(as_junit(Played(replayed=tuple(results))))
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")
    assert [skipped.get("message") for skipped in suite.iter("skipped")] == [
        "not yet detected: no liveness check",
        "now detected, remove the mark: no liveness check",
    ]


def test_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_report(tmp_path, "x")
