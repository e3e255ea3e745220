"""The one way in for documents: whatever lies on the reader becomes an identity document."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from station_gate.capture.image import PICTURES, read_image
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.files import is_chip_folder
from station_gate.documents.chip.reading import load_chip
from station_gate.documents.document import (
    DocumentRefused,
    IdentityDocument,
    load_document,
)
from station_gate.documents.resident import is_resident_folder, load_resident
from station_gate.gate.decision import Check
from station_gate.problems import BadInput

if TYPE_CHECKING:
    from station_gate.documents.page.reading import PageReading


class DocumentKind(StrEnum):
    """What a document is given as."""

    FIELDS = "fields"
    """A ``document.toml`` with its picture."""
    PICTURE = "picture"
    """A photograph of a page, or of one side of a card."""
    CHIP = "chip"
    """A folder with the files of a chip."""
    RESIDENT_CARD = "resident card"
    """A folder with what a reader of resident cards gave."""


def document_kind(path: Path) -> DocumentKind:
    """Tell what a path is given as. Raises ``BadInput`` for a folder that is neither."""
    if not path.is_dir():
        picture = path.suffix.lower() in PICTURES
        return DocumentKind.PICTURE if picture else DocumentKind.FIELDS
    if is_chip_folder(path):
        return DocumentKind.CHIP
    if is_resident_folder(path):
        return DocumentKind.RESIDENT_CARD
    raise BadInput(
        f"{path}: this folder is no document; it needs a chip's files (SOD.bin, DG1.bin, "
        "DG2.bin, EF_COM.bin) or a card reader's (record.bin, portrait.bmp)."
    )


class DocumentReading:
    """One document being read; a photographed card is read side by side.

    ``csca`` are the states' authorities that chips are checked against, ``at`` is the
    station's day.
    """

    def __init__(self, csca: CscaStore, at: date) -> None:
        self._csca = csca
        self._at = at
        self._pages: PageReading | None = None

    def read(self, path: Path) -> IdentityDocument | None:
        """Read what lies there; ``None``: it is a card that has to be turned over.

        The first of its checks says what kind it is, for the record. Raises
        ``DocumentRefused`` for one that must not be used, ``BadInput`` with one sentence
        for what cannot be read.
        """
        kind = document_kind(path)
        known = Check(
            name="document_kind", value=kind.value, limit="one that is read here", passed=True
        )
        try:
            document = self._read(kind, path)
        except DocumentRefused as refused:
            checks = (known, *refused.checks)
            raise DocumentRefused(str(refused), refused.reason, checks) from None
        return document and replace(document, checks=(known, *document.checks))

    def _read(self, kind: DocumentKind, path: Path) -> IdentityDocument | None:
        match kind:
            case DocumentKind.FIELDS:
                return load_document(path)
            case DocumentKind.CHIP:
                return load_chip(path, self._csca, self._at)
            case DocumentKind.RESIDENT_CARD:
                return load_resident(path)
            case DocumentKind.PICTURE:
                # recognising letters and faces is loaded only where pictures are shown
                from station_gate.documents.page.reading import PageReading

                self._pages = self._pages or PageReading()
                return self._pages.add(read_image(path), str(path), self._at)


def load_any_document(
    path: Path, csca: CscaStore, at: date, back: Path | None = None
) -> IdentityDocument:
    """Read a document of any kind on the day ``at`` of the station.

    ``back`` is the other side of a photographed card. Raises as
    ``DocumentReading.read`` does.
    """
    reading = DocumentReading(csca, at)
    # who has no other side shows the same again, and is told that it is not enough
    document = reading.read(path) or reading.read(back or path)
    assert document is not None, "two sides are enough, or they are refused"
    return document
