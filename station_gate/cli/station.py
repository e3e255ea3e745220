"""``station-gate station``: make a station, see its gates, look into double uses."""

import getpass
import json as json_
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from station_gate.cli.moments import moment_of
from station_gate.gate.uses import Use
from station_gate.problems import BadInput, ExitCode, printable
from station_gate.say import say
from station_gate.settings import load_settings

try:
    from station_gate.station.conflicts import Conflict, conflicts, gaps, settle
    from station_gate.station.database import closing, connect, create, upgrade
    from station_gate.station.gates import gates
except ImportError as error:
    raise BadInput(
        f"These commands need more than is installed here ({error.name}): pip install "
        "'station-gate[station]'."
    ) from None


@dataclass(frozen=True, slots=True)
class ConflictsOrder:
    """Which conflicts, and what to do with them; texts as they were typed."""

    station: str
    since: str | None
    everything: bool
    settle: str | None
    remark: str
    json: bool
    config: Path | None


def run_create(station: str, name: str) -> ExitCode:
    """Make the tables."""
    create(station, name)
    say(f"The station {name} is made. Give its gates the address: station.database.")
    return ExitCode.OK


def run_upgrade(station: str) -> ExitCode:
    """Bring the tables up to date."""
    say(f"The station's tables have version {upgrade(station)}, the newest.")
    return ExitCode.OK


def run_gates(station: str, *, json: bool) -> ExitCode:
    """List the gates; exit 1 where there is none."""
    with closing(connect(station)) as connection:
        found, lost = gates(connection), gaps(connection)
    if json:
        every = {"gates": [asdict(each) for each in found], "gaps": [asdict(gap) for gap in lost]}
        print(json_.dumps(every, default=str, indent=2, ensure_ascii=False))
        return ExitCode.OK if found else ExitCode.NO
    for gate in found:
        heard = "here" if gate.silent < 10 else f"not heard for {_span(gate.silent)}"
        clock = f"its clock is {gate.clock_off:+.1f} s" if abs(gate.clock_off) >= 1 else "clock ok"
        say(f"{gate.name}  {heard}, {clock}, {gate.passages} passages, version {gate.version}")
    for gap in lost:
        say(f"{gap.gate}: entries {gap.first} to {gap.last} never arrived.")
    say(f"{len(found)} {'gate' if len(found) == 1 else 'gates'}.")
    return ExitCode.OK if found else ExitCode.NO


def run_conflicts(order: ConflictsOrder) -> ExitCode:
    """List or settle; exit 1 where open conflicts are left."""
    zone = load_settings(order.config).time_zone()
    since = None
    if order.since is not None:
        since = moment_of(order.since, datetime.now(zone).replace(tzinfo=None))
    with closing(connect(order.station)) as connection:
        if order.settle is not None:
            settle(connection, order.settle, getpass.getuser(), order.remark)
            say(f"{order.settle} is settled.")
            return ExitCode.OK
        found = conflicts(
            connection, since and since.replace(tzinfo=zone), settled=order.everything
        )
    if order.json:
        print(json_.dumps([asdict(each) for each in found], default=str, indent=2))
    else:
        for each in found:
            for line in _lines(each):
                say(line)
        say(f"{len(found)} {'conflict' if len(found) == 1 else 'conflicts'}.")
    return ExitCode.NO if any(each.settled_by is None for each in found) else ExitCode.OK


def _lines(conflict: Conflict) -> list[str]:
    order = "" if conflict.order_known else "  (order unknown: the clocks may be that far apart)"
    lines = [f"{conflict.id}  {_named(conflict.use)}  {len(conflict.seen)} passages{order}"]
    for seen in conflict.seen:
        unsure = f" (within {seen.unsure:.0f} s)" if seen.unsure >= 1 else ""
        at = seen.at.astimezone()
        lines.append(f"    {at:%Y-%m-%d %H:%M:%S}{unsure}  {printable(seen.gate)}, {seen.mode}")
    if conflict.settled_by is not None:
        lines.append(f"    settled by {conflict.settled_by}: {printable(conflict.remark or '')}")
    return lines


def _named(use: Use) -> str:
    leg = f" {use.leg}" if use.leg else ""
    return printable(f"{use.issuer} {use.ticket_id}{leg}, {use.direction.value}")


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
