"""Scenarios played for the log: what everything that is kept or written then holds."""

import io
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.resources import scenario_settings
from station_gate.gate.decision import Decision
from station_gate.journal.interventions import Intervention
from station_gate.journal.journal import Journal
from station_gate.journal.records import Records, Wanted
from station_gate.lab import replay as replays
from station_gate.lab.replay import replay
from station_gate.lab.reports import as_json
from station_gate.lab.scenario import Scenario, load_scenario
from station_gate.lane.log import Level
from station_gate.lane.narrator import Narrator
from station_gate.lane.stream import OrderSettled
from station_gate.reporting.export import write_csv, write_json
from station_gate.reporting.log.log import ConsoleLog
from station_gate.reporting.log.logfile import LogFile
from tests.conftest import FIXTURES

SCENARIOS = (
    "genuine_chip_and_railway_ticket",
    "genuine_resident_card",
    "genuine_passport_page",
    "genuine_id_card_photo",
    "genuine_bound_document",
    "document_unreadable",
    "staff_admit",
    "tailgated",
    "evacuation",
)
"""A document of every kind, tickets bound to one and not, and every kind of line."""


ORDER = Intervention(
    gate="Gate 4",
    at=datetime(2026, 11, 20, 9, 45),
    operator="lena",
    command="open",
    reason="a pushchair",
    done=True,
    answer="opens",
    transaction=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Scenarios, and everything that was written of them, by where it was written."""

    scenarios: tuple[Scenario, ...]
    written: Mapping[str, str]
    lines: tuple[Any, ...]
    """Of the log's file, as JSON."""


class BothLogs:
    """Hands every line to two logs."""

    def __init__(self, *logs: ConsoleLog) -> None:
        self._logs = logs

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        for log in self._logs:
            log.event(now, at, kind, text, level, fields)

    def decision(self, decision: Decision, at: datetime) -> None:
        for log in self._logs:
            log.decision(decision, at)


def play(folder: Path) -> Played:
    """Play the scenarios with every log in detail and a journal; files go to ``folder``."""
    human, machine = io.StringIO(), io.StringIO()
    file = LogFile(folder / "gate.jsonl", 10, 1, io.StringIO())
    journal = Journal.open(folder / "journal.sqlite")
    scenarios = tuple(load_scenario(FIXTURES / "scenarios" / name) for name in SCENARIOS)
    results = []
    with (
        closing(journal),
        closing(ConsoleLog(human, "human", "Gate 4", "debug", file)) as for_people,
    ):
        for_people.heading("What is played")
        both = BothLogs(for_people, ConsoleLog(machine, "json", "Gate 4", "debug"))
        make_parts = stepped_parts(scenario_settings(None), journal)
        for played in scenarios:
            parts = make_parts().heard_by(Narrator(both))
            with closing(parts.journal):
                results.append(replay(played, parts))
        # no scenario has an operator at a console
        Narrator(both).hear(OrderSettled(0.0, ORDER.at, ORDER))
        whole = replays.Played(replayed=tuple(results))
        assert not any(result.failed for result in results), as_json(whole)
    tables = {"csv": io.StringIO(), "json": io.StringIO()}
    with closing(Records.open(folder / "journal.sqlite")) as records:
        write_csv(lambda: records.every(Wanted()), tables["csv"])
        write_json(records.every(Wanted()), tables["json"])
    # a scenario's own title and its passengers' names are the tester's, not a document's
    replayed = json.loads(as_json(whole))
    for scenario in replayed["scenarios"]:
        del scenario["title"]
        for passenger in scenario["passengers"]:
            del passenger["name"]
    in_file = (folder / "gate.jsonl").read_text(encoding="utf-8")
    return Played(
        scenarios=scenarios,
        written={
            "log for people": human.getvalue(),
            "log as JSON": machine.getvalue(),
            "log in a file": in_file,
            "journal as CSV": tables["csv"].getvalue(),
            "journal as JSON": tables["json"].getvalue(),
            "journal's file": (folder / "journal.sqlite").read_bytes().decode("latin-1"),
            "replay's JSON": json.dumps(replayed, ensure_ascii=False),
        },
        lines=tuple(json.loads(line) for line in in_file.splitlines()),
    )
