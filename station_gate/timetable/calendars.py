"""The days that the services of a feed run on, from both of its calendars."""

from dataclasses import dataclass, field
from datetime import date

from station_gate.timetable.tables import Tables

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = ("start_date", "end_date")


@dataclass(slots=True)
class Service:
    """The days of one service: spans of weeks, with exceptions.

    They are asked for, never counted out: some feeds run until 2099.
    """

    spans: list[tuple[date, date, frozenset[int]]] = field(default_factory=list)
    """First and last day, and the weekdays in between (0 is Monday)."""
    added: set[date] = field(default_factory=set)
    removed: set[date] = field(default_factory=set)

    def __contains__(self, day: object) -> bool:
        """Return whether it runs on a day."""
        if not isinstance(day, date) or day in self.removed:
            return False
        return day in self.added or any(
            first <= day <= last and day.weekday() in weekdays
            for first, last, weekdays in self.spans
        )


def read_services(tables: Tables) -> dict[str, Service]:
    """Read the services by their ids. Raises ``BadInput`` where a feed has no calendar."""
    services: dict[str, Service] = {}
    left_out = tables.left_out
    if tables.has("calendar.txt") or not tables.has("calendar_dates.txt"):
        for where, row in tables.rows("calendar.txt", ("service_id", *_SPAN, *_WEEK)):
            first, last = (_day(row[column]) for column in _SPAN)
            if first is None or last is None:
                left_out.add(where, "services left out whose dates are not like 20261120")
                continue
            weekdays = frozenset(n for n, name in enumerate(_WEEK) if row[name] == "1")
            services.setdefault(row["service_id"], Service()).spans.append((first, last, weekdays))
    if tables.has("calendar_dates.txt"):
        needed = ("service_id", "date", "exception_type")
        for where, row in tables.rows("calendar_dates.txt", needed):
            day, kind = _day(row["date"]), row["exception_type"]
            if day is None or kind not in ("1", "2"):
                left_out.add(where, "exceptions left out that have no date, or neither add nor end")
                continue
            service = services.setdefault(row["service_id"], Service())
            (service.added if kind == "1" else service.removed).add(day)
    return services


def _day(text: str) -> date | None:
    try:
        if len(text) == 8 and text.isdecimal():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass
    return None
