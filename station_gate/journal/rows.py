"""A decision as a line of the journal's table, and back."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome

COLUMNS = 'lane, "transaction", at, outcome, reason, ticket_id, attempts, duration, stages, checks'
_REASONS = {reason.code: reason for reason in Reason}


def row_of(decision: Decision, lane: str, at: datetime) -> tuple[object, ...]:
    """Give the values of ``COLUMNS``.

    The checks are a list of lists (name, value, limit, passed, unit) in JSON, compressed (zlib).
    """
    return (
        lane,
        decision.transaction,
        at.isoformat(timespec="milliseconds"),
        decision.outcome.value,
        decision.reason.code if decision.reason else None,
        decision.ticket_id,
        decision.attempts,
        decision.duration,
        json.dumps(dict(decision.stages)),
        _packed([astuple(check) for check in decision.checks]),
    )


def decision_of(row: Sequence[Any]) -> Decision:
    """Read it again; raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is none."""
    _, transaction, _, outcome, reason, ticket, attempts, duration, stages, checks = row
    return Decision(
        transaction=transaction,
        outcome=Outcome(outcome),
        reason=None if reason is None else _REASONS[reason],
        ticket_id=ticket,
        attempts=attempts,
        checks=_checks(checks),
        stages=tuple(json.loads(stages).items()),
        duration=duration,
    )


def checks_json(kept: object) -> str:
    """Give the last of ``COLUMNS`` as the JSON that it is."""
    assert isinstance(kept, bytes | str)
    return kept if isinstance(kept, str) else zlib.decompress(kept).decode()


def kept_if_lost(row: Sequence[object]) -> bytes:
    """Pack a whole line, to be written later."""
    *values, checks = row
    assert isinstance(checks, bytes)
    return _packed([*values, json.loads(zlib.decompress(checks))])


def row_if_lost(kept: bytes, more: Check) -> tuple[object, ...]:
    """Give that line again, with one more check."""
    *values, checks = json.loads(zlib.decompress(kept))
    return (*values, _packed([*checks, astuple(more)]))


def _packed(values: list[Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), 9)


def _checks(kept: str | bytes) -> tuple[Check, ...]:
    if isinstance(kept, str):  # before version 3
        return tuple(Check(**check) for check in json.loads(kept))
    try:
        rows = json.loads(zlib.decompress(kept))
    except zlib.error as error:
        raise ValueError(str(error)) from None
    return tuple(
        Check(name=name, value=value, limit=limit, passed=passed, unit=unit)
        for name, value, limit, passed, unit in rows
    )
