"""The one way in for documents: whatever lies on the reader becomes an identity document."""

from datetime import date
from enum import StrEnum
from pathlib import Path

from station_gate.credentials.chip.csca import CscaStore
from station_gate.credentials.chip.files import is_chip_folder
from station_gate.credentials.chip.reading import load_chip
from station_gate.credentials.document import IdentityDocument, load_document
from station_gate.credentials.resident import is_resident_folder, load_resident
from station_gate.problems import BadInput


class DocumentKind(StrEnum):
    """What a document is given as."""

    FIELDS = "fields"
    """A ``document.toml`` with its picture."""
    CHIP = "chip"
    """A folder with the files of a chip."""
    RESIDENT_CARD = "resident card"
    """A folder with what a reader of resident cards gave."""


def document_kind(path: Path) -> DocumentKind:
    """Tell what a path is given as. Raises ``BadInput`` for a folder that is neither."""
    if not path.is_dir():
        return DocumentKind.FIELDS
    if is_chip_folder(path):
        return DocumentKind.CHIP
    if is_resident_folder(path):
        return DocumentKind.RESIDENT_CARD
    raise BadInput(
        f"{path}: this folder is no document; it needs a chip's files (SOD.bin, DG1.bin, "
        "DG2.bin, EF_COM.bin) or a card reader's (record.bin, portrait.bmp)."
    )


def load_any_document(path: Path, csca: CscaStore, at: date) -> IdentityDocument:
    """Read a document of any kind on the day ``at`` of the station.

    ``csca`` are the states' authorities that chips are checked against. Raises
    ``DocumentRefused`` for one that must not be used, ``BadInput`` with one
    sentence for what cannot be read.
    """
    match document_kind(path):
        case DocumentKind.FIELDS:
            return load_document(path)
        case DocumentKind.CHIP:
            return load_chip(path, csca, at)
        case DocumentKind.RESIDENT_CARD:
            return load_resident(path)
