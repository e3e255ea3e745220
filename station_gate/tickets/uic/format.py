"""Railways' tickets (UIC 918.3, 918.9) among the others."""

from collections.abc import Iterable
from datetime import datetime

from station_gate.tickets.checking import DecodedTicket
from station_gate.tickets.format import TicketFormat, Trust
from station_gate.tickets.ticketlines import Line
from station_gate.tickets.uic.recognise import looks_uic


def _read(payload: bytes, trust: Trust, at: datetime) -> DecodedTicket:
    # the schemas take 0.3 s to load: only a gate that meets such a ticket needs them
    from station_gate.tickets.uic.ticket import decode

    return decode(payload, trust.uic, at)


def _explain(payload: bytes, trust: Trust | None, at: datetime) -> Iterable[Line]:
    from station_gate.tickets.uic.explain import explain_uic

    return explain_uic(payload, trust, at)


UIC = TicketFormat(name="railway ticket", recognises=looks_uic, explain=_explain, read=_read)
