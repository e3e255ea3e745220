"""A page to print: it holds the code, and says in words what the code says."""

import re
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from station_gate.credentials.keys import IssuerKey
from station_gate.credentials.qr import modules
from station_gate.credentials.ticketcode import encode
from station_gate.credentials.ticketpage import PageFonts, printed, write_page
from station_gate.gate.travel import Ticket
from station_gate.kiosk.fonts import Fonts, Script, Weight
from station_gate.problems import BadInput


@pytest.fixture(scope="module")
def fonts() -> PageFonts:
    found = Fonts.find().files
    regular, bold = (found[Script.LATIN, weight] for weight in (Weight.REGULAR, Weight.BOLD))
    others = [found[script, Weight.BOLD] for script in Script if (script, Weight.BOLD) in found]
    return PageFonts(
        (regular.path, regular.index),
        (bold.path, bold.index),
        [(file.path, file.index) for file in others],
    )


def drawing(path: Path) -> str:
    """The page's own drawing orders, unpacked."""
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
    """Filled boxes: left, bottom, width, height in points."""
    numbers = re.findall(r"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f", text)
    return [tuple(float(n) for n in box) for box in numbers]  # type: ignore[misc]


def test_every_module_of_the_code_is_on_the_page(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, fonts: PageFonts
) -> None:
    payload = encode(ticket, key)
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
    write_page(encode(long, key), long, fonts, path)
    assert path.stat().st_size > 2000


def test_a_chinese_name_prints(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, fonts: PageFonts
) -> None:
    if not fonts.others:
        pytest.skip("no font for Chinese here")
    path = tmp_path / "t.pdf"
    chinese = replace(ticket, name="陈美玲 박민준")
    write_page(encode(chinese, key), chinese, fonts, path)
    assert path.read_bytes().count(b"/FontFile") >= 2


def test_a_page_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, fonts: PageFonts
) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_page(encode(ticket, key), ticket, fonts, tmp_path)
