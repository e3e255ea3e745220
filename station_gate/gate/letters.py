"""One table of Latin letters and their spellings in A to Z: for reading, writing and comparing.

The first spelling is the one that ICAO Doc 9303-3, section 6.A recommends for the
machine-readable zone; the others are official somewhere, too. A letter that is not in the
table is spelled as the letter that it was made from: as Unicode takes it apart, else as its
Unicode name says. So every Latin letter has an answer, also the ones that are still to come.
"""

import re
import unicodedata
from functools import cache

UNSURE = "?"
"""Stands for a letter of no known spelling, as it does where a program lost one."""

_TABLE: dict[str, tuple[str, ...]] = {
    "Ä": ("AE", "A"),
    "Å": ("AA", "A"),
    "Æ": ("AE",),
    "Đ": ("D", "DJ"),  # Croatian and Serbian passports: DJ
    "Ð": ("D", "DH"),
    "Ə": ("E", "A"),  # Azerbaijani: A
    "Ŋ": ("N", "NG"),
    "Ñ": ("N", "NXX"),
    "Ö": ("OE", "O"),
    "Ø": ("OE", "O"),
    "Œ": ("OE",),
    "ẞ": ("SS",),
    "Þ": ("TH",),
    "Ü": ("UE", "U", "UXX", "YU", "V"),  # Chinese: YU since 2012, V as it is typed
    # letters that do not say of themselves what they sound like
    "ĸ": ("Q", "K"),
    "Ƣ": ("GH",),
    "Ʀ": ("R",),
    "Ɐ": ("A",),
    "Ʌ": ("V",),
    "Ƿ": ("W",),
    "Ȝ": ("Y", "G"),
    "Ↄ": ("C",),
}
_SOUNDS = {
    "ALPHA": "A",
    "BETA": "B",
    "CHI": "CH",
    "DELTA": "D",
    "DEZH": "DZH",
    "ENG": "N",
    "ESH": "SH",
    "ETH": "D",
    "EZH": "ZH",
    "FENG": "FN",
    "GAMMA": "G",
    "HENG": "H",
    "HORN": "O",
    "HWAIR": "HV",
    "IOTA": "I",
    "LAMBDA": "L",
    "LEZH": "LZH",
    "LONGA": "I",
    "OMEGA": "O",
    "OPEN-O": "O",
    "PHI": "PH",
    "REVERSED-SCHWA": "E",
    "SCHWA": "E",
    "SHARP": "SS",
    "TESH": "TSH",
    "THORN": "TH",
    "UPSILON": "U",
    "VEND": "V",
    "WYNN": "W",
    "YAT": "IE",
    "YOGH": "Y",
}
"""What the words of a Unicode name sound like; one or two letters in it are themselves."""
_ABBREVIATIONS = {"CON", "DUM", "LUM", "MUM", "NUM", "RUM", "TUM"}
_NAME = re.compile(r"LATIN (?:[A-Z]+ )*?(?:LETTER|LIGATURE) (.+?)(?: WITH .*)?")
_APOSTROPHES = "'’‘`´ʼʻʹʾʿˈ·"
_LOST = "\N{REPLACEMENT CHARACTER}"


@cache
def spellings(letter: str) -> tuple[str, ...]:
    """Give the spellings in A to Z of one capital letter, the recommended one first.

    One that is not written at all (an apostrophe, an accent, the sign of a click) is spelled as
    nothing, a letter of another script or of no known spelling as ``UNSURE``, and what is no
    letter as itself.
    """
    if "A" <= letter <= "Z":
        return (letter,)
    if letter in _TABLE:
        return _TABLE[letter]
    if letter in _APOSTROPHES or unicodedata.combining(letter):
        return ("",)
    if letter == _LOST:
        return (UNSURE,)
    if not letter.isalpha():
        return (letter,)
    # step by step: a U with diaeresis and caron is a Ü first
    if apart := unicodedata.decomposition(letter).split():
        return spellings(chr(int(apart[0], 16)))
    named = _NAME.fullmatch(unicodedata.name(letter, ""))
    return (_sound(named[1].split()) if named else UNSURE,)


def _sound(words: list[str]) -> str:
    """Say what a letter's Unicode name sounds like: the last word that is one; else nothing."""
    for word in reversed(words):
        if word in _SOUNDS:
            return _SOUNDS[word]
        if len(word) <= 2 or word in _ABBREVIATIONS:
            return word
    return ""


def capitals(text: str) -> str:
    """Give a text in capitals, compatible forms as one, each letter with its accents."""
    return unicodedata.normalize("NFKC", text).upper()


def spell(text: str) -> str:
    """Spell every letter of a text in A to Z as Doc 9303 recommends.

    What has no spelling there becomes ``UNSURE``; what is no letter stays as it is.
    """
    return "".join(spellings(letter)[0] for letter in capitals(text))
