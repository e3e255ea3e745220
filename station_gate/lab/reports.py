"""A replay's results for machines: JSON and JUnit XML, without any wall-clock value."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from station_gate.lab.replay import Ending, Played, Replayed
from station_gate.problems import BadInput, printable
from station_gate.reporting.record import decision_record

JSON_VERSION = 1


def as_json(played: Played) -> str:
    """Write ``{"version": 1, "complete": true, "settings": [...], "scenarios": [...]}``.

    Keys are sorted, and a newline is at the end. ``settings`` names the layers of settings
    that scenarios were played with; of an interrupted replay ``complete`` is false and
    ``missing`` names what was not played.

    Each scenario has its name, title, whether it agrees, and for each passenger
    the expected outcome and reason and the whole decision record. ``agrees`` is ``null``
    where an ending is marked ``not_yet_detected``: neither passed nor failed.
    """
    document = {
        "version": JSON_VERSION,
        "complete": not played.missing,
        "missing": list(played.missing),
        "settings": list(played.settings),
        "scenarios": [_scenario(result) for result in played.replayed],
    }
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


def as_junit(played: Played) -> str:
    """Write JUnit XML: a test suite, one test case for each passenger.

    What an interrupted replay did not play any more is skipped, one test case a scenario.

    What scenarios say is made printable: XML has no control characters, not even written out.
    """
    suite = ElementTree.Element("testsuite", name="station-gate replay")
    properties = ElementTree.SubElement(suite, "properties")
    complete = str(not played.missing).lower()
    ElementTree.SubElement(properties, "property", name="complete", value=complete)
    failures, skipped = 0, len(played.missing)
    for result in played.replayed:
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
    for name in played.missing:
        case = ElementTree.SubElement(suite, "testcase", classname=printable(name), name="all")
        ElementTree.SubElement(case, "skipped", message="not played: the replay was interrupted")
    suite.set("tests", str(len(suite) - 1))  # the properties are no test
    suite.set("failures", str(failures))
    suite.set("skipped", str(skipped))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def check_place(path: Path) -> None:
    """See whether a report can be written; raises ``BadInput``. A file there stays as it is."""
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise _unwritable(path, error) from None


def write_report(path: Path, text: str) -> None:
    """Write a report; raises ``BadInput`` when that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"The report {path} cannot be written: {error.strerror}; choose another place.")
