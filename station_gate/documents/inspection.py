"""What a document says, in lines for people: ``station-gate document inspect``."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.formats import DocumentReading, format_of, read_sides
from station_gate.documents.lines import Line
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.problems import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Everything that can be said of one document."""

    kind: str
    """Its format's name."""
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]
    """As the gate made them, up to the first that failed."""
    reason: Reason | None
    """Why the gate would refuse to use it; ``None``: it would not."""
    problem: str
    """The same in a sentence, empty where there is nothing wrong."""


def inspect_document(path: Path, csca: CscaStore, at: date, back: Path | None = None) -> Inspection:
    """Read a document as a gate would on the day ``at``, and say what is in it.

    ``back`` is the other side of a photographed card.

    What cannot be read is said in its line. Raises ``BadInput`` only where there
    is nothing to look into: a missing file, a folder that is no document.
    """
    kind = format_of(path)
    reading = DocumentReading(csca, at)
    document: IdentityDocument | None = None
    checks: tuple[Check, ...] = ()
    reason, problem = None, ""
    try:
        document = read_sides(reading, path, back)
        checks = document.checks
    except DocumentRefused as refused:
        checks, reason, problem = refused.checks, refused.reason, str(refused)
    except BadInput as unreadable:
        if not kind.damage_is_refused:
            raise
        reason, problem = Reason.DOCUMENT_UNREADABLE, str(unreadable)
    return Inspection(
        kind=kind.name,
        lines=(
            ("kind", kind.title, kind.worth),
            *reading.reader_of(kind).lines(path, document),
        ),
        checks=checks,
        reason=reason,
        problem=problem,
    )
