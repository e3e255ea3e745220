"""A ticket as a page to print: A4, its code at a good size, and what it says in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from fpdf import FPDF
from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import Align, TextDirection
from fpdf.errors import FPDFException
from fpdf.fonts import TTFFont

from station_gate.gate.travel import Ticket
from station_gate.issuing.qr import modules
from station_gate.problems import BadInput

_CODE = 62.0
"""Side of the code without its white edge, mm: a usual ticket's 57 modules are 1.1 mm each."""
_LEFT, _RIGHT, _WIDTH = 20.0, 190.0, 170.0  # mm on a page of 210 x 297
_INK, _GREY, _PALE, _LINE, _YELLOW = "#14213D", "#5C677D", "#EEF2F7", "#C9D2DE", "#F9C80E"
_HOW = (
    "Hold this page flat about 10 cm above the ticket reader.",
    "Have the photo ID ready that belongs to the name on the ticket.",
    "Print it at full size, and fold it along the line: the code stays flat.",
)


@dataclass(frozen=True, slots=True)
class PageFonts:
    """Font files and the face inside each: for Latin letters, and for what those lack.

    Together they have every character of the page.
    """

    regular: tuple[str, int]
    bold: tuple[str, int]
    others: Sequence[tuple[str, int]] = ()


def write_page(payload: bytes, ticket: Ticket, fonts: PageFonts, path: Path) -> None:
    """Write a ticket's page as PDF. Raises ``BadInput`` when the file cannot be written."""
    pdf = _Page(fonts)
    pdf.head(ticket)
    pdf.journey(ticket)
    pdf.code(payload)
    pdf.fields(_fields(ticket))
    pdf.foot(ticket)
    try:
        path.write_bytes(bytes(pdf.output()))
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from None


def printed(ticket: Ticket) -> str:
    """Give every text of a ticket's own that its page prints."""
    return "".join((*_fields(ticket).values(), ticket.origin, ticket.destination, ticket.issuer))


def _fields(ticket: Ticket) -> Mapping[str, str]:
    """Return what the ticket says, in words that a passenger knows; nothing that is empty."""
    document = "the ID that it was booked with" if ticket.document_hash else "any photo ID"
    said = {
        "Passenger": ticket.name or "whoever holds the document",
        "Train": ticket.train or "any train",
        **_times(ticket),
        "Class": ticket.travel_class,
        "Coach": ticket.coach,
        "Seat": ticket.seat,
        "Fare": ", ".join(ticket.conditions),
        "Gate": "wide gate" if ticket.wide else "",
        "Show with it": document,
        "Ticket number": ticket.ticket_id,
    }
    return {name: value for name, value in said.items() if value}


def _times(ticket: Ticket) -> Mapping[str, str]:
    if ticket.departure is not None:
        return {"Date": f"{ticket.departure:%A, %d %B %Y}", "Departs": f"{ticket.departure:%H:%M}"}
    first, last = ticket.open_from_until
    return {"Valid from": _moment(first), "Valid until": _moment(last)}


def _moment(moment: datetime) -> str:
    return f"{moment:%a, %d %b %Y, %H:%M}"


