"""What a ticket says, as CBOR Web Token claims (RFC 8392) with short integer keys.

The ticket's id is the standard claim 7 (cti); the journey is one map under a key
of the private range. A field that is empty is left out. A gate that does not
understand everything a ticket says must not open, so an unknown claim damages it.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from station_gate.credentials.cose import Damaged, read, write
from station_gate.gate.travel import Ticket

_CTI = 7  # RFC 8392 section 3.1.7
_JOURNEY = -65537  # the first of the range that RFC 8392 section 9.1 leaves to private use
_DEPARTURE, _SPECIMEN = 5, 11
_EPOCH = datetime(1970, 1, 1)  # of the station's own clock: departures are local times
_MINUTE = timedelta(minutes=1)
_MOST_MINUTES = 68_000_000  # the year 2099: a departure beyond it is nonsense

# key of the journey map -> field of the ticket, most characters
_TEXTS = {
    1: ("name", 80),
    2: ("train", 16),
    3: ("origin", 40),
    4: ("destination", 40),
    6: ("coach", 8),
    7: ("seat", 8),
    8: ("travel_class", 16),
}
# key of the journey map -> field of the ticket, least and most bytes
_BYTES = {9: ("document_salt", 4, 16), 10: ("document_hash", 16, 16)}
_TICKET_ID = re.compile(r"[A-Za-z0-9-]{1,32}")


def write_claims(ticket: Ticket) -> bytes:
    """Encode a ticket's claims. Raises ``ValueError`` saying which field cannot be written."""
    if ticket.departure is None:
        raise ValueError("a ticket of this format is for one train: it needs a departure")
    minutes, rest = divmod(ticket.departure - _EPOCH, _MINUTE)
    if rest:
        raise ValueError("a ticket's departure has no seconds")
    journey: dict[int, Any] = {_DEPARTURE: minutes}
    for key, (field, *_) in (_TEXTS | _BYTES).items():
        if value := getattr(ticket, field):
            journey[key] = value
    if ticket.specimen:
        journey[_SPECIMEN] = True
    claims = write({_CTI: ticket.ticket_id.encode(), _JOURNEY: journey})
    try:
        same = read_claims(claims, ticket.issuer, ticket.key_id) == ticket
    except Damaged as damage:
        raise ValueError(str(damage)) from None
    if not same:
        raise ValueError("the ticket says something that this format has no place for")
    return claims


def read_claims(encoded: bytes, issuer: str, key_id: str) -> Ticket:
    """Decode a ticket's claims. Raises ``Damaged`` saying which claim is wrong."""
    match read(encoded):
        case {7: bytes(cti), -65537: dict(journey), **others} if not others:
            ticket_id = cti.decode("latin-1")
        case _:
            raise Damaged("claims of another kind")
    if not _TICKET_ID.fullmatch(ticket_id):
        raise Damaged("a ticket id that is none")
    unknown = [key for key in journey if key not in {*_TEXTS, *_BYTES, _DEPARTURE, _SPECIMEN}]
    if unknown:
        raise Damaged("an unknown claim")
    fields: dict[str, Any] = {}
    for key, (field, most) in _TEXTS.items():
        if key in journey:
            fields[field] = _text(journey[key], field, most)
    for key, (field, least, most) in _BYTES.items():
        if key in journey:
            fields[field] = _bytes(journey[key], field, least, most)
    if ("document_salt" in fields) != ("document_hash" in fields):
        raise Damaged("half of a document binding")
    if journey.get(_SPECIMEN, True) is not True:
        raise Damaged("a specimen mark that is none")
    try:
        return Ticket(
            ticket_id=ticket_id,
            issuer=issuer,
            key_id=key_id,
            departure=_departure(journey),
            specimen=_SPECIMEN in journey,
            **{"name": "", "train": "", "origin": "", "destination": "", **fields},
        )
    except ValueError:
        raise Damaged("no origin or no destination") from None


def _text(value: object, field: str, most: int) -> str:
    # printable only: the text is shown on screens and in a terminal
    if isinstance(value, str) and 0 < len(value) <= most and value.isprintable():
        return value
    raise Damaged(f"{field} is not 1 to {most} printable characters")


def _bytes(value: object, field: str, least: int, most: int) -> bytes:
    if isinstance(value, bytes) and least <= len(value) <= most:
        return value
    raise Damaged(f"{field} is not {least} to {most} bytes")


def _departure(journey: Mapping[object, object]) -> datetime:
    minutes = journey.get(_DEPARTURE)
    if type(minutes) is int and 0 <= minutes <= _MOST_MINUTES:
        return _EPOCH + minutes * _MINUTE
    raise Damaged("no departure time")
