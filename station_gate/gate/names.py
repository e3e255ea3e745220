"""Whether two names are one person's: compared as machine-readable zones spell them.

Latin names are folded to the letters A to Z, so that Müller, MUELLER and MULLER
are one name (ICAO Doc 9303-3, section 6.A allows several spellings of one
letter). Other scripts are compared as they stand. A name is never guessed: what
is nearly the same is *similar*, for staff to look at.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

# capitals that Unicode does not take apart into a base letter and an accent
_LETTERS = str.maketrans(
    {
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Þ": "TH",
        "Đ": "D",
        "Ð": "D",
        "Ł": "L",
        "Ħ": "H",
        "Ŧ": "T",
        "Ŋ": "N",
        "Ə": "E",
    }
)
_APOSTROPHES = re.compile("['’‘`´ʼʻʹ]")
# the second spellings of Doc 9303: Å AA, Ä and Æ AE, Ö and Ø OE, Ü UE or UXX, Ñ NXX
_SPELLINGS = (
    (re.compile("A[AE]+"), "A"),
    (re.compile("OE+"), "O"),
    (re.compile("U(?:XX|E+)"), "U"),
    (re.compile("NXX"), "N"),
)
# a zone has room for this much of "SURNAME<<GIVEN<NAMES": TD1, TD2, TD3
_FULL_ZONES = (30, 31, 39)


class Likeness(IntEnum):
    """How alike two names are; greater is more alike."""

    DIFFERENT = 0
    SIMILAR = 1
    """One letter, or part of the name, differs: staff look at it."""
    MATCH = 2


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a name in A to Z, and the same with its spellings folded."""

    letters: str
    folded: str

    def covers(self, other: "_Word", cut: bool) -> bool:
        """Whether this ticket word stands for that document word.

        An initial stands for a whole word; ``cut`` says that the document's
        word may have lost its end.
        """
        if len(self.letters) == 1:
            return other.letters.startswith(self.letters)
        return self.folded == other.folded or (cut and self.letters.startswith(other.letters))


def compare_names(name: str, surname: str, given_names: str) -> Likeness:
    """Compare the name on a ticket with the two name fields of a document.

    A ticket may say "Erika Mustermann", "Mustermann, Erika", "MUSTERMANN<<ERIKA"
    or "E. Mustermann"; fewer given names than the document has are enough.
    """
    foreign = _is_foreign(name), _is_foreign(surname + given_names)
    if any(foreign):
        same = _as_given(name) in (
            _as_given(surname + given_names),
            _as_given(given_names + surname),
        )
        if same:
            return Likeness.MATCH
        # two scripts cannot be compared letter by letter; only a person can
        return Likeness.DIFFERENT if all(foreign) else Likeness.SIMILAR
    family, given = _words(surname), _words(given_names)
    if not family:
        family, given = given, []
    if not family:
        return Likeness.DIFFERENT
    cut = len(_zone(family, given)) in _FULL_ZONES
    return max(
        (_compare(front, back, family, given, cut) for front, back in _readings(name)),
        default=Likeness.DIFFERENT,
    )


def _readings(name: str) -> Iterator[tuple[list[_Word], list[_Word]]]:
    """Every way to read a ticket's name as (surname, given names)."""
    front, separator, back = name.replace("<<", ",").partition(",")
    if separator:
        splits = [(_words(front), _words(back))]
    else:
        words = _words(name)
        splits = [(words[:at], words[at:]) for at in range(1, len(words) + 1)]
    for front_words, back_words in splits:
        yield front_words, back_words
        yield back_words, front_words


def _compare(
    ticket_family: Sequence[_Word],
    ticket_given: Sequence[_Word],
    family: Sequence[_Word],
    given: Sequence[_Word],
    cut: bool,
) -> Likeness:
    by_family = _compare_family(ticket_family, family)
    by_given = _compare_given(ticket_given, given, cut)
    # one half may be a little different, never both
    return Likeness(max(0, by_family + by_given - Likeness.MATCH))


def _compare_family(ticket: Sequence[_Word], document: Sequence[_Word]) -> Likeness:
    # joined, so that hyphens and blanks make no difference
    if _joined(ticket) == _joined(document):
        return Likeness.MATCH
    ours, theirs = {word.folded for word in ticket}, {word.folded for word in document}
    if ours and (ours <= theirs or theirs <= ours):
        return Likeness.SIMILAR
    return Likeness.SIMILAR if _one_edit(ticket, document) else Likeness.DIFFERENT


def _compare_given(ticket: Sequence[_Word], document: Sequence[_Word], cut: bool) -> Likeness:
    if _joined(ticket) == _joined(document):
        return Likeness.MATCH
    if not ticket or not document:
        return Likeness.SIMILAR
    left = list(document)
    covered = 0
    for word in ticket:
        hit = next((w for w in left if word.covers(w, cut and w is document[-1])), None)
        if hit is not None:
            left.remove(hit)
            covered += 1
    # a full zone may have dropped whole words from its end
    if covered == len(ticket) or (cut and covered == len(document)):
        return Likeness.MATCH
    return Likeness.SIMILAR if covered or _one_edit(ticket, document) else Likeness.DIFFERENT


def _one_edit(ticket: Sequence[_Word], document: Sequence[_Word]) -> bool:
    """Whether one letter was added, left out, changed or swapped with its neighbour."""
    a, b = sorted((_joined(ticket), _joined(document)), key=len)
    if len(a) < 2:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    a, b = a[at:], b[at:]
    swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
    return a == b[1:] or a[1:] == b[1:] or swapped


def _joined(words: Sequence[_Word]) -> str:
    return _fold("".join(word.letters for word in words))


def _zone(family: Sequence[_Word], given: Sequence[_Word]) -> str:
    return "<".join(w.letters for w in family) + "<<" + "<".join(w.letters for w in given)


def _words(name: str) -> list[_Word]:
    latin = _latin(_APOSTROPHES.sub("", name))
    return [_Word(letters, _fold(letters)) for letters in re.findall("[A-Z]+", latin)]


def _latin(text: str) -> str:
    """Capitals without accents; what is not Latin stays as it is."""
    capitals = unicodedata.normalize("NFKC", text).upper().translate(_LETTERS)
    return "".join(
        c for c in unicodedata.normalize("NFD", capitals) if not unicodedata.combining(c)
    )


def _fold(letters: str) -> str:
    for pattern, letter in _SPELLINGS:
        letters = pattern.sub(letter, letters)
    return letters


def _is_foreign(text: str) -> bool:
    return any(c.isalpha() and not "A" <= c <= "Z" for c in _latin(_APOSTROPHES.sub("", text)))


def _as_given(text: str) -> str:
    """Compatible forms as one; blanks, dots and other punctuation left out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "CPSZ")
