"""Writes machine-readable zones: for specimens, and to try our own reader."""

import re
from datetime import date

from station_gate.documents.mrz import check_digit
from station_gate.gate.letters import capitals, spell, spellings
from station_gate.gate.travel import Holder

_DROPPED = str.maketrans("", "", ".,")
_NUMBER = re.compile("[A-Z0-9]{1,9}")
FORMS = ("TD1", "TD2", "TD3")


def zone_name(name: str) -> str:
    """Spell a name in A to Z and ``<``. Raises ``ValueError`` for what is not Latin."""
    for letter in capitals(name.translate(_DROPPED)):
        if not re.fullmatch("[A-Z -]*", spellings(letter)[0]):
            raise ValueError(f"{letter!r} of {name!r} has no Latin spelling; write it in A to Z")
    return re.sub("[ -]+", "<", spell(name.translate(_DROPPED)).strip(" -"))


def write_zone(
    form: str, holder: Holder, *, nationality: str, sex: str = "", code: str = ""
) -> str:
    """Write the zone of a document, without line breaks; names are cut where they must be.

    ``form`` is one of ``FORMS``. Raises ``ValueError`` for what a zone cannot say.
    """
    number = re.sub("[ -]", "", holder.document_number.upper())
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"a document number has up to 9 letters and digits, not {number!r}")
    surname, given_names = zone_name(holder.surname), zone_name(holder.given_names)
    if not surname:
        surname, given_names = given_names, ""
    if not surname:
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
        return f"{first}{middle}{nation}{'<' * 11}{digit}{_names(surname, given_names, 30)}"
    width, optional = (44, "<" * 14 + "0") if form == "TD3" else (36, "<" * 7)
    names = _names(surname, given_names, width - 5)
    digit = check_digit(number + own + birth + expiry + optional)
    return f"{kind}{issuer}{names}{number}{own}{nation}{middle}{optional}{digit}"


def _names(surname: str, given_names: str, room: int) -> str:
    """Write both halves of a name, cut as Doc 9303-4, section 4.2.3 has it where they must be.

    Both are there in part, and the last place has a letter: so a reader knows that some
    may be missing.
    """
    name = f"{surname}<<{given_names}" if given_names else surname
    if len(name) <= room:
        return name.ljust(room, "<")
    if given_names:
        surname = surname[: room - 3].rstrip("<")
        name = f"{surname}<<{given_names}"
    while name[room - 1] == "<":
        longest = max(re.findall("[A-Z]+", name[: room - 1]), key=len)
        if len(longest) == 1:
            break
        name = name.replace(longest, longest[:-1], 1)
    return name[:room]


def _checked(day: date | None) -> str:
    text = f"{day:%y%m%d}" if day else "<" * 6
    return text + check_digit(text)
