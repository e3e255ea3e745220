"""What the program knows of one kind of ticket, in one object."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from station_gate.tickets.checking import DecodedTicket
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.ticketlines import Line
from station_gate.tickets.uic.registry import UicKeys

PADDING = b"\0 \t\r\n\xff"
"""What printers and readers put behind a code's data."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tickets a gate believes: the keys by format."""

    own: KeyRing
    uic: UicKeys = field(default_factory=UicKeys)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFormat:
    """One kind of ticket: how it is recognised, explained to people, and read by a gate.

    Register it in ``station_gate.tickets.formats.FORMATS``.
    """

    name: str
    """What a refusal and ``ticket inspect`` call it."""
    recognises: Callable[[bytes], bool]
    """Whether a payload is of this kind, good or not; quick, never raises."""
    explain: Callable[[bytes, Trust | None, datetime], Iterable[Line]]
    """Say what a payload says and whether its signature holds; never raises. ``Trust`` is
    ``None`` where no keys are at hand, the moment is the station's, aware."""
    read: Callable[[bytes, Trust, datetime], DecodedTicket] | None = None
    """Check a payload and read its ticket, or raise ``TicketRefused``; ``None`` for a kind
    that no gate takes."""


def is_long(payload: bytes, size: int) -> bool:
    """Return whether a payload has so many bytes, and behind them nothing but padding."""
    return len(payload) >= size and not payload[size:].strip(PADDING)
