"""Writes the words of a specimen page: in OCR-B, and the letters that it lacks in other faces."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

FONT = Path(__file__).resolve().parent / "data" / "ocrb.otf"
DOTS = 300 / 25.4
"""Pixels in a millimetre."""

Face = tuple[Path, int]
"""A font file, and the number of the face in it."""
OCR_B: Face = (FONT, 0)

_UNKNOWN = "\uffff"
"""No character: every face draws what it draws for letters it lacks."""


class Letters:
    """The faces of a page's words; in the zone that machines read there is OCR-B only."""

    def __init__(self, others: Sequence[Face] = ()) -> None:
        """``others``: where letters that OCR-B lacks are looked for, the first one first."""
        self._faces = (OCR_B, *others)

    def write(
        self,
        draw: ImageDraw.ImageDraw,
        at: tuple[float, float],
        text: str,
        capital: float,
        ink: tuple[int, int, int],
        room: float,
    ) -> None:
        """Write a text, smaller where it is too long for its room; lengths in millimetres."""
        runs = [(face, "".join(run)) for face, run in groupby(text, self._face_of)]
        length = sum(font_of(face, capital).getlength(run) for face, run in runs)
        if length > room * DOTS:
            capital *= room * DOTS / length
        x, base = at[0] * DOTS, (at[1] + capital) * DOTS
        for face, run in runs:
            font = font_of(face, capital)
            draw.text((x, base), run, fill=ink, font=font, anchor="ls")
            x += font.getlength(run)

    def _face_of(self, letter: str) -> Face:
        return next((face for face in self._faces if _has(face, letter)), OCR_B)


def font_of(face: Face, capital: float) -> ImageFont.FreeTypeFont:
    """Open a face so that its capitals are so many millimetres high."""
    path, index = face
    box = ImageFont.truetype(str(path), 100, index).getbbox("H")
    return ImageFont.truetype(str(path), 100 * capital * DOTS / (box[3] - box[1]), index)


@cache
def _has(face: Face, letter: str) -> bool:
    path, index = face
    font = ImageFont.truetype(str(path), 40, index)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_UNKNOWN))
