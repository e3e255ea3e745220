"""Reading a journal's records, while gates may go on writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Outcome
from station_gate.journal.database import as_problem, check_database, has_interventions
from station_gate.journal.interventions import Intervention
from station_gate.journal.rows import COLUMNS, decision_of
from station_gate.problems import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records; what is ``None`` is any. Times are the stations' local ones."""

    since: datetime | None = None
    until: datetime | None = None
    """Up to, but not including."""
    gate: str | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One transaction as the journal keeps it."""

    gate: str
    at: datetime
    """When it ended, the station's local time."""
    decision: Decision


class Records:
    """A journal that is only read. For one thread.

    Every method raises ``BadInput`` when the file turns out to be damaged.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path) -> "Records":
        """Open a journal; raises ``BadInput`` for a file that is none, or not there."""
        if not path.is_file():
            raise BadInput(
                f"There is no journal {path}; a gate makes one (files.journal in its settings, or "
                "--journal FILE)."
            )
        connection = None
        try:
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
            )
            check_database(connection, path)
        except (sqlite3.Error, BadInput) as error:
            if connection is not None:
                connection.close()
            raise as_problem(error, path) from None
        return cls(connection, path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def newest(self, wanted: Wanted, count: int) -> list[Record]:
        """Give the newest ones that are wanted, the oldest of them first."""
        found = self._select(wanted, f"ORDER BY id DESC LIMIT {int(count)}")
        return list(found)[::-1]

    def every(self, wanted: Wanted) -> Iterator[Record]:
        """Give all that are wanted, in the order in which they were written."""
        return self._select(wanted, "ORDER BY id")

    def numbered(self, transaction: int, gate: str | None) -> list[Record]:
        """Give the records of a transaction: one of each gate that has such a number."""
        found = self._select(Wanted(gate=gate), "ORDER BY id", transaction)
        return list(found)

    def count(self, wanted: Wanted) -> int:
        """Say how many are wanted."""
        where, values = _where(wanted)
        with self._asking() as connection:
            row = connection.execute(f"SELECT count(*) FROM decision{where}", values).fetchone()
            return int(row[0])

    def interventions(self, wanted: Wanted, transaction: int | None = None) -> list[Intervention]:
        """Give what operators did: of the gate and time that are wanted, the oldest first.

        ``transaction``: while that passenger was at the gate.
        """
        where, values = _where(
            Wanted(since=wanted.since, until=wanted.until, gate=wanted.gate), transaction
        )
        with self._asking() as connection:
            if not has_interventions(connection):
                return []
            rows = connection.execute(
                'SELECT lane, at, operator, command, reason, done, answer, "transaction"'
                f" FROM intervention{where} ORDER BY id",
                values,
            ).fetchall()
        return [self._intervention(row) for row in rows]

    def _intervention(self, row: tuple[Any, ...]) -> Intervention:
        gate, at, operator, command, reason, done, answer, transaction = row
        try:
            return Intervention(
                gate=gate,
                at=datetime.fromisoformat(at),
                operator=operator,
                command=command,
                reason=reason,
                done=bool(done),
                answer=answer,
                transaction=transaction,
            )
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"The journal {self._path} has an intervention that cannot be read ({gate}, "
                f"{error}); it was changed, or written by a newer version."
            ) from None

    def _select(
        self, wanted: Wanted, order: str, transaction: int | None = None
    ) -> Iterator[Record]:
        where, values = _where(wanted, transaction)
        with self._asking() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM decision{where} {order}", values)
            for row in rows:
                yield self._record(row)

    def _record(self, row: tuple[Any, ...]) -> Record:
        gate, transaction, at, *_ = row
        try:
            return Record(gate=gate, at=datetime.fromisoformat(at), decision=decision_of(row))
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                f"The journal {self._path} has a record that cannot be read ({gate} #{transaction}"
                f", {error}); it was changed, or written by a newer version."
            ) from None

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise as_problem(error, self._path) from None


def _where(wanted: Wanted, transaction: int | None = None) -> tuple[str, list[object]]:
    conditions: dict[str, object] = {
        "at >= ?": wanted.since and wanted.since.isoformat(timespec="milliseconds"),
        "at < ?": wanted.until and wanted.until.isoformat(timespec="milliseconds"),
        "lane = ?": wanted.gate,
        "outcome = ?": wanted.outcome and wanted.outcome.value,
        "reason = ?": wanted.reason and wanted.reason.code,
        '"transaction" = ?': transaction,
    }
    asked = {text: value for text, value in conditions.items() if value is not None}
    return (" WHERE " + " AND ".join(asked) if asked else "", list(asked.values()))
