"""The order in which a line's letters stand on the screen: Unicode's rules, one line at a time.

Unicode Standard Annex #9 for what a kiosk says: a line of one direction with words and
numbers of the other in it, and isolates (U+2066 to U+2069) around what was filled in.
Of its rules only explicit embeddings (X2 to X5) and paired brackets (N0) are left out;
no catalogue uses the first, and the second only changes brackets around mixed words.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
"""Around a text whose own first letter says which way it runs (FSI ... PDI)."""

_OPENERS = frozenset("\u2066\u2067\u2068")
_CONTROLS = _OPENERS | {END_ISOLATE}
_RIGHT = frozenset({"R", "AL"})
_STRONG = _RIGHT | {"L"}
_NUMBERS = frozenset({"EN", "AN"})
_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


class Run(NamedTuple):
    """A piece of a line that runs one way; its text is in reading order."""

    text: str
    leftwards: bool


@dataclass(slots=True)
class _Atom:
    """A character, or a whole isolate, which its surroundings see as a neutral."""

    text: str
    kind: str
    inside: list[Run] | None = None
    level: int = 0


_Span = tuple[int, list[Run]]
"""Neighbours of one level, and the runs that they are drawn as."""


def mirrored(letter: str) -> str:
    """Give the shape that a bracket or quote has in text that runs to the left."""
    return _MIRRORED.get(letter, letter)


def runs_leftwards(text: str) -> bool:
    """Return whether the first letter with a direction is of a writing that runs to the left."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in _RIGHT for kind in kinds if kind in _STRONG), False)


def visual(text: str, *, leftwards: bool) -> list[Run]:
    """Give a line's runs from the left to the right of the screen.

    ``leftwards`` says which way the line as a whole runs.
    """
    if not leftwards and not any(
        letter in _CONTROLS or unicodedata.bidirectional(letter) in _RIGHT for letter in text
    ):
        return [Run(text, leftwards=False)] if text else []
    atoms = _atoms(text)
    _resolve_weak(atoms, "R" if leftwards else "L")
    _resolve_neutral(atoms, "R" if leftwards else "L")
    for atom in atoms:
        if atom.kind == "R":
            atom.level = 1
        elif atom.kind == "L":
            atom.level = 2 if leftwards else 0
        else:
            atom.level = 2
    return _ordered(atoms)


def _atoms(text: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter in _OPENERS:
            end = _end_of_isolate(text, at)
            inner = text[at + 1 : end]
            forced = {"\u2066": False, "\u2067": True}.get(letter)
            way = runs_leftwards(inner) if forced is None else forced
            atoms.append(_Atom("", "ON", visual(inner, leftwards=way)))
            at = end + 1
            continue
        if letter != END_ISOLATE:
            atoms.append(_Atom(letter, unicodedata.bidirectional(letter)))
        at += 1
    return atoms


def _end_of_isolate(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in _OPENERS) - (text[at] == END_ISOLATE)
        if depth == 0:
            return at
    return len(text)


def _resolve_weak(atoms: Sequence[_Atom], base: str) -> None:
    """Rules W1 to W7: marks, numbers and what belongs to numbers."""
    before, strong = base, base
    for atom in atoms:
        if atom.kind == "NSM":
            atom.kind = before
        if atom.kind in _STRONG:
            strong = atom.kind
        elif atom.kind == "EN" and strong == "AL":
            atom.kind = "AN"
        before = atom.kind
    for left, atom, right in zip(atoms, atoms[1:], atoms[2:], strict=False):
        joins = atom.kind == "CS" or (atom.kind == "ES" and left.kind == "EN")
        if joins and left.kind == right.kind and left.kind in _NUMBERS:
            atom.kind = left.kind
    for row in (list(atoms), list(reversed(atoms))):
        for atom, following in pairwise(row):
            if atom.kind == "EN" and following.kind == "ET":
                following.kind = "EN"
    strong = base
    for atom in atoms:
        if atom.kind == "AL":
            atom.kind = "R"
        elif atom.kind not in _STRONG | _NUMBERS:
            atom.kind = "ON"
        if atom.kind in _STRONG:
            strong = atom.kind
        elif atom.kind == "EN" and strong == "L":
            atom.kind = "L"


def _resolve_neutral(atoms: Sequence[_Atom], base: str) -> None:
    """Rules N1 and N2: a neutral follows its two sides where they agree, else the line."""

    def side(kind: str) -> str:
        return "R" if kind in _NUMBERS else kind

    at = 0
    while at < len(atoms):
        end = at
        while end < len(atoms) and atoms[end].kind == "ON":
            end += 1
        if end > at:
            left = side(atoms[at - 1].kind) if at else base
            right = side(atoms[end].kind) if end < len(atoms) else base
            for atom in atoms[at:end]:
                atom.kind = left if left == right else base
        at = end + 1


def _ordered(atoms: Sequence[_Atom]) -> list[Run]:
    """Rule L2: turn around every stretch of level 2 and up, then of level 1 and up."""
    spans: list[_Span] = []
    grows = False  # whether the last span may take in another character
    for atom in atoms:
        leftwards = atom.level == 1
        if atom.inside is not None:
            spans.append((atom.level, atom.inside))
        elif grows and spans[-1][0] == atom.level:
            spans[-1][1][0] = Run(spans[-1][1][0].text + atom.text, leftwards)
        else:
            spans.append((atom.level, [Run(atom.text, leftwards)]))
        grows = atom.inside is None
    spans = _turned(_turned(spans, 2), 1)
    return [run for _, runs in spans for run in runs]


def _turned(spans: Sequence[_Span], least: int) -> list[_Span]:
    turned: list[_Span] = []
    for within, stretch in groupby(spans, lambda span: span[0] >= least):
        group = list(stretch)
        turned += reversed(group) if within else group
    return turned
