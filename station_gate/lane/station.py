"""The place that a lane stands in: its name, its clock, and whom it trusts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from station_gate.tickets.denylist import DenyList
from station_gate.tickets.format import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What a lane knows of the place it stands in.

    ``clock`` turns lane seconds into the time there, aware and in the station's zone.
    """

    name: str
    clock: Callable[[float], datetime]
    trust: Trust
    document_key: bytes | None
    deny_list: DenyList
    station_names: Mapping[str, str]
    face_frames: int
    """Usable live frames that a comparison rests on."""


def running_clock(start: datetime) -> Callable[[float], datetime]:
    """Make a station clock that shows ``start``, aware, at lane second 0."""
    began, zone = start.astimezone(UTC), start.tzinfo
    return lambda now: (began + timedelta(seconds=now)).astimezone(zone)
