"""A page to print: it holds the code, and says in words what the code says."""

import re
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fpdf.fonts import TTFFont

from station_gate.cli import pagefonts
from station_gate.cli.pagefonts import find_page_fonts
from station_gate.gate.travel import Ticket
from station_gate.issuing import ticketpage
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.qr import modules
from station_gate.issuing.ticket import sign_ticket
from station_gate.issuing.ticketpage import PageFonts, printed, write_page
from station_gate.kiosk.text.fonts import Fonts
from station_gate.languages import Script
from station_gate.problems import BadInput


@pytest.fixture(scope="module")
def fonts() -> PageFonts:
    return find_page_fonts("Aé")


def drawing(path: Path) -> str:
    """Return the page's own drawing orders, unpacked."""
    content = path.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    texts = []
    for stream in streams:
        try:
            texts.append(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            continue
    return max((text for text in texts if " re f" in text), key=len)


def boxes(text: str) -> list[tuple[float, float, float, float]]:
    """Return filled boxes: left, bottom, width, height in points."""
    numbers = re.findall(r"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f", text)
    return [tuple(float(n) for n in box) for box in numbers]  # type: ignore[misc]


def test_every_module_of_the_code_is_on_the_page(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, fonts: PageFonts
) -> None:
    payload = sign_ticket(ticket, key)
    path = tmp_path / "t.pdf"
    write_page(payload, ticket, fonts, path)
    assert path.read_bytes().startswith(b"%PDF-")
    rows = modules(payload)
    size = 62.0 / len(rows) / 25.4 * 72  # a module in points
    runs = [box for box in boxes(drawing(path)) if abs(abs(box[3]) - size) < 0.05]
    assert sum(round(box[2] / size) for box in runs) == sum(sum(row) for row in rows)


def test_a_page_says_what_the_ticket_says(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, fonts: PageFonts
) -> None:
    said = printed(ticket)
    for words in ("Erika Mustermann", "ICE 1234", "Tuesday, 24 November 2026", "08:53", "Central"):
        assert words in said
    day = replace(
        ticket,
        name="",
        train="",
        departure=None,
        valid_from=datetime(2026, 11, 24),
        valid_until=datetime(2026, 11, 25, 2, 59),
        conditions=("child",),
        wide=True,
        specimen=True,
        document_salt=b"",
        document_hash=b"",
    )
    said = printed(day)
    for words in ("any train", "Tue, 24 Nov 2026, 00:00", "child", "wide gate", "any photo ID"):
        assert words in said
    path = tmp_path / "d.pdf"
    long = replace(day, name="A name that is far too long for a line " * 2)
    write_page(sign_ticket(long, key), long, fonts, path)
    assert path.stat().st_size > 2000


NAMES = {
    "Arabic": "الراشد أحمد",
    "Arabic and Latin": "Smith الراشد أحمد Jones 12",
    "Hebrew": "כהן דוד",
    "Thai": "กิตติศักดิ์ ที่",
    "Devanagari": "किरण क्षत्रिय",
    "Chinese and Korean": "陈美玲 박민준",
    "Cyrillic": "Иван Петров",
    "Vietnamese": "Nguyễn Thị Ửng",
}


def pieces(text: str, fonts: PageFonts) -> list[tuple[TTFFont, str, bool]]:
    """Font, text and whether it is joined, of each piece of a line."""
    drawn = []

    class Listening(ticketpage._Page):
        def cell(self, **said: Any) -> bool:  # type: ignore[override]
            font = self.current_font
            assert isinstance(font, TTFFont)
            drawn.append((font, said["text"], bool(self.text_shaping)))
            return super().cell(**said)

    page = Listening(fonts)
    page._text(20, 20, 88, 12, text, bold=True)
    assert page.output()
    return drawn


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_in_any_writing_is_on_the_page(ticket: Ticket, name: str) -> None:
    try:
        fonts = find_page_fonts(printed(replace(ticket, name=name)))
    except BadInput as lacking:
        pytest.skip(str(lacking))
    drawn = pieces(name, fonts)
    # nothing is lost, and each letter has a glyph in the font that it is set in
    assert sorted("".join(text for _, text, _ in drawn)) == sorted(name)
    for font, text, joined in drawn:
        assert joined is (font.fontkey != "ownB")
        assert all(ord(letter) in font.cmap for letter in text)


def test_a_line_that_runs_both_ways_stands_in_its_order() -> None:
    try:
        fonts = find_page_fonts(NAMES["Arabic and Latin"])
    except BadInput as lacking:
        pytest.skip(str(lacking))
    drawn = pieces(NAMES["Arabic and Latin"], fonts)
    texts = [text.strip() for _, text, _ in drawn if text.strip()]
    assert texts[0] == "Smith"
    assert texts[-1] == "Jones 12"
    # the first word of what runs to the left stands right
    assert texts.index("الراشد") > texts.index("أحمد")


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("\N{PHAISTOS DISC SIGN PEDESTRIAN}", "install fonts-noto-core"),
        ("ก", "install fonts-noto-core"),
        ("ا", "install fonts-noto-core"),
        ("한", "install fonts-noto-cjk"),
        ("漢", "install fonts-noto-cjk"),
        ("か", "install fonts-noto-cjk"),
        ("\u0378", "no font can"),
    ],
)
def test_a_letter_without_a_font_is_refused_with_its_package(
    letter: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Fonts.find()
    latin = {k: v for k, v in found.files.items() if k[0] is Script.LATIN}
    monkeypatch.setattr(Fonts, "find", lambda: Fonts(latin))
    monkeypatch.setattr(pagefonts, "_ask_fontconfig", lambda letter: iter(()))
    with pytest.raises(BadInput, match=words):
        find_page_fonts(f"Alex {letter}")
    assert not find_page_fonts("Alex Müller").others


def test_a_page_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, fonts: PageFonts
) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_page(sign_ticket(ticket, key), ticket, fonts, tmp_path)
