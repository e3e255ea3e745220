"""The words of a specimen page: every letter is there, and all of them within their room."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from station_gate.issuing.page.letters import DOTS, Face, Letters
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.languages import Script

INK = (0, 0, 0)


@pytest.fixture(scope="module")
def latin() -> Face:
    file = Fonts.find().files[Script.LATIN, Weight.REGULAR]
    return Path(file.path), file.index


def inked(letters: Letters, text: str, room: float = 60.0) -> NDArray[np.bool_]:
    """Return in which columns of a page 60 mm wide there is ink."""
    page = Image.new("RGB", (round(60 * DOTS), round(10 * DOTS)), "white")
    letters.write(ImageDraw.Draw(page), (0.0, 4.0), text, 3.0, INK, room)
    return np.asarray((np.asarray(page.convert("L")) < 128).any(axis=0))


@pytest.mark.parametrize("letter", ["í", "Ł", "č"])
def test_a_letter_that_ocr_b_lacks_is_taken_from_another_face(letter: str, latin: Face) -> None:
    assert not inked(Letters(), letter).any()
    assert inked(Letters([latin]), letter).any()


def test_what_ocr_b_has_stays_ocr_b(latin: Face) -> None:
    assert (inked(Letters([latin]), "Köß 7") == inked(Letters(), "Köß 7")).all()


def test_a_long_text_is_smaller_and_stays_in_its_room(latin: Face) -> None:
    long = "García López Łuczak " * 3
    columns = np.flatnonzero(inked(Letters([latin]), long, room=30.0))
    assert 25 * DOTS < columns.max() <= 30.5 * DOTS
