"""What a payload says, in lines for people: ``station-gate ticket inspect``."""

import re
from collections.abc import Iterator
from datetime import datetime

from station_gate.gate.travel import Ticket
from station_gate.tickets.boardingpass import BoardingPass, read_boarding_pass
from station_gate.tickets.foreign import foreign_kind
from station_gate.tickets.formats import Trust
from station_gate.tickets.own import ticketcode
from station_gate.tickets.own.appcode import Shown, open_shown
from station_gate.tickets.own.claims import read_claims
from station_gate.tickets.own.cose import Damaged, looks_sealed, unseal
from station_gate.tickets.smalltickets import explain_small
from station_gate.tickets.ticketlines import Line, contents, signature_line
from station_gate.tickets.uic.recognise import looks_uic

_MOST_SHOWN = 200  # characters of a stranger's text
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


def explain(payload: bytes, trust: Trust | None, at: datetime) -> list[Line]:
    """Say what a payload is, what it says and whether its signature holds.

    ``trust`` is whose keys are believed, ``None`` where there are none at hand;
    ``at`` is the time at the station, aware, for the dates of the keys.
    """
    if looks_sealed(payload):
        return list(_explain_ticket(payload, trust, at))
    if looks_uic(payload):
        from station_gate.tickets.uic.explain import explain_uic

        return list(explain_uic(payload, trust, at))
    if boarding_pass := read_boarding_pass(payload):
        return list(_explain_boarding_pass(boarding_pass))
    if kind := foreign_kind(payload):
        said = list(explain_small(payload, at))
        note = "no gate takes it" if said else "it is known, but not read here"
        return [("kind", kind, f"{len(payload)} bytes; {note}"), *said]
    return [_explain_other(payload)]


def _explain_ticket(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
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


def _explain_boarding_pass(boarding_pass: BoardingPass) -> Iterator[Line]:
    yield "kind", "airline boarding pass (IATA BCBP)", "no gate takes it: nobody signed it"
    yield "name", boarding_pass.name, "surname/given names"
    for leg in boarding_pass.legs:
        yield "flight", f"{leg.carrier} {leg.number}", f"booking {leg.booking}"
        yield "from", leg.origin, ""
        yield "to", leg.destination, ""
        yield "day", leg.day or "-", "of the year; the pass does not say which"
        if leg.seat:
            yield "seat", leg.seat, f"boarding number {leg.sequence}" if leg.sequence else ""


def _explain_other(payload: bytes) -> Line:
    size = f"{len(payload)} bytes"
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return "kind", f"binary data of {size}", "no ticket of ours"
    shown = text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."
    if not text or not all(c.isprintable() or c in "\r\n\t" for c in text):
        return "kind", f"binary data of {size}", "no ticket of ours"
    shown = " ".join(shown.split())
    return "kind", "a web address" if _ADDRESS.match(text) else "plain text", shown
