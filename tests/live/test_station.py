"""A live gate at a station: its passages reach the database, and it goes on without it."""

import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from station_gate.gate.terms import Outcome, Step
from tests.live.gate import LiveGate

if TYPE_CHECKING:
    from tests.station.servers import Postgres

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("Xvfb"),
    reason="no virtual X server is here: install xvfb",
)
PATIENCE = 90.0
"""Seconds until a test gives up; never part of what is asserted."""


def passages(dsn: str) -> list[tuple[str, str]]:
    """Return each passage's ticket and whether the database was there when it happened."""
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT ticket_id, mode FROM passage ORDER BY serial").fetchall()


def test_passages_reach_the_station_also_those_of_an_outage(
    tmp_path: Path, postgres: "Postgres"
) -> None:
    dsn = postgres.station()
    gate = LiveGate(tmp_path, files=f'[station]\ndatabase = "{dsn}"\n')
    try:
        gate.start(PATIENCE)
        assert gate.pass_through("LIVE-1", PATIENCE) is Step.GO
        assert gate.until(lambda: passages(dsn) == [("LIVE-1", "online")], PATIENCE), gate.output
        postgres.signal(signal.SIGSTOP)
        assert gate.pass_through("LIVE-2", PATIENCE) is Step.GO, gate.output
        assert gate.until(lambda: len(gate.ended) == 2, PATIENCE)
        postgres.signal(signal.SIGCONT)
        expected = [("LIVE-1", "online"), ("LIVE-2", "offline")]
        assert gate.until(lambda: passages(dsn) == expected, PATIENCE), passages(dsn)
        assert gate.pass_through("LIVE-2", PATIENCE) is Step.REFUSED, "it is used at the station"
        assert [each.outcome for _, each in gate.ended[:2]] == [Outcome.PASSED] * 2
        assert "Traceback" not in gate.output
    finally:
        postgres.signal(signal.SIGCONT)
        gate.close()
