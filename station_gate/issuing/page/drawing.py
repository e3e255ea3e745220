"""Draws specimen pages: a passport's data page, or both sides of a card, of our own design.

Nothing here resembles a real state's document; SPECIMEN is written across each. The
zone's letters are OCR-B (see ``data/README.md``): what is drawn is also what is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from station_gate.documents.document import IdentityDocument
from station_gate.documents.page.layout import CAPITAL, LAYOUTS, Layout
from station_gate.issuing.mrzwriting import write_zone
from station_gate.issuing.page.letters import DOTS, OCR_B, Face, Letters, font_of

_INK, _FAINT, _BLUE = (24, 26, 32), (92, 104, 124), (28, 58, 110)
_TITLES = {"TD1": "IDENTITY CARD", "TD2": "IDENTITY CARD", "TD3": "PASSPORT"}
_PORTRAITS = {"TD1": (4.0, 11.0, 22.0, 28.3), "TD2": (5.0, 13.0, 29.0, 37.3)} | {
    "TD3": (6.0, 17.0, 32.0, 41.1)
}
"""Left, top, width and height of the portrait on our design, in millimetres."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One side of a specimen, flat and evenly lit: uint8 (H, W, 3) RGB at 300 dpi."""

    name: str
    """"page", "front" or "back"."""
    pixels: Pixels


def draw_pages(
    document: IdentityDocument,
    form: str,
    sex: str = "",
    zone: str = "",
    faces: Sequence[Face] = (),
) -> tuple[Page, ...]:
    """Draw a document: one page for TD3 and TD2, front and back for TD1.

    ``zone`` is printed in place of what the document says, for misprints; ``faces`` have
    the letters of names that OCR-B lacks. Raises ``ValueError`` for what a zone cannot say.
    """
    holder = document.holder
    zone = zone or write_zone(
        form, holder, nationality=document.nationality or holder.issuer, sex=sex
    )
    layout = LAYOUTS[form]
    lines = [zone[at : at + layout.letters] for at in range(0, len(zone), layout.letters)]
    fields = (
        ("Surname", holder.surname),
        ("Given names", holder.given_names),
        ("Nationality", document.nationality or holder.issuer),
        ("Date of birth", _day(holder.birth)),
        ("Document number", holder.document_number),
        ("Date of expiry", _day(holder.expiry)),
    )
    front = _sheet(layout)
    _print_face(front, layout, document.portrait, fields, Letters(faces))
    if layout.portrait is not None:
        _print_zone(front, layout, lines)
        return (Page("page", np.asarray(front)),)
    back = _sheet(layout)
    _print_zone(back, layout, lines)
    return Page("front", np.asarray(front)), Page("back", np.asarray(back))


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "-"


def _sheet(layout: Layout) -> Image.Image:
    """Return an empty side: paper with a pattern of waves, SPECIMEN across."""
    width, height = (round(side * DOTS) for side in layout.size)
    x = np.arange(width, dtype=np.float32)[None] / DOTS
    y = np.arange(height, dtype=np.float32)[:, None] / DOTS
    paper = np.full((height, width, 3), (231, 238, 243), np.float32)
    for number, (across, down, colour) in enumerate(
        ((0.9, 0.5, (30, 12, 4)), (-0.6, 0.9, (4, 14, 28)), (0.2, 1.3, (10, 24, 12)))
    ):
        wave = np.sin(across * x + down * y + 2.5 * np.sin(0.11 * x + number))
        paper -= (np.abs(wave) < 0.1)[..., None] * np.array(colour, np.float32)
    picture = Image.fromarray(np.clip(paper, 0, 255).astype(np.uint8))
    mark = Image.new("L", picture.size, 0)
    font = font_of(OCR_B, height / DOTS * 0.16)
    ImageDraw.Draw(mark).text(
        (width / 2, height * 0.42), "SPECIMEN", fill=34, font=font, anchor="mm"
    )
    picture.paste((188, 60, 60), (0, 0), mark.rotate(18, center=(width / 2, height * 0.42)))
    return picture


def _print_face(
    sheet: Image.Image,
    layout: Layout,
    portrait: Pixels,
    fields: Sequence[tuple[str, str]],
    letters: Letters,
) -> None:
    draw = ImageDraw.Draw(sheet)
    width, _ = layout.size
    size = 1.0 if layout.form == "TD3" else 0.72
    letters.write(draw, (6 * size, 4 * size), "UTOPIA", 3.2 * size, _BLUE, width / 2)
    letters.write(
        draw, (width / 2, 4 * size), _TITLES[layout.form], 3.2 * size, _BLUE, width / 2 - 4
    )
    left, top, wide, high = _PORTRAITS[layout.form]
    box = (round(wide * DOTS), round(high * DOTS))
    sheet.paste(_filled(portrait, box), (round(left * DOTS), round(top * DOTS)))
    x, y = left + wide + 5 * size, top
    step = high / len(fields)
    for label, text in fields:
        letters.write(draw, (x, y), label, 1.5 * size, _FAINT, width - x - 3)
        letters.write(draw, (x, y + 2.6 * size), text, 2.6 * size, _INK, width - x - 3)
        y += step


def _filled(portrait: Pixels, box: tuple[int, int]) -> Image.Image:
    """Return the middle of a portrait, in the shape of a box."""
    height, width = portrait.shape[:2]
    shape = box[0] / box[1]
    wide, high = (width, width / shape) if width / height < shape else (height * shape, height)
    left, top = (width - wide) / 2, (height - high) / 2
    picture = Image.fromarray(portrait)
    return picture.resize(box, Image.Resampling.LANCZOS, box=(left, top, left + wide, top + high))


def _print_zone(sheet: Image.Image, layout: Layout, lines: Sequence[str]) -> None:
    pixels = np.array(sheet)
    strip = round((layout.size[1] - 23.2) * DOTS)  # the zone's part of the page is kept pale
    pale = pixels[strip:].astype(np.float32) * 0.3 + 255 * 0.68
    pixels[strip:] = np.clip(pale, 0, 255).astype(np.uint8)
    sheet.paste(Image.fromarray(pixels))
    draw = ImageDraw.Draw(sheet)
    font = font_of(OCR_B, CAPITAL)
    box = font.getbbox("H")
    for line, places in zip(lines, layout.grid() * DOTS, strict=True):
        for letter, (x, y) in zip(line, places, strict=True):
            left = x - font.getlength(letter) / 2
            draw.text((left, y - (box[1] + box[3]) / 2), letter, fill=_INK, font=font)


def rounded(page: Page, layout: Layout) -> Pixels:
    """Return what of a side is there: uint8 (H, W), 0 outside the round corners of a card."""
    height, width = page.pixels.shape[:2]
    mask = Image.new("L", (width, height), 0)
    radius = 3.18 * DOTS if layout.form != "TD3" else 1.0  # ISO/IEC 7810, ID-1
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height - 1), radius, fill=255)
    return np.asarray(cv2.GaussianBlur(np.asarray(mask), (0, 0), 0.8), np.uint8)
