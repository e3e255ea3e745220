"""Identity documents of every format: read, checked, compared with a ticket."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.documents.binding import is_bound_to, load_document_key
    from station_gate.documents.chip.csca import CscaStore
    from station_gate.documents.document import DocumentRefused, IdentityDocument
    from station_gate.documents.format import DocumentFormat
    from station_gate.documents.formats import DocumentReading, load_any_document
    from station_gate.documents.inspection import Inspection, inspect_document
    from station_gate.documents.mrz import Zone, read_zone

__all__ = [
    "CscaStore",
    "DocumentFormat",
    "DocumentReading",
    "DocumentRefused",
    "IdentityDocument",
    "Inspection",
    "Zone",
    "inspect_document",
    "is_bound_to",
    "load_any_document",
    "load_document_key",
    "read_zone",
]
__getattr__ = doors(__name__)
