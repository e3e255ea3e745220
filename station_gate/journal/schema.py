"""The journal's tables, and how those of earlier versions become them."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from station_gate.gate.terms import Direction
from station_gate.gate.uses import Use

VERSION = 3
"""Of the tables below (PRAGMA user_version); a file of a newer version is left alone, one of an
older version gets what it lacks when a gate opens it."""
APPLICATION = int.from_bytes(b"SGJ1", "big")
"""PRAGMA application_id: whose file it is."""

_DECISIONS = (
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
)
_INTERVENTIONS = (
    """
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
    """,
)
_RUNS = (
    # one line for each time that a gate was started: who sits where, how far it has counted
    """
    CREATE TABLE run (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        lane     TEXT NOT NULL,
        began    REAL NOT NULL,
        boot     TEXT NOT NULL,
        seat     INTEGER NOT NULL,
        sitter   INTEGER NOT NULL,
        numbered INTEGER NOT NULL
    )
    """,
    "CREATE INDEX run_by_lane ON run (lane)",
)
_REDEMPTIONS = (
    # undone: 0 counts; entry and exit that a change of mind undid are numbered from 1.
    # at: seconds since 1970; ticks: seconds since the machine's start, which is named by boot
    """
    CREATE TABLE redemption (
        issuer        TEXT NOT NULL,
        ticket_id     TEXT NOT NULL,
        leg           TEXT NOT NULL,
        direction     TEXT NOT NULL CHECK (direction IN ('entry', 'exit')),
        undone        INTEGER NOT NULL,
        lane          TEXT NOT NULL,
        "transaction" INTEGER NOT NULL,
        run           INTEGER,
        at            REAL NOT NULL,
        boot          TEXT NOT NULL,
        ticks         REAL NOT NULL,
        used          INTEGER NOT NULL CHECK (used IN (0, 1)),
        good_until    TEXT,
        if_lost       BLOB,
        PRIMARY KEY (issuer, ticket_id, leg, direction, undone)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX redemption_reserved ON redemption (run) WHERE used = 0",
)
TABLES = (*_DECISIONS, *_INTERVENTIONS, *_RUNS, *_REDEMPTIONS)

_OLD_NAME = re.compile(
    r"(?P<ticket>.+?)(?: (?P<leg>back|\d{4}-\d\d-\d\dT\d\d:\d\d))?(?P<out> out)?"
    r"(?P<undone> undone by .* \d+)?",
    re.DOTALL,
)


def use_of_name(name: str) -> Use:
    """Read the text that stood for a use before version 3, and that scenarios still write.

    "SG-1", "SG-1 out", "SG-1 back out", "SG-1 2026-11-20T09:40": the issuer is not known.
    """
    found = _OLD_NAME.fullmatch(name)
    if found is None:
        return Use(issuer="", ticket_id=name)
    direction = Direction.EXIT if found["out"] else Direction.ENTRY
    return Use(issuer="", ticket_id=found["ticket"], leg=found["leg"] or "", direction=direction)


def migrate(connection: sqlite3.Connection) -> None:
    """Give an older journal what it lacks, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # another gate may have been first
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for step in range(version, VERSION):
            _STEPS[step](connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _add_interventions(connection: sqlite3.Connection) -> None:
    for table in _INTERVENTIONS:
        connection.execute(table)


def _key_redemptions(connection: sqlite3.Connection) -> None:
    """Before version 3 one text was the key, without the issuer, and lanes counted by maximum."""
    connection.execute("ALTER TABLE redemption RENAME TO redemption_2")
    for table in (*_RUNS, *_REDEMPTIONS):
        connection.execute(table)
    connection.execute(
        "INSERT INTO run (lane, began, boot, seat, sitter, numbered)"
        ' SELECT lane, 0, \'\', -1, 0, max("transaction") FROM (SELECT lane, "transaction"'
        ' FROM decision UNION ALL SELECT lane, "transaction" FROM redemption_2) GROUP BY lane'
    )
    # reservations without their use: that gate stopped, and its version gave them back
    old = connection.execute(
        'SELECT ticket_id, lane, "transaction", reserved_at FROM redemption_2 WHERE used = 1'
    )
    undone: dict[Use, int] = {}
    for name, lane, transaction, at in old:
        use, count = use_of_name(name), 0
        if " undone by " in name:
            count = undone[use] = undone.get(use, 0) + 1
        connection.execute(
            "INSERT INTO redemption VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, '', 0, 1, NULL, NULL)",
            (*columns(use), count, lane, transaction, at),
        )
    connection.execute("DROP TABLE redemption_2")


def columns(use: Use) -> tuple[str, str, str, str]:
    """Give a use as the first columns of its table."""
    return use.issuer, use.ticket_id, use.leg, use.direction.value


def use_of(values: Sequence[Any]) -> Use:
    """Make a use of those columns again."""
    issuer, ticket, leg, direction = values
    return Use(issuer=issuer, ticket_id=ticket, leg=leg, direction=Direction(direction))


_STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: _add_interventions,
    2: _key_redemptions,
}
"""By version: what makes the next one of it."""
