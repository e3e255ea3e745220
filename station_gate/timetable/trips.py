"""The trips of a feed with their calls, as the rules know them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from station_gate.gate.timetable import Stop, Trip, plain
from station_gate.timetable.calendars import Service
from station_gate.timetable.tables import Row, Tables

_LATEST = 4 * 86400  # seconds: the longest trains run for days, none for more
_NO_PICKUP = "1"
_MOST_REPEATS = 2000  # of a trip on one day: every 43 seconds
_WINDOW = ("start_pickup_drop_off_window", "location_id", "location_group_id")
"""Columns that only on-demand trips fill."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stop, with what is known of the station that it belongs to."""

    names: frozenset[str]
    title: str
    platform: str
    zone: tzinfo | None
    """By which its clocks go, where that is not the agency's."""


@dataclass(frozen=True, slots=True)
class Routes:
    """The names of the routes, and whose clock their times are given by."""

    _rows: Mapping[str, Row]
    _zones: Mapping[str, tzinfo]

    @classmethod
    def read(cls, tables: Tables, zones: Mapping[str, tzinfo]) -> "Routes":
        """Read them; ``zones`` are the agencies', that of "" is for all others."""
        used = ("agency_id", "route_short_name", "route_long_name")
        rows = tables.rows("routes.txt", ("route_id",), used)
        return cls({row["route_id"]: row for _, row in rows}, zones)

    def line(self, route_id: str) -> str | None:
        """Give a route's name, perhaps empty; ``None`` for a route that is missing."""
        row = self._rows.get(route_id)
        return None if row is None else row["route_short_name"] or row["route_long_name"]

    def zone(self, route_id: str) -> tzinfo:
        """Give the zone of a route's agency."""
        agency = self._rows[route_id]["agency_id"]
        return self._zones.get(agency, self._zones[""])


