"""Specimen pages of somebody with every kind of letter in the name."""

from datetime import date
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.capture.image import read_image
from station_gate.documents.document import IdentityDocument
from station_gate.documents.page.layout import LAYOUTS
from station_gate.gate.travel import Holder
from station_gate.issuing.mrzwriting import write_zone
from station_gate.issuing.page.drawing import Page, draw_pages
from station_gate.issuing.page.photograph import VIEWS, photograph
from tests.conftest import FIXTURES

Pixels = NDArray[np.uint8]

TODAY = date(2026, 11, 20)
HOLDER = Holder(
    surname="Kowalczyk-Łuczak",
    given_names="Zoë Ingibjörg",
    document_number="XQ8B0O1D5",
    issuer="UTO",
    birth=date(1978, 3, 29),
    expiry=date(2031, 6, 30),
)


@cache
def document() -> IdentityDocument:
    folder = sorted((FIXTURES / "people").iterdir())[0]
    return IdentityDocument(HOLDER, read_image(folder / "portrait.jpg"), "a test")


@cache
def pages(form: str, zone: str = "") -> tuple[Page, ...]:
    return draw_pages(document(), form, "F", zone)


def zone_text(form: str) -> str:
    return write_zone(form, HOLDER, nationality="UTO", sex="F")


@cache
def picture(form: str, view: str, side: int = -1, seed: int = 0, zone: str = "") -> Pixels:
    return photograph(pages(form, zone)[side], LAYOUTS[form], VIEWS[view], seed)


def gray(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
