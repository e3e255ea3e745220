"""Station Gate's own tickets among the others."""

from collections.abc import Iterator
from datetime import datetime

from station_gate.gate.travel import Ticket
from station_gate.tickets.checking import DecodedTicket
from station_gate.tickets.format import TicketFormat, Trust
from station_gate.tickets.own import ticketcode
from station_gate.tickets.own.appcode import Shown, open_shown
from station_gate.tickets.own.claims import read_claims
from station_gate.tickets.own.cose import Damaged, looks_sealed, unseal
from station_gate.tickets.ticketlines import Line, contents, signature_line


def _read(payload: bytes, trust: Trust, at: datetime) -> DecodedTicket:
    return ticketcode.decode(payload, trust.own, at)


def _explain(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
    yield "kind", "station ticket", f"{len(payload)} bytes"
    try:
        shown = open_shown(payload)
        envelope = unseal(shown.ticket if shown else payload)
    except Damaged as damage:
        yield "damage", str(damage), "it cannot be read"
        return
    yield "issuer", envelope.issuer, ""
    yield "key", envelope.key_id, ""
    if trust is None:
        yield signature_line(None)
    else:
        keys = trust.own
        yield signature_line(lambda: ticketcode.decode(payload, keys, at))
    try:
        ticket = read_claims(envelope.claims, envelope.issuer, envelope.key_id)
    except Damaged as damage:
        yield "damage", str(damage), "what it says cannot be read"
        return
    if ticket.app_key:
        yield from _app_lines(ticket, shown)
    yield from contents(ticket)


def _app_lines(ticket: Ticket, shown: Shown | None) -> Iterator[Line]:
    yield "app", f"new code every {ticket.renewed} s", "a screenshot or a printout runs out"
    if shown is None:
        yield "made", "-", "the ticket as it was sent to the app: no code to show"
    else:
        note = "signed by the app" if shown.holds(ticket.app_key) else "NOT signed by the app"
        yield "made", f"{shown.made:%Y-%m-%d %H:%M:%S} UTC", note


OWN = TicketFormat(name="station ticket", recognises=looks_sealed, explain=_explain, read=_read)
