"""Writes the pictures of a specimen page: flat, or photographed in one of the views."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from station_gate.documents.document import IdentityDocument
from station_gate.documents.page.layout import LAYOUTS
from station_gate.issuing.page.drawing import draw_pages
from station_gate.issuing.page.letters import DOTS, Face
from station_gate.issuing.page.photograph import VIEWS, photograph

_QUALITY = 55
"""Of the JPEG: some tens of kilobytes for a photograph."""


def issue_pages(
    document: IdentityDocument,
    form: str,
    folder: Path,
    *,
    sex: str = "",
    view: str = "",
    seed: int = 0,
    zone: str = "",
    faces: Sequence[Face] = (),
) -> list[Path]:
    """Write ``page``, or ``front`` and ``back``, into a folder, which is made; give the files.

    Without a ``view`` (one of ``VIEWS``) they are flat PNGs at 300 dpi, with one JPEGs as
    a camera sees them. ``zone`` is printed in place of the right one; ``faces`` have the
    letters of names that OCR-B lacks. Raises ``ValueError`` for what a zone cannot say.
    """
    pages = draw_pages(document, form, sex, zone, faces)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for page in pages:
        if view:
            path = folder / f"{page.name}.jpg"
            pixels = photograph(page, LAYOUTS[form], VIEWS[view], seed)
            Image.fromarray(pixels).save(path, quality=_QUALITY)
        else:
            path = folder / f"{page.name}.png"
            dots = round(DOTS * 25.4)
            Image.fromarray(page.pixels).save(path, dpi=(dots, dots))
        written.append(path)
    return written
