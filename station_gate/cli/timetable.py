"""``station-gate timetable``: what a gate knows of a feed."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from station_gate.cli.say import say
from station_gate.problems import BadInput, ExitCode, WrongUsage
from station_gate.timetable.feed import load_feed


def run_timetable(feed: Path, station: str, day: str | None) -> ExitCode:
    """Show a day's departures of a station; the answer is no where none leaves."""
    timetable = load_feed(feed)
    if not timetable.knows_station(station):
        raise BadInput(f"No train of {feed} calls at {station}; give a stop's id, code or name.")
    try:
        first = datetime.combine(date.fromisoformat(day) if day else date.today(), time())
    except ValueError:
        raise WrongUsage(f"--day {day} is no date; write it like 2026-11-20.") from None
    calls = timetable.departures([station], first, first + timedelta(days=1, seconds=-1))
    table = Table("departs", "train", "to", "platform", box=None)
    for call in calls:
        table.add_row(f"{call.departure:%H:%M}", call.trip.title, call.trip.to, call.platform)
    Console().print(table)
    say(f"{len(calls)} of {len(timetable)} trains leave {station} on {first:%A, %d %B %Y}.")
    return ExitCode.OK if calls else ExitCode.NO
