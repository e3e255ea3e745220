"""The machine-readable zone of a document: three forms, and the digits that check it.

TD1 is a card (3 lines of 30), TD2 an old card (2 of 36), TD3 a passport (2 of 44):
ICAO Doc 9303-4 to 9303-6; check digits are in 9303-3, section 4.9.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from station_gate.gate.travel import Holder

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)} | {"<": 0}
_WEIGHTS = (7, 3, 1)
_ZONE = re.compile("[A-Z0-9<]*")
_YEARS_AHEAD = 50
"""A document ends at most so long after today; two digits of a year tell no more."""

_MONTHS, _MOST_DAYS = 12, 31


class ZoneError(ValueError):
    """A zone that is none, or says something impossible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """What a zone says, fillers taken off. Nothing in it is sure unless ``valid``.

    Check digits protect number, birth, expiry and optional data; they say nothing
    of the names, the issuing state and the nationality.
    """

    form: str
    """"TD1", "TD2" or "TD3"."""
    lines: tuple[str, ...]
    code: str
    """Kind of document: "P", "ID", "I", ..."""
    issuer: str
    nationality: str
    number: str
    surname: str
    given_names: str
    birth: str
    """YYMMDD; unknown parts are "<<" or "00"."""
    sex: str
    """"M", "F" or "" where the document does not say."""
    expiry: str
    """YYMMDD, "<<<<<<" where it never expires."""
    optional: str
    digits: tuple[tuple[str, bool], ...]
    """Each check digit by the field it is of, and whether it is right."""

    @property
    def valid(self) -> bool:
        """Whether every check digit is right."""
        return all(right for _, right in self.digits)

    def holder(self, today: date) -> Holder:
        """Give the holder; ``today`` tells which century two digits mean.

        Raises ``ZoneError`` for a last day that is none and for a missing name.
        """
        if not (self.surname or self.given_names):
            raise ZoneError("the holder's name is missing")
        if not self.number or not self.issuer:
            raise ZoneError("the document's number or issuing state is missing")
        return Holder(
            surname=self.surname,
            given_names=self.given_names,
            document_number=self.number,
            issuer=self.issuer,
            birth=_birth(self.birth, today),
            expiry=_expiry(self.expiry, today.year + _YEARS_AHEAD),
        )


def check_digit(text: str) -> str:
    """Compute the check digit of a text of A to Z, 0 to 9 and ``<``."""
    total = sum(_VALUES[letter] * _WEIGHTS[at % 3] for at, letter in enumerate(text))
    return str(total % 10)


def read_zone(text: str) -> Zone:
    """Read a zone written without line breaks. Raises ``ZoneError`` for what is none."""
    if not _ZONE.fullmatch(text):
        raise ZoneError("it holds other letters than A to Z, 0 to 9 and <")
    readers = {90: _read_td1, 72: _read_td2, 88: _read_td3}
    if len(text) not in readers:
        raise ZoneError(f"it has {len(text)} letters; a zone has 90, 72 or 88")
    return readers[len(text)](text)


def _read_td1(text: str) -> Zone:
    first, second, third = text[:30], text[30:60], text[60:]
    number, own, optional = first[5:14], first[14], first[15:]
    if own == "<" and (longer := re.match("([A-Z0-9]+)([0-9])<", optional)):
        # a number of more than nine letters goes on in the optional data (9303-5, note j)
        number, own = number + longer[1], longer[2]
        optional = optional[longer.end() :]
    composite = first[5:] + second[:7] + second[8:15] + second[18:29]
    return _zone(
        "TD1",
        (first, second, third),
        code=first[:2],
        issuer=first[2:5],
        number=number,
        name=third,
        nationality=second[15:18],
        birth=second[:6],
        sex=second[7],
        expiry=second[8:14],
        optional=optional.rstrip("<") + second[18:29],
        digits=(
            ("number", number, own),
            ("birth", second[:6], second[6]),
            ("expiry", second[8:14], second[14]),
            ("all", composite, second[29]),
        ),
    )


