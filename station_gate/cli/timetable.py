"""``station-gate timetable``: what a gate knows of a feed."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from station_gate.problems import BadInput, ExitCode, WrongUsage
from station_gate.say import say
from station_gate.timetable.feed import load_feed
from station_gate.zones import machine_zone


def run_timetable(feed: Path, station: str, day: str | None) -> ExitCode:
    """Show a day's departures of a station; the answer is no where none leaves."""
    read = load_feed(feed, machine_zone())
    timetable = read.timetable
    for line in read.left_out:
        say(line, sys.stderr)
    zone = timetable.zone_of(station)
    if zone is None:
        raise BadInput(f"No train of {feed} calls at {station}; give a stop's id, code or name.")
    try:
        asked = date.fromisoformat(day) if day else datetime.now(zone).date()
    except ValueError:
        raise WrongUsage(f"--day {day} is no date; write it like 2026-11-20.") from None
    first = datetime.combine(asked, time(), zone)
    next_day = datetime.combine(asked + timedelta(days=1), time(), zone)
    last = next_day.astimezone(UTC) - timedelta(seconds=1)
    calls = timetable.departures([station], first, last)
    table = Table("departs", "train", "to", "platform", box=None)
    for call in calls:
        table.add_row(
            f"{call.departure.astimezone(call.zone):%H:%M}",
            call.trip.title,
            call.trip.to,
            call.platform,
        )
    Console().print(table)
    say(f"{len(calls)} of {len(timetable)} trains leave {station} on {first:%A, %d %B %Y}.")
    return ExitCode.OK if calls else ExitCode.NO
