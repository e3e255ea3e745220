"""Which trains call where and when: what the rules need of a timetable, and no more.

Times of a trip are seconds after noon minus twelve hours of its service day in its agency's
zone, as GTFS counts them: a train of the night passes 86400 and still belongs to the day before,
and that is midnight but on the days on which clocks change.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_NOON, _HALF_A_DAY, _HOUR = time(12), timedelta(hours=12), timedelta(hours=1)


def plain(text: str) -> str:
    """Return a text without case and blanks: "ICE 1234" and "ice1234" are one train."""
    return "".join(text.split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of a trip; ``names`` are all codes and names of its station, spelt plainly."""

    names: frozenset[str]
    arrives: int
    departs: int
    platform: str = ""
    boards: bool = True
    """Passengers may get in here; not where the trip ends."""
    zone: tzinfo | None = None
    """By which the station's clocks go, where that is not the agency's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """One train as it runs on each of its days; ``trains`` are its names, spelt plainly."""

    trains: frozenset[str]
    days: Container[date]
    zone: tzinfo
    """Of its agency, whose clock its times are given by."""
    stops: tuple[Stop, ...]
    title: str
    """Of the train, as passengers read it."""
    to: str
    """Where it goes, as passengers read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A train leaves a station."""

    trip: Trip
    departure: datetime
    """In UTC."""
    zone: tzinfo
    """By which the station's clocks go."""
    platform: str
    later: frozenset[str]
    """Names of every station it calls at afterwards."""

    def leads_to(self, station: str) -> bool:
        """Return whether it calls at a station later on."""
        return plain(station) in self.later


class Timetable:
    """All trips of a feed."""

    def __init__(self, trips: Iterable[Trip]) -> None:
        self._trips = tuple(trips)
        self._by_train: dict[str, list[Trip]] = {}
        for trip in self._trips:
            for name in trip.trains:
                self._by_train.setdefault(name, []).append(trip)
        self._stations = frozenset(
            name for trip in self._trips for stop in trip.stops for name in stop.names
        )

    def __len__(self) -> int:
        return len(self._trips)

    def knows_station(self, station: str) -> bool:
        """Return whether any train calls at a station."""
        return plain(station) in self._stations

    def zone_of(self, station: str) -> tzinfo | None:
        """Say by which zone a station's clocks go; ``None`` where no train calls."""
        here = plain(station)
        return next(
            (
                stop.zone or trip.zone
                for trip in self._trips
                for stop in trip.stops
                if here in stop.names
            ),
            None,
        )

    def departures(
        self, station: Iterable[str], first: datetime, last: datetime, train: str | None = None
    ) -> list[Call]:
        """Give the trains that leave a station from ``first`` to ``last``, in order of time.

        Both are aware. ``station`` are its codes and names; ``train`` asks for one train only.
        """
        here = frozenset(plain(name) for name in station)
        first, last = first.astimezone(UTC), last.astimezone(UTC)
        trips = self._trips if train is None else self._by_train.get(plain(train), ())
        found = [
            call
            for trip in trips
            for number, stop in enumerate(trip.stops)
            if stop.boards and stop.names & here
            for call in _calls(trip, number, first, last)
        ]
        return sorted(found, key=lambda call: (call.departure, call.trip.title))

    def calls_in_order(self, train: str, *stations: Iterable[str]) -> bool:
        """Whether a train, or any train where none is named, calls at stations in this order."""
        wanted = [frozenset(plain(name) for name in names) for names in stations]
        trips = self._by_train.get(plain(train), ()) if train else self._trips
        return any(_in_order(trip, wanted) for trip in trips)


def _calls(trip: Trip, number: int, first: datetime, last: datetime) -> Iterable[Call]:
    stop, later = trip.stops[number], trip.stops[number + 1 :]
    since = timedelta(seconds=stop.departs)
    # a day that clocks change on begins an hour beside its midnight
    day = (first - since - _HOUR).astimezone(trip.zone).date()
    end = (last - since + _HOUR).astimezone(trip.zone).date()
    while day <= end:
        if day in trip.days and first <= (moment := _begin(day, trip.zone) + since) <= last:
            yield Call(
                trip=trip,
                departure=moment,
                zone=stop.zone or trip.zone,
                platform=stop.platform,
                later=frozenset(name for one in later for name in one.names),
            )
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _begin(day: date, zone: tzinfo) -> datetime:
    noon = datetime.combine(day, _NOON, zone)
    return noon.astimezone(UTC) - _HALF_A_DAY


def _in_order(trip: Trip, wanted: list[frozenset[str]]) -> bool:
    ahead = list(wanted)
    for stop in trip.stops:
        if ahead and stop.names & ahead[0]:
            ahead.pop(0)
    return not ahead
