"""Documents as fields and a picture: a ``document.toml``, which is signed by nobody."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import IdentityDocument, load_document
from station_gate.documents.format import DocumentFormat
from station_gate.documents.lines import Line, ended, picture_lines


class _Reader:
    def __init__(self, at: date) -> None:
        self._at = at

    def read(self, path: Path) -> IdentityDocument:
        return load_document(path)

    def lines(self, path: Path, document: IdentityDocument | None) -> Iterable[Line]:
        read = document or load_document(path)
        return [*_fields(read, self._at), *picture_lines(read)]


def _open(csca: CscaStore, at: date) -> _Reader:
    return _Reader(at)


def _fields(document: IdentityDocument, at: date) -> list[Line]:
    holder = document.holder
    return [
        ("surname", holder.surname or "-", ""),
        ("given names", holder.given_names or "-", ""),
        ("number", holder.document_number, ""),
        ("issuer", holder.issuer, "issuing state"),
        ("nationality", document.nationality or "-", ""),
        ("birth", str(holder.birth or "-"), ""),
        ("expiry", str(holder.expiry or "-"), ended(holder.expiry, at)),
    ]


FIELDS = DocumentFormat(
    name="fields",
    title="fields and a picture",
    worth="signed by nobody",
    recognises=Path.is_file,
    open=_open,
)
