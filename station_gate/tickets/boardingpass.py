"""Airline boarding passes (IATA BCBP, resolution 792), to say what they are.

Airlines sell rail legs on them, and passengers hold them up by mistake. A boarding pass
is not signed in a way that a gate could check, so none is ever accepted; what it says
is shown to people only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from station_gate.tickets.format import TicketFormat, Trust
from station_gate.tickets.ticketlines import Line

_MOST_BYTES = 1024  # four legs with everything take some 600
_HEADER = re.compile(r"M([1-4])(.{20})[E ]", re.ASCII)
# booking, from, to, carrier, flight, day of the year
_LEG = re.compile(r"(.{7})([A-Z]{3})([A-Z]{3})(.{3})([\d ]{4}.)([\d ]{3})", re.ASCII)
# compartment, seat, sequence, status, size of what follows; some airlines stop before
_REST = re.compile(r".(.{4})(.{5}).([0-9A-F]{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One flight (or train) of a boarding pass."""

    booking: str
    origin: str
    destination: str
    carrier: str
    number: str
    day: str
    """Day of the year, which the pass does not say; empty for an open leg."""
    seat: str
    sequence: str


@dataclass(frozen=True, slots=True)
class BoardingPass:
    """What a boarding pass says."""

    name: str
    """As printed: "SURNAME/GIVEN NAMES"."""
    legs: tuple[Leg, ...]


def read_boarding_pass(payload: bytes) -> BoardingPass | None:
    """Read a boarding pass; ``None`` for a payload that is none."""
    text = payload[:_MOST_BYTES].decode("latin-1")
    header = _HEADER.match(text)
    if header is None or not header[2].isprintable():
        return None
    legs: list[Leg] = []
    at = header.end()
    for _ in range(int(header[1])):
        leg = _LEG.match(text, at)
        if leg is None or not leg[0].isprintable():
            return None
        booking, origin, destination, carrier, number, day = (part.strip() for part in leg.groups())
        rest = _REST.match(text, leg.end())
        seat, sequence = (
            (part.strip().lstrip("0") for part in rest.groups()[:2]) if rest else ("", "")
        )
        if not (seat + sequence).isprintable():
            return None
        legs.append(
            Leg(
                booking=booking,
                origin=origin,
                destination=destination,
                carrier=carrier,
                number=number.lstrip("0"),
                day=day.lstrip("0"),
                seat=seat,
                sequence=sequence,
            )
        )
        if rest is None:
            break
        at = rest.end() + int(rest[3], 16)
    return BoardingPass(header[2].strip(), tuple(legs))


def _explain(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
    boarding_pass = read_boarding_pass(payload)
    assert boarding_pass is not None, "it was recognised as one"
    yield "kind", BOARDING_PASS.name, "no gate takes it: nobody signed it"
    yield "name", boarding_pass.name, "surname/given names"
    for leg in boarding_pass.legs:
        yield "flight", f"{leg.carrier} {leg.number}", f"booking {leg.booking}"
        yield "from", leg.origin, ""
        yield "to", leg.destination, ""
        yield "day", leg.day or "-", "of the year; the pass does not say which"
        if leg.seat:
            yield "seat", leg.seat, f"boarding number {leg.sequence}" if leg.sequence else ""


BOARDING_PASS = TicketFormat(
    name="airline boarding pass (IATA BCBP)",
    recognises=lambda payload: read_boarding_pass(payload) is not None,
    explain=_explain,
)
