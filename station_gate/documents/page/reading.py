"""One document from pictures of its sides: a passport's page, or a card's front and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np

from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.mrz import ZoneError
from station_gate.documents.page.agreement import LOOKS_ALIKE, ReadZone, agree
from station_gate.documents.page.looks import MOST_LOOKS, looks
from station_gate.documents.page.portrait import Pixels, portrait_by_face, portrait_by_zone
from station_gate.documents.page.sighting import (
    Effort,
    SeveralZones,
    Sighting,
    placed,
    see_again,
    see_zone,
)
from station_gate.faces.detector import FaceDetector
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason

_SIDES = 2
_SEARCHES = (800, 1600)
"""Longer sides in pixels of the picture that a zone is looked for in, in turn: the usual one,
and one for a small document on a large desk."""
_CLEARLY = -0.5
"""Mean likelihood of a zone's letters from which on its place is believed."""


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
        side = self._look(pixels, source)
        self._sides.append(side)
        zone = next((one.zone for one in self._sides if one.zone), None)
        portrait = next((one.portrait for one in self._sides if one.portrait is not None), None)
        if zone is not None and portrait is not None:
            return _document(zone, portrait, source, at)
        nothing = side.zone is None and (side.portrait is None or side.glimpse is not None)
        if nothing or len(self._sides) >= _SIDES:
            raise _refused(source, zone, side)
        return None

    def _look(self, pixels: Pixels, source: str) -> Side:
        try:
            zone, glimpse = agree(sightings(pixels))
        except SeveralZones:
            raise _several(source) from None
        if zone is not None and zone.zone.code.startswith("V"):
            raise _visa(source)
        if zone is not None:
            return Side(zone, _by_zone(pixels, zone.sighting), glimpse)
        if glimpse is not None and not any(side.zone for side in self._sides):
            return Side(None, None, glimpse)  # a zone to be shown anew: no face would help
        if self._detector is None:
            self._detector = FaceDetector()
        return Side(zone, portrait_by_face(pixels, self._detector), glimpse)


def sightings(pixels: Pixels) -> Iterator[Sighting | None]:
    """Look at one side, uint8 (H, W, 3) RGB, again and again, as far as effort allows.

    All directions are tried until a zone is found; from then on only its place is looked
    at. Raises ``SeveralZones``.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    effort = Effort()
    found: Sighting | None = None
    for number, (view, back) in enumerate(looks(gray)):
        if found is None:
            sighting = see_zone(view, effort, _SEARCHES[number % len(_SEARCHES)])
        else:
            there = np.asarray(np.linalg.inv(back), np.float64)
            sighting = see_again(view, placed(found, there), effort)
        sighting = placed(sighting, back) if sighting is not None else None
        if sighting is not None and (sighting.zone.valid or sighting.sureness.mean() > _CLEARLY):
            found = sighting
        yield sighting


def _by_zone(pixels: Pixels, sighting: Sighting) -> Pixels | None:
    """Return the portrait on the zone's side; a card has it on the other one."""
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


def _several(source: str) -> DocumentRefused:
    check = Check(name="zone", value="several", limit="found", passed=False)
    return DocumentRefused(
        f"{source}: more than one document lies in the picture; lay down one alone.",
        Reason.DOCUMENT_UNREADABLE,
        (check,),
    )


def _visa(source: str) -> DocumentRefused:
    check = Check(name="zone", value="a visa", limit="found", passed=False)
    return DocumentRefused(
        f"{source}: this is a visa; lay down the passport's page with the portrait.",
        Reason.DOCUMENT_UNREADABLE,
        (check,),
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
