"""What one gate stands for: its station, direction, trains, classes and times."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from station_gate.gate.terms import Direction
from station_gate.gate.timetable import Timetable, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class GateProfile:
    """What the rules know of the gate they are asked for.

    ``also_called`` are other codes and names under which tickets know the station;
    ``area_tickets`` are the products without stations that are good here.
    ``trains`` maps trains that the gate knows to their platforms, beside those of the
    ``timetable``; without either any train will do. ``platforms`` are those the gate
    leads to; empty means all. Boarding times are seconds before departure, both
    inclusive. They are configuration: published practice runs from 30 minutes to
    hours for the opening and from 3 to 10 minutes for the closing.
    """

    station: str
    service_mode: bool = True
    """In service for real; ``False`` (training) lets specimen tickets in."""
    direction: Direction = Direction.ENTRY
    also_called: frozenset[str] = frozenset()
    area_tickets: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    trains: Mapping[str, str] = field(default_factory=dict)
    timetable: Timetable | None = None
    boarding_opens: float = 3600.0
    boarding_closes: float = 180.0
    classes: frozenset[str] = frozenset()
    """Classes of travel that the gate is for; empty means all."""
    wide: bool = False
    """Wide enough for a wheelchair, a pushchair or a bicycle."""
    exit_needs_entry: bool = True
    """The journal knows of every entry of the line: who never entered is not let out."""
    return_within: float = 900.0
    """Seconds in which somebody who entered here may change their mind and leave again."""
    face_frames: int = 5
    """Live frames that a comparison rests on: where fewer were looked at in the whole time,
    the gate was too slow, and it is not the passenger who is to blame."""

    def __post_init__(self) -> None:
        if not self.station:
            raise ValueError("a gate stands in a station")
        if not 0 <= self.boarding_closes < self.boarding_opens:
            raise ValueError(
                "boarding opens before it closes, and closes at departure at the latest"
            )
        if self.face_frames < 1:
            raise ValueError("a comparison rests on one frame at least")
        if self.return_within < 0:
            raise ValueError("the time to change one's mind is not negative")

    @property
    def names(self) -> frozenset[str]:
        """Every code and name of the station."""
        return self.also_called | {self.station}

    def is_at(self, station: str) -> bool:
        """Return whether a ticket's station is the one that the gate stands in."""
        return plain(station) in {plain(name) for name in self.names}

    def platform_of(self, train: str) -> str | None:
        """Where a train leaves by the gate's own list, ``None`` for one not on it."""
        wanted = plain(train)
        return next((at for name, at in self.trains.items() if plain(name) == wanted), None)