@dataclass(slots=True)
class Calls:
    """What stop_times.txt says of one trip."""

    stops: list[tuple[int, Place, Stop | None]] = field(default_factory=list)
    """By ``stop_sequence``; without a stop where no time is given."""
    wrong: str = ""
    """Why no trip can be made of it: "trips left out that ..."."""
    where: str = ""
    on_demand: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row of frequencies.txt: a trip again and again between two times."""

    first: int
    last: int
    every: int
    exact: bool
    """Its departures are times to go by, and no estimate."""


def read_calls(
    tables: Tables, places: Mapping[str, Place], trips: Iterable[str]
) -> dict[str, Calls]:
    """Read the calls of trips. Raises ``BadInput``."""
    known = frozenset(trips)
    calls: dict[str, Calls] = {}
    needed = ("trip_id", "stop_id", "stop_sequence")
    used = ("arrival_time", "departure_time", "pickup_type", *_WINDOW)
    for where, row in tables.rows("stop_times.txt", needed, used):
        if row["trip_id"] not in known:
            tables.left_out.add(where, "rows left out whose trip is not in trips.txt")
            continue
        trip = calls.setdefault(row["trip_id"], Calls())
        place = places.get(row["stop_id"])
        if any(row[column] for column in _WINDOW):
            trip.on_demand = True
            trip.where = trip.where or where
        elif place is None:
            tables.left_out.add(where, "rows left out whose stop is not in stops.txt")
        elif not row["stop_sequence"].isdecimal():
            trip.wrong, trip.where = "trips left out with a stop_sequence that is no number", where
        else:
            try:
                stop = _stop(row, place)
            except ValueError:
                trip.wrong, trip.where = "trips left out with a time unlike 08:05:00", where
            else:
                trip.stops.append((int(row["stop_sequence"]), place, stop))
    return calls


def read_repeats(tables: Tables) -> dict[str, list[Repeat]]:
    """Read how trips are repeated, by their ids. Raises ``BadInput``."""
    repeats: dict[str, list[Repeat]] = {}
    if not tables.has("frequencies.txt"):
        return repeats
    needed = ("trip_id", "start_time", "end_time", "headway_secs")
    for where, row in tables.rows("frequencies.txt", needed, ("exact_times",)):
        every = int(row["headway_secs"]) if row["headway_secs"].isdecimal() else 0
        try:
            first, last = _seconds(row["start_time"]), _seconds(row["end_time"])
        except ValueError:
            first = last = None
        if first is None or last is None or not every or (last - first) / every > _MOST_REPEATS:
            tables.left_out.add(where, "rows left out that say no times, or not how often")
            continue
        exact = row["exact_times"] == "1"
        repeats.setdefault(row["trip_id"], []).append(Repeat(first, last, every, exact))
    return repeats


def trips_of(
    listed: tuple[str, Row],
    routes: Routes,
    services: Mapping[str, Service],
    calls: Calls | None,
    repeats: Sequence[Repeat],
    tables: Tables,
) -> Iterator[Trip]:
    """Make the trips of one row of trips.txt: none, one, or one for each time it is repeated."""
    where, row = listed
    line = routes.line(row["route_id"])
    service = services.get(row["service_id"])
    wrong = ""
    if calls is not None and calls.on_demand and len(calls.stops) < 2:
        wrong, where = "trips left out that run on demand", calls.where
    elif calls is None or not calls.stops:
        wrong = "trips left out that call nowhere"
    elif calls.wrong:
        wrong, where = calls.wrong, calls.where
    elif line is None:
        wrong = "trips left out whose route is not in routes.txt"
    elif service is None:
        wrong = "trips left out whose service no calendar has"
    stops = _in_order(calls) if calls is not None and not wrong else ()
    if stops is None:
        wrong = "trips left out that go back in time"
    if wrong or not stops or line is None or service is None or calls is None:
        tables.left_out.add(where, wrong)
        return
    number = row["trip_short_name"]
    trip = Trip(
        trains=frozenset({plain(line), plain(number), plain(f"{line} {number}")} - {""}),
        days=service,
        zone=routes.zone(row["route_id"]),
        stops=stops,
        title=number if number and not number.isdecimal() else f"{line} {number}".strip(),
        to=row["trip_headsign"] or max(calls.stops, key=lambda one: one[0])[1].title,
    )
    if not repeats:
        yield trip
    elif all(repeat.exact for repeat in repeats):
        for repeat in repeats:
            for begins in range(repeat.first, repeat.last, repeat.every):
                yield _moved(trip, begins - stops[0].arrives)
    else:
        # every ten minutes or so: it goes there, but no departure is one to go by
        tables.left_out.add(where, "trips without departures, as they only run every so often")
        yield replace(trip, stops=tuple(replace(stop, boards=False) for stop in stops))


def _stop(row: Row, place: Place) -> Stop | None:
    arrives = _seconds(row["arrival_time"] or row["departure_time"])
    departs = _seconds(row["departure_time"] or row["arrival_time"])
    if arrives is None or departs is None:
        return None
    return Stop(
        names=place.names,
        arrives=arrives,
        departs=departs,
        platform=place.platform,
        boards=row["pickup_type"] != _NO_PICKUP,
        zone=place.zone,
    )


def _in_order(calls: Calls) -> tuple[Stop, ...] | None:
    """Give the stops; ``None`` where a later one comes earlier."""
    stops: list[Stop] = []
    latest = 0
    for _, place, given in sorted(calls.stops, key=lambda one: one[0]):
        # a stop without a time is known to be on the way, and no place to board by the clock
        stop = given or Stop(names=place.names, arrives=latest, departs=latest, boards=False)
        if not latest <= stop.arrives <= stop.departs:
            return None
        latest = stop.departs
        stops.append(stop)
    return (*stops[:-1], replace(stops[-1], boards=False))


def _moved(trip: Trip, seconds: int) -> Trip:
    return replace(
        trip,
        stops=tuple(
            replace(stop, arrives=stop.arrives + seconds, departs=stop.departs + seconds)
            for stop in trip.stops
        ),
    )


def _seconds(text: str) -> int | None:
    """Read "08:05:00", or "8:05"; ``None`` for nothing. Raises ``ValueError``."""
    if not text:
        return None
    parts = text.split(":")
    if len(parts) in (2, 3) and all(part.isdecimal() and len(part) <= 3 for part in parts):
        hours, minutes, seconds = (*map(int, parts), 0)[:3]
        total = hours * 3600 + minutes * 60 + seconds
        if minutes < 60 and seconds < 60 and total <= _LATEST:
            return total
    raise ValueError(text)
