"""Fixtures that every test may use."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from station_gate.journal.database import open_database
from station_gate.journal.records import Records

if TYPE_CHECKING:
    from tests.station.servers import Postgres

# an example may take as long as it takes: no test depends on how busy the machine is
# and the same examples are tried every time; HYPOTHESIS_PROFILE=explore tries new ones
busy = [HealthCheck.too_slow]
settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=busy)
settings.register_profile("explore", deadline=None, suppress_health_check=busy)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# many tests start the program: compiling it anew takes half of each start
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real material beside the checkout; skips where it is absent."""
    folder = Path(os.environ.get("STATION_GATE_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real material is not here: {folder.name} beside the checkout is absent")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator["Postgres"]:
    """One PostgreSQL for all tests of a worker; skips, saying so, where it is not installed."""
    from tests.station.servers import Postgres  # psycopg is an extra

    server = Postgres()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def journals_end_with_their_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every journal that the test opened: Python 3.13 warns about open ones."""
    opened: list[sqlite3.Connection | Records] = []
    open_records = Records.open

    def remembering(path: Path | None, *, make: bool = True) -> sqlite3.Connection:
        connection = open_database(path, make=make)
        opened.append(connection)
        return connection

    def remembering_records(path: Path) -> Records:
        records = open_records(path)
        opened.append(records)
        return records

    monkeypatch.setattr("station_gate.journal.file.open_database", remembering)
    monkeypatch.setattr(Records, "open", remembering_records)
    yield
    for each in opened:
        with suppress(sqlite3.ProgrammingError):  # of another thread, which has closed it
            each.close()
