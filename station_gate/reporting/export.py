"""A journal's records as files for other programs: a table, or JSON."""

import csv
from collections.abc import Callable, Iterable
from typing import TextIO

from station_gate.journal.records import Record
from station_gate.reporting.output import formula_free
from station_gate.reporting.records import record_fields, record_json

_FIXED = (
    "gate",
    "transaction",
    "time",
    "outcome",
    "reason",
    "staff_code",
    "ticket",
    "attempts",
    "duration",
)


def write_json(records: Iterable[Record], stream: TextIO) -> int:
    """Write one JSON array, a record on each line; return how many there are."""
    count = 0
    for count, record in enumerate(records, 1):
        stream.write(("[\n" if count == 1 else ",\n") + record_json(record))
    stream.write("\n]\n" if count else "[]\n")
    return count


def write_csv(records: Callable[[], Iterable[Record]], stream: TextIO) -> int:
    """Write one row for each record; return how many there are.

    After the fixed columns come ``stage.NAME`` (seconds), then for each check ``NAME`` and
    ``NAME.limit``; a check that a passenger never came to is empty.
    """
    stages: dict[str, None] = {}
    checks: dict[str, None] = {}
    for record in records():
        stages |= dict.fromkeys(name for name, _ in record.decision.stages)
        checks |= dict.fromkeys(check.name for check in record.decision.checks)
    columns = [
        *_FIXED,
        *(f"stage.{name}" for name in stages),
        *(column for name in checks for column in (name, f"{name}.limit")),
    ]
    writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    count = 0
    for record in records():
        writer.writerow({name: formula_free(value) for name, value in _row(record).items()})
        count += 1
    return count


def _row(record: Record) -> dict[str, object]:
    row: dict[str, object] = dict(record_fields(record))
    row |= {f"stage.{name}": round(seconds, 3) for name, seconds in record.decision.stages}
    for check in record.decision.checks:
        row |= {check.name: check.value, f"{check.name}.limit": check.limit}
    return row
