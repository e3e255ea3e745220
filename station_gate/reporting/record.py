"""A decision record as plain data, the same in the log and in a replay's report."""

from typing import Any

from station_gate.gate.decision import Decision

_LONGEST = 200
"""Letters of a value: what issuers and strangers write into a ticket may be longer, and with a
hundred checks a line stays below 100 kB."""


def decision_record(decision: Decision) -> dict[str, Any]:
    """Make the record plain; times are rounded to the millisecond."""
    return {
        "transaction": decision.transaction,
        "outcome": decision.outcome.value,
        "reason": decision.reason.code if decision.reason else None,
        "ticket": decision.ticket_id and _bounded(decision.ticket_id),
        "attempts": decision.attempts,
        "checks": [
            {
                "name": check.name,
                "value": _bounded(check.value),
                "limit": _bounded(check.limit),
                "unit": check.unit,
                "passed": check.passed,
            }
            for check in decision.checks
        ],
        "stages": {name: round(seconds, 3) for name, seconds in decision.stages},
        "duration": round(decision.duration, 3),
    }


def _bounded(value: float | str) -> float | str:
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[: _LONGEST - 1]}…"
    return value
