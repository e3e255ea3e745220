"""Puts a gate among the others of its station."""

from pathlib import Path

from station_gate import __version__
from station_gate.journal.journal import Journal
from station_gate.journal.outbox import Outbox
from station_gate.problems import BadInput
from station_gate.settings import Settings

try:
    from station_gate.station.database import check_address
    from station_gate.station.keeper import Rule, StationKeeper
    from station_gate.station.registry import Registry
except ImportError as error:
    raise BadInput(
        f"A station needs more than is installed here ({error.name}): pip install "
        "'station-gate[station]', or leave the settings of the section station out."
    ) from None

_MARGIN = 60.0
"""Seconds that a reservation is good for after the gate could have closed behind its passenger."""


def at_station(journal: Journal, path: Path, settings: Settings) -> StationKeeper:
    """Let the station's database decide about what the journal, of that file, keeps."""
    dsn = settings.station.database
    check_address(dsn)
    timings = settings.timings
    holds = timings.granted + timings.passing + _MARGIN
    return StationKeeper(
        journal,
        Outbox(path),
        lambda its: Registry.open(dsn, its, holds),
        Rule(settings.station.offline),
        version=__version__,
    )
