"""What the kiosk says: one flat file for each language, in ``locale/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh-Hans", "ko")
"""The languages that have a catalogue, as BCP 47 tags, in the order of their buttons."""

RIGHT_TO_LEFT = frozenset({"ar"})
"""The languages whose screens are mirrored."""

BREAK = "\u200b"
"""Zero-width space: a line may best be broken here ("|" in the catalogues)."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language by their keys."""

    tag: str
    lines: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Give a text with its {placeholders} filled in."""
        return self.lines[key].format(**values)

    @property
    def right_to_left(self) -> bool:
        """Whether its screens are mirrored."""
        return self.tag in RIGHT_TO_LEFT

    @property
    def letters(self) -> frozenset[str]:
        """Every character that must be drawable for this language."""
        return frozenset("".join(self.lines.values())) - {BREAK, "\n", "{", "}"}


@cache
def load(tag: str) -> Texts:
    """Read the catalogue of one of ``LANGUAGES``."""
    text = (files("station_gate.kiosk") / "locale" / f"{tag}.toml").read_text(encoding="utf-8")
    lines = {key: str(line).replace("|", BREAK) for key, line in tomllib.loads(text).items()}
    return Texts(tag, lines)
