"""What a ticket says in lines for people: the lines that tickets of every format have."""

from collections.abc import Callable, Iterator
from datetime import datetime

from station_gate.gate.travel import Ticket
from station_gate.tickets.checking import DecodedTicket, TicketRefused

Line = tuple[str, str, str]
"""A field, its value and a remark about it (often empty)."""

HOLDS = "holds"
NEVER_CHECKED = "cannot be checked here"
UNNAMED = "UIC company code"

_UNTRUSTED = {
    "format": "cannot be checked",
    "issuer": "cannot be checked",
    "key_date": "not trusted",
    "key": "not trusted",
    "signature": "wrong",
    "level2": "wrong at level 2",
    "app": "wrong at the app",
}
"""By the check that failed; when a later one failed, the signature holds."""


def signature_line(decode: Callable[[], DecodedTicket] | None) -> Line:
    """Say whether a signature holds; ``None`` where there are no keys to check it with."""
    if decode is None:
        return "signature", "not checked", "no public keys were given: it may be anybody's"
    try:
        decoded = decode()
    except TicketRefused as refused:
        failed = refused.checks[-1]
        wanted = f"{failed.limit} {failed.unit}".strip()
        value = _UNTRUSTED.get(failed.name, HOLDS)
        return "signature", value, f"{failed.name}: {failed.value}, wanted: {wanted}"
    for check in decoded.freshness:
        if not check.passed:
            wanted = f"{check.limit} {check.unit}".strip()
            return "signature", HOLDS, f"{check.name}: {check.value}, wanted: {wanted}"
    return "signature", HOLDS, "the key is known and in date"


def contents(ticket: Ticket) -> Iterator[Line]:
    """Say what a ticket says, trusted or not."""
    yield "ticket", ticket.ticket_id, "SPECIMEN, not for travel" if ticket.specimen else ""
    if ticket.product:
        yield "product", ticket.product, ""
    yield "name", ticket.name or "-", "" if ticket.name else "for whoever holds the document"
    if ticket.departure or ticket.train:
        yield "train", ticket.train or "-", ""
    if ticket.origin:
        yield "from", ticket.origin, ticket.origin_name
        yield "to", ticket.destination, ticket.destination_name
    else:
        yield "area", "no stations", "good in an area; a gate knows some by their product"
    yield from _times(ticket)
    for field, value in (
        ("coach", ticket.coach),
        ("seat", ticket.seat),
        ("class", ticket.travel_class),
    ):
        if value:
            yield field, value, ""
    if ticket.wide:
        yield "room", "wide gate", "sold with a wheelchair, a pushchair or a bicycle"
    if ticket.returns:
        yield "return", "included", "one journey in each direction"
    if ticket.conditions:
        yield "staff", ", ".join(ticket.conditions), "a gate sends it to staff for this"
    if ticket.document_hash:
        yield "document", ticket.document_hash.hex(), "bound to one document (keyed hash)"
    else:
        yield "document", "-", "bound to no document, only to the name"


def _times(ticket: Ticket) -> Iterator[Line]:
    if ticket.departure is not None:
        yield "departure", minute(ticket.departure), "local time of the station"
    else:
        first, last = ticket.open_from_until
        yield "valid from", minute(first), "local time"
        which = (
            "the timetable says when the train leaves" if ticket.train else "any train until then"
        )
        yield "valid until", minute(last), which


def minute(moment: datetime) -> str:
    """Write a moment to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")
