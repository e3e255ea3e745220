"""A station's redemptions in PostgreSQL: who holds a use, and what really happened.

Every question is one statement that may be asked again: who asks is part of it, so an answer
that was lost is the same the second time. All times are the server's; no gate's clock counts.
A reservation that its gate does not renew ends after ``holds`` seconds, which are more than
the gate is ever open for one passenger.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from station_gate.gate.decision import Decision
from station_gate.gate.uses import Spent, Use
from station_gate.journal import machine
from station_gate.journal.rows import row_of
from station_gate.journal.schema import use_of
from station_gate.station.database import Connection, connect, cut, saying_why
from station_gate.station.entries import Decided, Entry, Ordered, Passed, ServersClock
from station_gate.station.sending import decided_row

HOLDS = 900.0
"""Seconds: more than ``timings.granted`` and ``timings.passing`` can be together."""
_ALIVE = 10.0
"""Seconds after which a gate that said nothing is no longer taken for alive."""

_THIS = "issuer = %(issuer)s AND ticket_id = %(ticket)s AND leg = %(leg)s"
_USE = f"{_THIS} AND direction = %(direction)s"
# a use of an unknown issuer counts for every issuer
_ANY_ISSUER = _USE.replace("issuer = %(issuer)s", "issuer IN (%(issuer)s, '')")
_MINE = "journal = %(journal)s AND gate = %(gate)s AND transaction = %(transaction)s"
_HOLDS = "reserved_at > clock_timestamp() - holds"

_RESERVE = """
INSERT INTO redemption AS r
    (issuer, ticket_id, leg, direction, gate, journal, transaction, holds, good_until)
SELECT %(issuer)s, %(ticket)s, %(leg)s, %(direction)s, %(gate)s, %(journal)s, %(transaction)s,
       make_interval(secs => %(holds)s), %(good_until)s::date
WHERE NOT EXISTS (SELECT 1 FROM redemption WHERE issuer = '' AND %(issuer)s <> ''
                  AND ticket_id = %(ticket)s AND leg = %(leg)s AND direction = %(direction)s)
ON CONFLICT (issuer, ticket_id, leg, direction) DO UPDATE SET
    gate = excluded.gate, journal = excluded.journal, transaction = excluded.transaction,
    reserved_at = clock_timestamp(), holds = excluded.holds, good_until = excluded.good_until
WHERE NOT r.used AND (r.reserved_at <= clock_timestamp() - r.holds
    OR (r.gate, r.journal, r.transaction) = (excluded.gate, excluded.journal, excluded.transaction))
RETURNING 1
"""
_RELEASE = f"DELETE FROM redemption WHERE {_USE} AND NOT used AND journal = %(journal)s RETURNING 1"
_USES = f"""
SELECT extract(epoch FROM clock_timestamp() - reserved_at)::float8 FROM redemption
WHERE {_ANY_ISSUER} AND (used OR {_HOLDS}) ORDER BY used DESC, reserved_at LIMIT 1
"""
# a reservation of another gate gives way: this passenger has passed, its one has not yet
_PASS = f"""
WITH before AS (SELECT ({_MINE}) AS mine FROM redemption WHERE {_USE}), held AS (
    INSERT INTO redemption AS r
        (issuer, ticket_id, leg, direction, gate, journal, transaction, reserved_at, holds, used)
    VALUES (%(issuer)s, %(ticket)s, %(leg)s, %(direction)s, %(gate)s, %(journal)s,
            %(transaction)s, coalesce(to_timestamp(%(at)s), clock_timestamp()), '0', true)
    ON CONFLICT (issuer, ticket_id, leg, direction) DO UPDATE SET gate = excluded.gate,
        journal = excluded.journal, transaction = excluded.transaction,
        reserved_at = excluded.reserved_at, used = true
    WHERE NOT r.used)
INSERT INTO passage (station, journal, serial, gate, transaction, issuer, ticket_id, leg,
    direction, undoes, at, unsure, gate_at, mode)
SELECT name, %(journal)s, %(serial)s, %(gate)s, %(transaction)s, %(issuer)s, %(ticket)s, %(leg)s,
    %(direction)s, %(undoes)s, coalesce(to_timestamp(%(at)s), clock_timestamp()), %(unsure)s,
    to_timestamp(%(gate_at)s),
    CASE WHEN (SELECT mine FROM before) THEN 'online' ELSE 'offline' END
