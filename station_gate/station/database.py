"""The connection to a station's database: the only place that knows psycopg, and SQL's errors."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from station_gate.problems import BadInput, DeviceMissing, Problem

VERSION = 1
"""Of schema.sql, as the table of the station says it."""
CONNECTING = 2
"""Seconds that connecting may take; libpq allows no less."""
_KEEPS = {"on", "local", "remote_write", "remote_apply"}
"""Values of ``synchronous_commit`` with which what is acknowledged outlives a loss of power."""

Connection = psycopg.Connection[tuple[object, ...]]


def connect(dsn: str, *, version: int | None = VERSION) -> Connection:
    """Connect, each statement a transaction of its own; ``version``: that the tables must have.

    Raises ``BadInput`` for an address that is none, for a database that is no station's and for
    one that may lose what it has acknowledged, ``DeviceMissing`` where nobody answers.
    """
    chosen = check_address(dsn)
    chosen.setdefault("connect_timeout", CONNECTING)
    chosen.setdefault("application_name", "station-gate")
    with saying_why():
        connection = psycopg.connect(make_conninfo("", **chosen), autocommit=True)
    try:
        _check_durable(connection)
        if version is not None:
            _check_version(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


def check_address(dsn: str) -> dict[str, Any]:
    """Read a station's address; raises ``BadInput`` for what is none."""
    try:
        return dict(conninfo_to_dict(dsn))
    except psycopg.ProgrammingError as error:
        raise BadInput(
            f"The station's address cannot be used ({_line(error)}); write one like "
            "postgresql://gate@database/station."
        ) from None


def create(dsn: str, name: str) -> None:
    """Make a station's tables, all or none; raises ``BadInput`` where there are some already."""
    if not name.strip():
        raise BadInput("A station needs a name: give one with --name.")
    with closing(connect(dsn, version=None)) as connection, saying_why():
        found = connection.execute("SELECT to_regclass('station')").fetchone()
        if found is not None and found[0] is not None:
            raise BadInput("There is a station in this database already; choose another database.")
        schema = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        with connection.transaction():
            connection.execute(schema.encode())
            connection.execute(
                "INSERT INTO station (version, name, feed_key) VALUES (%s, %s, %s)",
                (VERSION, name.strip(), secrets.token_bytes(32)),
            )


def upgrade(dsn: str) -> int:
    """Give an older station's tables what they lack; give the version that they have now.

    There has been one version so far: this checks that the tables are a station's.
    """
    with closing(connect(dsn)):
        return VERSION


@contextmanager
def closing(connection: Connection) -> Iterator[Connection]:
    """Close a connection at the end."""
    try:
        yield connection
    finally:
        connection.close()


def cut(connection: Connection) -> None:
    """End what the connection waits for; may be called by any thread while another waits."""
    with (
        suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.fileno())) as line,
    ):
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def saying_why() -> Iterator[None]:
    """Raise what psycopg raises as a ``Problem`` with one sentence."""
    try:
        yield
    except psycopg.Error as error:
        raise as_problem(error) from None


def as_problem(error: psycopg.Error) -> Problem:
    """Say in one sentence what is wrong with the station's database."""
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return BadInput(
            f"The database is no station's ({_line(error)}); station-gate station create makes one."
        )
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return BadInput(
            f"The station's database does not let this user do that ({_line(error)}); "
            "docs/station.md says who needs which rights."
        )
    return DeviceMissing(f"The station's database cannot be used: {_line(error)}.")


def _check_durable(connection: Connection) -> None:
    with saying_why():
        row = connection.execute(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync')"
        ).fetchone()
    assert row is not None, "a select without a table has one line"
    commit, fsync = row
    if commit not in _KEEPS or fsync != "on":
        raise BadInput(
            "The station's database may lose what it has acknowledged (synchronous_commit = "
            f"{commit}, fsync = {fsync}): two people could pass on one ticket. Set both to on."
        )


def _check_version(connection: Connection, version: int) -> None:
    with saying_why():
        row = connection.execute("SELECT version FROM station").fetchone()
    found = row[0] if row is not None else "none"
    if found != version:
        raise BadInput(
            f"The station's tables have version {found}, this program knows version {version}: "
            "run station-gate station upgrade with the newest program, then use that everywhere."
        )


def _line(error: psycopg.Error) -> str:
    """Return what PostgreSQL says, in one line without its end."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
