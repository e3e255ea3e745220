"""What a station has still to be sent of a journal: in order, and lost with the journal alone.

The lines are put there by the journal's file itself (triggers), in the same change as what they
tell of: whoever writes, a gate or another one that ends what a dead one left, cannot forget it.
They have serial numbers without gaps, and are removed when the station has them.
"""

import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from station_gate.gate.uses import Use
from station_gate.journal import machine
from station_gate.journal.database import as_problem, connect
from station_gate.journal.rows import COLUMNS
from station_gate.journal.schema import columns, use_of

_PATIENCE = 5000
"""Milliseconds that a change waits for gates that write."""
_UNSURE = 60.0
"""Seconds by which a clock may be wrong that nobody has looked at since."""

_USE = ("issuer", "ticket_id", "leg", "direction")
_SPENT = ("lane", '"transaction"', *_USE, "at", "boot", "ticks")
_SEND = (
    f"INSERT INTO outbox (kind, {', '.join(_SPENT)})"
    f" VALUES ('passed', {', '.join(f'NEW.{name}' for name in _SPENT)})"
)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS sending (journal TEXT NOT NULL, feed_key BLOB)",
    """
    CREATE TABLE IF NOT EXISTS outbox (
        serial        INTEGER PRIMARY KEY AUTOINCREMENT,
        kind          TEXT NOT NULL CHECK (kind IN ('passed', 'undone', 'decided', 'ordered')),
        row           INTEGER,
        lane          TEXT NOT NULL,
        "transaction" INTEGER,
        issuer        TEXT,
        ticket_id     TEXT,
        leg           TEXT,
        direction     TEXT,
        at            REAL,
        boot          TEXT,
        ticks         REAL
    )
    """,
    # what other gates of the station have told of: keyed hashes, for they name tickets
    """
    CREATE TABLE IF NOT EXISTS known (
        name   BLOB PRIMARY KEY,
        at     REAL NOT NULL,
        undone INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS outbox_spent AFTER UPDATE OF used ON redemption
    WHEN NEW.used = 1 AND OLD.used = 0
    BEGIN {_SEND}; END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS outbox_spent_at_once AFTER INSERT ON redemption
    WHEN NEW.used = 1 AND NEW.run IS NOT NULL
    BEGIN {_SEND}; END
    """,
    # the exit that undoes an entry is numbered with it, in the change in which it is spent
    """
    CREATE TRIGGER IF NOT EXISTS outbox_undone AFTER UPDATE OF undone ON redemption
    WHEN NEW.direction = 'exit' AND NEW.undone > 0 AND NEW.run IS NOT NULL
    BEGIN
        UPDATE outbox SET kind = 'undone' WHERE serial = (
            SELECT max(serial) FROM outbox WHERE kind = 'passed' AND lane = NEW.lane
            AND "transaction" = NEW."transaction" AND direction = 'exit');
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS outbox_decided AFTER INSERT ON decision
    BEGIN INSERT INTO outbox (kind, row, lane) VALUES ('decided', NEW.id, NEW.lane); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS outbox_ordered AFTER INSERT ON intervention
    BEGIN INSERT INTO outbox (kind, row, lane) VALUES ('ordered', NEW.id, NEW.lane); END
    """,
    # what has not been sent is not deleted
    """
    CREATE TRIGGER IF NOT EXISTS outbox_keeps_decision BEFORE DELETE ON decision
    WHEN EXISTS (SELECT 1 FROM outbox WHERE kind = 'decided' AND row = OLD.id)
    BEGIN SELECT RAISE(IGNORE); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS outbox_keeps_intervention BEFORE DELETE ON intervention
    WHEN EXISTS (SELECT 1 FROM outbox WHERE kind = 'ordered' AND row = OLD.id)
    BEGIN SELECT RAISE(IGNORE); END
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that the station has not got yet."""

    serial: int
    lane: str
    transaction: int
    use: Use | None = None
    """What was spent; else it is a line of one of the tables:"""
    undoes: bool = False
    ago: float = 0.0
    """Seconds since it was spent."""
    unsure: float = 0.0
    """Seconds by which that may be wrong."""
    at: float = 0.0
    """When, by this machine's clock: seconds since 1970."""
    decision: tuple[object, ...] = ()
    """The values of ``rows.COLUMNS``."""
    intervention: tuple[object, ...] = ()
    """Lane, at, operator, command, reason, done, answer and transaction."""