class _Page(FPDF):
    """The drawing; millimetres from the top left corner."""

    def __init__(self, fonts: PageFonts) -> None:
        super().__init__(format="A4", unit="mm")
        self.set_auto_page_break(False)
        self.c_margin = 0.0  # texts begin where they are put
        for style, (file, face) in (("", fonts.regular), ("B", fonts.bold)):
            self.add_font("own", style, file, collection_font_number=face)
        self._others = [f"other{number}" for number in range(len(fonts.others))]
        for name, (file, face) in zip(self._others, fonts.others, strict=True):
            self.add_font(name, "", file, collection_font_number=face)
        self.add_page()

    def head(self, ticket: Ticket) -> None:
        """Draw the band at the top: what this is, and whose."""
        self.set_title(f"Ticket {ticket.ticket_id}")
        self._fill(_INK, 0, 0, 210, 34)
        self._fill(_YELLOW, 0, 34, 210, 1.6)
        self._text(_LEFT, 12, 110, 22, "Ticket", bold=True, colour="#FFFFFF")
        self._text(110, 12, 80, 12, ticket.issuer, colour="#FFFFFF", align=Align.R)
        if ticket.specimen:
            self._text(_LEFT, 21.5, _WIDTH, 11, "SPECIMEN, not for travel", colour=_YELLOW)

    def journey(self, ticket: Ticket) -> None:
        """From where to where, large."""
        y = 48.0
        for x, name, station in ((_LEFT, "From", ticket.origin), (110, "To", ticket.destination)):
            self._text(x, y, 80, 11, name, colour=_GREY)
            self._text(x, y + 7, 80, 30, station, bold=True)
        self.set_fill_color(_YELLOW)
        self.rect(88, y + 13.4, 9, 1.4, style="F")
        self.polygon([(96, y + 11.4), (101, y + 14.1), (96, y + 16.8)], style="F")

    def code(self, payload: bytes) -> None:
        """Draw the code on white, with its quiet zone, above the line to fold along."""
        rows = modules(payload)
        size = _CODE / len(rows)
        left, top = _RIGHT - _CODE - 4 * size, 84.0 + 4 * size
        self.set_fill_color("#000000")
        for y, row in enumerate(rows):
            for x, length in _runs(row):
                # a hair larger than a module: no white line between two of them in any viewer
                self.rect(
                    left + x * size, top + y * size, length * size + 0.01, size + 0.01, style="F"
                )
        self.set_dash_pattern(2, 1.5)
        self.set_draw_color(_LINE)
        self.line(_LEFT, 172, _RIGHT, 172)
        self.set_dash_pattern()

    def fields(self, fields: Mapping[str, str]) -> None:
        """Names and values, one below the other, beside the code."""
        pitch = min(12.0, 84 / len(fields))
        for number, (name, value) in enumerate(fields.items()):
            y = 84.0 + number * pitch
            self._text(_LEFT, y, 88, 8, name, colour=_GREY)
            self._text(_LEFT, y + pitch * 0.4, 88, min(12.0, pitch * 1.1), value, bold=True)

    def foot(self, ticket: Ticket) -> None:
        """How it is used, and who signed it."""
        self._fill(_PALE, _LEFT, 182, _WIDTH, 46)
        self._text(_LEFT + 8, 187, _WIDTH - 16, 13, "At the gate", bold=True)
        for number, line in enumerate(_HOW):
            self._fill(_YELLOW, _LEFT + 8, 199.2 + number * 8.5, 1.6, 4)
            self._text(_LEFT + 13, 198.5 + number * 8.5, _WIDTH - 26, 10.5, line)
        signed = f"Signed by {ticket.issuer}, key {ticket.key_id}. All times are local."
        self._text(_LEFT, 278, _WIDTH, 8, signed, colour=_GREY)

    def _fill(self, colour: str, x: float, y: float, width: float, height: float) -> None:
        self.set_fill_color(colour)
        self.rect(x, y, width, height, style="F")

    def _text(
        self,
        x: float,
        y: float,
        width: float,
        size: float,
        text: str,
        *,
        bold: bool = False,
        colour: str = _INK,
        align: Align = Align.L,
    ) -> None:
        """One line, set smaller where it would be too long."""
        self.set_text_color(colour)
        pieces = list(self._pieces(text, "B" if bold else ""))
        long = sum(self._width(piece, size) for piece in pieces)
        shown = min(size, size * width / long) if long else size
        self.set_xy(x if align is Align.L else x + width - long * shown / size, y)
        for piece in pieces:
            # each with its own font: fpdf2's own fallback forgets which one it has set
            wide = self._width(piece, shown)
            self.cell(w=wide, h=size * 0.42, text=piece.text)

    def _width(self, piece: "_Piece", size: float) -> float:
        """Set a piece's font and give its width, mm."""
        self.set_font(piece.family, piece.style, size)
        # letters that join, and vowels that stand around them; plain ones need no engine
        try:
            self.set_text_shaping(piece.family != "own", direction=piece.direction)
        except FPDFException:
            raise BadInput(
                f"{piece.text!r} cannot be printed without the Python package uharfbuzz; "
                "install it."
            ) from None
        return float(self.get_string_width(piece.text))

    def _pieces(self, text: str, style: str) -> Iterator["_Piece"]:
        """Cut a line where font or direction change, from left to right as it stands."""
        base = auto_detect_base_direction(text)
        spans = BidiParagraph(text=text, base_direction=base).get_bidi_fragments()
        for span, direction in spans if base is TextDirection.LTR else reversed(spans):
            pieces = [
                _Piece("".join(letters), *font, direction)
                for font, letters in groupby(span, lambda letter: self._font_of(letter, style))
            ]
            yield from pieces if direction is TextDirection.LTR else reversed(pieces)

    def _font_of(self, letter: str, style: str) -> tuple[str, str]:
        """Choose the family and style that have a letter."""
        if self._has(f"own{style}", letter):
            return "own", style
        return next(name for name in self._others if self._has(name, letter)), ""

    def _has(self, name: str, letter: str) -> bool:
        font = self.fonts[name]
        return isinstance(font, TTFFont) and ord(letter) in font.cmap


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a line in one font that runs one way; its text is in reading order."""

    text: str
    family: str
    style: str
    direction: TextDirection


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules lie beside each other: the first of them, and how many."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
