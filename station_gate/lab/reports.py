"""A replay's results for machines: JSON and JUnit XML, without any wall-clock value."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from station_gate.console.record import decision_record
from station_gate.lab.replay import Ending, Replayed
from station_gate.problems import BadInput, printable

JSON_VERSION = 1


def as_json(results: Sequence[Replayed]) -> str:
    """Write ``{"version": 1, "scenarios": [...]}`` with sorted keys and a newline at the end.

    Each scenario has its name, title, whether it agrees, and for each passenger
    the expected outcome and reason and the whole decision record. ``agrees`` is ``null``
    where an ending is marked ``not_yet_detected``: neither passed nor failed.
    """
    document = {"version": JSON_VERSION, "scenarios": [_scenario(result) for result in results]}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _scenario(result: Replayed) -> dict[str, Any]:
    return {
        "name": result.scenario.name,
        "title": result.scenario.title,
        "agrees": result.agrees,
        "passengers": [_passenger(ending) for ending in result.endings],
    }


def _passenger(ending: Ending) -> dict[str, Any]:
    return {
        "name": ending.passenger.name,
        "agrees": ending.agrees,
        "expected": {
            "outcome": ending.expected.outcome.value,
            "reason": ending.expected.reason or None,
            "not_yet_detected": ending.expected.not_yet_detected or None,
        },
        "verdict": ending.verdict.value,
        "decision": decision_record(ending.decision) if ending.decision else None,
    }


def as_junit(results: Sequence[Replayed]) -> str:
    """Write JUnit XML: a test suite, one test case for each passenger.

    What scenarios say is made printable: XML has no control characters, not even written out.
    """
    suite = ElementTree.Element("testsuite", name="station-gate replay")
    failures = skipped = 0
    for result in results:
        for ending in result.endings:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=printable(result.scenario.name),
                name=printable(ending.passenger.name),
            )
            if ending.agrees is None:
                skipped += 1
                why = printable(f"{ending.verdict.value}: {ending.expected.not_yet_detected}")
                ElementTree.SubElement(case, "skipped", message=why)
            elif not ending.agrees:
                failures += 1
                expected = ending.expected
                got = ending.decision.outcome.value if ending.decision else "no ending"
                ElementTree.SubElement(
                    case,
                    "failure",
                    message=f"expected {expected.outcome.value} {expected.reason}".strip()
                    + f", got {got} {ending.reason}".rstrip(),
                )
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("skipped", str(skipped))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def write_report(path: Path, text: str) -> None:
    """Write a report; raises ``BadInput`` when that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"The report {path} cannot be written: {error.strerror}; choose another place."
        ) from None
