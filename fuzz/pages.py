"""Photographed pages: whatever a picture file holds, decoded and searched for a zone."""

import contextlib
from datetime import date
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image

from station_gate.capture.image import decode_image
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.documents.page.agreement import agree
from station_gate.documents.page.portrait import portrait_by_zone
from station_gate.documents.page.reading import PageReading, sightings
from station_gate.gate.travel import Holder
from station_gate.issuing.page.drawing import draw_pages
from station_gate.problems import BadInput

_TODAY = date(2026, 11, 20)
_WIDTH = 560
"""Pixels: small enough for many inputs a second, large enough that a zone is found."""
_MOST_PIXELS = 250_000
"""Of what a changed header may ask for: a little more than the seeds have."""


def page_zone(payload: bytes) -> object:
    """Look for a zone in a picture file; a face, which takes longest, is not looked for."""
    with contextlib.suppress(BadInput):
        pixels = decode_image(payload, "it", most_pixels=_MOST_PIXELS)
        read, _ = agree(sightings(pixels))
        if read is not None and read.sighting.layout.portrait is not None:
            portrait_by_zone(pixels, read.sighting.way, read.sighting.layout)
    return None


def page(payload: bytes) -> object:
    """Read a picture file as one side of a document."""
    try:
        pixels = decode_image(payload, "it", most_pixels=_MOST_PIXELS)
        PageReading().add(pixels, "it", _TODAY)
    except (BadInput, DocumentRefused):
        pass
    return None


@cache
def seeds() -> tuple[bytes, ...]:
    """Small pictures of specimen pages."""
    holder = Holder(
        surname="Rivera",
        given_names="Alex",
        document_number="R4820117",
        issuer="UTO",
        birth=date(1990, 1, 1),
        expiry=date(2031, 6, 30),
    )
    portrait = np.full((90, 70, 3), 200, np.uint8)
    document = IdentityDocument(holder, portrait, "a seed")
    pages = [draw_pages(document, form)[-1].pixels for form in ("TD3", "TD1")]
    return tuple(_encoded(pixels) for pixels in pages)


def _encoded(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    picture = Image.fromarray(pixels)
    height = round(picture.height * _WIDTH / picture.width)
    file = BytesIO()
    picture.resize((_WIDTH, height)).convert("L").save(file, "JPEG", quality=60)
    return file.getvalue()
