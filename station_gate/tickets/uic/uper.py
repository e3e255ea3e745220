"""Unaligned PER, strictly: only what a careful encoder writes, and only so much of it.

A payload is decoded, measured and encoded again; whatever does not come back as the
same bits is refused, but for padding behind it. So a ticket has one form, bits that nobody
looks at cannot hide anything, and the bits that a signature is over are known to be the ones
read.
"""

from functools import cache
from typing import Any

from station_gate.tickets.uic.damage import Damaged
from station_gate.tickets.uic.dosipas_types import DYNAMIC, HEADER
from station_gate.tickets.uic.fcb import GROUPS, RANGES, TYPES
from station_gate.tickets.uic.notation import compile_types

MOST_BYTES = 8192
"""Ten times the longest real ticket data known to us (578 bytes)."""

_MOST_DEPTH = 24  # real tickets nest 9 deep: a route within a via station within a region ...
_MOST_PARTS = 4000  # values of every kind; real tickets have up to 150
_MOST_DIGITS = 2**63

Record = dict[str, Any]


@cache
def rail_ticket(version: int) -> Any:
    """Return the schema of rail ticket data, version 1 (that is 1.3), 2 or 3."""
    return compile_types(TYPES, version, groups=GROUPS, ranges=RANGES[version])


@cache
def barcode_header(version: int) -> Any:
    """Return the schema of the DOSIPAS header, version 1 (U1) or 2 (U2)."""
    return compile_types(HEADER, version)


@cache
def dynamic_content() -> Any:
    """Return the schema of dynamic content, version 1 (FDC1)."""
    return compile_types(DYNAMIC)


def decode(schema: Any, name: str, data: bytes, *, padding: bytes = b"") -> Record:
    """Decode a record of type ``name`` and check its form. Raises ``Damaged``.

    Bytes of ``padding`` may stand behind it.
    """
    if len(data) > MOST_BYTES:
        raise Damaged(f"{len(data)} bytes of data, at most {MOST_BYTES}")
    try:
        record = schema.decode(name, data)
        _measure(record)
        again = schema.encode(name, record)
        same = data.startswith(again) and not data[len(again) :].strip(padding)
    except Damaged:
        raise
    except Exception:  # whatever a hostile payload makes of asn1tools: it is damaged
        raise Damaged("broken data") from None
    if not same:
        raise Damaged("data that is not written in the one agreed way")
    assert isinstance(record, dict)
    return record


def encode(schema: Any, name: str, record: Record) -> bytes:
    """Encode a record. Raises ``ValueError`` for what its type cannot hold."""
    try:
        return bytes(schema.encode(name, record))
    except Exception as error:  # asn1tools raises its own kinds
        raise ValueError(str(error)) from None


def _measure(record: Record) -> None:
    """Refuse what is too deep, too many or too large to be a ticket."""
    parts = 0
    waiting: list[tuple[Any, int]] = [(record, 0)]
    while waiting:
        value, depth = waiting.pop()
        parts += 1
        if depth > _MOST_DEPTH or parts > _MOST_PARTS:
            raise Damaged("data that is nested too deep" if parts <= _MOST_PARTS else "too much")
        match value:
            case dict():
                waiting += [(inner, depth + 1) for inner in value.values()]
            case list():
                waiting += [(inner, depth + 1) for inner in value]
            case (str(), inner):  # an alternative and its value
                waiting.append((inner, depth + 1))
            case int() if abs(value) >= _MOST_DIGITS:
                raise Damaged("a number that is too large")
