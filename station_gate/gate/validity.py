"""Whether a genuine ticket is good here and now: rules in the order they are asked.

Cheap and safe first: specimen, service date, station, train, boarding window, what
only staff can check, already used. An open ticket has no train and no boarding window.
The first rule that fails gives the reason; the checks list every rule asked up to and
including it, each value beside its limit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class GateProfile:
    """What one gate stands for: its station, its platforms and its boarding times.

    ``also_called`` are other codes and names under which tickets know the station;
    ``area_tickets`` are the products without stations that are good here.
    ``trains`` maps each train that the gate knows to its platform; empty means
    that any train will do. ``platforms`` are those the gate leads to; empty
    means all. Boarding times are seconds before departure, both inclusive. They
    are configuration: published practice runs from 30 minutes to hours for the
    opening and from 3 to 10 minutes for the closing.
    """

    station: str
    service_mode: bool = True
    """In service for real; ``False`` (training) lets specimen tickets in."""
    also_called: frozenset[str] = frozenset()
    area_tickets: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    trains: Mapping[str, str] = field(default_factory=dict)
    boarding_opens: float = 3600.0
    boarding_closes: float = 180.0

    def __post_init__(self) -> None:
        if not self.station:
            raise ValueError("a gate stands in a station")
        if not 0 <= self.boarding_closes < self.boarding_opens:
            raise ValueError(
                "boarding opens before it closes, and closes at departure at the latest"
            )

    def is_at(self, station: str) -> bool:
        """Whether a ticket's station is the one that the gate stands in."""
        return _plain(station) in {_plain(name) for name in (self.station, *self.also_called)}

    def platform_of(self, train: str) -> str | None:
        """Where a train leaves, ``None`` for a train that the gate does not know."""
        wanted = _plain(train)
        return next((at for name, at in self.trains.items() if _plain(name) == wanted), None)


def check_ticket(
    ticket: Ticket, profile: GateProfile, at: datetime, used: bool
) -> tuple[tuple[Check, ...], Reason | None]:
    """Ask the rules of one ticket at ``at`` (naive local time of the station).

    Returns the checks made and the reason for refusing, ``None`` for a good ticket.
    """
    checks: list[Check] = []
    for check, reason in _rules(ticket, profile, at, used):
        checks.append(check)
        if not check.passed:
            return tuple(checks), reason
    return tuple(checks), None


def _rules(
    ticket: Ticket, profile: GateProfile, at: datetime, used: bool
) -> Iterator[tuple[Check, Reason]]:
    yield (
        Check(
            name="specimen",
            value="specimen" if ticket.specimen else "real",
            limit="real" if profile.service_mode else "any",
            passed=not (ticket.specimen and profile.service_mode),
        ),
        Reason.TICKET_SPECIMEN,
    )
    yield _date_check(ticket, profile, at)
    yield _station_check(ticket, profile)
    if ticket.departure is not None:
        yield _train_check(ticket.train, profile), Reason.WRONG_TRAIN
        yield _window_check(ticket.departure, profile, at)
    yield (
        Check(
            name="conditions",
            value=", ".join(ticket.conditions) or "none",
            limit="none",
            passed=not ticket.conditions,
        ),
        Reason.TICKET_NEEDS_STAFF,
    )
    yield (
        Check(
            name="redemption",
            value="used" if used else "unused",
            limit="unused",
            passed=not used,
        ),
        Reason.TICKET_USED,
    )


def redemption_id(ticket: Ticket, profile: GateProfile, at: datetime) -> str:
    """Name the passage that a ticket is used up by at this gate at ``at``.

    One ticket, one passage: the ticket's own id. A return ticket is used once in each
    direction. An area ticket is good for any number of journeys, so a passage uses up
    only its minute: no second person follows on the same code at another gate.
    """
    if not ticket.origin:
        return f"{ticket.ticket_id} {at:%Y-%m-%dT%H:%M}"
    if ticket.returns and not profile.is_at(ticket.origin):
        return f"{ticket.ticket_id} back"
    return ticket.ticket_id


def _date_check(ticket: Ticket, profile: GateProfile, at: datetime) -> tuple[Check, Reason]:
    if ticket.departure is not None:
        # a train just after midnight boards on the evening before its service date
        opens = ticket.departure - timedelta(seconds=profile.boarding_opens)
        first, last = opens.date(), ticket.departure.date()
        check = Check(
            name="service_date",
            value=at.date().isoformat(),
            limit=_span(first.isoformat(), last.isoformat()),
            passed=first <= at.date() <= last,
        )
        return check, _too_late_or_early(at.date() > last)
    first_moment, last_moment = ticket.open_from_until
    check = Check(
        name="service_date",
        value=at.isoformat(" ", "minutes"),
        limit=_span(first_moment.isoformat(" ", "minutes"), last_moment.isoformat(" ", "minutes")),
        passed=first_moment <= at <= last_moment,
    )
    return check, _too_late_or_early(at > last_moment)


def _too_late_or_early(late: bool) -> Reason:
    return Reason.TICKET_EXPIRED if late else Reason.TICKET_NOT_YET_VALID


def _station_check(ticket: Ticket, profile: GateProfile) -> tuple[Check, Reason]:
    if not ticket.origin:
        accepted = {_plain(product) for product in profile.area_tickets}
        check = Check(
            name="station",
            value=f"area ticket {ticket.product}",
            limit="good at this station",
            passed=_plain(ticket.product) in accepted,
        )
        return check, Reason.TICKET_NEEDS_STAFF
    starts = (ticket.origin, ticket.destination) if ticket.returns else (ticket.origin,)
    check = Check(
        name="station",
        value=" or ".join(starts),
        limit=profile.station,
        passed=any(profile.is_at(start) for start in starts),
    )
    return check, Reason.WRONG_STATION


def _window_check(departure: datetime, profile: GateProfile, at: datetime) -> tuple[Check, Reason]:
    opens = departure - timedelta(seconds=profile.boarding_opens)
    closes = departure - timedelta(seconds=profile.boarding_closes)
    check = Check(
        name="boarding_window",
        value=at.strftime("%H:%M:%S"),
        limit=_span(opens.strftime("%H:%M:%S"), closes.strftime("%H:%M:%S")),
        passed=opens <= at <= closes,
    )
    return check, Reason.BOARDING_NOT_OPEN if at < opens else Reason.BOARDING_CLOSED


def _train_check(train: str, profile: GateProfile) -> Check:
    if not profile.trains:
        return Check(name="train", value=train, limit="any", passed=True)
    platform = profile.platform_of(train)
    known = platform is not None
    return Check(
        name="train",
        value=f"{train}, platform {platform}" if known else f"{train}, not on the list",
        limit="platform " + ", ".join(sorted(profile.platforms)) if profile.platforms else "listed",
        passed=known and (not profile.platforms or platform in profile.platforms),
    )


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _plain(text: str) -> str:
    """Spelling without case and blanks: "ICE 1234" and "ice1234" are one train."""
    return "".join(text.split()).casefold()
