"""Ready-made uses and records for tests of the journal."""

from datetime import datetime
from pathlib import Path

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.gate.uses import Spent, Use
from station_gate.journal.records import Record, Records, Wanted
from station_gate.journal.redemptions import Redemptions

AT = datetime(2026, 11, 24, 8, 30, 0, 250_000)
FACE = Check(name="face_distance", value=0.3, limit=0.5, passed=True)


def use(ticket: str, issuer: str = "A") -> Use:
    return Use(issuer=issuer, ticket_id=ticket)


def lost(number: int) -> Decision:
    """Return the record of a passenger whose gate stops while it is open for them."""
    return Decision(
        transaction=number,
        outcome=Outcome.ABANDONED,
        reason=Reason.DEVICE_FAILED,
        ticket_id="T",
        checks=(FACE,),
    )


def passed(number: int, ticket: str | None = "T") -> Decision:
    return Decision(transaction=number, outcome=Outcome.PASSED, reason=None, ticket_id=ticket)


def reserve(journal: Redemptions, what: Use, gate: str = "A1", number: int = 1) -> bool:
    return journal.reserve(what, gate, lost(number), AT)


def spend(journal: Redemptions, what: Use, gate: str = "A1", number: int = 1) -> bool:
    """Write the record of a passenger who went through."""
    return journal.write(passed(number, what.ticket_id), gate, AT, Spent(use=what))


def records(path: Path) -> list[Record]:
    """Give every record of a journal."""
    found = Records.open(path)
    try:
        return list(found.every(Wanted()))
    finally:
        found.close()
