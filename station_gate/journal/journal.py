"""What is kept: the record of every transaction, and which tickets are used.

Several gates on one machine may share a journal file. A use of a ticket is *reserved* when
its passenger may pass, and then *spent* with the record (they did) or *released* (they did
not). A reservation holds for as long as its gate lives, by the machine's knowledge and not by
any clock. Of a gate that stopped, a reservation is free again, unless the gate was open for
that passenger: then the use counts as spent, and the record says why.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from station_gate.gate.decision import Check, Decision
from station_gate.gate.uses import Spent, Use
from station_gate.journal import machine
from station_gate.journal.database import as_problem
from station_gate.journal.file import JournalFile
from station_gate.journal.interventions import Intervention
from station_gate.journal.purging import Old, Purged, count, purge
from station_gate.journal.rows import COLUMNS, kept_if_lost, row_if_lost, row_of
from station_gate.journal.schema import columns
from station_gate.problems import Problem

_USE = "issuer = ? AND ticket_id = ? AND leg = ? AND direction = ? AND undone = 0"
_ANY_ISSUER = _USE.replace("issuer = ?", "issuer IN (?, '')")
_DECISION = f"INSERT INTO decision ({COLUMNS}) VALUES ({', '.join('?' * 10)})"
_UNSEEN = Check(
    name="passage", value="not seen: the gate stopped", limit="seen to the end", passed=False
)


class Journal:
    """One open journal, for one thread at a time (and another one that asks for ``uses``).

    Every method raises ``DeviceMissing`` when the disk fails and ``BadInput`` when
    the file turns out to be damaged.
    """

    def __init__(
        self,
        path: Path | None,
        clock: Callable[[], float],
        ticks: Callable[[], float],
        copy: "Journal | None" = None,
    ) -> None:
        self._clock = clock
        self._ticks = ticks
        self._boot = machine.boot_id()
        self._copy = copy
        self._copied: dict[tuple[str, int], int] = {}
        """The numbers of passengers in the copy, by gate and number here."""
        self._runs: dict[str, int] = {}
        """The lines of this journal's gates in the table of runs, by name."""
        self._open_for = 0
        self._last: tuple[str, int] | None = None
        """The gate and the passenger of the newest record."""
        self._file = JournalFile(path, self._is_same)

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = machine.ticks,
    ) -> "Journal":
        """Open a journal file or make one.

        ``clock`` gives seconds since 1970, for people; ``ticks`` those since the machine's start,
        by which the time since a passage is told. Raises ``BadInput`` and ``DeviceMissing``; a
        file that is no journal is left alone.
        """
        journal = cls(path, clock, ticks)
        try:
            with journal._changing() as connection:
                journal._settle(connection)
        except BaseException:
            journal.close()
            raise
        return journal

    @classmethod
    def in_memory(
        cls, clock: Callable[[], float] = time.time, copy: "Journal | None" = None
    ) -> "Journal":
        """Make a journal that is forgotten when it is closed.

        Its records are also written to ``copy``, with numbers of that journal; its tickets are
        its own.
        """
        return cls(None, clock, clock, copy)

    def close(self) -> None:
        """Close the file. What is still reserved ends as that of a gate that stopped."""
        with suppress(Problem):
            if self._file.path is not None and self._has_reserved():
                with self._file.changing() as connection:
                    self._settle(connection, own=True)
        self._file.close()

    def _has_reserved(self) -> bool:
        reserved = f"SELECT 1 FROM redemption WHERE used = 0 AND {self._own}"
        with self._file.asking() as connection:
            return connection.execute(reserved).fetchone() is not None

    # ------------------------------------------------------------------ records

    def join(self, gate: str) -> tuple[str, int]:
        """Begin to keep a gate's records: give its name in them, and its next passenger's number.

        The name is another one where a gate of that name is running: two never share numbers.
        """
        with self._changing() as connection:
            name, count = gate, 1
            while self._is_running(connection, name):
                count += 1
                name = f"{gate} ({count})"
            self._run_of(connection, name)
            return name, self._numbered(connection, name) + 1

    def count_on(self, gate: str, last: int) -> None:
        """Take in that numbers up to this one are in use elsewhere."""
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO run (lane, began, boot, seat, sitter, numbered)"
                " VALUES (?, ?, '', -1, 0, ?)",
                (gate, self._clock(), last),
            )

    def write(
        self, decision: Decision, gate: str, at: datetime, spent: Spent | None = None
    ) -> bool:
        """Keep a transaction's record and what the passenger used up: both or neither.

        It ended ``at`` (naive local time).

        Writing the same once more changes nothing. ``False`` when another gate holds the use:
        somebody has changed the journal by hand.
        """
        if self._copy is not None:
            number = self._copy._append(decision, gate, at)
            self._copied[gate, decision.transaction] = number
        with self._changing() as connection:
            self._note_number(connection, gate, decision.transaction)
            row = row_of(decision, gate, at)
            known = connection.execute(
                'SELECT 1 FROM decision WHERE lane = ? AND "transaction" = ? AND at = ?', row[:3]
            ).fetchone()
            if known is not None:
                return True
            connection.execute(_DECISION, row)
            done = spent is None or self._spend(connection, spent, gate, decision.transaction)
        self._last = gate, decision.transaction
        return done

    def _append(self, decision: Decision, gate: str, at: datetime) -> int:
        """Keep a record under the number that is free next, which is given."""
        with self._changing() as connection:
            number = self._numbered(connection, gate) + 1
            self._note_number(connection, gate, number)
            connection.execute(_DECISION, row_of(replace(decision, transaction=number), gate, at))
        return number

    def intervene(self, intervention: Intervention) -> None:
        """Keep what an operator did."""
        if self._copy is not None:
            number = intervention.transaction
            if number is not None:
                # who is not done yet will be written under the number that is free next
                gate = intervention.gate
                number = self._copied.get((gate, number)) or self._copy._next(gate)
            self._copy.intervene(replace(intervention, transaction=number))
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO intervention (lane, at, operator, command, reason, done, answer,"
                ' "transaction") VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
                (
                    intervention.gate,
                    intervention.at.isoformat(timespec="milliseconds"),
                    intervention.operator,
                    intervention.command,
                    intervention.reason,
                    intervention.done,
                    intervention.answer,
                    intervention.transaction,
                ),
            )

    def purge(self, before: datetime, now: datetime, *, dry: bool = False) -> Purged:
        """Delete a batch of records of before that time, and of uses whose tickets are over.

        Times are the station's local ones, naive. ``dry``: only count all of them.
        """
        old = Old(before, now, self._clock())
        if dry:
            with self._file.asking() as connection:
                return count(connection, old)
        with self._changing() as connection:
            return purge(connection, old)

    def tidy(self) -> None:
        """Bring what was written into the file itself, so that nothing deleted stays beside it."""
        with self._file.asking() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # ------------------------------------------------------------------ redemptions

    def uses(self, asked: Iterable[Use]) -> dict[Use, float]:
        """Say how many seconds ago each of these was used or reserved, where it was.

        Waits for nobody who writes, and may be asked from another thread than the rest.
        """
        found = {}
        with self._file.reading() as connection:
            for use in asked:
                row = connection.execute(
                    f"SELECT at, boot, ticks, used, run FROM redemption WHERE {_ANY_ISSUER}"
                    " ORDER BY used DESC, at",
                    columns(use),
                ).fetchone()
                if row is not None and (row[3] or self._holds(connection, row[4])):
                    found[use] = self._ago(*row[:3])
        return found

    def reserve(
        self, use: Use, gate: str, if_lost: Decision, at: datetime, good_until: date | None = None
    ) -> bool:
        """Reserve a use for a passenger; ``False`` when it is spent or somebody is passing with it.

        ``if_lost`` becomes the record, of the time ``at``, should this gate stop while it is open
        for them. The same question once more has the same answer. ``good_until`` is the ticket's
        last day.
        """
        with self._changing() as connection:
            self._note_number(connection, gate, if_lost.transaction)
            mine = (0, self._runs[gate], if_lost.transaction)
            taken = self._taken(connection, use)
            if taken is not None and not taken[0] and not self._holds(connection, taken[1]):
                self._settle(connection)
                taken = self._taken(connection, use)
            if taken is not None:
                return taken == mine
            connection.execute(
                "INSERT INTO redemption VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                (
                    *columns(use),
                    gate,
                    if_lost.transaction,
                    self._runs[gate],
                    self._clock(),
                    self._boot,
                    self._ticks(),
                    good_until.isoformat() if good_until else None,
                    kept_if_lost(row_of(if_lost, gate, at)),
                ),
            )
        return True

    def _taken(self, connection: sqlite3.Connection, use: Use) -> tuple[int, int, int] | None:
        """Say whether a use is spent, in which run and by which passenger; ``None``: it is free."""
        row: tuple[int, int, int] | None = connection.execute(
            f'SELECT used, run, "transaction" FROM redemption WHERE {_ANY_ISSUER}'
            " ORDER BY used DESC",
            columns(use),
        ).fetchone()
        return row

    def opens_for(self, transaction: int) -> None:
        """Note that the barrier opens for this passenger now; 0: it is open for nobody any more.

        Takes no time, needs no disk and survives the process: call it before the barrier opens.
        """
        self._open_for = transaction
        if self._file.seats is not None:
            self._file.seats.open_for(transaction)

    @property
    def remark(self) -> None:
        """Nothing: a file is there, or nobody is let in."""

    def probe(self) -> None:
        """Find out whether the journal can be written."""
        with self._changing() as connection:
            connection.execute(f"UPDATE run SET numbered = numbered WHERE id {self._of_mine}")

    def release(self, use: Use) -> bool:
        """Give a use back that this journal reserved; ``False`` where it had not."""
        with self._changing() as connection:
            released = connection.execute(
                f"DELETE FROM redemption WHERE {_USE} AND used = 0 AND {self._own}", columns(use)
            )
        return released.rowcount == 1

    def note_used(self, use: Use, gate: str, ago: float) -> None:
        """Take in that another gate let this ticket pass so many seconds ago."""
        with self._changing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO redemption VALUES"
                " (?, ?, ?, ?, 0, ?, 0, NULL, ?, ?, ?, 1, NULL, NULL)",
                (*columns(use), gate, self._clock() - ago, self._boot, self._ticks() - ago),
            )

    def _spend(
        self, connection: sqlite3.Connection, spent: Spent, gate: str, transaction: int
    ) -> bool:
        now = (self._clock(), self._boot, self._ticks())
        done = connection.execute(
            "INSERT INTO redemption VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 1, NULL, NULL)"
            " ON CONFLICT DO UPDATE SET used = 1, if_lost = NULL"
            f' WHERE {self._own} AND "transaction" = excluded."transaction"',
            (*columns(spent.use), gate, transaction, self._run_of(connection, gate), *now),
        )
        if done.rowcount == 1 and spent.undoes is not None:
            for use in (spent.undoes, spent.use):
                connection.execute(
                    "UPDATE redemption AS this SET undone = (SELECT 1 + max(undone)"
                    " FROM redemption AS other WHERE other.issuer = this.issuer"
                    " AND other.ticket_id = this.ticket_id AND other.leg = this.leg"
                    " AND other.direction = this.direction)"
                    f" WHERE {_ANY_ISSUER} AND used = 1",
                    columns(use),
                )
        return done.rowcount == 1

    def _ago(self, at: float, boot: str, ticks: float) -> float:
        same = boot == self._boot
        return max(0.0, self._ticks() - ticks if same else self._clock() - at)

    # ------------------------------------------------------------------ gates and their numbers

    @property
    def _own(self) -> str:
        return f"run {self._of_mine}"

    @property
    def _of_mine(self) -> str:
        return f"IN ({', '.join(str(run) for run in self._runs.values())})"

    def _run_of(self, connection: sqlite3.Connection, gate: str) -> int:
        """Give the gate's line, beginning one."""
        if gate not in self._runs:
            if self._file.seats is not None and self._file.seats.seat < 0:
                try:
                    self._file.seats.sit()
                except OSError as error:
                    raise as_problem(error, self._file.path) from None
            begun = connection.execute(
                "INSERT INTO run (lane, began, boot, seat, sitter, numbered)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    gate,
                    self._clock(),
                    self._boot,
                    self._file.seats.seat if self._file.seats else -1,
                    self._file.seats.sitter if self._file.seats else 0,
                    self._numbered(connection, gate),
                ),
            )
            assert begun.lastrowid is not None, "a line was written"
            self._runs[gate] = begun.lastrowid
        return self._runs[gate]

    def _next(self, gate: str) -> int:
        with self._file.asking() as connection:
            return self._numbered(connection, gate) + 1

    def _numbered(self, connection: sqlite3.Connection, gate: str) -> int:
        (last,) = connection.execute(
            "SELECT max(numbered) FROM run WHERE lane = ?", (gate,)
        ).fetchone()
        return last or 0

    def _note_number(self, connection: sqlite3.Connection, gate: str, number: int) -> None:
        connection.execute(
            "UPDATE run SET numbered = max(numbered, ?) WHERE id = ?",
            (number, self._run_of(connection, gate)),
        )

    def _is_running(self, connection: sqlite3.Connection, gate: str) -> bool:
        """Whether another process, or another lane of this one, keeps records for that gate."""
        runs = connection.execute(
            "SELECT id FROM run WHERE lane = ? AND boot = ?", (gate, self._boot)
        )
        return any(self._holds(connection, run) for (run,) in runs.fetchall())

    def _holds(self, connection: sqlite3.Connection, run: int) -> bool:
        """Return whether the gate of that line lives, so that its reservations hold."""
        if run in self._runs.values():
            return True
        row = connection.execute(
            "SELECT boot, seat, sitter FROM run WHERE id = ?", (run,)
        ).fetchone()
        if row is None or self._file.seats is None or row[0] != self._boot:
            return False
        return self._file.seats.is_alive(*row[1:])

    def _settle(self, connection: sqlite3.Connection, *, own: bool = False) -> None:
        """End the reservations of gates that stopped; ``own``: of this one, which stops now."""
        left = connection.execute(
            'SELECT issuer, ticket_id, leg, direction, "transaction", if_lost, run, run.boot,'
            " seat, sitter FROM redemption JOIN run ON run = run.id WHERE used = 0"
        ).fetchall()
        for *use, transaction, if_lost, run, boot, seat, sitter in left:
            if (run in self._runs.values()) if own else not self._holds(connection, run):
                seats = self._file.seats if boot == self._boot else None
                opened = seats.was_open_for(seat, sitter) if seats is not None else None
                # where nobody can tell, the passenger may have passed
                if opened in (None, transaction):
                    connection.execute(_DECISION, row_if_lost(if_lost, _UNSEEN))
                    change = "UPDATE redemption SET used = 1, if_lost = NULL"
                else:
                    change = "DELETE FROM redemption"
                connection.execute(f"{change} WHERE {_USE}", use)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One atomic change: nobody else writes between its first and last statement."""
        runs = dict(self._runs)
        try:
            with self._file.changing() as connection:
                yield connection
        except BaseException:
            self._runs = runs  # what was begun in it has not happened
            raise

    def _is_same(self, connection: sqlite3.Connection) -> bool:
        """Whether a file that was put back has what this journal wrote last; then go on with it."""
        known = connection.execute(f"SELECT count(*) FROM run WHERE id {self._of_mine}")
        if known.fetchone()[0] != len(self._runs):
            return False
        if self._last is not None:
            last = 'SELECT 1 FROM decision WHERE lane = ? AND "transaction" = ?'
            if connection.execute(last, self._last).fetchone() is None:
                return False
        if self._file.seats is not None and self._runs:
            self._file.seats.sit()
            self._file.seats.open_for(self._open_for)
            connection.execute(
                f"UPDATE run SET seat = ?, sitter = ? WHERE id {self._of_mine}",
                (self._file.seats.seat, self._file.seats.sitter),
            )
        return True
