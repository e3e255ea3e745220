"""Identity documents: the data fields and the portrait, as a chip would give them.

A document is a ``document.toml`` beside its portrait picture:

    surname = "Mustermann"
    given_names = "Erika"
    document_number = "L01X00T47"
    issuer = "D"
    nationality = "D"        # may be left out
    birth = 1964-08-12       # may be left out
    expiry = 2031-01-31      # may be left out
    portrait = "portrait.png"
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.image import read_image
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Holder
from station_gate.problems import BadInput
from station_gate.tomlfile import read_toml

_MOST_NAME = 80  # characters; a zone has room for 39, a chip's full name is seldom longer
_STATE = re.compile("[A-Z]{1,3}")  # ICAO Doc 9303-3 section 5
_NUMBER = re.compile("[A-Za-z0-9 -]{1,30}")
_FIELDS = {
    "surname",
    "given_names",
    "document_number",
    "issuer",
    "nationality",
    "birth",
    "expiry",
    "portrait",
}


@dataclass(frozen=True, slots=True, eq=False)
class IdentityDocument:
    """What a document says of its holder. Lives for one transaction and is dropped with it."""

    holder: Holder
    portrait: NDArray[np.uint8]
    """uint8 (H, W, 3) RGB."""
    source: str
    """Where it was read, for the operator: a file or a device."""
    checks: tuple[Check, ...] = ()
    """What its own reading has checked (all passed): signatures, check digits."""
    nationality: str = ""
    """ICAO 9303 letters, where the document says; for people, no rule asks it."""
    name_sure: bool = True
    """Whether every letter of the name is: a camera may have misread one that no check
    digit protects, or nobody knows it."""


class DocumentRefused(BadInput):
    """A document that can be read and must not be used: why, and the checks made."""

    def __init__(self, sentence: str, reason: Reason, checks: tuple[Check, ...]) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.checks = checks


UNSHOWN = "\N{WHITE SQUARE}"
"""In place of a character that nobody can show: one of private use, or newer than we know."""


def shown(text: str) -> str | None:
    """Make a stranger's text fit to be shown; ``None`` for one that could steer a terminal.

    Joiners and direction marks are left out. What has no form that we know (names with rare
    characters are often written in private ones) becomes a box each.
    """
    letters = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in _WITHOUT_FORM:
            letters.append(UNSHOWN)
        elif letter.isprintable():
            letters.append(letter)
        elif kind != "Cf":
            return None
    return "".join(letters)


_WITHOUT_FORM = {"Co", "Cn"}
"""Private use, and not assigned (Unicode's general categories)."""


def load_document(path: Path) -> IdentityDocument:
    """Read a ``document.toml`` and its portrait. Raises ``BadInput`` with one sentence."""
    fields = read_toml(path, "document")
    if unknown := sorted(set(fields) - _FIELDS):
        raise BadInput(
            f"{path}: {unknown[0]!r} is not a field of a document; "
            f"these are: {', '.join(sorted(_FIELDS))}."
        )
    surname, given_names = _name(fields, "surname", path), _name(fields, "given_names", path)
    if not surname and not given_names:
        raise BadInput(f"{path}: the holder's name is missing; give a surname or given_names.")
    if "nationality" in fields:
        _matching(fields, "nationality", _STATE, _STATE_HINT, path)
    holder = Holder(
        surname=surname,
        given_names=given_names,
        document_number=_matching(fields, "document_number", _NUMBER, _NUMBER_HINT, path),
        issuer=_matching(fields, "issuer", _STATE, _STATE_HINT, path),
        birth=_day(fields, "birth", path),
        expiry=_day(fields, "expiry", path),
    )
    portrait = read_image(_portrait_path(fields, path))
    nationality = str(fields.get("nationality", ""))
    return IdentityDocument(
        holder,
        portrait,
        str(path),
        nationality=nationality,
        name_sure=UNSHOWN not in surname + given_names,
    )


_STATE_HINT = 'one to three capital letters such as "D" or "UTO"'
_NUMBER_HINT = "up to 30 letters, digits, blanks or dashes in quotes"


def _name(fields: Mapping[str, object], field: str, path: Path) -> str:
    value = fields.get(field, "")
    text = shown(value) if isinstance(value, str) else None
    if text is None or len(text) > _MOST_NAME:
        raise BadInput(f"{path}: {field} is a text in quotes of at most {_MOST_NAME} characters.")
    return text.strip()


def _matching(
    fields: Mapping[str, object], field: str, pattern: re.Pattern[str], hint: str, path: Path
) -> str:
    if field not in fields:
        raise BadInput(f"{path}: {field} is missing; it is {hint}.")
    value = fields[field]
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadInput(f"{path}: {field} is {hint}.")
    return value


def _day(fields: Mapping[str, object], field: str, path: Path) -> date | None:
    value = fields.get(field)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    raise BadInput(f"{path}: {field} is a date such as 2031-01-31, without quotes.")


def _portrait_path(fields: Mapping[str, object], path: Path) -> Path:
    name = fields.get("portrait")
    if name is None:
        raise BadInput(f"{path}: portrait is missing; name the picture file beside the document.")
    if not isinstance(name, str) or not name:
        raise BadInput(f"{path}: portrait is the name of a picture file in quotes.")
    # a document goes with its folder: what it names is found from there on any machine
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        raise BadInput(f"{path}: portrait is a path relative to the document, not {name!r}.")
    return path.parent / name
