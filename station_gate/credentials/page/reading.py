"""One document from pictures of its sides: a passport's page, or a card's front and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np

from station_gate.credentials.document import DocumentRefused, IdentityDocument
from station_gate.credentials.mrz import ZoneError
from station_gate.credentials.page.agreement import LOOKS_ALIKE, ReadZone, agree, placed
from station_gate.credentials.page.looks import MOST_LOOKS, looks
from station_gate.credentials.page.portrait import Pixels, portrait_by_face, portrait_by_zone
from station_gate.credentials.page.sighting import Effort, Sighting, see_zone
from station_gate.faces.detector import FaceDetector
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason

_SIDES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What one side of a document has given."""

    zone: ReadZone | None
    portrait: Pixels | None
    """uint8 (H, W, 3) RGB."""
    glimpse: Sighting | None
    """The best look at a zone, agreed on or not."""


class PageReading:
    """Reads the sides of one document, one after the other, in any order."""

    def __init__(self) -> None:
        self._sides: list[Side] = []
        self._detector: FaceDetector | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """What has been read so far."""
        return tuple(self._sides)

    def add(self, pixels: Pixels, source: str, at: date) -> IdentityDocument | None:
        """Look at one side, uint8 (H, W, 3) RGB; ``None``: the other side is needed, too.

        Raises ``DocumentRefused`` with one sentence where the side or, after the
        second one, the document cannot be read.
        """
        side = self._look(pixels)
        self._sides.append(side)
        zone = next((one.zone for one in self._sides if one.zone), None)
        portrait = next((one.portrait for one in self._sides if one.portrait is not None), None)
        if zone is not None and portrait is not None:
            return _document(zone, portrait, source, at)
        nothing = side.zone is None and (side.portrait is None or side.glimpse is not None)
        if nothing or len(self._sides) >= _SIDES:
            raise _refused(source, zone, side)
        return None

    def _look(self, pixels: Pixels) -> Side:
        zone, glimpse = agree(sightings(pixels))
        if zone is not None:
            return Side(zone, _by_zone(pixels, zone.sighting), glimpse)
        if glimpse is not None and not any(side.zone for side in self._sides):
            return Side(None, None, glimpse)  # a zone to be shown anew: no face would help
        if self._detector is None:
            self._detector = FaceDetector()
        return Side(zone, portrait_by_face(pixels, self._detector), glimpse)


def sightings(pixels: Pixels) -> Iterator[Sighting | None]:
    """Look at one side, uint8 (H, W, 3) RGB, again and again, as far as effort allows."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    effort = Effort()
    for view, back in looks(gray):
        sighting = see_zone(view, effort)
        yield placed(sighting, back) if sighting is not None else None


def _by_zone(pixels: Pixels, sighting: Sighting) -> Pixels | None:
    """The portrait on the zone's side; a card has it on the other one."""
    if sighting.layout.portrait is None:
        return None
    return portrait_by_zone(pixels, sighting.way, sighting.layout)


def _document(read: ReadZone, portrait: Pixels, source: str, at: date) -> IdentityDocument:
    checks = (*_found_checks(read.sighting), _alike_check(LOOKS_ALIKE))
    try:
        holder = read.zone.holder(at)
    except ZoneError as error:
        check = Check(name="zone_contents", value="impossible", limit="possible", passed=False)
        raise DocumentRefused(
            f"{source}: the zone cannot be used: {error}.",
            Reason.DOCUMENT_UNREADABLE,
            (*checks, check),
        ) from None
    return IdentityDocument(
        holder,
        portrait,
        source,
        checks,
        nationality=read.zone.nationality,
        name_sure=read.name_sure,
    )


def _refused(source: str, zone: ReadZone | None, side: Side) -> DocumentRefused:
    """Say what is missing after everything has been tried."""
    if zone is not None:
        sentence = "no portrait can be found; show the side with the picture"
        failed: tuple[Check, ...] = (
            Check(name="portrait", value="not found", limit="a face", passed=False),
        )
        checks = (*_found_checks(zone.sighting), _alike_check(LOOKS_ALIKE), *failed)
    elif side.glimpse is None:
        sentence = "no machine-readable zone can be found; lay the page flat and photograph it anew"
        checks = (Check(name="zone", value="not found", limit="found", passed=False),)
    else:
        checks = _found_checks(side.glimpse)
        if checks[-1].passed:
            checks = (*checks, _alike_check(1))
        sentence = "the machine-readable zone cannot be read well enough; photograph it anew"
    return DocumentRefused(f"{source}: {sentence}.", Reason.DOCUMENT_UNREADABLE, checks)


def _found_checks(sighting: Sighting) -> tuple[Check, ...]:
    zone = sighting.zone
    return (
        Check(name="zone", value="found", limit="found", passed=True),
        Check(
            name="zone_check_digits",
            value=sum(right for _, right in zone.digits),
            limit=len(zone.digits),
            passed=zone.valid,
            unit="right",
        ),
    )


def _alike_check(alike: int) -> Check:
    """How many looks, of up to ``MOST_LOOKS``, gave the same letters."""
    return Check(
        name="zone_looks_alike",
        value=alike,
        limit=LOOKS_ALIKE,
        passed=alike >= LOOKS_ALIKE,
        unit=f"of up to {MOST_LOOKS}",
    )
