"""A GTFS feed to the timetable that the rules use (https://gtfs.org/documentation/schedule).

Read are agencies, stops, routes, trips, stop times, frequencies and both calendars. A
station goes by the id, the code and the name of its stops and of the station they belong
to; a train by its short name, alone and after its route's, and by its route's (some feeds
have a route for each train).

Feeds of real agencies hold what no gate can use: on-demand trips, stops that are missing,
trips without a calendar. It is left out and counted, and never costs the feed.
"""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from station_gate.gate.timetable import Timetable, plain
from station_gate.problems import BadInput
from station_gate.timetable.calendars import read_services
from station_gate.timetable.tables import Tables, open_tables
from station_gate.timetable.trips import Place, Routes, read_calls, read_repeats, trips_of
from station_gate.zones import zone_named


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as far as a gate can use it."""

    timetable: Timetable
    left_out: tuple[str, ...]
    """A sentence for each kind of thing that it cannot use, with how much there is of it."""


def load_feed(path: Path, zone: tzinfo = UTC) -> Feed:
    """Read a feed; ``zone`` is for one that does not say its agency's.

    Raises ``BadInput`` with one sentence where a table is missing, or no trip can be used.
    """
    with open_tables(path) as tables:
        zones = _zones(tables, zone)
        places = _places(tables)
        services = read_services(tables)
        routes = Routes.read(tables, zones)
        listed = {
            row["trip_id"]: (where, row)
            for where, row in tables.rows(
                "trips.txt",
                ("trip_id", "route_id", "service_id"),
                ("trip_short_name", "trip_headsign"),
            )
        }
        calls = read_calls(tables, places, listed)
        repeats = read_repeats(tables)
        made = [
            trip
            for trip_id, (where, row) in listed.items()
            for trip in trips_of(
                (where, row), routes, services, calls.get(trip_id), repeats.get(trip_id, ()), tables
            )
        ]
        lines = tables.left_out.lines()
    if not made:
        why = f" ({lines[-1].rstrip('.')})" if lines else ""
        raise BadInput(f"The timetable {path} has no trip that a gate could use{why}.")
    return Feed(Timetable(made), lines)


def _zones(tables: Tables, usual: tzinfo) -> dict[str, tzinfo]:
    """Give the agencies' zones by their ids; under "" that of routes which name no agency."""
    zones: dict[str, tzinfo] = {}
    if tables.has("agency.txt"):
        for where, row in tables.rows("agency.txt", (), ("agency_id", "agency_timezone")):
            zone = zone_named(row["agency_timezone"]) if row["agency_timezone"] else None
            if zone is None:
                tables.left_out.add(where, "agencies in a time zone that this machine lacks")
            zones[row["agency_id"]] = zone or usual
    zones.setdefault("", next(iter(zones.values()), usual))
    return zones


def _places(tables: Tables) -> dict[str, Place]:
    used = ("stop_code", "stop_name", "parent_station", "platform_code", "stop_timezone")
    rows = {
        row["stop_id"]: (where, row) for where, row in tables.rows("stops.txt", ("stop_id",), used)
    }
    places = {}
    for stop_id, (where, row) in rows.items():
        parent_id = row["parent_station"]
        if parent_id and parent_id not in rows:
            tables.left_out.add(where, "stops whose station is missing, taken by themselves")
        _, parent = rows.get(parent_id, (where, row))
        names = {
            plain(one[column])
            for one in (row, parent)
            for column in ("stop_id", "stop_code", "stop_name")
        }
        # GTFS: a stop in a station has the station's zone, whatever it says itself
        zone = parent["stop_timezone"]
        places[stop_id] = Place(
            names=frozenset(names - {""}),
            title=parent["stop_name"] or stop_id,
            platform=row["platform_code"],
            zone=zone_named(zone) if zone else None,
        )
    return places
