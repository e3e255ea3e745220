"""Which font files draw which writing, found on this machine without a network.

``pygame.font`` opens only the first face of a collection, which for Noto CJK has
Japanese shapes; so everything goes through ``pygame.freetype`` with a face index.
"""

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import pygame
import pygame.freetype

from station_gate.kiosk.text.shaping import Shaper, can_shape
from station_gate.kiosk.text.texts import NARROW, load
from station_gate.languages import TAGS, Script, language_of


class Weight(Enum):
    """How heavy the letters are; the value is fontconfig's name for it."""

    REGULAR = "regular"
    MEDIUM = "medium"
    SEMIBOLD = "semibold"
    BOLD = "bold"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face in a font file."""

    path: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class _Family:
    """Where a family is installed: a pattern with {}, and its name for each weight."""

    pattern: str
    names: tuple[str, str, str, str]
    index: int = 0

    def file(self, weight: Weight) -> FontFile:
        name = self.names[list(Weight).index(weight)]
        return FontFile(self.pattern.format(name), self.index)


_ROOT = "/usr/share/fonts/"
_CJK = _ROOT + "opentype/noto/NotoSansCJK-{}.ttc"
_FOUR = ("Regular", "Medium", "SemiBold", "Bold")
_TWO = ("Regular", "Regular", "Bold", "Bold")
_TRUETYPE = _ROOT + "truetype/noto/"
# face numbers inside the collection: 0 Japanese, 1 Korean, 2 simplified, 3 traditional Chinese
_FAMILIES: Mapping[Script, tuple[_Family, ...]] = {
    Script.LATIN: (
        _Family(_ROOT + "opentype/inter/Inter-{}.otf", _FOUR),
        _Family(_TRUETYPE + "NotoSans-{}.ttf", _FOUR),
    ),
    Script.HANS: (_Family(_CJK, _TWO, 2),),
    Script.HANT: (_Family(_CJK, _TWO, 3),),
    Script.KANA: (_Family(_CJK, _TWO, 0),),
    Script.HANGUL: (
        _Family(_CJK, _TWO, 1),
        _Family(_ROOT + "truetype/nanum/NanumGothic{}.ttf", ("", "", "Bold", "Bold")),
    ),
    Script.ARABIC: (
        _Family(_TRUETYPE + "NotoSansArabicUI-{}.ttf", _TWO),
        _Family(_TRUETYPE + "NotoSansArabic-{}.ttf", _TWO),
        _Family(_ROOT + "truetype/dejavu/DejaVuSans{}.ttf", ("", "", "-Bold", "-Bold")),
    ),
}
_QUERY = {
    Script.LATIN: "sans-serif",
    Script.HANS: ":lang=zh-cn",
    Script.HANT: ":lang=zh-tw",
    Script.KANA: ":lang=ja",
    Script.HANGUL: ":lang=ko",
    Script.ARABIC: ":lang=ar",
}
_PACKAGE = dict.fromkeys(Script, "fonts-noto-cjk") | {
    Script.LATIN: "fonts-inter",
    Script.ARABIC: "fonts-noto-ui-core",
}
_PROBE = {
    Script.LATIN: "Ag",
    Script.HANS: "直门",
    Script.HANT: "直門",
    Script.KANA: "直のり",
    Script.HANGUL: "한글",
    Script.ARABIC: "عربي",
}
_CJK_QUOTES = "“”‘’…"
_FACES_KEPT = 160
_MEASURED = 256
"""The size in pixels at which letters are measured."""
_ADVANCES_KEPT = 20_000
_NARROWER = 0.65
"""A narrow space over a usual one, as Inter has them."""


def script_of(letter: str, tag: str) -> Script:
    """Which writing a character belongs to in a text of a language."""
    code = ord(letter)
    if 0xAC00 <= code <= 0xD7A3 or 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F:
        return Script.HANGUL
    if 0x0600 <= code <= 0x08FF or 0xFB50 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFE:
        return Script.ARABIC
    language = language_of(tag)
    home = Script.HANS if language.script is Script.LATIN else language.script
    if 0x3000 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF:
        return Script.HANS if home is Script.ARABIC else home
    if language.breaks_anywhere and letter in _CJK_QUOTES:
        return home
    return Script.LATIN


@dataclass
class Fonts:
    """The font files chosen for each writing and weight.

    ``languages`` are the tags whose every character can be drawn; ``report`` has
    one sentence for each thing that is not as it should be (none: all is well).
    """

    files: Mapping[tuple[Script, Weight], FontFile]
    languages: tuple[str, ...] = ()
    report: list[str] = field(default_factory=list)
    _open: dict[tuple[FontFile, int], pygame.freetype.Font] = field(default_factory=dict)
    _shapers: dict[tuple[FontFile, int], Shaper] = field(default_factory=dict)
    _advances: dict[tuple[str, Script, Weight], float] = field(default_factory=dict)

    @classmethod
    def find(cls) -> "Fonts":
        """Look for fonts: known places first, fontconfig second, pygame's own font last."""
        files: dict[tuple[Script, Weight], FontFile] = {}
        report = []
        for script in Script:
            chosen, remark = _choose(script)
            files.update({(script, weight): file for weight, file in chosen.items()})
            report += remark
        fonts = cls(files, report=report)
        reasons = {tag: fonts._why_not(tag) for tag in TAGS}
        fonts.languages = tuple(tag for tag, reason in reasons.items() if reason is None)
        report += [f"The kiosk cannot offer {tag}: {why}" for tag, why in reasons.items() if why]
        return fonts

    @property
    def paths(self) -> frozenset[Path]:
        """The font files that are drawn with."""
        return frozenset(Path(file.path) for file in self.files.values())

    def _why_not(self, tag: str) -> str | None:
        script = language_of(tag).script
        if script is Script.ARABIC and not can_shape():
            return (
                "Pillow cannot join Arabic letters; install FriBiDi (on Debian: libfribidi0), "
                "and Pillow from its own wheel."
            )
        if self.missing(tag):
            return (
                f"no font here has all of its characters; install the package {_PACKAGE[script]}."
            )
        return None

    def missing(self, tag: str) -> frozenset[str]:
        """Give the characters of a language's texts that no font here can draw."""
        return frozenset(
            letter
            for letter in load(tag).letters
            if any(not self.has(letter, weight, tag) for weight in Weight)
        )

    def has(self, letter: str, weight: Weight, tag: str) -> bool:
        """Return whether a character can be drawn in a text of a language."""
        return self.face(script_of(letter, tag), weight, 32).get_metrics(letter)[0] is not None

    def face(self, script: Script, weight: Weight, size: int) -> pygame.freetype.Font:
        """Give an open face at a size in pixels; a script without fonts uses Latin's."""
        file = self.files.get((script, weight)) or self.files[Script.LATIN, weight]
        key = (file, size)
        face = self._open.pop(key, None) or _open_face(file, size)
        self._open[key] = face  # newest last
        if len(self._open) > _FACES_KEPT:
            del self._open[next(iter(self._open))]
        return face

    def advance(self, text: str, script: Script, weight: Weight) -> float:
        """Say how far a letter, or joined letters, lead to what follows, in sizes.

        Measured once at a large size: letters are drawn without hints, so that they
        are alike at every size. What no font has takes half a size.
        """
        key = (text, script, weight)
        known = self._advances.get(key)
        if known is not None:
            return known
        if script is Script.ARABIC:
            length = self.shaper(script, weight, _MEASURED).width(text) / _MEASURED
        else:
            metrics = self.face(script, weight, _MEASURED).get_metrics(text)[0]
            if metrics is None and text == NARROW:  # a font without it has a space all the same
                length = self.advance(" ", script, weight) * _NARROWER
            else:
                length = metrics[4] / _MEASURED if metrics else 0.5
        if len(self._advances) >= _ADVANCES_KEPT:
            self._advances.clear()
        self._advances[key] = length
        return length

    def shaper(self, script: Script, weight: Weight, size: int) -> Shaper:
        """Give what sets joined letters at a size in pixels, for the writings that need it."""
        file = self.files.get((script, weight)) or self.files[Script.LATIN, weight]
        key = (file, size)
        shaper = self._shapers.pop(key, None) or Shaper(file.path, file.index, size)
        self._shapers[key] = shaper
        if len(self._shapers) > _FACES_KEPT:
            del self._shapers[next(iter(self._shapers))]
        return shaper


