"""A decision record as plain data, the same in the log and in a replay's report."""

from typing import Any

from station_gate.gate.decision import Decision


def decision_record(decision: Decision) -> dict[str, Any]:
    """Make the record plain; times are rounded to the millisecond."""
    return {
        "transaction": decision.transaction,
        "outcome": decision.outcome.value,
        "reason": decision.reason.code if decision.reason else None,
        "ticket": decision.ticket_id,
        "attempts": decision.attempts,
        "checks": [
            {
                "name": check.name,
                "value": check.value,
                "limit": check.limit,
                "unit": check.unit,
                "passed": check.passed,
            }
            for check in decision.checks
        ],
        "stages": {name: round(seconds, 3) for name, seconds in decision.stages},
        "duration": round(decision.duration, 3),
    }
