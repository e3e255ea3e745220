"""The journal's tables, and opening a file that holds them and nothing else."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from station_gate.problems import BadInput, DeviceMissing, Problem

VERSION = 2
"""Of the tables below (PRAGMA user_version); a file of a newer version is left alone, one of an
older version gets what it lacks when a gate opens it."""

_APPLICATION = int.from_bytes(b"SGJ1", "big")  # PRAGMA application_id: whose file it is
_WAIT = 10.0
"""Seconds to wait for other processes, and after which a file is not tried to open again;
of 8 racing ones, 99 % got through in 14 ms."""
_PAUSE = 0.02
"""Seconds until a file is opened again that others are just making."""

_INTERVENTIONS = """
    CREATE TABLE intervention (
        id            INTEGER PRIMARY KEY,
        lane          TEXT NOT NULL,
        at            TEXT NOT NULL,
        operator      TEXT NOT NULL,
        command       TEXT NOT NULL,
        reason        TEXT NOT NULL,
        done          INTEGER NOT NULL CHECK (done IN (0, 1)),
        answer        TEXT NOT NULL,
        "transaction" INTEGER
    )
    """
_TABLES = (
    """
    CREATE TABLE decision (
        id            INTEGER PRIMARY KEY,
        lane          TEXT NOT NULL,
        "transaction" INTEGER NOT NULL,
        at            TEXT NOT NULL,
        outcome       TEXT NOT NULL,
        reason        TEXT,
        ticket_id     TEXT,
        attempts      INTEGER NOT NULL,
        duration      REAL NOT NULL,
        stages        TEXT NOT NULL,
        checks        TEXT NOT NULL
    )
    """,
    'CREATE INDEX decision_by_transaction ON decision (lane, "transaction")',
    """
    CREATE TABLE redemption (
        ticket_id     TEXT PRIMARY KEY,
        lane          TEXT NOT NULL,
        "transaction" INTEGER NOT NULL,
        reserved_at   REAL NOT NULL,
        used          INTEGER NOT NULL CHECK (used IN (0, 1))
    ) WITHOUT ROWID
    """,
    _INTERVENTIONS,
)
_ADDED = {2: (_INTERVENTIONS,)}
"""By version: what it has that the one before had not."""


def open_database(path: Path | None) -> sqlite3.Connection:
    """Open the journal's file, making it if there is none; ``None`` keeps it in memory.

    Raises ``BadInput`` for a file that is damaged or something else, and
    ``DeviceMissing`` where nothing can be written. Such a file is not changed.
    """
    give_up = time.monotonic() + _WAIT
    while True:
        try:
            return _opened(path)
        except (sqlite3.Error, OSError, Problem) as error:
            if not _is_busy(error) or time.monotonic() > give_up:
                raise as_problem(error, path) from None
        time.sleep(_PAUSE)


def _is_busy(error: Exception) -> bool:
    """Whether another process is making or leaving the file at this moment.

    SQLite waits for others by itself, but not where two that are about to change a file's
    journal mode would wait for each other.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL)


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path or ":memory:", timeout=_WAIT, isolation_level=None)
    try:
        if not _is_new(connection):
            check_database(connection, path)
        if path is not None:
            # writers and readers do not wait for each other, and a crash leaves it whole
            connection.execute("PRAGMA journal_mode = WAL")
        # a passage must be remembered even if the power fails right after it
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        if _is_new(connection):  # nobody else made it meanwhile
            for table in _TABLES:
                connection.execute(table)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        for version in range(int(_pragma(connection, "user_version")) or VERSION, VERSION):
            for table in _ADDED[version + 1]:
                connection.execute(table)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def as_problem(error: Exception, path: Path | None) -> Problem:
    """Say in one sentence what is wrong with the journal's file."""
    if isinstance(error, Problem):
        return error
    name = path or "in memory"
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return BadInput(
            f"The journal {name} is damaged or no journal ({error}); "
            "move the file away, a new one is made."
        )
    return DeviceMissing(
        f"The journal {name} cannot be written ({error}); "
        "check the path, its permissions and the space on the disk."
    )


def _is_new(connection: sqlite3.Connection) -> bool:
    return not (
        _pragma(connection, "application_id")
        or _pragma(connection, "user_version")
        or connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    )


def check_database(connection: sqlite3.Connection, path: Path | None) -> None:
    """Raise ``BadInput`` for a database that is no journal, of a newer version, or damaged."""
    if _pragma(connection, "application_id") != _APPLICATION:
        raise BadInput(f"{path} is a database of another program; choose another journal file.")
    version = _pragma(connection, "user_version")
    if not 1 <= version <= VERSION:
        raise BadInput(
            f"The journal {path} has version {version}, this program writes version {VERSION}; "
            "choose another journal file."
        )
    if _pragma(connection, "quick_check") != "ok":
        raise BadInput(f"The journal {path} is damaged; move the file away, a new one is made.")


def has_interventions(connection: sqlite3.Connection) -> bool:
    """Whether the journal has that table: one that is only read may be of version 1."""
    return bool(_pragma(connection, "user_version") >= 2)


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
