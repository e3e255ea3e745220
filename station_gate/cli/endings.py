"""What a replay or a playlist came to: the table at the end."""

import sys
from collections.abc import Sequence
from typing import TextIO

from station_gate.gate.terms import Outcome
from station_gate.lab.replay import Replayed, Verdict
from station_gate.reporting.outcomes import OutcomeRow, show_table

_MARKED = "not yet detected: neither passed nor failed"
_GROUPS = (*(outcome.value for outcome in Outcome), _MARKED)


def show_outcomes(results: Sequence[Replayed], stream: TextIO | None = None) -> None:
    """Print expected against actual, one row for each passenger, and the sum.

    Scenarios stand together by how their last passenger must end, marked ones at the end.
    """
    grouped = sorted(results, key=lambda result: _GROUPS.index(_group(result)))
    rows = [
        OutcomeRow(
            group=_group(result),
            scenario=result.scenario.name,
            passenger=ending.passenger.name,
            expected=" ".join(filter(None, (ending.expected.outcome, ending.expected.reason))),
            actual=ending.decision.outcome.value if ending.decision else "did not end",
            reason=ending.reason,
            agrees=ending.agrees,
            duration=ending.decision.duration if ending.decision else None,
        )
        for result in grouped
        for ending in result.endings
    ]
    show_table(rows, stream or sys.stdout, _notes(results))


def _group(result: Replayed) -> str:
    marked = any(ending.expected.not_yet_detected for ending in result.endings)
    return _MARKED if marked else result.endings[-1].expected.outcome.value


def _notes(results: Sequence[Replayed]) -> list[str]:
    """Return what is to be said of the marked endings."""
    endings = [(result.scenario.name, ending) for result in results for ending in result.endings]
    waiting = sum(ending.verdict is Verdict.NOT_YET_DETECTED for _, ending in endings)
    notes = [f"{waiting} marked as not yet detected, listed apart."] if waiting else []
    return notes + [
        f"{name}, {ending.passenger.name}: now detected, remove the mark not_yet_detected."
        for name, ending in endings
        if ending.verdict is Verdict.NOW_DETECTED
    ]
