"""What waits in a journal's outbox, as a station's database takes it."""

import json

from station_gate.journal.outbox import Waiting
from station_gate.journal.rows import checks_json
from station_gate.station.entries import Decided, Entry, Ordered, Passed, ServersClock


def entry_of(waiting: Waiting, server: ServersClock) -> Entry:
    """Make the entry of what waits, with the time that the server's clock showed then."""
    return Entry(waiting.serial, _what(waiting, server))


def _what(waiting: Waiting, server: ServersClock) -> Passed | Decided | Ordered:
    if waiting.use is not None:
        return Passed(
            gate=waiting.lane,
            transaction=waiting.transaction,
            use=waiting.use,
            at=server.ago(waiting.ago),
            unsure=waiting.unsure + server.unsure,
            gate_at=waiting.at,
            undoes=waiting.undoes,
        )
    if waiting.decision:
        return Decided(gate=waiting.lane, row=decided_row(waiting.decision))
    gate, at, operator, command, reason, done, answer, transaction = waiting.intervention
    row = (at, operator, command, reason, bool(done), answer, transaction)
    return Ordered(gate=str(gate), row=row)


def decided_row(columns: tuple[object, ...]) -> tuple[object, ...]:
    """Give the columns of a journal's decision, without its gate, as the station keeps them."""
    *values, checks = columns[1:]
    rows = json.loads(checks_json(checks))
    if rows and isinstance(rows[0], dict):  # before version 3 of the journal
        rows = [list(row.values()) for row in rows]
    return (*values, json.dumps(rows, ensure_ascii=False))
