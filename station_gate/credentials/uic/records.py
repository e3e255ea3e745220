"""The records inside a barcode: rail ticket data, the head and the printed layout."""

from dataclasses import dataclass

from station_gate.credentials.uic.damage import Damaged, Unsupported
from station_gate.credentials.uic.envelope import Barcode, DataRecord
from station_gate.credentials.uic.uper import Record, decode, rail_ticket

# version of a U_FLEX record, or what follows "FCB" in DOSIPAS -> version of the schema
_VERSIONS = {"U_FLEX": {"13": 1, "02": 2, "03": 3}, "FCB": {"1": 1, "2": 2, "3": 3}}
_HEAD_BYTES = 41
_SPECIMEN = 4  # bit of the head's flags: 1 international, 2 edited by an agent, 4 specimen
_MOST_FIELDS = 200
_FIELD_HEADER = 13  # line 2, column 2, height 2, width 2, format 1, length 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The U_HEAD record: who issued the ticket and when."""

    issuer: str
    order: str
    issued: str
    """ "DDMMYYYYHHMM", local time."""
    specimen: bool


@dataclass(frozen=True, slots=True)
class LayoutField:
    """One field of the U_TLAY record, as it would be printed."""

    line: int
    column: int
    text: str


def ticket_record(barcode: Barcode) -> DataRecord:
    """Find a barcode's rail ticket data. Raises ``Unsupported``."""
    for name, versions in _VERSIONS.items():
        if record := barcode.find(name):
            if record.version not in versions:
                raise Unsupported(f"rail ticket data of version {record.version}")
            return record
    names = ", ".join(record.name for record in barcode.records) or "nothing"
    raise Unsupported(f"a ticket of its issuer's own kind ({names})")


def has_ticket_data(barcode: Barcode) -> bool:
    """Whether there is rail ticket data at all, in whatever version."""
    return any(barcode.find(name) for name in _VERSIONS)


def ticket_data(record: DataRecord) -> Record:
    """Decode rail ticket data. Raises ``Damaged``."""
    schema = rail_ticket(_VERSIONS[record.name][record.version])
    return decode(schema, "UicRailTicketData", record.data)


def head(barcode: Barcode) -> Head | None:
    """Read the head, ``None`` where there is none. Raises ``Damaged``."""
    record = barcode.find("U_HEAD")
    if record is None:
        return None
    text = record.data.decode("latin-1")
    if len(text) != _HEAD_BYTES or not text[36:37].isdigit():
        raise Damaged("a head of another length")
    return Head(
        issuer=_clean(text[0:4]),
        order=_clean(text[4:24]),
        issued=_clean(text[24:36]),
        specimen=bool(int(text[36:37]) & _SPECIMEN),
    )


def layout(barcode: Barcode) -> list[LayoutField]:
    """Read the printed layout, from top to bottom; empty where there is none.

    Raises ``Damaged``. Text is UTF-8 on some tickets and Latin-1 on others.
    """
    record = barcode.find("U_TLAY")
    if record is None:
        return []
    data, fields = record.data[8:], []
    count = _number(record.data[4:8])
    if count > _MOST_FIELDS:
        raise Damaged("too many fields in the layout")
    for _ in range(count):
        length = _number(data[9:13])
        text = data[_FIELD_HEADER : _FIELD_HEADER + length]
        if len(text) != length:
            raise Damaged("a layout that is cut off")
        fields.append(LayoutField(_number(data[0:2]), _number(data[2:4]), _decoded(text)))
        data = data[_FIELD_HEADER + length :]
    return sorted(fields, key=lambda field: (field.line, field.column))


def _number(digits: bytes) -> int:
    if not digits.isdigit():
        raise Damaged("letters in place of a number")
    return int(digits)


def _decoded(text: bytes) -> str:
    try:
        return _clean(text.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(text.decode("latin-1"))


def _clean(text: str) -> str:
    """Text that may be shown: the zeros and line ends that issuers fill up with are blanks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