def _choose(script: Script) -> tuple[dict[Weight, FontFile], list[str]]:
    """Choose files for one writing; the list says so where they are not the intended ones."""
    for place, family in enumerate(_FAMILIES[script]):
        chosen = {weight: family.file(weight) for weight in Weight}
        if _covers(chosen.values(), script):
            name = Path(family.pattern).name.split("-")[0].removesuffix("{}.ttf")
            return chosen, [_instead(script, name)] if place else []
    found = {weight: _ask_fontconfig(script, weight) for weight in Weight}
    chosen = {weight: file for weight, file in found.items() if file is not None}
    if len(chosen) == len(Weight) and _covers(chosen.values(), script):
        return chosen, [_instead(script, Path(chosen[Weight.BOLD].path).name)]
    if script is Script.LATIN:
        bundled = FontFile(os.path.join(os.path.dirname(pygame.__file__), "freesansbold.ttf"))
        return dict.fromkeys(Weight, bundled), [_instead(script, "pygame's own bold font")]
    return {}, []  # the languages written with it will be reported as not offered


def _instead(script: Script, name: str) -> str:
    return (
        f"{script} text is drawn with {name}: "
        f"install the package {_PACKAGE[script]} for the intended look."
    )


def _covers(files: Iterable[FontFile], script: Script) -> bool:
    """Return whether all of these files are there, can be opened and have the writing's letters."""
    for file in files:
        if not os.path.exists(file.path):
            return False
        try:
            metrics = _open_face(file, 32).get_metrics(_PROBE[script])
        except (pygame.error, OSError, RuntimeError):
            return False
        if None in metrics:
            return False
    return True


def _ask_fontconfig(script: Script, weight: Weight) -> FontFile | None:
    query = f"{_QUERY[script]}:{weight.value}"
    try:
        answer = subprocess.run(
            ["fc-match", "-f", "%{file}|%{index}", query],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    path, _, index = answer.partition("|")
    # the upper half of fontconfig's index names a variable font's instance
    return FontFile(path, int(index or 0) & 0xFFFF)


def _open_face(file: FontFile, size: int) -> pygame.freetype.Font:
    if not pygame.freetype.get_init():
        pygame.freetype.init()
    face = pygame.freetype.Font(file.path, size, font_index=file.index)
    face.origin = True
    return face
