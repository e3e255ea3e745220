"""The train of a ticket: whether it leaves from here, from where, and when boarding is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from station_gate.gate.decision import Check
from station_gate.gate.legs import Leg
from station_gate.gate.moments import readings, zone_of
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.timetable import Call
from station_gate.gate.travel import Ticket

_NEAR = timedelta(hours=12)
"""A train is the ticket's if it leaves within half a day of the printed time: it may have
been put off, and the same name leaves again the day after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """When and where a ticket's train leaves, as far as the gate knows.

    ``moment`` is aware, in the station's zone. ``platform`` is ``None`` for a train the gate
    does not know, empty where nobody says.
    """

    moment: datetime | None
    platform: str | None


def boarding_checks(
    ticket: Ticket, leg: Leg, profile: GateProfile, at: datetime
) -> Iterator[tuple[Check, Reason]]:
    """Ask for the train and its boarding window; nothing of a ticket for any train."""
    if ticket.departure is None and not ticket.train:
        return
    departure = departure_of(ticket, leg, profile, at)
    yield _train_check(ticket.train, departure, profile), Reason.WRONG_TRAIN
    if departure.moment is not None:
        yield _window_check(departure.moment, profile, at)


def departure_of(ticket: Ticket, leg: Leg, profile: GateProfile, at: datetime) -> Departure:
    """Find a ticket's train: the timetable's word on the time counts before the ticket's."""
    call = _call(ticket, leg, profile, at)
    listed = profile.platform_of(ticket.train)
    if call is None:
        printed = ticket.departure
        moment = None if printed is None else departs(printed, profile, at)
        return Departure(moment=moment, platform=listed)
    return Departure(
        moment=call.departure.astimezone(zone_of(at)),
        platform=call.platform if listed is None else listed,
    )


def _call(ticket: Ticket, leg: Leg, profile: GateProfile, at: datetime) -> Call | None:
    timetable = profile.timetable
    if timetable is None or not ticket.train:
        return None
    zone = zone_of(at)
    if ticket.departure is not None:
        printed = readings(ticket.departure, zone)
        first, last = printed[0] - _NEAR, printed[-1] + _NEAR
    else:
        printed = ()
        begins, ends = ticket.open_from_until
        first, last = readings(begins, zone)[0], readings(ends, zone)[-1]
    calls = timetable.departures(profile.names, first, last, ticket.train)
    if timetable.knows_station(leg.end):
        calls = [call for call in calls if call.leads_to(leg.end)]
    if not calls:
        return None
    if printed:
        return min(calls, key=lambda call: min(abs(call.departure - one) for one in printed))
    closes = timedelta(seconds=profile.boarding_closes)
    return next((call for call in calls if call.departure - closes >= at), calls[-1])


def departs(printed: datetime, profile: GateProfile, at: datetime) -> datetime:
    """Read a printed departure: where clocks go back, the first one that is not over."""
    zone, closes = zone_of(at), timedelta(seconds=profile.boarding_closes)
    moments = readings(printed, zone)
    ahead = (moment for moment in moments if at <= moment - closes)
    return next(ahead, moments[-1]).astimezone(zone)


def _train_check(train: str, departure: Departure, profile: GateProfile) -> Check:
    if not profile.trains and profile.timetable is None:
        return Check(name="train", value=train, limit="any", passed=True)
    platform = departure.platform
    if platform is None:
        value = f"{train}, not on the list"
    else:
        value = f"{train}, platform {platform}" if platform else f"{train}, platform not known"
    return Check(
        name="train",
        value=value,
        limit="platform " + ", ".join(sorted(profile.platforms)) if profile.platforms else "listed",
        passed=platform is not None
        and (not profile.platforms or not platform or platform in profile.platforms),
    )


def _window_check(departure: datetime, profile: GateProfile, at: datetime) -> tuple[Check, Reason]:
    # in UTC: Python compares and adds up times of one zone by their clocks, whatever those did
    moment, zone = departure.astimezone(UTC), zone_of(at)
    opens = moment - timedelta(seconds=profile.boarding_opens)
    closes = moment - timedelta(seconds=profile.boarding_closes)
    from_until = " to ".join(f"{end.astimezone(zone):%H:%M:%S}" for end in (opens, closes))
    check = Check(
        name="boarding_window",
        value=at.strftime("%H:%M:%S"),
        limit=from_until,
        passed=opens <= at <= closes,
    )
    return check, Reason.BOARDING_NOT_OPEN if at < opens else Reason.BOARDING_CLOSED
