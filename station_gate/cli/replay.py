"""``station-gate replay``: scenarios headless on a virtual clock."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.libraries import Libraries, LibraryParts
from station_gate.cli.endings import show_outcomes
from station_gate.journal.journal import Journal
from station_gate.lab.replay import Played, Replayed, replay
from station_gate.lab.reports import as_json, as_junit, check_place, write_report
from station_gate.lab.scenario import Scenario, find_scenarios
from station_gate.problems import ExitCode, printable
from station_gate.say import say


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOrder:
    """What to replay, with which settings, and where the results are written."""

    paths: list[Path]
    json: Path | None
    junit: Path | None
    config: Path | None
    assignments: Sequence[str]
    journal: Path | None


def run_replay(order: ReplayOrder) -> ExitCode:
    """Replay every scenario, show the table, write the reports; also when interrupted."""
    for place in (order.json, order.junit):
        if place is not None:
            check_place(place)  # before the work, and not after it
    scenarios = find_scenarios(order.paths)
    libraries = Libraries(order.config, order.assignments)
    for scenario in scenarios:
        libraries.of(scenario).scenarios.append(scenario.name)  # what is wrong is said at once
    with ExitStack() as stack:
        records = (
            stack.enter_context(closing(Journal.open(order.journal))) if order.journal else None
        )
        parts = LibraryParts(libraries, lambda settings: stepped_parts(settings, records))
        played = _play(scenarios, parts)
    complete = len(played) == len(scenarios)
    outcome = Played(
        replayed=tuple(played),
        missing=tuple(scenario.name for scenario in scenarios[len(played) :]),
        settings=tuple(
            {"scenarios": library.scenarios, "layers": library.layers.described()}
            for library in libraries.used
        ),
    )
    show_outcomes(played)
    if order.json is not None:
        write_report(order.json, as_json(outcome))
    if order.junit is not None:
        write_report(order.junit, as_junit(outcome))
    if not complete:
        say(
            f"Interrupted: {len(played)} of {len(scenarios)} scenarios were played, and their "
            "results are kept, marked as incomplete.",
            sys.stderr,
        )
        return ExitCode.INTERRUPTED
    return ExitCode.OK if not any(result.failed for result in played) else ExitCode.NO


def _play(scenarios: Sequence[Scenario], parts: LibraryParts) -> list[Replayed]:
    """Play one after the other until all are played, or somebody presses Ctrl-C.

    How far it is stands on standard error: in one line on a terminal, elsewhere in one each.
    """
    played: list[Replayed] = []
    watched = sys.stderr.isatty()
    try:
        for number, scenario in enumerate(scenarios, 1):
            place = f"{number}/{len(scenarios)} {scenario.name}"
            if watched:
                print(f"\r{printable(place)[:70]:70}", end="", file=sys.stderr, flush=True)
            played.append(replay(scenario, parts.of(scenario)))
            if not watched:  # what reads a pipe wants lines, of what is done
                say(place, sys.stderr)
    except KeyboardInterrupt:
        pass  # what was played is kept: the caller sees that it is not everything
    finally:
        if watched:
            print("\r" + " " * 72 + "\r", end="", file=sys.stderr)
    return played
