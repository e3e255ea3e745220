"""What a ticket says, as CBOR Web Token claims (RFC 8392) with short integer keys.

The ticket's id is the standard claim 7 (cti), the key of the app that it lives in the
standard claim 8 (cnf, RFC 8747); the journey is one map under a key of the private range.
A field that is empty is left out. A gate that does not understand everything a ticket
says must not open, so an unknown claim damages it.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from station_gate.gate.travel import Ticket
from station_gate.tickets.own.cose import Damaged, read, write
from station_gate.tickets.own.ed25519 import is_sound

_CTI = 7  # RFC 8392 section 3.1.7
_JOURNEY = -65537  # the first of the range that RFC 8392 section 9.1 leaves to private use
_CNF, _COSE_KEY = 8, 1  # RFC 8747 section 3.1
_DEPARTURE, _SPECIMEN, _FROM, _UNTIL, _WIDE, _CONDITIONS, _RENEWED = 5, 11, 12, 13, 14, 15, 16
_TIMES = {_DEPARTURE: "departure", _FROM: "valid_from", _UNTIL: "valid_until"}
_MARKS = {_SPECIMEN: "specimen", _WIDE: "wide"}
_MOST_CONDITIONS, _MOST_CONDITION = 4, 40
_OKP_ED25519, _X, _KEY_BYTES = {1: 1, -1: 6}, -2, 32  # RFC 9053 section 7.2
_SHORTEST, _LONGEST = 10, 3600  # seconds between two codes of an app
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
    journey: dict[int, Any] = {}
    for key, field in _TIMES.items():
        moment = getattr(ticket, field)
        if moment is not None:
            journey[key] = _minutes(moment)
    for key, (field, *_) in (_TEXTS | _BYTES).items():
        if value := getattr(ticket, field):
            journey[key] = value
    for key, field in _MARKS.items():
        if getattr(ticket, field):
            journey[key] = True
    if ticket.conditions:
        journey[_CONDITIONS] = list(ticket.conditions)
    given: dict[int, Any] = {_CTI: ticket.ticket_id.encode(), _JOURNEY: journey}
    if ticket.app_key:
        given[_CNF] = {_COSE_KEY: {**_OKP_ED25519, _X: ticket.app_key}}
        journey[_RENEWED] = ticket.renewed
    claims = write(given)
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
        case {7: bytes(cti), -65537: dict(journey), **others} if set(others) <= {_CNF}:
            ticket_id = cti.decode("latin-1")
        case _:
            raise Damaged("claims of another kind")
    if not _TICKET_ID.fullmatch(ticket_id):
        raise Damaged("a ticket id that is none")
    if set(journey) - {*_TEXTS, *_BYTES, *_TIMES, *_MARKS, _CONDITIONS, _RENEWED}:
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
    for key, field in _MARKS.items():
        if journey.get(key, True) is not True:
            raise Damaged(f"a {field} mark that is none")
        fields[field] = key in journey
    if _CONDITIONS in journey:
        fields["conditions"] = _conditions(journey[_CONDITIONS])
    fields |= {
        field: _moment(journey[key], field) for key, field in _TIMES.items() if key in journey
    }
    fields |= _app(others.get(_CNF), journey.get(_RENEWED))
    try:
        return Ticket(
            ticket_id=ticket_id,
            issuer=issuer,
            key_id=key_id,
            **{"name": "", "train": "", "origin": "", "destination": "", **fields},
        )
    except ValueError:
        raise Damaged("no origin, no destination or no time") from None


def _app(cnf: object, renewed: object) -> dict[str, Any]:
    if cnf is None and renewed is None:
        return {}
    match cnf:
        case {1: {1: 1, -1: 6, -2: bytes(app_key), **others}, **more} if not (others or more):
            pass
        case _:
            raise Damaged("an app's key of another kind")
    if len(app_key) != _KEY_BYTES:
        raise Damaged(f"an app's key that is not {_KEY_BYTES} bytes")
    if not is_sound(app_key):
        raise Damaged("an app's key that is weak")
    if type(renewed) is not int or not _SHORTEST <= renewed <= _LONGEST:
        raise Damaged(f"codes that are not renewed every {_SHORTEST} to {_LONGEST} seconds")
    return {"app_key": app_key, "renewed": renewed}


def _conditions(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and 0 < len(value) <= _MOST_CONDITIONS:
        return tuple(_text(one, "conditions", _MOST_CONDITION) for one in value)
    raise Damaged(f"conditions are not 1 to {_MOST_CONDITIONS} texts")


def _text(value: object, field: str, most: int) -> str:
    # printable only: the text is shown on screens and in a terminal
    if isinstance(value, str) and 0 < len(value) <= most and value.isprintable():
        return value
    raise Damaged(f"{field} is not 1 to {most} printable characters")


def _bytes(value: object, field: str, least: int, most: int) -> bytes:
    if isinstance(value, bytes) and least <= len(value) <= most:
        return value
    raise Damaged(f"{field} is not {least} to {most} bytes")


def _minutes(moment: datetime) -> int:
    minutes, rest = divmod(moment - _EPOCH, _MINUTE)
    if rest:
        raise ValueError("a ticket's times have no seconds")
    return minutes


def _moment(minutes: object, field: str) -> datetime:
    if type(minutes) is int and 0 <= minutes <= _MOST_MINUTES:
        return _EPOCH + minutes * _MINUTE
    raise Damaged(f"{field} is no time")
