"""What the kiosk says: one flat file for each language, in ``locale/``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from station_gate.kiosk.text.bidi import END_ISOLATE, ISOLATE
from station_gate.languages import language_of

BREAK = "\u200b"
"""Zero-width space: a line may best be broken here ("|" in the catalogues)."""

HYPHEN = "\u00ad"
"""Soft hyphen: a word too long for its line is divided here ("~" in the catalogues)."""

TIE = "\u00a0"
"""A space at which no line is broken."""

NARROW = "\u202f"
"""The same, narrower: what French sets before high marks."""

_MARKS = str.maketrans({"|": BREAK, "~": HYPHEN})
_TIED = re.compile(r"(?<=\d) (?=\w)|(?<=\{n\}) (?=\w+$)| (?=…)")
"""A number and what it counts stay on one line, and dots with the word before them."""
_HIGH = re.compile(r" (?=[?!;])")
_WIDE = re.compile(r" (?=[:»])|(?<=«) ")
"""French puts a narrow space before the former and a whole one at the latter (Imprimerie
nationale, Lexique des règles typographiques); none of them may begin a line."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language by their keys."""

    tag: str
    lines: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Give a text with its {placeholders} filled in."""
        if self.right_to_left:  # what is filled in runs its own way and disturbs nothing around it
            values = {name: f"{ISOLATE}{value}{END_ISOLATE}" for name, value in values.items()}
        return self.lines[key].format(**values)

    @property
    def right_to_left(self) -> bool:
        """Whether its screens are mirrored."""
        return language_of(self.tag).right_to_left

    @property
    def letters(self) -> frozenset[str]:
        """Every character that must be drawable for this language."""
        return frozenset("".join(self.lines.values())) - {
            BREAK,
            HYPHEN,
            TIE,
            NARROW,
            "\n",
            "{",
            "}",
        }


@cache
def load(tag: str) -> Texts:
    """Read the catalogue of a language of ``station_gate.languages``."""
    text = (files("station_gate.kiosk") / "locale" / f"{tag}.toml").read_text(encoding="utf-8")
    lines = {key: _typeset(str(line), tag) for key, line in tomllib.loads(text).items()}
    return Texts(tag, lines)


def _typeset(line: str, tag: str) -> str:
    """Turn a translator's marks and plain spaces into what is typeset."""
    language, line = language_of(tag), line.translate(_MARKS)
    if language.spaced_marks:
        line = _WIDE.sub(TIE, _HIGH.sub(NARROW, line))
    return line if language.breaks_anywhere else _TIED.sub(TIE, line)
