"""Deleting what is older than it has to be kept, so that it is nowhere in the file any more."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from station_gate.problems import WrongUsage

BATCH = 1000
"""Lines of each kind that are deleted in one change: about 50 ms that gates wait for."""
_LATE = timedelta(days=2)
"""A ticket may still be used so long after its last day: trains after midnight, and whoever
entered in time has a day to get out."""
_UNKNOWN = timedelta(days=400)
"""Where a ticket's last day is not known: longer than a yearly pass is good."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many were deleted, or would be."""

    records: int
    interventions: int
    uses: int

    def __add__(self, more: "Purged") -> "Purged":
        return Purged(
            self.records + more.records,
            self.interventions + more.interventions,
            self.uses + more.uses,
        )

    @property
    def is_full(self) -> bool:
        """Whether there may be more."""
        return BATCH in (self.records, self.interventions, self.uses)


@dataclass(frozen=True, slots=True)
class Old:
    """What is old enough: records of before ``before``, and uses of tickets that are over.

    ``before`` and ``now`` are the station's local time, naive; ``clock`` is ``now`` in seconds
    since 1970.
    """

    before: datetime
    now: datetime
    clock: float

    def __post_init__(self) -> None:
        if self.before > self.now:
            raise WrongUsage("Only what is past can be purged: give a time before now.")

    @property
    def wheres(self) -> dict[str, tuple[str, tuple[object, ...]]]:
        """By table: which of its lines."""
        text = self.before.isoformat(timespec="milliseconds")
        used_before = self.clock - (self.now - self.before).total_seconds()
        over = ((self.now - _LATE).date().isoformat(), self.clock - _UNKNOWN.total_seconds())
        return {
            "decision": ("at < ?", (text,)),
            "intervention": ("at < ?", (text,)),
            # a use is forgotten only when its ticket opens nothing any more
            "redemption": (
                "used = 1 AND at < ? AND (undone > 0 OR good_until < ?"
                " OR (good_until IS NULL AND at < ?))",
                (used_before, *over),
            ),
        }


_KEYS = {
    "decision": "id",
    "intervention": "id",
    "redemption": "(issuer, ticket_id, leg, direction, undone)",
}


def purge(connection: sqlite3.Connection, old: Old) -> Purged:
    """Delete a batch of each, and write over what was there."""
    connection.execute("PRAGMA secure_delete = ON")
    counts = []
    for table, (where, values) in old.wheres.items():
        key = _KEYS[table]
        chosen = f"SELECT {key.strip('()')} FROM {table} WHERE {where} LIMIT {BATCH}"
        deleted = connection.execute(f"DELETE FROM {table} WHERE {key} IN ({chosen})", values)
        counts.append(deleted.rowcount)
    return Purged(*counts)


def count(connection: sqlite3.Connection, old: Old) -> Purged:
    """Say how many there are, and delete nothing."""
    counts = [
        connection.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0]
        for table, (where, values) in old.wheres.items()
    ]
    return Purged(*counts)


def days_before(now: datetime, days: int) -> datetime:
    """Give the start of the day so many days ago."""
    return datetime.combine(now.date() - timedelta(days=days), datetime.min.time())
