"""The one front door for documents of all kinds, whatever they are given as."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.format import CHIP
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.fields import FIELDS
from station_gate.documents.format import DocumentFormat, DocumentReader
from station_gate.documents.page.format import PAGE
from station_gate.documents.residentcard import RESIDENT_CARD
from station_gate.gate.decision import Check
from station_gate.problems import BadInput

FORMATS = (PAGE, CHIP, RESIDENT_CARD, FIELDS)
"""Every kind of document; the first that recognises a file or folder has it."""


def format_of(path: Path) -> DocumentFormat:
    """Tell what a path is given as. Raises ``BadInput`` for a folder that is no document."""
    known = next((each for each in FORMATS if each.recognises(path)), None)
    if known is not None:
        return known
    if path.is_dir():
        needs = " or ".join(each.needs for each in FORMATS if each.needs)
        raise BadInput(f"{path}: this folder is no document; it needs {needs}.")
    return FIELDS  # which says of a file that it is not there


class DocumentReading:
    """One document being read; a photographed card is read side by side.

    ``csca`` are the states' authorities that chips are checked against, ``at`` is the
    station's day.
    """

    def __init__(self, csca: CscaStore, at: date) -> None:
        self._csca = csca
        self._at = at
        self._readers: dict[str, DocumentReader] = {}

    def read(self, path: Path) -> IdentityDocument | None:
        """Read what lies there; ``None``: it is a card that has to be turned over.

        The first of its checks says what kind it is, for the record. Raises
        ``DocumentRefused`` for one that must not be used, ``BadInput`` with one sentence
        for what cannot be read.
        """
        kind = format_of(path)
        known = Check(
            name="document_kind", value=kind.name, limit="one that is read here", passed=True
        )
        try:
            document = self.reader_of(kind).read(path)
        except DocumentRefused as refused:
            checks = (known, *refused.checks)
            raise DocumentRefused(str(refused), refused.reason, checks) from None
        return document and replace(document, checks=(known, *document.checks))

    def reader_of(self, kind: DocumentFormat) -> DocumentReader:
        """Return the reader that reads documents of this kind."""
        if kind.name not in self._readers:
            self._readers[kind.name] = kind.open(self._csca, self._at)
        return self._readers[kind.name]


def load_any_document(
    path: Path, csca: CscaStore, at: date, back: Path | None = None
) -> IdentityDocument:
    """Read a document of any kind on the day ``at`` of the station.

    ``back`` is the other side of a photographed card. Raises as
    ``DocumentReading.read`` does.
    """
    return read_sides(DocumentReading(csca, at), path, back)


def read_sides(reading: DocumentReading, path: Path, back: Path | None) -> IdentityDocument:
    """Read a document, and its ``back`` where one side is not enough; raises as it does."""
    # who has no other side shows the same again, and is told that it is not enough
    document = reading.read(path) or reading.read(back or path)
    assert document is not None, "two sides are enough, or they are refused"
    return document
