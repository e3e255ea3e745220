"""What a passage uses up: by what the journal keeps entries and exits apart.

One ticket, one entry and one exit. Two issuers may give the same number to their tickets, so
the issuer counts, too. A return ticket is used once in each direction. An area ticket is
good for any number of journeys, so a passage uses up only its minute: no second person
follows on the same code at another gate.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Direction, Step
from station_gate.gate.travel import Showing, Ticket
from station_gate.gate.uses import Spent, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One journey that a ticket is good for; stations are empty in an area."""

    start: str
    end: str
    entry: Use
    """What going in uses up."""

    @property
    def exit(self) -> Use:
        """What going out uses up."""
        return replace(self.entry, direction=Direction.EXIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a ticket is used for at this gate: one leg, in or out."""

    leg: Leg
    uses_up: Use
    returns: bool = False
    """Out again where the journey began: the leg may be travelled after all."""
    here: bool = True
    """``False``: the ticket is for elsewhere; the leg is its first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """A ticket as it was shown, and what it is used for."""

    ticket: Ticket
    way: Way
    direction: Direction
    """Which way the lane let people through then."""

    @property
    def last_asked(self) -> Step:
        """The last step in which something is asked of the passenger."""
        return Step.TICKET if self.direction is Direction.EXIT else Step.FACE

    @property
    def used_before(self) -> Reason:
        """Why nobody passes on it where another gate was first."""
        return Reason.ALREADY_LEFT if self.direction is Direction.EXIT else Reason.TICKET_USED

    @property
    def spent(self) -> Spent:
        """What a passenger who went through has used up."""
        entry = self.way.leg.entry if self.way.returns else None
        return Spent(use=self.way.uses_up, undoes=entry)


def legs(ticket: Ticket, at: datetime) -> tuple[Leg, ...]:
    """Give the journeys that a ticket is good for."""
    use = Use(issuer=ticket.issuer, ticket_id=ticket.ticket_id)
    if not ticket.origin:
        return (
            Leg(start="", end="", entry=replace(use, leg=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}")),
        )
    there = Leg(start=ticket.origin, end=ticket.destination, entry=use)
    if not ticket.returns:
        return (there,)
    return there, Leg(start=there.end, end=there.start, entry=replace(use, leg="back"))


def uses_of(ticket: Ticket, at: datetime) -> Iterator[Use]:
    """Give every use of a ticket that the journal may know of."""
    for leg in legs(ticket, at):
        yield leg.entry
        yield leg.exit


def way_of(ticket: Ticket, profile: GateProfile, showing: Showing) -> Way:
    """Return what the ticket would be used for here.

    On the way out a journey that was begun counts before one that was not.
    """
    found = legs(ticket, showing.at)
    if profile.direction is Direction.ENTRY:
        return next(
            (Way(leg=leg, uses_up=leg.entry) for leg in found if _at(leg.start, profile)),
            Way(leg=found[0], uses_up=found[0].entry, here=False),
        )
    ways = [Way(leg=leg, uses_up=leg.exit) for leg in found if _leads_out(ticket, leg, profile)]
    ways += [
        Way(leg=leg, uses_up=leg.exit, returns=True)
        for leg in found
        if leg.start and profile.is_at(leg.start)
    ]
    begun = (
        way for way in ways if way.leg.entry in showing.used and way.leg.exit not in showing.used
    )
    elsewhere = Way(leg=found[0], uses_up=found[0].exit, here=False)
    return next(begun, ways[0] if ways else elsewhere)


def _at(station: str, profile: GateProfile) -> bool:
    return not station or profile.is_at(station)


def _leads_out(ticket: Ticket, leg: Leg, profile: GateProfile) -> bool:
    """Return whether a leg ends here, or its trains call here on the way."""
    if _at(leg.end, profile):
        return True
    if profile.timetable is None:
        return False
    return profile.timetable.calls_in_order(
        ticket.train, [leg.start], profile.names, [leg.end]
    ) and not profile.is_at(leg.start)
