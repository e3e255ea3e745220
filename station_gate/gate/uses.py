"""What the journal counts: one entry or exit on one ticket."""

from dataclasses import dataclass

from station_gate.gate.terms import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One entry or exit that a ticket is good for."""

    issuer: str
    """Empty where it is not known: such a use counts for every issuer's ticket of that number."""
    ticket_id: str
    leg: str = ""
    """Empty for the journey there, "back" for a return ticket's other one, the minute
    ("2026-11-20T09:40", in UTC) for an area ticket."""
    direction: Direction = Direction.ENTRY


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a passenger who went through has used up."""

    use: Use
    undoes: Use | None = None
    """They left again where they had entered: that entry and this exit count no more."""