def _read_td2(text: str) -> Zone:
    first, second = text[:36], text[36:]
    number, own, optional = second[:9], second[9], second[28:35]
    if own == "<" and (longer := re.match("([A-Z0-9]+)([0-9])<", optional)):
        number, own = number + longer[1], longer[2]
        optional = optional[longer.end() :]
    composite = second[:10] + second[13:20] + second[21:35]
    return _zone(
        "TD2",
        (first, second),
        code=first[:2],
        issuer=first[2:5],
        number=number,
        name=first[5:],
        nationality=second[10:13],
        birth=second[13:19],
        sex=second[20],
        expiry=second[21:27],
        optional=optional,
        digits=(
            ("number", number, own),
            ("birth", second[13:19], second[19]),
            ("expiry", second[21:27], second[27]),
            ("all", composite, second[35]),
        ),
    )


def _read_td3(text: str) -> Zone:
    first, second = text[:44], text[44:]
    optional = second[28:42]
    # an empty optional field may have a filler in place of its digit (9303-4, section 4.2.2)
    own = "0" if second[42] == "<" and not optional.strip("<") else second[42]
    composite = second[:10] + second[13:20] + second[21:43]
    return _zone(
        "TD3",
        (first, second),
        code=first[:2],
        issuer=first[2:5],
        number=second[:9],
        name=first[5:],
        nationality=second[10:13],
        birth=second[13:19],
        sex=second[20],
        expiry=second[21:27],
        optional=optional,
        digits=(
            ("number", second[:9], second[9]),
            ("birth", second[13:19], second[19]),
            ("expiry", second[21:27], second[27]),
            ("optional", optional, own),
            ("all", composite, second[43]),
        ),
    )


def _zone(
    form: str,
    lines: tuple[str, ...],
    *,
    name: str,
    sex: str,
    birth: str,
    expiry: str,
    digits: tuple[tuple[str, str, str], ...],
    **fields: str,
) -> Zone:
    surname, _, given = name.partition("<<")
    plain = {field: value.rstrip("<") for field, value in fields.items()}
    return Zone(
        form=form,
        lines=lines,
        surname=_words(surname),
        given_names=_words(given),
        sex=sex.strip("<"),
        birth=birth,
        expiry=expiry,
        digits=tuple((field, check_digit(text) == digit) for field, text, digit in digits),
        **plain,
    )


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _birth(text: str, today: date) -> date | None:
    """Read YYMMDD as the last such day up to today; ``None`` where it is not wholly known.

    Documents write << or 00 for a part that nobody knows, and days that there never were.
    No rule of a gate asks the day of birth, so none of them makes a document useless.
    """
    if not text.isdecimal():
        return None
    year, month, day = (int(text[at : at + 2]) for at in (0, 2, 4))
    year = today.year - (today.year - year) % 100
    try:
        return date(year if (year, month, day) <= _parts(today) else year - 100, month, day)
    except ValueError:
        return None


def _expiry(text: str, latest: int) -> date | None:
    """Read YYMMDD in the century up to the year ``latest``; ``None``: it never ends.

    Where the day or the month is not known, or the month has no such day (29 February
    in most years), the document ends with that month or year.
    """
    if text == "<" * 6:
        return None
    parts = [text[at : at + 2].replace("<<", "00") for at in (0, 2, 4)]
    if not all(part.isdecimal() for part in parts):
        raise ZoneError(f"{text} is no date")
    year, month, day = map(int, parts)
    year = latest - (latest - year) % 100
    if text.startswith(("<<", "000000")) or month > _MONTHS or day > _MOST_DAYS:
        raise ZoneError(f"{text} is no date")
    if not month:
        return date(year, _MONTHS, _MOST_DAYS)
    last = monthrange(year, month)[1]
    return date(year, month, min(day or last, last))


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
