"""Opening a file that holds a journal and nothing else, and making one."""

import os
import secrets
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from station_gate.journal.schema import APPLICATION, TABLES, VERSION, migrate
from station_gate.problems import BadInput, DeviceMissing, Problem

MODE = 0o600
"""Of a new journal: which tickets are used when is nobody else's business."""
COMPANIONS = ("-wal", "-shm", "-gates")
"""Files beside the journal that belong to it while gates run: SQLite's, and ``seats``."""
_WAIT = 10.0
"""Seconds to wait for other processes, and after which a file is not tried to open again;
of 8 racing ones, 99 % got through in 14 ms."""
_PAUSE = 0.02
"""Seconds until a file is opened again that others are just making."""


def open_database(path: Path | None, *, make: bool = True) -> sqlite3.Connection:
    """Open the journal's file, making it if there is none; ``None`` keeps it in memory.

    One of an older version gets what it lacks: all of it, or nothing where that fails. The
    connection may be handed from thread to thread. Raises ``BadInput`` for a file that is
    damaged, empty or something else, and ``DeviceMissing`` where nothing can be written (or
    is not there, and not to be made). Such a file is not changed.
    """
    give_up = time.monotonic() + _WAIT
    while True:
        try:
            return _opened(path, make)
        except (sqlite3.Error, OSError, Problem) as error:
            if not is_busy(error) or time.monotonic() > give_up:
                raise as_problem(error, path) from None
        time.sleep(_PAUSE)


def is_busy(error: Exception) -> bool:
    """Return whether another process is writing, making or leaving the file at this moment.

    SQLite waits for others by itself, but not where two that are about to change a file's
    journal mode would wait for each other.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL)


def _opened(path: Path | None, make: bool) -> sqlite3.Connection:
    if path is None:
        connection = _connect(":memory:")
        _make_tables(connection)
        return connection
    if make:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_if_missing(path)
    if path.is_file() and path.stat().st_size == 0:
        raise BadInput(
            f"The journal {path} is empty (0 bytes): what it held is lost, or it never was one. "
            "Put a copy back, or remove the file; a new one is made then."
        )
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw", waiting=_WAIT)
    try:
        check_database(connection, path)
        # writers and readers do not wait for each other, and a crash leaves it whole
        connection.execute("PRAGMA journal_mode = WAL")
        # a passage must be remembered even if the power fails right after it
        connection.execute("PRAGMA synchronous = FULL")
        if _pragma(connection, "user_version") < VERSION:
            migrate(connection)
            _close_to_others(path)
        # who waits does so in turn (seats), not by chance
        connection.execute("PRAGMA busy_timeout = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """Open a journal that is open already once more. Raises ``sqlite3.Error``."""
    return _connect(f"{path.absolute().as_uri()}?mode=rw")


def _connect(name: str, waiting: float = 0.0) -> sqlite3.Connection:
    return sqlite3.connect(
        name, uri=True, timeout=waiting, isolation_level=None, check_same_thread=False
    )


def _make_if_missing(path: Path) -> None:
    """Make a whole journal elsewhere and give it its name: nobody ever sees half of one."""
    if path.exists() or path.is_symlink():
        return
    left = path.with_name(path.name + "-wal")
    # asked again: another gate may have made both
    if left.exists() and left.stat().st_size and not path.exists():
        raise BadInput(
            f"The journal {path} is gone, but {left.name} with its latest records is there. "
            f"Put the file back, or remove {left.name}, too; a new one is made then."
        )
    making = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE))
    try:
        with closing(_connect(making.absolute().as_uri())) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            _make_tables(connection)
        with suppress(FileExistsError):  # another gate was first
            os.link(making, path)
    finally:
        for companion in ("", "-wal", "-shm"):
            making.with_name(making.name + companion).unlink(missing_ok=True)


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        connection.execute(table)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _close_to_others(path: Path) -> None:
    """Earlier versions left a journal readable for everybody."""
    for name in ("", *COMPANIONS):
        file = path.with_name(path.name + name)
        with suppress(OSError):  # somebody else's, or not there
            if not file.is_symlink():
                file.chmod(MODE)


def as_problem(error: Exception, path: Path | None, *, reading: bool = False) -> Problem:
    """Say in one sentence what is wrong with the journal's file; ``reading``: it is only read."""
    if isinstance(error, Problem):
        return error
    name = path or "in memory"
    if reading and isinstance(error, sqlite3.OperationalError | OSError):
        return DeviceMissing(
            f"The journal {name} cannot be read ({error}); check that you may read it and the "
            "-wal and -shm files beside it, or read a copy."
        )
    if is_busy(error):
        return DeviceMissing(
            f"The journal {name} is kept busy by another program ({error}); the gate goes on when "
            "that is done."
        )
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return BadInput(
            f"The journal {name} is damaged or no journal ({error}); "
            "move the file away, a new one is made."
        )
    return DeviceMissing(
        f"The journal {name} cannot be written ({error}); "
        "check the path, its permissions and the space on the disk."
    )


def check_database(connection: sqlite3.Connection, path: Path | None) -> None:
    """Raise ``BadInput`` for a database that is no journal, of a newer version, or damaged."""
    if _pragma(connection, "application_id") != APPLICATION:
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
    """Return whether the journal has that table: one that is only read may be of version 1."""
    return bool(_pragma(connection, "user_version") >= 2)


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
