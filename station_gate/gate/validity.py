"""Whether a genuine ticket is good here and now: rules in the order they are asked.

Cheap and safe first: specimen, deny list, service date, station, train, boarding
window, class and lane, what only staff can check, freshness of the code, already used.
An open ticket has no train and no boarding window. On the way out nobody asks for
trains, classes and fares any more, but whether the journey was begun. The first rule
that fails gives the reason; the checks list every rule asked up to and including it,
each value beside its limit.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from station_gate.gate.boarding import boarding_checks, departs
from station_gate.gate.decision import Check, rounded
from station_gate.gate.legs import Way, way_of
from station_gate.gate.moments import civil, readings, zone_of
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Direction
from station_gate.gate.timetable import plain
from station_gate.gate.travel import Showing, Ticket

_JOURNEY = timedelta(days=1)
"""The longest that somebody who entered in time may need to the way out."""

_Asked = tuple[Check, Reason]


def check_ticket(
    ticket: Ticket, profile: GateProfile, showing: Showing
) -> tuple[tuple[Check, ...], Reason | None]:
    """Ask the rules of one ticket as it is shown.

    Returns the checks made and the reason for refusing, ``None`` for a good ticket.
    """
    checks: list[Check] = []
    for check, reason in _rules(ticket, profile, showing):
        checks.append(check)
        if not check.passed:
            return tuple(checks), reason
    return tuple(checks), None


def _rules(ticket: Ticket, profile: GateProfile, showing: Showing) -> Iterator[_Asked]:
    yield (
        Check(
            name="specimen",
            value="specimen" if ticket.specimen else "real",
            limit="real" if profile.service_mode else "any",
            passed=not (ticket.specimen and profile.service_mode),
        ),
        Reason.TICKET_SPECIMEN,
    )
    yield (
        Check(
            name="deny_list",
            value=showing.denied or "not on it",
            limit="not on it",
            passed=not showing.denied,
        ),
        Reason.TICKET_BLOCKED,
    )
    if profile.direction is Direction.EXIT:
        yield from _rules_out(ticket, profile, showing)
    else:
        yield from _rules_in(ticket, profile, showing)


def _rules_in(ticket: Ticket, profile: GateProfile, showing: Showing) -> Iterator[_Asked]:
    yield _date_check(ticket, profile, showing.at)
    way = way_of(ticket, profile, showing)
    yield _station_check(ticket, profile, way)
    yield from boarding_checks(ticket, way.leg, profile, showing.at)
    yield from _lane_checks(ticket, profile)
    yield (
        Check(
            name="conditions",
            value=", ".join(ticket.conditions) or "none",
            limit="none",
            passed=not ticket.conditions,
        ),
        Reason.TICKET_NEEDS_STAFF,
    )
    yield from ((check, Reason.CODE_NOT_FRESH) for check in showing.freshness)
    yield _unused("unused", way, showing), Reason.TICKET_USED


def _rules_out(ticket: Ticket, profile: GateProfile, showing: Showing) -> Iterator[_Asked]:
    yield _date_check(ticket, profile, showing.at)
    way = way_of(ticket, profile, showing)
    if ticket.origin:
        yield _exit_check(ticket, profile, way), Reason.WRONG_EXIT
    else:
        yield _area_check(ticket, profile), Reason.TICKET_NEEDS_STAFF
    yield from ((check, Reason.CODE_NOT_FRESH) for check in showing.freshness)
    entered = showing.used.get(way.leg.entry)
    if ticket.origin and (way.returns or profile.exit_needs_entry):
        yield (
            Check(
                name="entry",
                value="none known" if entered is None else "entered",
                limit="entered",
                passed=entered is not None,
            ),
            Reason.NOT_ENTERED,
        )
    if way.returns and entered is not None:
        yield (
            Check(
                name="return",
                value=rounded(entered, profile.return_within),
                limit=profile.return_within,
                passed=entered <= profile.return_within,
                unit="s",
            ),
            Reason.RETURN_TOO_LATE,
        )
    yield _unused("inside", way, showing), Reason.ALREADY_LEFT


def _unused(wanted: str, way: Way, showing: Showing) -> Check:
    used = way.uses_up in showing.used
    return Check(name="redemption", value="used" if used else wanted, limit=wanted, passed=not used)


def _date_check(ticket: Ticket, profile: GateProfile, at: datetime) -> _Asked:
    leaving = profile.direction is Direction.EXIT
    later = _JOURNEY if leaving else timedelta()
    if ticket.departure is not None:
        # a train just after midnight boards on the evening before its service date
        departure = departs(ticket.departure, profile, at)
        opens = departure - timedelta(seconds=profile.boarding_opens)
        first, last = opens.date(), (departure + later).date()
        check = Check(
            name="service_date",
            value=at.date().isoformat(),
            limit=_span(first.isoformat(), last.isoformat()),
            passed=first <= at.date() <= last,
        )
        return check, _too_late_or_early(at.date() > last)
    printed_first, printed_last = ticket.open_from_until
    printed_last += later
    first_moment = readings(printed_first, zone_of(at))[0]
    last_moment = readings(printed_last, zone_of(at))[-1]
    # to the second where the minute alone would not tell on which side of an end it lies
    shown = civil(at)
    whole = shown.replace(second=0, microsecond=0)
    ends = {printed_first.replace(second=0), printed_last.replace(second=0)}
    precision = "seconds" if whole != shown and whole in ends else "minutes"
    check = Check(
        name="service_date",
        value=shown.isoformat(" ", precision),
        limit=_span(
            printed_first.isoformat(" ", precision), printed_last.isoformat(" ", precision)
        ),
        passed=first_moment <= at <= last_moment,
    )
    return check, _too_late_or_early(at > last_moment)


def _too_late_or_early(late: bool) -> Reason:
    return Reason.TICKET_EXPIRED if late else Reason.TICKET_NOT_YET_VALID


def _station_check(ticket: Ticket, profile: GateProfile, way: Way) -> _Asked:
    if not ticket.origin:
        return _area_check(ticket, profile), Reason.TICKET_NEEDS_STAFF
    starts = (ticket.origin, ticket.destination) if ticket.returns else (ticket.origin,)
    check = Check(
        name="station",
        value=" or ".join(starts),
        limit=profile.station,
        passed=way.here,
    )
    return check, Reason.WRONG_STATION


def _area_check(ticket: Ticket, profile: GateProfile) -> Check:
    accepted = {plain(product) for product in profile.area_tickets}
    return Check(
        name="station",
        value=f"area ticket {ticket.product}",
        limit="good at this station",
        passed=plain(ticket.product) in accepted,
    )


def _exit_check(ticket: Ticket, profile: GateProfile, way: Way) -> Check:
    return Check(
        name="station",
        value=f"{ticket.origin} to {ticket.destination}" + (", back" if ticket.returns else ""),
        limit=f"ends at {profile.station}" if not way.returns else "begins here",
        passed=way.here,
    )


def _lane_checks(ticket: Ticket, profile: GateProfile) -> Iterator[_Asked]:
    if profile.classes:
        yield (
            Check(
                name="class",
                value=ticket.travel_class or "none",
                limit=" or ".join(sorted(profile.classes)),
                passed=plain(ticket.travel_class) in {plain(name) for name in profile.classes},
            ),
            Reason.WRONG_CLASS,
        )
    if ticket.wide:
        yield (
            Check(
                name="lane",
                value="wide" if profile.wide else "narrow",
                limit="wide",
                passed=profile.wide,
            ),
            Reason.NEEDS_WIDE_GATE,
        )


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"
