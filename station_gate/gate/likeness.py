"""Whether two names are one person's: compared as machine-readable zones spell them.

Latin names are spelled in the letters A to Z by the table of ``letters``, so that Müller,
MUELLER and MULLER are one name, and so are Lü, LYU and LV. Other scripts are compared as they
stand. A name is never guessed: what is nearly the same is *similar*, for staff to look at, and
so is a name with a letter that nobody knows the spelling of.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from itertools import islice, product

from station_gate.gate.letters import UNSURE, capitals, spell, spellings

# what different spellings of one letter have in common, to compare texts that are in A to Z
_SPELLINGS = (
    # Lü and Nü of Chinese passports; not the start of another syllable, as in "Lyon"
    (re.compile("(?<=[LN])(?:V|YU)(?![AIOU])"), "U"),
    # the second spellings of Doc 9303: Å AA, Ä and Æ AE, Ö and Ø OE, Ü UE or UXX, Ñ NXX
    (re.compile("A[AE]+"), "A"),
    (re.compile("OE+"), "O"),
    (re.compile("U(?:XX|E+)"), "U"),
    (re.compile("NXX"), "N"),
)
_SEPARATOR = re.compile("<<|[,/]")
"""Between surname and given names: in zones, in lists, and in reservation systems."""
_GLUED = re.compile("(?:MRS|MR|MSTR|MS|MISS|DR|PROF|REV|SIR|CHD|INF){1,2}$")
"""Titles that reservation systems put right behind the given names: RIVERA/ALEXMR."""
_TITLES = frozenset(
    (
        *("MR", "MRS", "MS", "MISS", "MSTR", "MX", "DR", "PROF", "REV", "SIR", "CHD", "INF"),
        *("ADT", "HERR", "FRAU", "MME", "MLLE", "SR", "SRA", "SRTA", "DHR", "MEVR", "MISTER"),
        *("MONSIEUR", "MADAME", "SENOR", "SENORA", "SENORITA", "SIGNOR", "SIGNORE", "SIGNORA"),
    )
)
_FULL_ZONES = (30, 31, 39)
"""Characters that a zone has for "SURNAME<<GIVEN<NAMES": TD1, TD2, TD3."""
_LEAST_CUT = 20
"""A surname that has lost its end for want of room still has so many letters."""
_MOST_SPELLINGS = 16
_MOST_UNSURE = 3


class Likeness(IntEnum):
    """How alike two names are; greater is more alike."""

    DIFFERENT = 0
    SIMILAR = 1
    """One letter, or part of the name, differs or is unsure: staff look at it."""
    MATCH = 2


@dataclass(frozen=True)
class _Word:
    """One word of a name: its possible spellings in A to Z."""

    spelled: tuple[str, ...]

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every spelling, as it is and folded."""
        return _forms([self])

    def covers(self, other: "_Word", cut: bool) -> bool:
        """Return whether this ticket word stands for that document word.

        An initial stands for a whole word; ``cut`` says that the document's
        word may have lost its end.
        """
        if any(len(form) == 1 and form != UNSURE for form in self.forms):
            return _begins(other.forms, self.forms)
        return _same(self.forms, other.forms) or (cut and _begins(self.forms, other.forms))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a ticket's name."""

    family: Sequence[_Word]
    given: Sequence[_Word]
    best: Likeness = Likeness.MATCH
    """How alike it can be at most."""


def compare_names(name: str, surname: str, given_names: str) -> Likeness:
    """Compare the name on a ticket with the two name fields of a document.

    A ticket may say "Erika Mustermann", "Mustermann, Erika", "MUSTERMANN<<ERIKA",
    "MUSTERMANN/ERIKAMRS" or "E. Mustermann"; fewer given names than the document has are enough.
    """
    family, given = _words(surname), _words(given_names)
    foreign = _is_foreign(name), _is_foreign(surname + given_names)
    unsure = _is_unsure(name) or _is_unsure(surname + given_names)
    if unsure and _as_given(name) in (
        _as_given(surname + given_names),
        _as_given(given_names + surname),
    ):
        return Likeness.MATCH
    if any(foreign):
        # two scripts cannot be compared letter by letter; only a person can
        return Likeness.DIFFERENT if all(foreign) else Likeness.SIMILAR
    if not family:
        family, given = given, []
    if not family:
        return Likeness.DIFFERENT
    cut = _is_full(family, given)
    best = max(
        (_compare(reading, family, given, cut) for reading in _readings(name)),
        default=Likeness.DIFFERENT,
    )
    if unsure and best is Likeness.DIFFERENT and _share_a_word(name, family + given):
        return Likeness.SIMILAR
    return min(best, Likeness.SIMILAR) if unsure else best


