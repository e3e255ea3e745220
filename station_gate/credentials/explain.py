"""What a payload says, in lines for people: ``station-gate ticket inspect``."""

import re
from collections.abc import Iterator
from datetime import datetime

from station_gate.credentials.claims import read_claims
from station_gate.credentials.cose import Damaged, looks_sealed, unseal
from station_gate.credentials.keys import KeyRing
from station_gate.credentials.ticketcode import TicketRefused, decode
from station_gate.gate.travel import Ticket

Line = tuple[str, str, str]
"""A field, its value and a remark about it (often empty)."""

_MOST_SHOWN = 200  # characters of a stranger's text
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


def explain(payload: bytes, keys: KeyRing | None, at: datetime) -> list[Line]:
    """Say what a payload is, what it says and whether its signature holds.

    ``keys`` are the issuers' public keys, ``None`` where there are none at hand;
    ``at`` is the station's local time, for the dates of the keys.
    """
    if looks_sealed(payload):
        return list(_explain_ticket(payload, keys, at))
    return [_explain_other(payload)]


def _explain_ticket(payload: bytes, keys: KeyRing | None, at: datetime) -> Iterator[Line]:
    yield "kind", "station ticket", f"{len(payload)} bytes"
    try:
        envelope = unseal(payload)
    except Damaged as damage:
        yield "damage", str(damage), "it cannot be read"
        return
    yield "issuer", envelope.issuer, ""
    yield "key", envelope.key_id, ""
    yield _explain_signature(payload, keys, at)
    try:
        ticket = read_claims(envelope.claims, envelope.issuer, envelope.key_id)
    except Damaged as damage:
        yield "damage", str(damage), "what it says cannot be read"
        return
    yield from _explain_contents(ticket)


def _explain_signature(payload: bytes, keys: KeyRing | None, at: datetime) -> Line:
    if keys is None:
        return "signature", "not checked", "no public keys were given: it may be anybody's"
    try:
        decode(payload, keys, at)
    except TicketRefused as refused:
        failed = refused.checks[-1]
        value = _UNTRUSTED.get(failed.name, "holds")
        return "signature", value, f"{failed.name}: {failed.value}, wanted: {failed.limit}"
    return "signature", "holds", "the key is known and in date"


_UNTRUSTED = {
    "issuer": "cannot be checked",
    "key_date": "not trusted",
    "signature": "wrong",
}
"""By the check that failed; when a later one failed, the signature holds."""


def _explain_contents(ticket: Ticket) -> Iterator[Line]:
    yield "ticket", ticket.ticket_id, "SPECIMEN, not for travel" if ticket.specimen else ""
    yield "name", ticket.name or "-", "" if ticket.name else "for whoever holds the document"
    yield "train", ticket.train or "-", ""
    yield "from", ticket.origin, ""
    yield "to", ticket.destination, ""
    yield "departure", ticket.departure.strftime("%Y-%m-%d %H:%M"), "local time of the station"
    for field, value in (
        ("coach", ticket.coach),
        ("seat", ticket.seat),
        ("class", ticket.travel_class),
    ):
        if value:
            yield field, value, ""
    if ticket.document_hash:
        yield "document", ticket.document_hash.hex(), "bound to one document (keyed hash)"
    else:
        yield "document", "-", "bound to no document, only to the name"


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
