"""Chinese resident cards among the other documents: what a card reader gave."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import IdentityDocument
from station_gate.documents.format import DocumentFormat
from station_gate.documents.lines import Line, picture_lines
from station_gate.documents.resident import (
    RECORD_FILE,
    is_resident_folder,
    load_resident,
    read_record,
)


class _Reader:
    def read(self, path: Path) -> IdentityDocument:
        return load_resident(path)

    def lines(self, path: Path, document: IdentityDocument | None) -> Iterable[Line]:
        return [*_record_lines(path), *picture_lines(document)]


def _open(csca: CscaStore, at: date) -> _Reader:
    return _Reader()


def _record_lines(folder: Path) -> list[Line]:
    record = read_record(folder / RECORD_FILE)
    return [
        ("name", record.name or "-", ""),
        ("sex", record.sex or "-", "1 male, 2 female"),
        ("nation", record.nation or "-", "code of the ethnic group"),
        ("birth", record.birth or "-", "YYYYMMDD"),
        ("address", record.address or "-", ""),
        ("number", record.number or "-", ""),
        ("authority", record.authority or "-", ""),
        ("valid", f"{record.valid_from or '-'} to {record.valid_until or '-'}", ""),
    ]


RESIDENT_CARD = DocumentFormat(
    name="resident card",
    title="a resident card reader's record",
    worth="signed by nobody: worth as much as its reader",
    recognises=is_resident_folder,
    open=_open,
    needs="a card reader's (record.bin, portrait.bmp)",
    damage_is_refused=True,
)
