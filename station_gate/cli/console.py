"""``station-gate console``: the live board of this machine's gates."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from station_gate.assembly.demogates import demo_gates
from station_gate.assembly.resources import scenario_settings
from station_gate.journal.records import Records, Wanted
from station_gate.operators.board.figures import Passing
from station_gate.operators.board.model import Board
from station_gate.operators.link.folder import link_folder, ready_folder
from station_gate.problems import DeviceMissing, ExitCode
from station_gate.settings import Settings, load_settings


def run_console(journal: Path | None, config: Path | None, *, demo: bool) -> ExitCode:
    """Show the board until somebody quits."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise DeviceMissing("The board needs a terminal: run station-gate console in one.")
    settings = scenario_settings(config) if demo else load_settings(config)
    known = journal is not None and (journal.exists() or not demo)  # the demo makes its own
    board = Board(recorded(journal, settings) if journal and known else None)
    with demo_gates(settings, journal) if demo else _here(settings) as folder:
        # it takes a moment, and nobody else needs it
        from station_gate.operators.board.app import BoardApp

        BoardApp(folder, board, note="demo" if demo else "").run()
    return ExitCode.OK


@contextmanager
def _here(settings: Settings) -> Iterator[Path]:
    folder = link_folder(settings.files.link)
    ready_folder(folder)
    yield folder


def recorded(journal: Path, settings: Settings) -> dict[str, list[Passing]]:
    """Read the day's passengers of each gate; times are moments, not the station's clock."""
    zone = settings.time_zone()
    today = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    found: dict[str, list[Passing]] = {}
    with closing(Records.open(journal)) as records:
        for record in records.every(Wanted(since=today, until=today + timedelta(days=1))):
            at = record.at.replace(tzinfo=zone).timestamp()
            found.setdefault(record.gate, []).append(Passing(at, record.decision))
    return found
