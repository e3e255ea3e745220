"""Photographed pages: whatever a picture file holds, decoded and searched for a zone."""

from datetime import date
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image

from station_gate.capture.image import decode_image
from station_gate.credentials.document import DocumentRefused, IdentityDocument
from station_gate.credentials.page.drawing import draw_pages
from station_gate.credentials.page.reading import PageReading
from station_gate.gate.travel import Holder
from station_gate.problems import BadInput

_TODAY = date(2026, 11, 20)
_WIDTH = 560
"""Pixels: small enough for many inputs a second, large enough that a zone is found."""


def page(payload: bytes) -> object:
    """Read a picture file as one side of a document."""
    try:
        pixels = decode_image(payload, "it", most_pixels=1_000_000)
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