FROM station RETURNING coalesce((SELECT mine FROM before), true)
"""
_UNDO = "DELETE FROM redemption WHERE " + _THIS.replace("= %(issuer)s", "IN (%(issuer)s, '')")
_DECIDE = """
INSERT INTO decision VALUES
    ((SELECT name FROM station), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_ORDER = """
INSERT INTO intervention VALUES
    ((SELECT name FROM station), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a gate is told when it says who it is."""

    name: str
    """Of the gate, another one where a living gate has it."""
    station: str
    feed_key: bytes
    last_serial: int
    """Up to which everything has come."""
    server: ServersClock
    """The server's clock, as it was seen now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A passage as every gate of the station learns of it."""

    use: Use
    undoes: bool
    ago: float


class Registry:
    """One connection to a station's database, for one thread at a time.

    Every method raises ``DeviceMissing`` where the database cannot be reached and ``BadInput``
    where it is not usable; nothing is known to have happened then, and the same may be asked
    again.
    """

    def __init__(self, connection: Connection, journal: uuid.UUID, holds: float) -> None:
        self._connection = connection
        self._journal = journal
        self._holds = holds
        self._serial = 0

    @classmethod
    def open(cls, dsn: str, journal: uuid.UUID | None = None, holds: float = HOLDS) -> "Registry":
        """Connect as a journal, by default a new one that ends with this connection."""
        return cls(connect(dsn), journal or uuid.uuid4(), holds)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def cut(self) -> None:
        """End what another thread waits for here, which is told that nobody answered."""
        cut(self._connection)

    # ------------------------------------------------------------------ redemptions

    def uses(self, asked: Iterable[Use]) -> dict[Use, float]:
        """Say how many seconds ago each of these was used or reserved, where it was."""
        found: dict[Use, float] = {}
        with saying_why():
            for use in asked:
                row = self._connection.execute(_USES, _named(use)).fetchone()
                if row is not None:
                    found[use] = _seconds(row[0])
        return found

    def reserve(
        self, use: Use, gate: str, if_lost: Decision, at: datetime, good_until: date | None = None
    ) -> bool:
        """Reserve a use for a passenger; ``False`` when it is spent or reserved by another.

        ``if_lost`` and ``at`` stay with the gate: its own journal ends what it left behind.
        """
        return self.hold(use, gate, if_lost.transaction, good_until)

    def hold(self, use: Use, gate: str, transaction: int, good_until: date | None = None) -> bool:
        """Reserve a use for this passenger of the gate, or for longer where it is theirs."""
        values = {
            **_named(use),
            "gate": gate,
            "journal": self._journal,
            "transaction": transaction,
            "holds": self._holds,
            "good_until": good_until,
        }
        with saying_why():
            return self._connection.execute(_RESERVE, values).fetchone() is not None

    def opens_for(self, transaction: int) -> None:
        """Nothing: a reservation outlasts the passage by itself."""

    def release(self, use: Use) -> bool:
        """Give a use back that this journal reserved; ``False`` where it had not."""
        values = {**_named(use), "journal": self._journal}
        with saying_why():
            released = self._connection.execute(_RELEASE, values).fetchone()
        return released is not None

    def give_back(self, use: Use, gate: str, transaction: int) -> None:
        """Give back what this passenger's gate reserved, if it is still theirs."""
        values = {
            **_named(use),
            "gate": gate,
            "journal": self._journal,
            "transaction": transaction,
        }
        with saying_why():
            self._connection.execute(
                f"DELETE FROM redemption WHERE {_USE} AND NOT used AND {_MINE}", values
            )

    def release_left(self, gate: str, before: int) -> int:
        """Give back what a gate of this journal left reserved: passengers before that number."""
        with saying_why():
            released = self._connection.execute(
                "DELETE FROM redemption WHERE journal = %s AND gate = %s AND transaction < %s"
                " AND NOT used",
                (self._journal, gate, before),
            )
        return released.rowcount

    def write(
        self, decision: Decision, gate: str, at: datetime, spent: Spent | None = None
    ) -> bool:
        """Keep a record and spend what was used up: both or neither, and once."""
        row = decided_row(row_of(decision, gate, at))
        what: list[Passed | Decided] = [Decided(gate=gate, row=row)]
        if spent is not None:
            passed = Passed(
                gate=gate,
                transaction=decision.transaction,
                use=spent.use,
                at=None,
                unsure=0.0,
                gate_at=machine.clock(),
                undoes=spent.undoes is not None,
            )
            what.append(passed)
        entries = [Entry(self._serial + n, each) for n, each in enumerate(what, 1)]
        held = self.take(entries)
        self._serial += len(what)
        return held

    def note_used(self, use: Use, gate: str, ago: float) -> None:
        """Take in that a gate elsewhere let this ticket pass so many seconds ago."""
        values = {**_named(use), "gate": gate, "ago": ago, "nobody": uuid.UUID(int=0)}
        with saying_why():
            self._connection.execute(
                "INSERT INTO redemption (issuer, ticket_id, leg, direction, gate, journal,"
                " transaction, reserved_at, holds, used) VALUES (%(issuer)s, %(ticket)s, %(leg)s,"
                " %(direction)s, %(gate)s, %(nobody)s, 0,"
                " clock_timestamp() - make_interval(secs => %(ago)s), '0', true)"
                " ON CONFLICT DO NOTHING",
                values,
            )

    # ------------------------------------------------------------------ what gates send

    def take(self, entries: Sequence[Entry]) -> bool:
        """Take in what a journal sent: all of it, each entry once however often it is sent.

        ``False`` when another gate held one of the uses. Serial numbers that were left out are
        kept as gaps.
        """
        connection = self._connection
        held = []
        with saying_why(), connection.transaction():
            last = self._last_serial()
            fresh = [entry for entry in entries if entry.serial > last]
            if fresh and fresh[0].serial > last + 1:
                connection.execute(
                    "INSERT INTO gap (journal, first, last, gate) VALUES (%s, %s, %s, %s)",
                    (self._journal, last + 1, fresh[0].serial - 1, fresh[0].what.gate),
                )
            with connection.pipeline():
                for entry in fresh:
                    match entry.what:
                        case Passed():
                            held.append(self._pass(entry.serial, entry.what))
                        case Decided() | Ordered() as line:
                            insert = _DECIDE if isinstance(line, Decided) else _ORDER
                            head = (self._journal, entry.serial, line.gate)
                            connection.execute(insert, (*head, *line.row))
                if fresh:
                    connection.execute(
                        "UPDATE journal SET last_serial = %s WHERE journal = %s",
                        (fresh[-1].serial, self._journal),
                    )
            return all(row is not None and row[0] for row in (each.fetchone() for each in held))

    def _last_serial(self) -> int:
        """Up to which this journal has been taken in; nobody else takes in of it meanwhile."""
        self._connection.execute(
            "INSERT INTO journal (journal) VALUES (%s) ON CONFLICT DO NOTHING", (self._journal,)
        )
        row = self._connection.execute(
            "SELECT last_serial FROM journal WHERE journal = %s FOR UPDATE", (self._journal,)
        ).fetchone()
        assert row is not None, "it is there, and nobody deletes any"
        return int(str(row[0]))

    def _pass(self, serial: int, passed: Passed) -> Any:
        values = {
            **_named(passed.use),
            "gate": passed.gate,
            "journal": self._journal,
            "transaction": passed.transaction,
            "serial": serial,
            "undoes": passed.undoes,
            "at": passed.at,
            "unsure": passed.unsure,
            "gate_at": passed.gate_at,
        }
        done = self._connection.execute(_PASS, values)
        if passed.undoes:
            self._connection.execute(_UNDO, values)
        return done

    # ------------------------------------------------------------------ gates

    def greet(self, gate: str, run: uuid.UUID, version: str) -> Known:
        """Say that a gate is there; called again while it is."""
        with saying_why(), self._connection.transaction():
            last = self._last_serial()
            began, clock = machine.ticks(), machine.clock()
            row = self._connection.execute(
                "SELECT name, feed_key, extract(epoch FROM clock_timestamp())::float8 FROM station"
            ).fetchone()
            assert row is not None, "its version was read when it was opened"
            took = machine.ticks() - began
            server = ServersClock(_seconds(row[2]), began + took / 2, took / 2)
            clock_off = clock + took / 2 - server.at
            name, count = gate, 1
            while self._is_taken(name):
                count += 1
                name = f"{gate} ({count})"
            self._connection.execute(
                "INSERT INTO gate (journal, name, run, version, clock_off)"
                " VALUES (%(journal)s, %(name)s, %(run)s, %(version)s, %(off)s)"
                " ON CONFLICT (journal, name) DO UPDATE SET run = excluded.run,"
                " seen_at = clock_timestamp(), version = excluded.version,"
                " clock_off = excluded.clock_off",
                {
                    "journal": self._journal,
                    "name": name,
                    "run": run,
                    "version": version,
                    "off": clock_off,
                },
            )
        assert isinstance(row[1], bytes)
        return Known(
            name=name,
            station=str(row[0]),
            feed_key=row[1],
            last_serial=last,
            server=server,
        )

    def _is_taken(self, name: str) -> bool:
        """Return whether a gate of another journal has that name and has been heard lately.

        Gates that share a journal know each other by its file.
        """
        found = self._connection.execute(
            "SELECT 1 FROM gate WHERE name = %s AND journal <> %s"
            " AND seen_at > clock_timestamp() - make_interval(secs => %s)",
            (name, self._journal, _ALIVE),
        ).fetchone()
        return found is not None

    def leave(self, gate: str, run: uuid.UUID) -> None:
        """Say that a gate ends: its name is free at once."""
        with saying_why():
            self._connection.execute(
                "UPDATE gate SET seen_at = clock_timestamp() - interval '1 minute'"
                " WHERE name = %s AND run = %s",
                (gate, run),
            )

    def passages_since(self, ago: float, most: int = 50_000) -> list[Happened]:
        """Give what the station's other gates sent within so many seconds, the oldest first."""
        with saying_why():
            rows = self._connection.execute(
                "SELECT issuer, ticket_id, leg, direction, undoes,"
                " extract(epoch FROM clock_timestamp() - at)::float8 FROM passage"
                " WHERE taken_at > clock_timestamp() - make_interval(secs => %s)"
                " AND journal <> %s ORDER BY at DESC LIMIT %s",
                (ago, self._journal, most),
            ).fetchall()
        return [
            Happened(use=use_of(row[:4]), undoes=bool(row[4]), ago=_seconds(row[5]))
            for row in reversed(rows)
        ]


def _named(use: Use) -> dict[str, object]:
    return {
        "issuer": use.issuer,
        "ticket": use.ticket_id,
        "leg": use.leg,
        "direction": use.direction.value,
    }


def _seconds(value: object) -> float:
    assert isinstance(value, float)
    return max(0.0, value)
