"""The file of one register: opened, made, checked; what is deleted there is overwritten."""

import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from station_gate.problems import BadInput, DeviceMissing, Problem

APPLICATION = int.from_bytes(b"SGR1", "big")
"""PRAGMA application_id: whose file it is."""
VERSION = 1
"""PRAGMA user_version."""
_WAIT = 10.0
"""Seconds to wait for another process that writes."""
_MODE = 0o600
_TABLES = (
    """
    CREATE TABLE register (
        purpose  TEXT NOT NULL,
        pipeline TEXT NOT NULL,
        proof    BLOB NOT NULL   -- sealed under the register's key: is this the key?
    )
    """,
    """
    CREATE TABLE person (
        number       TEXT PRIMARY KEY,
        wrapped_key  BLOB NOT NULL,
        label        BLOB NOT NULL,
        state        TEXT NOT NULL CHECK (state IN ('active', 'paused')),
        enrolled_on  TEXT NOT NULL,
        valid_until  TEXT NOT NULL,
        consent_text TEXT NOT NULL,
        consent_on   TEXT NOT NULL,
        consent_how  TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE template (
        number TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
        place  INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (number, place)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE lookalike (
        one      TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
        other    TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
        distance REAL NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX lookalike_by_other ON lookalike (other)",
    """
    CREATE TABLE erasure (
        id        INTEGER PRIMARY KEY,
        erased_at TEXT NOT NULL,
        by        TEXT NOT NULL,
        templates INTEGER NOT NULL,
        digest    TEXT NOT NULL
    )
    """,
)


def open_database(path: Path) -> sqlite3.Connection:
    """Open a register's file. Raises ``BadInput`` or ``DeviceMissing``; it is not changed then."""
    if not path.exists():
        raise BadInput(f"There is no register {path}; somebody has to be enrolled first.")
    connection = _connect(path)
    try:
        _check(connection, path)
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        # of a program that was killed before it had done this
        checkpoint(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise as_problem(error, path) from None
        raise
    return connection


def make_database(path: Path, purpose: str, pipeline: str, proof: bytes) -> None:
    """Make a whole register elsewhere and give it its name: nobody ever sees half of one."""
    making = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
        with closing(_connect(making)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                connection.execute(table)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("INSERT INTO register VALUES (?, ?, ?)", (purpose, pipeline, proof))
            connection.execute("COMMIT")
        with suppress(FileExistsError):  # another program was first
            os.link(making, path)
    except (sqlite3.Error, OSError) as error:
        raise as_problem(error, path) from None
    finally:
        for companion in ("", "-wal", "-shm"):
            making.with_name(making.name + companion).unlink(missing_ok=True)


def checkpoint(connection: sqlite3.Connection) -> None:
    """Put what was written into the file itself, and leave nothing in the log beside it.

    Waits for readers as long as for writers; what stays then is put away at the next opening.
    """
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def as_problem(error: Exception, path: Path) -> Problem:
    """Say in one sentence what is wrong with a register's file."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return BadInput(
            f"The register {path} is damaged or no register ({error}); put a copy back."
        )
    return DeviceMissing(
        f"The register {path} cannot be written ({error}); nothing was changed. Check the path, "
        "its permissions and the space on the disk."
    )


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT, isolation_level=None
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise BadInput(f"{path} is no register; choose another file.")
    if version != VERSION:
        raise BadInput(
            f"The register {path} has version {version}, this program reads version {VERSION}; "
            "use the program that wrote it."
        )
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise BadInput(f"The register {path} is damaged; put a copy back.")
