"""Uses that were made more often than once, as the station's passages prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from station_gate.gate.uses import Use
from station_gate.journal.schema import use_of
from station_gate.problems import BadInput
from station_gate.station.database import Connection, saying_why


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One passage on the use."""

    gate: str
    at: datetime
    """Aware, by the server's clock."""
    unsure: float
    """Seconds by which that may be wrong."""
    gate_at: datetime
    """By the gate's own clock."""
    mode: str
    """"online" or "offline"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One use that several people passed with."""

    id: str
    use: Use
    seen: Sequence[Seen]
    """The earliest first, as far as that is known."""
    settled_by: str | None
    remark: str | None

    @property
    def spread(self) -> float:
        """Seconds between clocks, within which nobody can tell who was first."""
        return sum(each.unsure for each in self.seen[:2])

    @property
    def order_known(self) -> bool:
        """Whether the first of them was first."""
        first, second = self.seen[:2]
        return (second.at - first.at).total_seconds() > self.spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Serial numbers of a gate that never arrived."""

    gate: str
    first: int
    last: int
    noted_at: datetime


def conflicts(
    connection: Connection, since: datetime | None = None, *, settled: bool = False
) -> list[Conflict]:
    """Give each conflict once, the latest last; ``since`` it was noted; ``settled`` ones, too."""
    with saying_why():
        rows = connection.execute(
            "SELECT c.issuer, c.ticket_id, c.leg, c.direction, c.id, c.settled_by, c.remark,"
            " p.gate, p.at, p.unsure, p.gate_at, p.mode"
            " FROM conflict AS c JOIN passage AS p USING (issuer, ticket_id, leg, direction)"
            " WHERE NOT p.undoes AND (%(since)s::timestamptz IS NULL OR c.noted_at >= %(since)s)"
            " AND (%(settled)s OR c.settled_by IS NULL)"
            " ORDER BY c.noted_at, c.issuer, c.ticket_id, c.leg, c.direction, p.at",
            {"since": since, "settled": settled},
        ).fetchall()
    found: dict[Use, tuple[tuple[object, ...], list[Seen]]] = {}
    for row in rows:
        gate, at, unsure, gate_at, mode = row[7:]
        assert isinstance(at, datetime)
        assert isinstance(gate_at, datetime)
        assert isinstance(unsure, float)
        seen = Seen(gate=str(gate), at=at, unsure=unsure, gate_at=gate_at, mode=str(mode))
        found.setdefault(use_of(row[:4]), (row[4:7], []))[1].append(seen)
    return [
        Conflict(
            id=str(head[0]),
            use=use,
            seen=seen,
            settled_by=None if head[1] is None else str(head[1]),
            remark=None if head[2] is None else str(head[2]),
        )
        for use, (head, seen) in found.items()
    ]


def settle(connection: Connection, conflict: str, operator: str, remark: str) -> None:
    """Note that somebody has looked into a conflict; raises ``BadInput`` where there is none."""
    if not remark.strip():
        raise BadInput("Say what was found: --remark TEXT.")
    with saying_why():
        done = connection.execute(
            "INSERT INTO settled (issuer, ticket_id, leg, direction, passages, operator, remark)"
            " SELECT issuer, ticket_id, leg, direction, passages, %s, %s FROM conflict"
            " WHERE id = %s AND settled_by IS NULL",
            (operator, remark.strip(), conflict),
        )
    if done.rowcount == 0:
        raise BadInput(
            f"There is no open conflict {conflict}: station-gate station conflicts lists them."
        )


def gaps(connection: Connection) -> list[Gap]:
    """Give what gates never sent, by their serial numbers."""
    with saying_why():
        rows = connection.execute(
            "SELECT gate, first, last, noted_at FROM gap ORDER BY noted_at"
        ).fetchall()
    found = []
    for gate, first, last, noted_at in rows:
        assert isinstance(first, int)
        assert isinstance(last, int)
        assert isinstance(noted_at, datetime)
        found.append(Gap(gate=str(gate), first=first, last=last, noted_at=noted_at))
    return found