class Outbox:
    """The journal's file, seen by who sends it on. Its methods may be called by any thread.

    Every method raises ``DeviceMissing`` or ``BadInput`` as the journal itself does.
    """

    def __init__(self, path: Path) -> None:
        """Open the file of an open journal; from now on what it writes waits to be sent."""
        self._path = path
        self._lock = threading.Lock()
        self._reads = threading.Lock()
        """Held for a look at most: who asks about a ticket waits for nobody who writes."""
        with self._saying_why():
            self._connection = connect(path)
            self._connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._reader = connect(path)
        try:
            with self._changing() as connection:
                for table in _TABLES:
                    connection.execute(table)
                if connection.execute("SELECT 1 FROM sending").fetchone() is None:
                    connection.execute(
                        "INSERT INTO sending (journal) VALUES (?)", (uuid.uuid4().hex,)
                    )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock, self._reads:
            self._connection.close()
            self._reader.close()

    # ------------------------------------------------------------------ what waits

    @property
    def journal(self) -> uuid.UUID:
        """Which journal this is: serial numbers are its."""
        with self._asking() as connection:
            (name,) = connection.execute("SELECT journal FROM sending").fetchone()
        return uuid.UUID(name)

    @property
    def waiting(self) -> int:
        """How much waits."""
        with self._asking() as connection:
            return int(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])

    @property
    def passages_waiting(self) -> int:
        """How many passages wait."""
        spent = "SELECT count(*) FROM outbox WHERE kind IN ('passed', 'undone')"
        with self._asking() as connection:
            return int(connection.execute(spent).fetchone()[0])

    def oldest(self, most: int) -> list[Waiting]:
        """Give what waits longest, in order."""
        with self._asking() as connection:
            rows = connection.execute(
                'SELECT serial, kind, row, lane, "transaction", issuer, ticket_id, leg, direction,'
                " at, boot, ticks FROM outbox ORDER BY serial LIMIT ?",
                (most,),
            ).fetchall()
            return [self._waiting(connection, row) for row in rows]

    def _waiting(self, connection: sqlite3.Connection, row: Sequence[object]) -> Waiting:
        serial, kind, line, lane, transaction, *use, at, boot, ticks = row
        assert isinstance(serial, int)
        assert isinstance(lane, str)
        if kind == "decided":
            found = connection.execute(
                f"SELECT {COLUMNS} FROM decision WHERE id = ?", (line,)
            ).fetchone()
            return Waiting(serial=serial, lane=lane, transaction=found[1], decision=found)
        if kind == "ordered":
            found = connection.execute(
                'SELECT lane, at, operator, command, reason, done, answer, "transaction"'
                " FROM intervention WHERE id = ?",
                (line,),
            ).fetchone()
            return Waiting(serial=serial, lane=lane, transaction=found[7] or 0, intervention=found)
        assert isinstance(transaction, int)
        assert isinstance(at, float)
        assert isinstance(ticks, float)
        same = boot == machine.boot_id()
        return Waiting(
            serial=serial,
            lane=lane,
            transaction=transaction,
            use=use_of(use),
            undoes=kind == "undone",
            ago=max(0.0, machine.ticks() - ticks if same else machine.clock() - at),
            unsure=0.0 if same else _UNSURE,
            at=at,
        )

    def sent(self, serial: int) -> None:
        """Take in that the station has everything up to this."""
        with self._changing() as connection:
            connection.execute("DELETE FROM outbox WHERE serial <= ?", (serial,))

    def begin_anew_if_older(self, last: int) -> bool:
        """Take another name where the station has more of this journal than it ever wrote.

        Then this file is an older copy: its numbers would be given twice.
        """
        with self._changing() as connection:
            row = connection.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"
            ).fetchone()
            older = last > (row[0] if row is not None else 0)
            if older:
                waiting = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
                connection.execute("UPDATE sending SET journal = ?", (uuid.uuid4().hex,))
                connection.execute(
                    "UPDATE outbox SET serial = -row_number FROM (SELECT serial AS was,"
                    " row_number() OVER (ORDER BY serial) AS row_number FROM outbox)"
                    " WHERE serial = was"
                )
                connection.execute("UPDATE outbox SET serial = -serial")
                connection.execute(
                    "UPDATE sqlite_sequence SET seq = ? WHERE name = 'outbox'", (waiting,)
                )
        return older

    # ------------------------------------------------------------------ what others told

    @property
    def feed_key(self) -> bytes | None:
        """The key of the names below; ``None`` until the station has told it."""
        with self._asking() as connection:
            (key,) = connection.execute("SELECT feed_key FROM sending").fetchone()
        return key if isinstance(key, bytes) else None

    @feed_key.setter
    def feed_key(self, key: bytes) -> None:
        with self._changing() as connection:
            connection.execute("UPDATE sending SET feed_key = ?", (key,))

    def note(self, told: Iterable[tuple[bytes, float, bool]]) -> None:
        """Keep what happened to names elsewhere: how many seconds ago, and whether it was undone.

        The latest of each name is kept.
        """
        now = machine.clock()
        with self._changing() as connection:
            connection.executemany(
                "INSERT INTO known VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                " at = excluded.at, undone = excluded.undone WHERE excluded.at >= at",
                [(name, now - ago, undone) for name, ago, undone in told],
            )

    def told(self, name: bytes) -> tuple[float, bool] | None:
        """Say how many seconds ago something happened to a name, and whether it was undone."""
        with self._reads, self._saying_why():
            row = self._reader.execute(
                "SELECT at, undone FROM known WHERE name = ?", (name,)
            ).fetchone()
        return None if row is None else (max(0.0, machine.clock() - row[0]), bool(row[1]))

    def undo(self, use: Use) -> None:
        """Free a use of this journal that was undone at another gate: it may be made again."""
        with self._changing() as connection:
            values = columns(use)
            where = " AND ".join(f"{name} = ?" for name in _USE)
            connection.execute(
                "UPDATE redemption SET undone = (SELECT 1 + max(undone) FROM redemption"
                f" WHERE {where}), run = NULL WHERE {where} AND undone = 0 AND used = 1",
                (*values, *values),
            )

    # ------------------------------------------------------------------ the file

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._saying_why():
            yield self._connection

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._asking() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _saying_why(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise as_problem(error, self._path) from None
