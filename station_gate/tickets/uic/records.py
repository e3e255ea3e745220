"""The records inside a barcode: rail ticket data, the head and the printed layout."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from station_gate.tickets.uic.damage import Damaged, Unsupported
from station_gate.tickets.uic.envelope import PADDING, Barcode, DataRecord, number
from station_gate.tickets.uic.uper import Record, decode, rail_ticket

_DATA = ("U_FLEX", "FCB")
_VERSIONS = {"13": 1, "1": 1, "2": 2, "3": 3}
"""Version of a U_FLEX record, or what follows "FCB" in DOSIPAS, without zeros -> version of
the schema. Before it was agreed, some wrote 01 for 1.3, others 13."""
_SPECIMEN = 4  # bit of the head's flags: 1 international, 2 edited by an agent, 4 specimen
_MOST_FIELDS, _MOST_LINES = 200, 400
_FIELD_HEADER = 13  # line 2, column 2, height 2, width 2, format 1, length 4
_FIELD = re.compile(rb"\d{8}[\d ]\d{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The U_HEAD record: who issued the ticket and when."""

    issuer: str
    order: str
    issued: str
    """ "DDMMYYYYHHMM", local time."""
    specimen: bool


_PRINTED = (
    ({"80"}, re.compile(r"(.{6})-\d|(.{9})0101")),
    ({"1088", "1184"}, re.compile(r"(.{7})_\d()")),
)
"""Issuers (DB; SNCB and NS) whose order numbers in the head are longer than on paper."""


@dataclass(frozen=True, slots=True)
class LayoutField:
    """One line of a field of the U_TLAY record, as it would be printed."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The U_TLAY record: its printed lines from top to bottom, and what is wrong with it."""

    fields: tuple[LayoutField, ...] = ()
    remark: str = ""


def ticket_record(barcode: Barcode) -> DataRecord:
    """Find a barcode's rail ticket data. Raises ``Unsupported``, ``Damaged``."""
    for name in _DATA:
        if record := barcode.find(name):
            if _version(record) is None:
                raise Unsupported(f"rail ticket data of version {record.version}")
            return record
    names = ", ".join(record.name for record in barcode.records)
    if barcode.damage and not names:
        raise Damaged(barcode.damage)
    raise Unsupported(f"a ticket of its issuer's own kind ({names or 'nothing'})")


def has_ticket_data(barcode: Barcode) -> bool:
    """Return whether there is rail ticket data at all, in whatever version."""
    return any(barcode.find(name) for name in _DATA)


def ticket_data(record: DataRecord) -> Record:
    """Decode rail ticket data of a version that is read. Raises ``Damaged``."""
    schema = rail_ticket(_version(record) or 0)
    return decode(schema, "UicRailTicketData", record.data, padding=PADDING)


def _version(record: DataRecord) -> int | None:
    return _VERSIONS.get(record.version.strip().strip("0"))


def head(barcode: Barcode) -> Head | None:
    """Read the head as far as it goes; ``None`` where there is none."""
    record = barcode.find("U_HEAD")
    if record is None:
        return None
    text = record.data.decode("latin-1")
    flags = text[36:37]
    return Head(
        issuer=cleaned(text[0:4]),
        order=cleaned(text[4:24]),
        issued=cleaned(text[24:36]),
        specimen=flags.isdecimal() and bool(int(flags) & _SPECIMEN),
    )


def as_printed(issuer: str, order: str) -> str:
    """Give an order's number as it stands on paper."""
    for issuers, form in _PRINTED:
        if issuer.lstrip("0") in issuers and (longer := form.fullmatch(order)):
            return longer[1] or longer[2]
    return order


def layout(barcode: Barcode) -> Layout:
    """Read the printed layout, field by field until it breaks.

    Text is UTF-8 on some tickets and Latin-1 on others; its length counts bytes, on some
    tickets characters, on others neither: then the next field says where it ends.
    """
    record = barcode.find("U_TLAY")
    if record is None:
        return Layout()
    data, announced = record.data, number(record.data[4:8])
    found: list[tuple[int, int, str]] = []
    at = 8
    while len(found) < _MOST_FIELDS and data[at:].strip(PADDING):
        line, column, length = (number(data[at + a : at + b]) for a, b in ((0, 2), (2, 4), (9, 13)))
        start = at + _FIELD_HEADER
        if line is None or column is None or length is None or start > len(data):
            break
        end = _text_end(data, start, length)
        found.append((line, column, _decoded(data[start:end])))
        at = end
    remark = ""
    if data[at:].strip(PADDING):
        remark = f"it breaks off after {len(found)} fields"
    elif announced != len(found):
        remark = f"it announces {'no number of' if announced is None else announced} fields"
        remark += f" and holds {len(found)}"
    lines = (
        LayoutField(line + below, column, text)
        for line, column, texts in found
        for below, text in enumerate(texts.split("\n"))
        if text
    )
    shown = islice(lines, _MOST_LINES)
    return Layout(tuple(sorted(shown, key=lambda f: (f.line, f.column))), remark)


def _text_end(data: bytes, start: int, length: int) -> int:
    """Where a text of so many bytes, or of so many characters, ends."""
    end = start + length
    characters = start + len(data[start:].decode("utf-8", "replace")[:length].encode())
    for candidate in (end, characters):
        if _is_field(data, candidate):
            return candidate
    following = _FIELD.search(data, min(end, len(data)))
    return following.start() if following else len(data)


def _is_field(data: bytes, at: int) -> bool:
    """Return whether a text may end here: with the data, or where a field begins."""
    if at >= len(data):
        return at == len(data)
    numbers = (number(data[at + a : at + b]) for a, b in ((0, 2), (2, 4), (9, 13)))
    return not data[at:].strip(PADDING) or all(n is not None for n in numbers)


def _decoded(text: bytes) -> str:
    try:
        return _lines(text.decode("utf-8"))
    except UnicodeDecodeError:
        return _lines(text.decode("latin-1"))


def _lines(text: str) -> str:
    """Return the lines of a text, some of which are written as "\\n", with their blanks inside."""
    lines = text.replace("\\n", "\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(printable(line).rstrip() for line in lines)


def printable(text: str) -> str:
    """Text that may be shown: signs that have no width are left out, others become blanks."""
    composed = unicodedata.normalize("NFC", text)
    shown = (c for c in composed if unicodedata.category(c) != "Cf")
    return "".join(c if c.isprintable() else " " for c in shown)


def cleaned(text: str) -> str:
    """Printable text without the blanks, zeros and line ends that issuers fill up with."""
    return " ".join(printable(text).split())
