"""Writes machine-readable zones: for specimens, and to try our own reader."""

import re
import unicodedata
from datetime import date

from station_gate.credentials.mrz import check_digit
from station_gate.gate.travel import Holder

# ICAO Doc 9303-3, section 6.A, where it is not simply the letter without its accent
_SPELLINGS = str.maketrans(
    {
        "Ä": "AE",
        "Å": "AA",
        "Æ": "AE",
        "Đ": "D",
        "Ð": "D",
        "Ħ": "H",
        "Ĳ": "IJ",
        "Ł": "L",
        "Ŋ": "N",
        "Ö": "OE",
        "Ø": "OE",
        "Œ": "OE",
        "Ü": "UE",
        "ẞ": "SS",
        "Þ": "TH",
        "Ŧ": "T",
    }
)
_DROPPED = re.compile("['’‘`´ʼʻʹ.,]")
_NUMBER = re.compile("[A-Z0-9]{1,9}")
FORMS = ("TD1", "TD2", "TD3")


def zone_name(name: str) -> str:
    """Spell a name in A to Z and ``<``. Raises ``ValueError`` for what is not Latin."""
    capitals = unicodedata.normalize("NFC", name).replace("ß", "ẞ").upper()
    plain = unicodedata.normalize("NFD", _DROPPED.sub("", capitals.translate(_SPELLINGS)))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if foreign := re.search("[^A-Z -]", letters):
        raise ValueError(f"{foreign[0]!r} of {name!r} has no Latin spelling; write it in A to Z")
    return re.sub("[ -]+", "<", letters.strip(" -"))


def write_zone(
    form: str, holder: Holder, *, nationality: str, sex: str = "", code: str = ""
) -> str:
    """Write the zone of a document, without line breaks; names are cut where they must be.

    ``form`` is one of ``FORMS``. Raises ``ValueError`` for what a zone cannot say.
    """
    number = re.sub("[ -]", "", holder.document_number.upper())
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"a document number has up to 9 letters and digits, not {number!r}")
    name = f"{zone_name(holder.surname)}<<{zone_name(holder.given_names)}".strip("<")
    if not name:
        raise ValueError("the holder's name is missing")
    number, issuer = number.ljust(9, "<"), holder.issuer.ljust(3, "<")
    nation = nationality.ljust(3, "<")
    own = check_digit(number)
    birth, expiry = _checked(holder.birth), _checked(holder.expiry)
    kind = (code or ("P" if form == "TD3" else "I")).ljust(2, "<")
    middle = f"{birth}{sex or '<'}{expiry}"
    if form == "TD1":
        first = f"{kind}{issuer}{number}{own}".ljust(30, "<")
        digit = check_digit(first[5:] + birth + expiry + "<" * 11)
        return f"{first}{middle}{nation}{'<' * 11}{digit}{_filled(name, 30)}"
    width, optional = (44, "<" * 14 + "0") if form == "TD3" else (36, "<" * 7)
    digit = check_digit(number + own + birth + expiry + optional)
    return f"{kind}{issuer}{_filled(name, width - 5)}{number}{own}{nation}{middle}{optional}{digit}"


def _filled(text: str, width: int) -> str:
    return text[:width].ljust(width, "<")


def _checked(day: date | None) -> str:
    text = f"{day:%y%m%d}" if day else "<" * 6
    return text + check_digit(text)
