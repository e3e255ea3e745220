"""The log's JSON lines."""

import json
from datetime import datetime

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.reporting.log.jsonlines import JsonLines


def test_a_decisions_line_is_bounded_whatever_a_stranger_wrote() -> None:
    flood = Check(name="conditions", value="x" * 100_000, limit="none", passed=False)
    decision = Decision(
        transaction=1,
        outcome=Outcome.REFUSED,
        reason=Reason.TICKET_NEEDS_STAFF,
        ticket_id="T" * 100_000,
        checks=(flood,) * 100,
    )
    line = JsonLines("Gate 4").decision(decision, datetime(2026, 11, 20, 9, 40))
    assert len(line) < 100_000
    assert json.loads(line)["checks"][0]["value"].endswith("…")
