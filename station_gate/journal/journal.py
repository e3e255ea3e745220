"""What is kept: the record of every transaction, and which tickets are used.

Several lanes on one machine may share a journal file. A ticket is *reserved* when
its passenger may pass, and then *committed* (they did) or *released* (they did
not). A reservation whose lane crashed ends by itself after ``LEASE``.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from station_gate.gate.decision import Decision
from station_gate.journal.database import as_problem, open_database
from station_gate.journal.interventions import Intervention

LEASE = 120.0
"""Seconds that a reservation holds: longer than anybody takes to pass or be helped (90 s)."""


class Journal:
    """One open journal, for one thread.

    Every method raises ``DeviceMissing`` when the disk fails and ``BadInput`` when
    the file turns out to be damaged.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path | None,
        clock: Callable[[], float],
        copy: "Journal | None" = None,
    ) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._copy = copy
        self._copied: dict[tuple[str, int], int] = {}
        """The numbers of passengers in the copy, by lane and number here."""
        self._held: dict[str, tuple[str, int]] = {}

    @classmethod
    def open(cls, path: Path, clock: Callable[[], float] = time.time) -> "Journal":
        """Open a journal file or make one; ``clock`` gives seconds that all lanes share.

        Raises ``BadInput`` and ``DeviceMissing``; a file that is no journal is left alone.
        """
        return cls(open_database(path), path, clock)

    @classmethod
    def in_memory(
        cls, clock: Callable[[], float] = time.time, copy: "Journal | None" = None
    ) -> "Journal":
        """Make a journal that is forgotten when it is closed.

        Its records are also written to ``copy``, with numbers of that journal; its tickets are
        its own.
        """
        return cls(open_database(None), None, clock, copy)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def next_transaction(self, lane: str) -> int:
        """Give the first transaction number that this lane has not used, from 1."""
        with self._asking() as connection:
            (last,) = connection.execute(
                'SELECT max("transaction") FROM (SELECT lane, "transaction" FROM decision'
                ' UNION ALL SELECT lane, "transaction" FROM redemption) WHERE lane = ?',
                (lane,),
            ).fetchone()
        return (last or 0) + 1

    def write(self, decision: Decision, lane: str, at: datetime) -> None:
        """Keep the record of a transaction that ended ``at`` (naive local time)."""
        if self._copy is not None:
            number = self._copy.next_transaction(lane)
            self._copied[lane, decision.transaction] = number
            self._copy.write(replace(decision, transaction=number), lane, at)
        with self._changing() as connection:
            connection.execute(
                'INSERT INTO decision (lane, "transaction", at, outcome, reason, ticket_id,'
                " attempts, duration, stages, checks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    lane,
                    decision.transaction,
                    at.isoformat(timespec="milliseconds"),
                    decision.outcome.value,
                    decision.reason.code if decision.reason else None,
                    decision.ticket_id,
                    decision.attempts,
                    decision.duration,
                    json.dumps(dict(decision.stages)),
                    json.dumps([asdict(check) for check in decision.checks], ensure_ascii=False),
                ),
            )

    def intervene(self, intervention: Intervention) -> None:
        """Keep what an operator did."""
        if self._copy is not None:
            number = intervention.transaction
            if number is not None:
                # who is not done yet will be written under the number that is free next
                gate = intervention.gate
                number = self._copied.get((gate, number)) or self._copy.next_transaction(gate)
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

    def reserve(self, ticket_id: str, lane: str, transaction: int) -> bool:
        """Reserve a ticket; ``False`` when it is used or somebody is passing with it now."""
        with self._changing() as connection:
            now = self._clock()
            if not _is_free(connection, ticket_id, now):
                return False
            connection.execute(
                "INSERT OR REPLACE INTO redemption VALUES (?, ?, ?, ?, 0)",
                (ticket_id, lane, transaction, now),
            )
        self._held[ticket_id] = (lane, transaction)
        return True

    def commit(self, ticket_id: str) -> bool:
        """Use a ticket up that this journal reserved.

        ``False`` when the reservation had run out and another lane took the ticket.
        """
        return self._settle("UPDATE redemption SET used = 1", ticket_id)

    def release(self, ticket_id: str) -> bool:
        """Give a ticket back that this journal reserved; ``False`` as with ``commit``."""
        return self._settle("DELETE FROM redemption", ticket_id)

    def used_ago(self, ticket_id: str) -> float | None:
        """Say how many seconds ago a ticket was used or reserved; ``None``: it is free."""
        with self._asking() as connection:
            now = self._clock()
            if _is_free(connection, ticket_id, now):
                return None
            (reserved_at,) = connection.execute(
                "SELECT reserved_at FROM redemption WHERE ticket_id = ?", (ticket_id,)
            ).fetchone()
        return max(0.0, now - float(reserved_at))

    def note_used(self, ticket_id: str, lane: str, ago: float) -> None:
        """Take in that another gate let this ticket pass so many seconds ago."""
        with self._changing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO redemption VALUES (?, ?, 0, ?, 1)",
                (ticket_id, lane, self._clock() - ago),
            )

    def reopen(self, entry_id: str, exit_id: str) -> None:
        """Let an entry and the exit that undid it count no more; both stay on record."""
        with self._changing() as connection:
            by = connection.execute(
                'SELECT lane, "transaction" FROM redemption WHERE ticket_id = ? AND used = 1',
                (exit_id,),
            ).fetchone()
            if by is None:
                return  # the reservation had run out and another lane gave the exit back
            connection.execute(
                "UPDATE redemption SET ticket_id = ticket_id || ?"
                " WHERE ticket_id IN (?, ?) AND used = 1",
                (" undone by {} {}".format(*by), entry_id, exit_id),
            )

    def _settle(self, change: str, ticket_id: str) -> bool:
        lane, transaction = self._held.pop(ticket_id)
        with self._changing() as connection:
            changed = connection.execute(
                f'{change} WHERE ticket_id = ? AND lane = ? AND "transaction" = ? AND used = 0',
                (ticket_id, lane, transaction),
            )
        return changed.rowcount == 1

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One atomic change: nobody else writes between its first and last statement."""
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
    def _asking(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise as_problem(error, self._path) from None


def _is_free(connection: sqlite3.Connection, ticket_id: str, now: float) -> bool:
    row = connection.execute(
        "SELECT used, reserved_at FROM redemption WHERE ticket_id = ?", (ticket_id,)
    ).fetchone()
    if row is None:
        return True
    used, reserved_at = row
    # a time far ahead was written by a clock that has been set back since
    return not used and abs(now - reserved_at) > LEASE
