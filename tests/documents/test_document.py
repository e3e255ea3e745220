"""Documents in a folder: read whole, or refused with one sentence."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from station_gate.documents.document import load_document
from station_gate.gate.travel import Holder
from station_gate.problems import BadInput

GOOD = {
    "surname": '"Müller"',
    "given_names": '"Erika Anna"',
    "document_number": '"L01X00T47"',
    "issuer": '"D"',
    "nationality": '"D"',
    "birth": "1964-08-12",
    "expiry": "2031-01-31",
    "portrait": '"portrait.png"',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pixels = np.arange(12 * 10 * 3, dtype=np.uint8).reshape(12, 10, 3)
    Image.fromarray(pixels).save(tmp_path / "portrait.png")
    return tmp_path


def write(folder: Path, **change: str | None) -> Path:
    path = folder / "document.toml"
    lines = [f"{name} = {value}" for name, value in (GOOD | change).items() if value is not None]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_document_with_all_its_fields(folder: Path) -> None:
    path = write(folder)
    document = load_document(path)
    assert document.holder == Holder(
        surname="Müller",
        given_names="Erika Anna",
        document_number="L01X00T47",
        issuer="D",
        birth=date(1964, 8, 12),
        expiry=date(2031, 1, 31),
    )
    assert document.source == str(path)
    assert document.portrait.dtype == np.uint8
    assert np.array_equal(
        document.portrait, np.arange(12 * 10 * 3, dtype=np.uint8).reshape(12, 10, 3)
    )


def test_the_least_that_a_document_says(folder: Path) -> None:
    path = write(folder, given_names=None, nationality=None, birth=None, expiry=None)
    holder = load_document(path).holder
    assert (holder.given_names, holder.birth, holder.expiry) == ("", None, None)


def test_a_portrait_may_lie_in_a_neighbouring_folder(folder: Path) -> None:
    inner = folder / "scenario"
    inner.mkdir()
    assert load_document(write(inner, portrait='"../portrait.png"')).portrait.shape == (12, 10, 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"surname": None, "given_names": None}, "name is missing"),
        ({"surname": '" "', "given_names": '""'}, "name is missing"),
        ({"surname": "7"}, "surname is a text"),
        ({"surname": f'"{"x" * 81}"'}, "surname is a text"),
        ({"given_names": r'"\u001b[2J"'}, "given_names is a text"),
        ({"document_number": None}, "document_number is missing"),
        ({"document_number": "12345"}, "document_number is up to 30"),
        ({"document_number": '""'}, "document_number is up to 30"),
        ({"issuer": None}, "issuer is missing"),
        ({"issuer": '"Germany"'}, "issuer is one to three capital letters"),
        ({"nationality": '"d"'}, "nationality is one to three capital letters"),
        ({"birth": '"12.08.1964"'}, "birth is a date"),
        ({"expiry": "2031-01-31T00:00:00"}, "expiry is a date"),
        ({"expiry": "2031-02-31"}, "is not a TOML file"),
        ({"colour": '"red"'}, "'colour' is not a field"),
        ({"portrait": None}, "portrait is missing"),
        ({"portrait": "7"}, "portrait is the name"),
        ({"portrait": '""'}, "portrait is the name"),
        ({"portrait": '"/etc/portrait.png"'}, "relative to the document"),
        ({"portrait": "'C:\\portrait.png'"}, "relative to the document"),
        ({"portrait": "'\\\\host\\portrait.png'"}, "relative to the document"),
        ({"portrait": '"other.png"'}, "other.png: there is no such file"),
        ({"portrait": '"."'}, "folder"),
        ({"portrait": '"document.toml"'}, "not a picture"),
        ({"portrait": r'"a\u0000b.png"'}, "cannot be looked up"),
    ],
)
def test_a_faulty_document_gets_one_sentence(
    folder: Path, change: dict[str, str | None], words: str
) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        load_document(write(folder, **change))
    assert "\n" not in str(caught.value)


def test_a_cut_portrait(folder: Path) -> None:
    picture = folder / "portrait.png"
    picture.write_bytes(picture.read_bytes()[:60])
    with pytest.raises(BadInput, match=r"portrait\.png: the picture is damaged"):
        load_document(write(folder))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "UTF-8"),
        (b"surname: Mustermann", "is not a TOML file"),
        (b"\xff\xfes\x00u\x00r\x00", "not a TOML file"),
    ],
)
def test_a_file_that_is_no_document(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "document.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        load_document(path)


def test_a_missing_document_and_a_folder_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        load_document(tmp_path / "document.toml")
    with pytest.raises(BadInput, match="folder"):
        load_document(tmp_path)


def test_letters_that_nobody_can_show_are_boxes_and_decide_nothing(folder: Path) -> None:
    document = load_document(write(folder, surname='"M\ue000ller"', given_names='"Er\u200dika"'))
    assert document.holder.surname == "M□ller"
    assert document.holder.given_names == "Erika"
    assert not document.name_sure
    assert load_document(write(folder)).name_sure
    with pytest.raises(BadInput, match="surname is a text"):
        load_document(write(folder, surname=r'"M\u001b[2Jller"'))
