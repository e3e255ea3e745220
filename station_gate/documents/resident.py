"""What a reader of Chinese resident identity cards gives: a text record and a portrait.

A folder with ``record.bin``, the 256 bytes of text as readers hand them out, and
``portrait.bmp`` or ``portrait.png``, the chip's picture of 102 x 126 pixels that the
reader's library has decoded already (the chip's own picture format is secret).

The record is not signed: it is worth as much as the reader that gave it. Only the
number can be checked, by its last digit and the day of birth inside it (GB 11643).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from station_gate.capture.image import read_image
from station_gate.documents.document import (
    UNSHOWN,
    DocumentRefused,
    IdentityDocument,
    shown,
)
from station_gate.files import first_bytes, usable_size
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Holder
from station_gate.problems import BadInput

RECORD_FILE = "record.bin"
PORTRAIT_FILES = ("portrait.bmp", "portrait.png")
_FIELDS = (
    ("name", 30),
    ("sex", 2),
    ("nation", 4),
    ("birth", 16),
    ("address", 70),
    ("number", 36),
    ("authority", 30),
    ("valid_from", 16),
    ("valid_until", 16),
    ("reserved", 36),
)
"""Names and bytes, UTF-16LE filled up with blanks; several open reader kits agree."""
RECORD_BYTES = sum(size for _, size in _FIELDS)
LONG_TERM = "长期"
"""In place of the last day: the card never expires."""
_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_DAY = re.compile(r"\d{8}", re.ASCII)
_REMAINDERS = "10X98765432"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The text record of a card, as written; nothing has been checked."""

    name: str
    sex: str
    """Code: "1" male, "2" female."""
    nation: str
    """Code of the ethnic group."""
    birth: str
    """YYYYMMDD."""
    address: str
    number: str
    authority: str
    valid_from: str
    valid_until: str
    """YYYYMMDD or ``LONG_TERM``."""
    reserved: str = ""


def is_resident_folder(folder: Path) -> bool:
    """Return whether a folder has a card reader's record."""
    return (folder / RECORD_FILE).exists()


def load_resident(folder: Path) -> IdentityDocument:
    """Read a card's record and portrait.

    Raises ``DocumentRefused`` where the number is wrong, ``BadInput`` with one
    sentence for what cannot be read.
    """
    path = folder / RECORD_FILE
    record = read_record(path)
    checks = check_record(record)
    if not checks[-1].passed:
        raise DocumentRefused(
            f"{path}: the number is not right ({checks[-1].name}); read the card again.",
            Reason.DOCUMENT_UNREADABLE,
            checks,
        )
    if not record.name:
        raise BadInput(f"{path}: the record has no name; read the card again.")
    holder = Holder(
        surname=record.name,  # the two parts of a Chinese name are not told apart
        given_names="",
        document_number=record.number,
        issuer="CHN",
        birth=_birth(record.birth),
        expiry=(None if record.valid_until == LONG_TERM else _last_day(record.valid_until, path)),
    )
    return IdentityDocument(
        holder,
        read_image(portrait_path(folder)),
        str(folder),
        checks,
        name_sure=UNSHOWN not in record.name,
    )


def read_record(path: Path) -> Record:
    """Read a record file. Raises ``BadInput`` for what is none."""
    size = usable_size(path, "record", RECORD_BYTES * 1000)
    if size != RECORD_BYTES:
        raise BadInput(
            f"{path}: a card's text record has {RECORD_BYTES} bytes, this has {size}; "
            "give the text alone, without the picture."
        )
    content = first_bytes(path, size)
    fields, at = {}, 0
    for field, size in _FIELDS:
        try:
            text = content[at : at + size].decode("utf-16-le")
        except UnicodeDecodeError:
            raise BadInput(f"{path}: the {field} is no text in UTF-16LE.") from None
        known = shown(text.rstrip(" \0"))
        if known is None:
            raise BadInput(f"{path}: the {field} has letters that cannot be shown.")
        fields[field] = known.strip()
        at += size
    return Record(**fields)


def write_record(record: Record) -> bytes:
    """Write a record as a reader gives it. Raises ``ValueError`` for what does not fit."""
    parts = []
    for field, size in _FIELDS:
        text = getattr(record, field).encode("utf-16-le")
        if len(text) > size:
            raise ValueError(f"the {field} has more than {size // 2} letters")
        parts.append(text + b" \0" * ((size - len(text)) // 2))
    return b"".join(parts)


def check_record(record: Record) -> tuple[Check, ...]:
    """Check the number; up to the first check that fails."""
    digit = bool(_NUMBER.fullmatch(record.number)) and (
        number_digit(record.number[:17]) == record.number[17]
    )
    own = Check(
        name="number_check_digit",
        value="right" if digit else "wrong",
        limit="right",
        passed=digit,
    )
    if not digit:
        return (own,)
    same = record.number[6:14] == record.birth
    birth = Check(
        name="birth_in_number",
        value="same day" if same else "another day",
        limit="same day",
        passed=same,
    )
    return own, birth


def number_digit(first: str) -> str:
    """Compute the last digit of a number from its first 17 (GB 11643; ISO/IEC 7064, MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(first))
    return _REMAINDERS[total % 11]


def portrait_path(folder: Path) -> Path:
    """Find the portrait of a card. Raises ``BadInput`` where there is none."""
    for name in PORTRAIT_FILES:
        if (folder / name).exists():
            return folder / name
    raise BadInput(f"{folder}: the portrait is missing; put {' or '.join(PORTRAIT_FILES)} there.")


def _birth(text: str) -> date | None:
    """Read YYYYMMDD; ``None`` for a day that there never was: no rule asks for it."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _last_day(text: str, path: Path) -> date:
    """Read YYYYMMDD; a day that its month does not have is the month's last one."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
        return date(year, month, min(day, monthrange(year, month)[1]) if day <= 31 else day)
    except ValueError:
        raise BadInput(f"{path}: the last day is no date; read the card again.") from None
