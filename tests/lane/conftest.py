"""What every test of a lane is given."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_gate.journal import journal


@pytest.fixture(autouse=True)
def journals_end_with_their_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every journal that the test opened: Python 3.13 warns about open ones."""
    opened: list[sqlite3.Connection] = []
    open_database = journal.open_database

    def remembering(path: Path | None) -> sqlite3.Connection:
        opened.append(open_database(path))
        return opened[-1]

    monkeypatch.setattr(journal, "open_database", remembering)
    yield
    for connection in opened:
        connection.close()
