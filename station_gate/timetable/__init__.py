"""Timetables as files: GTFS feeds to the trains that the rules know."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.timetable.feed import Feed, load_feed
    from station_gate.timetable.tables import LeftOut

__all__ = [
    "Feed",
    "LeftOut",
    "load_feed",
]
__getattr__ = doors(__name__)
