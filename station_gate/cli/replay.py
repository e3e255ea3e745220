"""``station-gate replay``: scenarios headless on a virtual clock."""

import sys
from pathlib import Path

from station_gate.cli.endings import show_outcomes
from station_gate.cli.playing import stepped_parts
from station_gate.cli.resources import scenario_settings
from station_gate.journal.journal import Journal
from station_gate.lab.replay import replay
from station_gate.lab.reports import as_json, as_junit, write_report
from station_gate.lab.scenario import find_scenarios
from station_gate.problems import ExitCode, printable


def run_replay(
    paths: list[Path],
    json: Path | None,
    junit: Path | None,
    config: Path | None,
    journal: Path | None,
) -> ExitCode:
    """Replay every scenario, show the table, write the reports."""
    settings = scenario_settings(config)
    scenarios = find_scenarios(paths)
    records = Journal.open(journal) if journal else None
    make_parts = stepped_parts(settings, records=records)
    results = []
    for number, scenario in enumerate(scenarios, 1):
        if sys.stderr.isatty():
            print(
                f"\r{number}/{len(scenarios)} {printable(scenario.name)[:60]:60}",
                end="",
                file=sys.stderr,
            )
        results.append(replay(scenario, make_parts()))
    if sys.stderr.isatty():
        print("\r" + " " * 72 + "\r", end="", file=sys.stderr)
    show_outcomes(results)
    if json is not None:
        write_report(json, as_json(results))
    if junit is not None:
        write_report(junit, as_junit(results))
    return ExitCode.OK if not any(result.failed for result in results) else ExitCode.NO
