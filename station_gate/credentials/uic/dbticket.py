"""The record 0080BL of older Deutsche Bahn tickets: texts for people, no gate relies on it.

After a head of certificates come blocks "S", number 3, length 4, text. Which number
means what is known from public descriptions of such tickets; only those that a person
at the counter asks for are named here.
"""

import re
from collections.abc import Iterator

from station_gate.credentials.uic.envelope import Barcode

_NAMES = {
    "001": "product",
    "009": "passengers",
    "014": "class",
    "015": "from",
    "016": "to",
    "021": "route",
    "023": "name",
}
_CLASS = "014"  # written S1 or S2
_PARTS = {
    "02": re.compile(r"\d\d[1-9].{22}(\d{8})(\d{8})", re.DOTALL),
    "03": re.compile(r"\d\d[1-9](\d{8})(\d{8})"),
}
"""The head's first part (the way out, where there is a way back too), by the record's
version: a certificate's number in the older one, then valid from and until."""
_FIRST = re.compile(r"S001\d{4}")
_BLOCK = re.compile(r"S(\d{3})(\d{4})")


def read_db_record(barcode: Barcode) -> Iterator[tuple[str, str]]:
    """Yield name and text of the blocks that matter; nothing for other tickets."""
    record = barcode.find("0080BL")
    if record is None:
        return
    data = record.data.decode("latin-1")
    part = _PARTS[record.version].match(data) if record.version in _PARTS else None
    if part is not None:
        yield "valid from", _day(part[1])
        yield "valid until", _day(part[2])
    first = _FIRST.search(data)
    at = first.start() if first else len(data)
    while block := _BLOCK.match(data, at):
        end = block.end() + int(block[2])
        text = data[block.end() : end].encode("latin-1")
        if block[1] in _NAMES:
            shown = text.decode("utf-8", "replace")
            yield _NAMES[block[1]], shown.removeprefix("S") if block[1] == _CLASS else shown
        at = end


def _day(digits: str) -> str:
    """Write DDMMYYYY as a date."""
    return f"{digits[4:]}-{digits[2:4]}-{digits[:2]}"
