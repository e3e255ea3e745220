"""Reading a journal's records, while gates may go on writing."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
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

    def __init__(self, connection: sqlite3.Connection, path: Path, opened: ExitStack) -> None:
        self._connection = connection
        self._path = path
        self._opened = opened

    @classmethod
    def open(cls, path: Path) -> "Records":
        """Open a journal, also where nothing can be written.

        Raises ``BadInput`` for a file that is none, or not there, ``DeviceMissing`` for one that
        may not be read.
        """
        if not path.is_file():
            raise BadInput(
                f"There is no journal {path}; a gate makes one (files.journal in its settings, or "
                "--journal FILE)."
            )
        with ExitStack() as opened:
            try:
                connection = opened.enter_context(closing(_opened(path, opened)))
                check_database(connection, path)
            except (sqlite3.Error, OSError, BadInput) as error:
                raise as_problem(error, path, reading=True) from None
            return cls(connection, path, opened.pop_all())

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

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
            raise as_problem(error, self._path, reading=True) from None


def _opened(path: Path, opened: ExitStack) -> sqlite3.Connection:
    """Open it as it is; ``opened`` is given what has to be cleared away afterwards."""
    try:
        return _connect(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN:
            raise
    # SQLite shares a journal with gates by files beside it, which cannot be made here
    log = path.with_name(path.name + "-wal")
    if not log.exists() or log.stat().st_size == 0:
        return _connect(path, "mode=ro&immutable=1")
    # the newest records are in that file alone
    folder = Path(opened.enter_context(TemporaryDirectory(prefix="station-gate-")))
    for file in (path, log):
        shutil.copyfile(file, folder / file.name)
    return _connect(folder / path.name, "mode=rw")


def _connect(path: Path, how: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


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