def _readings(name: str) -> Iterator[_Reading]:
    """Every way to read a ticket's name as surname and given names."""
    parts = _SEPARATOR.split(name, maxsplit=1)
    if len(parts) == 2:
        front, back = _words(parts[0]), _words(parts[1])
        splits = [_Reading(front, back), *_without_titles(front, back)]
    else:
        words = _words(name)
        splits = [_Reading(words[:at], words[at:]) for at in range(1, len(words) + 1)]
        plain = _untitled(words)
        if len(plain) < len(words):
            splits += [_Reading(plain[:at], plain[at:]) for at in range(1, len(plain) + 1)]
        for at in range(1, len(plain)):
            splits += [*_unglued(plain[:at], plain[at:]), *_unglued(plain[at:], plain[:at])]
    for reading in splits:
        yield reading
        yield _Reading(reading.given, reading.family, reading.best)


def _without_titles(family: Sequence[_Word], given: Sequence[_Word]) -> Iterator[_Reading]:
    family, plain = _untitled(family), _untitled(given)
    yield _Reading(family, plain)
    yield from _unglued(family, plain)


def _untitled(words: Sequence[_Word]) -> Sequence[_Word]:
    first, last = 0, len(words)
    while first < last and _is_title(words[first]):
        first += 1
    while first < last and _is_title(words[last - 1]):
        last -= 1
    return words[first:last]


def _is_title(word: _Word) -> bool:
    return word.spelled[0] in _TITLES


def _unglued(family: Sequence[_Word], given: Sequence[_Word]) -> Iterator[_Reading]:
    """Read what may be a title at the end of the given names as one."""
    if not given:
        return
    letters = given[-1].spelled[0]
    for title in _glued(letters):
        rest = letters.removesuffix(title)
        # of a single letter, AMR may be A and a title, or the name Amr
        best = Likeness.MATCH if len(rest) > 1 else Likeness.SIMILAR
        yield _Reading(family, [*given[:-1], _Word((rest,))], best)


def _glued(letters: str) -> Iterator[str]:
    return (m[0] for at in range(1, len(letters)) if (m := _GLUED.match(letters, at)))


def _compare(
    ticket: _Reading, family: Sequence[_Word], given: Sequence[_Word], cut: bool
) -> Likeness:
    # one half may be a little different, never both
    by_family = _compare_family(ticket.family, family, cut, alone=not given)
    if by_family is Likeness.DIFFERENT:
        return by_family
    by_given = _compare_given(ticket.given, given, cut)
    return min(ticket.best, Likeness(max(0, by_family + by_given - Likeness.MATCH)))


def _compare_family(
    ticket: Sequence[_Word], document: Sequence[_Word], cut: bool, *, alone: bool
) -> Likeness:
    # joined, so that hyphens and blanks make no difference
    ours, theirs = _forms(ticket), _forms(document)
    if _same(ours, theirs):
        return Likeness.MATCH
    if cut and _is_beginning(document, ticket):
        # without any given name in the zone, the ticket's last word may be one
        known = len(_zone(document)) >= _LEAST_CUT and not (alone and len(ticket) > len(document))
        return Likeness.MATCH if known else Likeness.SIMILAR
    shorter, longer = sorted((ticket, document), key=len)
    if shorter and all(any(_same(w.forms, v.forms) for v in longer) for w in shorter):
        return Likeness.SIMILAR
    return Likeness.SIMILAR if _one_edit(ours, theirs) else Likeness.DIFFERENT


def _is_beginning(document: Sequence[_Word], ticket: Sequence[_Word]) -> bool:
    """Return whether a zone that has no room left may hold this of the ticket's surname.

    Doc 9303-4, section 4.2.3: its last words may be missing, each may have lost its end, down
    to the initial.
    """
    if _begins(_forms(ticket), _forms(document)):
        return True
    return len(document) <= len(ticket) and all(
        _begins(whole.forms, part.forms) for whole, part in zip(ticket, document, strict=False)
    )


