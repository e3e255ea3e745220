"""What a register holds of a person, and what it says when they are gone."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_PURPOSE = re.compile(r"staff|watch|operators|app:[a-z0-9][a-z0-9._-]{0,63}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
MOST_TEMPLATES = 10
"""Of one person."""


class State(StrEnum):
    """Whether a person is searched for."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody agreed to: which text, when and how."""

    text_version: str
    given_on: date
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is enrolled; ``valid_until`` is the last day of it."""

    number: str
    label: str
    state: State
    enrolled_on: date
    valid_until: date
    consent: Consent
    templates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That somebody was erased: how many templates, when, by whom; not who it was.

    ``digest`` is of the number under the register's key, so that its owner can show for a
    number that it was erased, and nobody can read it from the receipt.
    """

    erased_at: str
    by: str
    templates: int
    digest: str


def check_purpose(purpose: str) -> str:
    """Return a register's purpose; ``ValueError`` for one that there is not."""
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError("a register's purpose is staff, watch, operators or app:<name>")
    return purpose


def check_number(number: str) -> str:
    """Return a person's number; ``ValueError`` for one that no pad or list can hold."""
    if not _NUMBER.fullmatch(number):
        raise ValueError(
            "a number has up to 32 letters, digits, dots, hyphens or underscores, and begins with "
            "a letter or digit"
        )
    return number
