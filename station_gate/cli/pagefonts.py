"""Font files for a page's text: every character has one, or is refused with what to install."""

import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache

from fontTools.ttLib import TTFont, TTLibError

from station_gate.issuing.ticketpage import PageFonts
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.languages import Script
from station_gate.problems import BadInput

_EAST_ASIAN = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH")
"""How Unicode's names of letters begin that fonts-noto-cjk draws."""
_OUTLINES = {"glyf", "CFF ", "CFF2"}
_OTHERS = (Script.HANS, Script.HANGUL, Script.ARABIC)

Face = tuple[str, int]


def find_page_fonts(text: str) -> PageFonts:
    """Find fonts for a page that prints ``text``.

    The kiosk's fonts go first, then what fontconfig knows. Raises ``BadInput`` for a
    character that no font on this machine can draw.
    """
    files = Fonts.find().files
    regular, bold = (
        (files[Script.LATIN, weight].path, files[Script.LATIN, weight].index)
        for weight in (Weight.REGULAR, Weight.BOLD)
    )
    known = [files[script, Weight.BOLD] for script in _OTHERS if (script, Weight.BOLD) in files]
    latin = _letters(regular) & _letters(bold)
    others: dict[Face, frozenset[int]] = {}
    for letter in dict.fromkeys(text):
        if ord(letter) in latin or any(ord(letter) in letters for letters in others.values()):
            continue
        candidates = (*((file.path, file.index) for file in known), *_ask_fontconfig(letter))
        face = next((face for face in candidates if ord(letter) in _letters(face)), None)
        if face is None:
            raise BadInput(_lacking(letter))
        others[face] = _letters(face)
    return PageFonts(regular, bold, list(others))


def _lacking(letter: str) -> str:
    name = unicodedata.name(letter, "")
    said = f"No font here has the character {letter!r} of the ticket"
    if not name:
        return f"{said}, and no font can: Unicode has not assigned it. Write it otherwise."
    package = "fonts-noto-cjk" if name.startswith(_EAST_ASIAN) else "fonts-noto-core"
    return f"{said} ({name.lower()}): install {package} to print it."


@cache
def _letters(face: Face) -> frozenset[int]:
    """Return the characters that a face draws with outlines; none for another file."""
    try:
        with TTFont(face[0], fontNumber=face[1], lazy=True) as font:
            return (
                frozenset(font.getBestCmap() or ()) if _OUTLINES & set(font.keys()) else frozenset()
            )
    except (OSError, TTLibError):
        return frozenset()


def _ask_fontconfig(letter: str) -> Iterator[Face]:
    """Every face that fontconfig knows to have a character, plain and bold ones first."""
    try:
        answer = subprocess.run(
            ["fc-list", f":charset={ord(letter):x}", "file", "index"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return
    faces = []
    for line in answer.splitlines():
        path, _, index = line.partition(":index=")
        # the upper half of fontconfig's index names a variable font's instance
        faces.append((path.rstrip(": "), int(index or 0) & 0xFFFF))
    yield from sorted(
        faces, key=lambda face: ("Sans" not in face[0], "-Bold." not in face[0], face)
    )
