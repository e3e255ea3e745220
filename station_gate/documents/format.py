"""What the program knows of one kind of identity document, in one object."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import IdentityDocument
from station_gate.documents.lines import Line


class DocumentReader(Protocol):
    """Reads one document of one kind; a photographed card side by side."""

    def read(self, path: Path) -> IdentityDocument | None:
        """Read what lies there; ``None``: it is a card that has to be turned over.

        Raises ``DocumentRefused`` for one that must not be used, ``BadInput`` with one
        sentence for what cannot be read.
        """
        ...

    def lines(self, path: Path, document: IdentityDocument | None) -> Iterable[Line]:
        """Say what was read of ``path``, also where that gave no ``document``.

        Raises ``BadInput`` where there is nothing to look into.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFormat:
    """One kind of document: how it is recognised, read by a gate and explained to people.

    Register it in ``station_gate.documents.formats.FORMATS``.
    """

    name: str
    """What the record of a passenger calls it."""
    title: str
    """What ``document inspect`` calls it."""
    worth: str
    """How much it proves, in a few words for people; empty for what is signed."""
    recognises: Callable[[Path], bool]
    """Whether a file or folder is of this kind, good or not."""
    open: Callable[[CscaStore, date], DocumentReader]
    """Make a reader: with the states' certificates, on a day of the station."""
    needs: str = ""
    """What a folder has to hold to be one; empty for files."""
    damage_is_refused: bool = False
    """What cannot be read is still a document, which a gate refuses as unreadable."""
