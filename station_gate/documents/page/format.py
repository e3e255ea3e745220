"""Photographed pages and cards among the other documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from station_gate.capture.image import PICTURES, read_image
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.document import IdentityDocument
from station_gate.documents.format import DocumentFormat
from station_gate.documents.lines import Line, picture_lines, zone_lines

if TYPE_CHECKING:
    from station_gate.documents.page.reading import Side


class _Reader:
    """One page, or a card's sides one after the other."""

    def __init__(self, at: date) -> None:
        # recognising letters and faces is loaded only where pictures are shown
        from station_gate.documents.page.reading import PageReading

        self._at = at
        self._reading = PageReading()
        self._shown: list[Path] = []

    def read(self, path: Path) -> IdentityDocument | None:
        self._shown.append(path)
        return self._reading.add(read_image(path), str(path), self._at)

    def lines(self, path: Path, document: IdentityDocument | None) -> Iterable[Line]:
        # a side that was shown again gives no lines of its own
        shown = list(dict.fromkeys(self._shown))
        for side_path, side in zip(shown, self._reading.sides, strict=False):
            yield from _side_lines(side_path, side, self._at)
        yield from picture_lines(document)


def _open(csca: CscaStore, at: date) -> _Reader:
    return _Reader(at)


def _side_lines(path: Path, side: Side, at: date) -> Iterator[Line]:
    yield "picture", path.name, ""
    if side.zone is not None:
        yield from zone_lines(side.zone.zone, at)
        yield "looks", str(side.zone.looks), "until two gave the same letters"
        sure = "" if side.zone.name_sure else "not sure: a mismatch would go to staff"
        yield "name is read", f"{side.zone.name_sureness:.1%}", sure or "of the least sure letter"
    elif side.glimpse is not None:
        yield from zone_lines(side.glimpse.zone, at)
        yield "zone", "not read well enough", "nothing above is relied on"
    else:
        found = "the side with the portrait" if side.portrait is not None else "nothing"
        yield "zone", "not found", f"this side shows {found}"


PAGE = DocumentFormat(
    name="picture",
    title="pictures of a page",
    worth="signed by nobody: worth as much as the paper looks genuine",
    recognises=lambda path: not path.is_dir() and path.suffix.lower() in PICTURES,
    open=_open,
)
