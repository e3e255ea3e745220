"""The German local transport's electronic tickets (VDV-KA): known, and read by nobody else.

Such a ticket is an ISO 9796-2 signature with a certificate; the keys that open it are not
published.
"""

from collections.abc import Iterator
from datetime import datetime

from station_gate.tickets.format import TicketFormat, Trust
from station_gate.tickets.ticketlines import Line

_SIGNATURE, _NAME, _LEAST = 0x9E, b"VDV", 150


def _recognises(payload: bytes) -> bool:
    return len(payload) >= _LEAST and payload[0] == _SIGNATURE and _NAME in payload


def _explain(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
    yield "kind", VDV_KA.name, f"{len(payload)} bytes; it is known, but not read here"


VDV_KA = TicketFormat(
    name="local transport ticket (VDV-KA)", recognises=_recognises, explain=_explain
)
