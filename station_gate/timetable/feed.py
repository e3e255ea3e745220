"""A GTFS feed to the timetable that the rules use (https://gtfs.org/documentation/schedule).

Read are stops, routes, trips, stop times and both calendars. A station goes by the id,
the code and the name of its stops and of the station they belong to; a train by its
short name, alone and after its route's, and by its route's (some feeds have a route for
each train). Feeds with ``frequencies.txt`` ("every ten
minutes") have no departures that a ticket could name, and are refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from station_gate.gate.spelling import plain
from station_gate.gate.timetable import Stop, Timetable, Trip
from station_gate.problems import BadInput
from station_gate.timetable.tables import Row, Tables, open_tables

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_DAYS = 1100  # of one calendar: three years
_LATEST = 4 * 86400  # seconds: the longest trains run for days, none for more
_NO_PICKUP = "1"


@dataclass(frozen=True, slots=True)
class _Place:
    names: frozenset[str]
    title: str
    platform: str


@dataclass(frozen=True, slots=True)
class _Time:
    sequence: int
    stop: Stop | None
    """``None`` where the feed gives no time."""
    place: _Place


def load_feed(path: Path) -> Timetable:
    """Read a feed. Raises ``BadInput`` with one sentence that names the file and the line."""
    with open_tables(path) as tables:
        if tables.has("frequencies.txt") and any(tables.rows("frequencies.txt", ("trip_id",))):
            raise BadInput(
                f"The timetable {path} has trains without times of their own (frequencies.txt); "
                "give a feed whose trips have them."
            )
        places = _places(tables)
        days = _days(tables)
        routes = {row["route_id"]: row for _, row in tables.rows("routes.txt", ("route_id",))}
        trips = {
            row["trip_id"]: (place, row)
            for place, row in tables.rows("trips.txt", ("trip_id", "route_id", "service_id"))
        }
        times = _times(tables, places, trips)
    return Timetable(
        _trip(*trips[trip_id], routes, days, calls) for trip_id, calls in times.items()
    )


def _places(tables: Tables) -> dict[str, _Place]:
    rows = {row["stop_id"]: (where, row) for where, row in tables.rows("stops.txt", ("stop_id",))}
    places = {}
    for stop_id, (where, row) in rows.items():
        parent_id = row.get("parent_station", "")
        if parent_id and parent_id not in rows:
            raise BadInput(f"{where}: there is no stop {parent_id!r} to be its station.")
        parent = rows[parent_id][1] if parent_id else row
        names = {
            plain(one.get(column, ""))
            for one in (row, parent)
            for column in ("stop_id", "stop_code", "stop_name")
        }
        places[stop_id] = _Place(
            names=frozenset(names - {""}),
            title=parent.get("stop_name", "") or stop_id,
            platform=row.get("platform_code", ""),
        )
    return places


def _days(tables: Tables) -> dict[str, frozenset[date]]:
    days: dict[str, set[date]] = {}
    regular, special = tables.has("calendar.txt"), tables.has("calendar_dates.txt")
    if regular:
        needed = ("service_id", "start_date", "end_date", *_WEEK)
        for place, row in tables.rows("calendar.txt", needed):
            first, last = (_day(row[column], place) for column in ("start_date", "end_date"))
            if not 0 <= (last - first).days < _MOST_DAYS:
                raise BadInput(f"{place}: a service lasts 1 to {_MOST_DAYS} days.")
            span = (first + timedelta(days=n) for n in range((last - first).days + 1))
            running = {day for day in span if row[_WEEK[day.weekday()]] == "1"}
            days.setdefault(row["service_id"], set()).update(running)
    if special:
        for place, row in tables.rows(
            "calendar_dates.txt", ("service_id", "date", "exception_type")
        ):
            service = days.setdefault(row["service_id"], set())
            change = {"1": service.add, "2": service.discard}.get(row["exception_type"])
            if change is None:
                raise BadInput(f"{place}: exception_type is 1 (runs) or 2 (does not).")
            change(_day(row["date"], place))
    if not (regular or special):
        # the sentence about the missing table
        next(tables.rows("calendar.txt", ("service_id",)))
    return {service: frozenset(running) for service, running in days.items()}


def _times(
    tables: Tables, places: Mapping[str, _Place], trips: Mapping[str, tuple[str, Row]]
) -> dict[str, list[_Time]]:
    times: dict[str, list[_Time]] = {}
    needed = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
    for where, row in tables.rows("stop_times.txt", needed):
        if row["trip_id"] not in trips:
            raise BadInput(f"{where}: there is no trip {row['trip_id']!r} in trips.txt.")
        place = places.get(row["stop_id"])
        if place is None:
            raise BadInput(f"{where}: there is no stop {row['stop_id']!r} in stops.txt.")
        if not row["stop_sequence"].isdecimal():
            raise BadInput(f"{where}: stop_sequence is a whole number.")
        arrives = _seconds(row["arrival_time"] or row["departure_time"], where)
        departs = _seconds(row["departure_time"] or row["arrival_time"], where)
        stop = None
        if arrives is not None and departs is not None:
            stop = Stop(
                names=place.names,
                arrives=arrives,
                departs=departs,
                platform=place.platform,
                boards=row.get("pickup_type", "") != _NO_PICKUP,
            )
        times.setdefault(row["trip_id"], []).append(_Time(int(row["stop_sequence"]), stop, place))
    return times


def _trip(
    where: str,
    row: Row,
    routes: Mapping[str, Row],
    days: Mapping[str, frozenset[date]],
    times: list[_Time],
) -> Trip:
    if row["route_id"] not in routes:
        raise BadInput(f"{where}: there is no route {row['route_id']!r} in routes.txt.")
    if row["service_id"] not in days:
        raise BadInput(f"{where}: no calendar has the service {row['service_id']!r}.")
    route = routes[row["route_id"]]
    line = route.get("route_short_name", "") or route.get("route_long_name", "")
    number = row.get("trip_short_name", "")
    stops = tuple(_stops(where, row["trip_id"], sorted(times, key=lambda one: one.sequence)))
    return Trip(
        trains=frozenset({plain(line), plain(number), plain(f"{line} {number}")} - {""}),
        days=days[row["service_id"]],
        stops=stops,
        title=number if number and not number.isdecimal() else f"{line} {number}".strip(),
        to=row.get("trip_headsign", "") or max(times, key=lambda one: one.sequence).place.title,
    )


def _stops(where: str, trip_id: str, times: list[_Time]) -> Iterator[Stop]:
    latest = 0
    for number, one in enumerate(times, 1):
        # a stop without a time is known to be on the way, and no place to board by the clock
        stop = one.stop or Stop(names=one.place.names, arrives=latest, departs=latest, boards=False)
        if not latest <= stop.arrives <= stop.departs:
            raise BadInput(f"{where}: trip {trip_id!r} goes back in time in stop_times.txt.")
        latest = stop.departs
        yield stop if number < len(times) else replace(stop, boards=False)


def _day(text: str, place: str) -> date:
    try:
        if len(text) == 8 and text.isdecimal():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass
    raise BadInput(f"{place}: {text!r} is no date like 20261120.")


def _seconds(text: str, place: str) -> int | None:
    if not text:
        return None
    parts = text.split(":")
    if len(parts) == 3 and all(part.isdecimal() and len(part) <= 3 for part in parts):
        hours, minutes, seconds = (int(part) for part in parts)
        total = hours * 3600 + minutes * 60 + seconds
        if minutes < 60 and seconds < 60 and total <= _LATEST:
            return total
    raise BadInput(f"{place}: {text!r} is no time like 08:05:00.")
