"""Records of issuers' own kinds beside the standard's: texts for people, no gate relies on them.

Deutsche Bahn (0080BL) has blocks "S", number 3, length 4, text after a head of certificates;
the Czech railways (1154UT, 3697OT) blocks of name 2, length 3, text; the Austrian ones
(118199) JSON. What the blocks mean is known from public descriptions of such tickets; only
those that a person at the counter asks for are named here.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime

from station_gate.tickets.uic.envelope import Barcode

_GERMAN = {
    "001": "product",
    "009": "passengers",
    "014": "class",
    "015": "from",
    "016": "to",
    "021": "route",
    "023": "name",
    "028": "passenger",
    "031": "valid from",
    "032": "valid until",
}
_PARTS = {
    "02": re.compile(r"\d\d[1-9].{22}(\d{8})(\d{8})", re.DOTALL),
    "03": re.compile(r"\d\d[1-9](\d{8})(\d{8})"),
}
"""The head's first part (the way out, where there is a way back too), by the record's
version: a certificate's number in the older one, then valid from and until."""
_FIRST = re.compile(r"S\d{3}\d{4}")
_BLOCK = re.compile(r"S(\d{3})(\d{4})")
_CZECH = {"KJ": "name", "JP": "name", "OD": "valid from", "DO": "valid until", "KK": "booking"}
_CZECH_BLOCK = re.compile(r"([A-Z]{2})(\d{3})")
_AUSTRIAN = {"V": "valid from", "B": "valid until"}


def read_own_records(barcode: Barcode) -> Iterator[tuple[str, str]]:
    """Yield name and text of what matters; nothing for other tickets."""
    if record := barcode.find("0080BL"):
        yield from _german(record.version, record.data.decode("latin-1"))
    for name in ("1154UT", "3697OT"):
        if record := barcode.find(name):
            yield from _czech(record.data.decode("latin-1"))
    if record := barcode.find("118199"):
        yield from _austrian(record.data)


def _german(version: str, data: str) -> Iterator[tuple[str, str]]:
    part = _PARTS[version].match(data) if version in _PARTS else None
    blocks = dict(_german_blocks(data))
    if part is not None:
        blocks |= {"031": _day(part[1]), "032": _day(part[2])}
    for number, name in _GERMAN.items():
        text = blocks.get(number, "")
        if number == "014":  # the class is written S1 or S2
            text = text.removeprefix("S")
        elif number in ("031", "032"):
            text = _iso(text, "%d.%m.%Y", "%Y-%m-%d")
        elif number == "028":  # given names#surname
            text = " ".join(text.split("#"))
        if text:
            yield name, text


def _german_blocks(data: str) -> Iterator[tuple[str, str]]:
    first = _FIRST.search(data)
    at = first.start() if first else len(data)
    while block := _BLOCK.match(data, at):
        at = block.end() + int(block[2])
        yield block[1], _utf8(data[block.end() : at])


def _czech(data: str) -> Iterator[tuple[str, str]]:
    at = 0
    while block := _CZECH_BLOCK.match(data, at):
        at = block.end() + int(block[2])
        name, text = _CZECH.get(block[1]), _utf8(data[block.end() : at])
        if name in ("valid from", "valid until"):
            text = _iso(text, "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M")
        if name and text:
            yield name, text


def _austrian(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return
    for key, name in _AUSTRIAN.items():
        text = said.get(key) if isinstance(said, dict) else None
        if isinstance(text, str) and (moment := _iso(text, "%y%m%d%H%M", "%Y-%m-%d %H:%M UTC")):
            yield name, moment


def _iso(text: str, form: str, wanted: str) -> str:
    """Write a moment anew; nothing for what is none, and as it is where it is plain already."""
    try:
        return datetime.strptime(text.strip(), form).strftime(wanted)
    except ValueError:
        return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""


def _day(digits: str) -> str:
    """Write DDMMYYYY as a date."""
    return f"{digits[4:]}-{digits[2:4]}-{digits[:2]}"


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode("utf-8", "replace")
