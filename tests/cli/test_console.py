"""``station-gate console``: what it says without a terminal, what it reads, its demo."""

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from typer.testing import CliRunner

from station_gate.assembly.demogates import demo_gates
from station_gate.assembly.resources import scenario_settings
from station_gate.cli.app import app
from station_gate.cli.console import recorded
from station_gate.gate.decision import Decision
from station_gate.gate.terms import Outcome
from station_gate.journal.journal import Journal
from station_gate.journal.records import Records, Wanted
from station_gate.lane.orders import Command
from station_gate.operators.link.client import Watcher
from station_gate.operators.link.protocol import Hello, News, State
from station_gate.problems import DeviceMissing
from station_gate.settings import load_settings
from tests.conftest import FIXTURES

PASSED = Decision(transaction=1, outcome=Outcome.PASSED, reason=None, duration=4.0)


def test_without_a_terminal_it_says_so_in_a_sentence() -> None:
    problem = CliRunner().invoke(app, ["console"]).exception
    assert isinstance(problem, DeviceMissing)
    assert "needs a terminal" in str(problem)


def test_todays_passengers_of_a_journal_are_counted_at_their_moment(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    settings = load_settings(FIXTURES / "station.toml")  # at a station in UTC
    now = datetime.now(settings.time_zone()).replace(tzinfo=None)
    today = now.replace(hour=0, minute=0, second=1, microsecond=0)
    journal = Journal.open(path)
    journal.write(PASSED, "Gate 4", today - timedelta(days=1))
    journal.write(replace(PASSED, transaction=2), "Gate 4", today)
    journal.write(replace(PASSED, transaction=3), "Gate 5", today)
    journal.close()
    found = recorded(path, settings)
    assert {gate: [p.decision.transaction for p in each] for gate, each in found.items()} == {
        "Gate 4": [2],
        "Gate 5": [3],
    }
    assert found["Gate 4"][0].at % 86400 == 1.0


class Ear:
    """Remembers what was heard."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.states: set[str] = set()

    def heard(self, key: str, news: News) -> None:
        if isinstance(news, Hello):
            self.names[key] = news.gate
        if isinstance(news, State):
            self.states.add(key)

    def lost(self, key: str, why: str) -> None:
        raise AssertionError(f"{key} was lost: {why}")


def test_the_demos_gates_live_take_orders_and_keep_them_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    Journal.open(path).close()

    async def watch(folder: Path) -> None:
        ear = Ear()
        watcher = Watcher(folder, ear)
        task = asyncio.create_task(watcher.run())
        try:
            async with asyncio.timeout(120):
                while len(ear.states) < 3:
                    await asyncio.sleep(0.05)
            assert sorted(ear.names.values()) == ["Gate 1", "Gate 2", "Gate 3"]
            for key in ear.names:
                assert (await watcher.order(key, Command.LOCK, "drill")).done
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    with demo_gates(scenario_settings(None), path) as folder:
        asyncio.run(watch(folder))
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()
    with closing(Records.open(path)) as records:
        kept = records.interventions(Wanted())
    assert sorted((each.gate, each.command, each.reason) for each in kept) == [
        (f"Gate {number}", "lock", "drill") for number in (1, 2, 3)
    ]