def _compare_given(ticket: Sequence[_Word], document: Sequence[_Word], cut: bool) -> Likeness:
    ours, theirs = _forms(ticket), _forms(document)
    if _same(ours, theirs):
        return Likeness.MATCH
    if not ticket or not document:
        return Likeness.SIMILAR
    # reservation systems write the given names as one word
    if any(_same(ours, _forms(document[:at])) for at in range(2, len(document))):
        return Likeness.MATCH
    if cut and _begins(ours, theirs):
        return Likeness.MATCH
    left = list(document)
    covered = 0
    for word in ticket:
        hit = next((w for w in left if word.covers(w, cut)), None)
        if hit is not None:
            left.remove(hit)
            covered += 1
    # a full zone may have dropped whole words from its end
    if covered == len(ticket) or (cut and covered == len(document)):
        return Likeness.MATCH
    if covered or _one_edit(ours, theirs) or any(_initials(ticket, document)):
        return Likeness.SIMILAR
    return Likeness.DIFFERENT


def _initials(ticket: Sequence[_Word], document: Sequence[_Word]) -> Iterator[bool]:
    """Return whether a document's initial may stand for each word of the ticket."""
    initials = [word for word in document if len(_fold(word.spelled[0])) == 1]
    return (word.covers(initial, True) for word in ticket for initial in initials)


def _one_edit(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Return whether one letter was added, left out, changed or swapped with its neighbour."""
    return any(_is_edit(a, b) for a, b in product(ours, theirs))


def _is_edit(a: str, b: str) -> bool:
    a, b = sorted((a, b), key=len)
    if len(a) < 2:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    a, b = a[at:], b[at:]
    swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
    return a == b[1:] or a[1:] == b[1:] or swapped


def _forms(words: Sequence[_Word]) -> frozenset[str]:
    """Write words as one, in every spelling, as it is and folded."""
    every = product(*(word.spelled for word in words))
    joined = ["".join(parts) for parts in islice(every, _MOST_SPELLINGS)]
    return frozenset((*joined, *map(_fold, joined)))


def _same(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    if not ours.isdisjoint(theirs):
        return True
    pairs = ((a, b) for a, b in product(ours, theirs) if UNSURE in a + b)
    return any(_may_be(a, b) or _may_be(b, a) for a, b in pairs)


def _may_be(unsure: str, text: str) -> bool:
    """Return whether a text is the one with unsure letters, each of them up to three letters."""
    if unsure.count(UNSURE) > _MOST_UNSURE:
        return True
    pattern = "[A-Z?]{0,3}".join(map(re.escape, unsure.split(UNSURE)))
    return re.fullmatch(pattern, text) is not None


def _begins(wholes: frozenset[str], parts: frozenset[str]) -> bool:
    return any(whole.startswith(part) for whole, part in product(wholes, parts))


def _is_full(family: Sequence[_Word], given: Sequence[_Word]) -> bool:
    """Return whether the zone that these were read from has no room left for more.

    It may have ended in the middle of a separator.
    """
    length = len(f"{_zone(family)}<<{_zone(given)}".rstrip("<"))
    return any(room - (1 if given else 2) <= length <= room for room in _FULL_ZONES)


def _zone(words: Sequence[_Word]) -> str:
    return "<".join(word.spelled[0] for word in words)


def _words(name: str) -> list[_Word]:
    """Give the words of a name that have any letter of A to Z."""
    words: list[list[tuple[str, ...]]] = [[]]
    for letter in capitals(name):
        ways = _ways(letter)
        if ways[0] and not (ways[0].isalpha() or ways[0] == UNSURE):
            words.append([])
        else:
            words[-1].append(ways)
    spelled = (
        tuple("".join(parts) for parts in islice(product(*word), _MOST_SPELLINGS)) for word in words
    )
    return [_Word(ways) for ways in spelled if ways[0].strip(UNSURE)]


@cache
def _ways(letter: str) -> tuple[str, ...]:
    """Give the spellings of a letter that folding does not make one of."""
    # behind an L, where folding knows most
    return tuple({_fold(f"L{way}"): way for way in reversed(spellings(letter))}.values())[::-1]


def _fold(letters: str) -> str:
    for pattern, letter in _SPELLINGS:
        letters = pattern.sub(letter, letters)
    return letters


def _share_a_word(name: str, document: Sequence[_Word]) -> bool:
    """Return whether a name that is in two scripts has a Latin word of the document's."""
    if not re.search(r"(?<![A-Z?])\?{2,}(?![A-Z?])", spell(name)):
        return False
    pairs = product(_words(name), document)
    return any(_same(ours.forms, theirs.forms) for ours, theirs in pairs)


def _is_unsure(text: str) -> bool:
    return any(spellings(letter)[0] == UNSURE for letter in capitals(text))


def _is_foreign(text: str) -> bool:
    """Return whether a text has letters, and none of them is Latin."""
    return _is_unsure(text) and not _words(text)


def _as_given(text: str) -> str:
    """Compatible forms as one; blanks, dots and other punctuation left out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "CPSZ")
