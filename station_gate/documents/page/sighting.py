"""Reads the zone in one picture of a page: each letter, how sure it is, and where it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.documents.mrz import Zone, read_zone
from station_gate.documents.page.glyphs import ALPHABET, Floats, cut_cells, likelihoods
from station_gate.documents.page.layout import LAYOUTS, PITCH, Layout
from station_gate.documents.page.strips import (
    SEARCHED,
    Gray,
    Points,
    Strip,
    on_its_side,
    strip_at,
    strips,
)
from station_gate.documents.page.textlines import TextLine, ink_of, text_lines

_SHIFTS = (1, -1, 2, -2)
"""Letters by which the first one may be elsewhere than where the leftmost blob is."""
_CLEAR = -0.08
"""Mean likelihood of the letters of a zone that is in the right place and well seen."""
_LOOKS_BENT = -0.6
"""Between this and clear, a zone is in the right place and may be on a page that is bent."""
_HOPELESS = -1.2
"""Below it the strip shows something else, or the zone upside down."""
_NEVER = -20.0
"""The likelihood of a letter where it may not stand, and of any where there is no ink."""
_MOST_READ = 12
"""Times that letters are read in one look. Without a bound, noise that looks like many
lines takes seconds."""
_LOOKED_CLOSER = 2
"""Of the ways to take a strip's lines for a zone, the likeliest, that are tried with other
spacings, bends and first letters."""
_MOST_READ_IN_ALL = 60
"""In all looks at one picture together."""
_MOST_STRIPS = 10
"""Strips that are searched for lines in one look: five in each of two directions."""
_MOST_STRIPS_IN_ALL = 30
_USUAL = 1.14
"""Lines that are farther from the standard's spacing, either way, may be set otherwise; a
page that is tilted by 24 degrees looks 1.1 times lower."""
_LEAST_CONTRAST = 0.3
"""Of a cell with a letter in it, to the line's usual one."""

# what may stand at each place: t kind of document, l letter or filler, x anything,
# d digit, o digit or filler, s sex
_RULES = {
    "TD1": (
        "tllll" + "x" * 9 + "o" + "x" * 15,
        "ddddddds" + "o" * 6 + "dlll" + "x" * 11 + "d",
        "l" * 30,
    ),
    "TD2": ("t" + "l" * 35, "x" * 9 + "olll" + "ddddddds" + "o" * 6 + "d" + "x" * 7 + "d"),
    "TD3": ("t" + "l" * 43, "x" * 9 + "olll" + "ddddddds" + "o" * 6 + "d" + "x" * 14 + "od"),
}
_LETTERS, _DIGITS = ALPHABET[10:36], ALPHABET[:10]
_ALLOWED = {
    "t": "PIACV",  # a visa is none, and has to be told from a card
    "l": _LETTERS + "<",
    "x": ALPHABET,
    "d": _DIGITS + "<",  # unknown parts of a day of birth are fillers
    "o": _DIGITS + "<",
    "s": "MFX<",
}
_MASKS = {
    rule: np.array([letter in letters for letter in ALPHABET]) for rule, letters in _ALLOWED.items()
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sighting:
    """A zone as one picture shows it; nothing about it has been checked."""

    zone: Zone
    sureness: Floats
    """Of each letter, (lines, letters): the natural logarithm of how likely it is."""
    told: Floats
    """(lines, letters, 37): how likely it is each letter that may stand there, natural
    logarithms; a 1 that has to be an I takes nothing from the I."""
    way: Points
    """(3, 3): takes a point of the page, in millimetres, to the picture."""

    @property
    def layout(self) -> Layout:
        """Where things are on this form's page."""
        return LAYOUTS[self.zone.form]


@dataclass(slots=True)
class Effort:
    """What may still be spent on a picture, all looks at it together."""

    strips: int = _MOST_STRIPS_IN_ALL
    readings: int = _MOST_READ_IN_ALL
    in_this_look: int = _MOST_READ
    strips_in_this_look: int = _MOST_STRIPS

    def look(self) -> None:
        """Begin another look."""
        self.in_this_look = _MOST_READ
        self.strips_in_this_look = _MOST_STRIPS

    def search(self) -> bool:
        """Take the search of one strip, if there is one left."""
        self.strips -= 1
        self.strips_in_this_look -= 1
        return min(self.strips, self.strips_in_this_look) >= 0

    def read(self) -> bool:
        """Take one reading, if there is one left."""
        self.readings -= 1
        self.in_this_look -= 1
        return min(self.readings, self.in_this_look) >= 0


def see_zone(gray: Gray, effort: Effort | None = None, searched: int = SEARCHED) -> Sighting | None:
    """Find and read the zone in a picture, uint8 (H, W), whichever way up; the best of several.

    ``effort`` is what is left from the looks before, ``searched`` the longer side in
    pixels of the picture that it is looked for in. Raises ``SeveralZones``.
    """
    effort = effort or Effort()
    effort.look()
    best: Sighting | None = None
    for view, back in ((gray, np.eye(3)), on_its_side(gray)):
        valid: dict[str, Sighting] = {}
        for strip in strips(view, searched):
            if not effort.search():
                break
            sighting = _read_both_ways(strip, effort)
            if sighting is None:
                continue
            sighting = placed(sighting, back)
            if best is None or _rank(sighting) > _rank(best):
                best = sighting
            if sighting.zone.valid:
                valid.setdefault(sighting.zone.number, sighting)
        if len(valid) > 1:
            raise SeveralZones
        if valid:
            break
    if best is None or best.sureness.mean() < _HOPELESS:
        return None
    return best


def see_again(gray: Gray, before: Sighting, effort: Effort) -> Sighting | None:
    """Read a zone in another view of a picture, uint8 (H, W); ``before`` is where it is."""
    effort.look()
    corners = cv2.perspectiveTransform(before.layout.zone()[None], before.way)[0]
    if not effort.search():
        return None
    strip = strip_at(gray, np.asarray(corners, np.float64))
    return _best(_tries(strip, effort), effort)


def placed(sighting: Sighting, back: Points) -> Sighting:
    """Return the same sighting in the picture that the look was made of."""
    return replace(sighting, way=back @ sighting.way)


class SeveralZones(Exception):
    """Two documents lie in one picture: nobody can tell which one is meant."""


def _read_both_ways(strip: Strip, effort: Effort) -> Sighting | None:
    """Read a strip as it is and upside down; the better one.

    Lines are looked for anew: a page has to be read in one direction as well as in another.
    """
    upright = list(_tries(strip, effort))
    if any(one.read.sureness.mean() > _CLEAR for one in upright):
        return _best(upright, effort)
    return _best([*upright, *_tries(strip.turned(), effort)], effort)


def _rank(sighting: Sighting) -> float:
    return float(sighting.sureness.mean()) + (3 if sighting.zone.valid else 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Try:
    """Lines read as if they were a zone's, once."""

    strip: Strip
    ink: Floats
    layout: Layout
    lines: Sequence[TextLine]
    read: "_Read"


def _tries(strip: Strip, effort: Effort) -> Iterator[_Try]:
    ink, lines = ink_of(strip.pixels), text_lines(strip.pixels)
    for layout, chosen in _candidates(lines, strip.pixels.shape[1] / 2):
        if not effort.read():
            break
        yield _Try(strip, ink, layout, chosen, _read_grid(ink, layout, chosen, [0] * len(chosen)))


def _best(tries: Iterable[_Try], effort: Effort) -> Sighting | None:
    """Look closer at what looks most like a zone."""
    likeliest = sorted(tries, key=lambda one: -float(one.read.sureness.mean()))[:_LOOKED_CLOSER]
    return max((_looked_closer(one, effort) for one in likeliest), key=_rank, default=None)


def _candidates(
    lines: Sequence[TextLine], middle: float
) -> Iterator[tuple[Layout, Sequence[TextLine]]]:
    """Pick neighbouring lines that could be a zone of each form."""
    for layout in LAYOUTS.values():
        for start in range(len(lines) - layout.lines + 1):
            chosen = lines[start : start + layout.lines]
            capital = float(np.median([line.capital for line in chosen]))
            heights = [line.y(middle) for line in chosen]
            gaps = np.diff(heights) / capital
            longest = max(line.span for line in chosen)
            if (
                ((gaps > 1.1) & (gaps < 4.2)).all()
                and longest <= layout.letters + 2
                and longest >= layout.letters * (0.6 if layout.lines == 3 else 0.86)
            ):
                yield layout, chosen


def _looked_closer(tried: _Try, effort: Effort) -> Sighting:
    """Read every letter, wherever each line's first one is surest to be."""
    strip, ink, layout, lines, best = (
        tried.strip,
        tried.ink,
        tried.layout,
        tried.lines,
        tried.read,
    )
    shifts = [0] * len(lines)
    spacing: float | None = None
    own = _spacing(lines, strip.pixels.shape[1] / 2)
    if not 1 / _USUAL < own / layout.spacing < _USUAL and effort.read():
        read = _read_grid(ink, layout, lines, shifts, own)
        if read.sureness.mean() > best.sureness.mean():
            best, spacing = read, own
    if _LOOKS_BENT < best.sureness.mean() < _CLEAR and effort.read():
        read = _read_grid(ink, layout, lines, shifts, spacing, bent=True)
        if read.sureness.mean() > best.sureness.mean():
            return _sighting(read, strip)
    for at, line in enumerate(lines):
        if line.span == layout.letters or best.sureness[at].mean() > _CLEAR:
            continue
        for shift in _SHIFTS:
            if not effort.read():
                break
            moved = [*shifts[:at], shift, *shifts[at + 1 :]]
            read = _read_grid(ink, layout, lines, moved, spacing)
            if read.sureness[at].mean() > best.sureness[at].mean():
                best, shifts = read, moved
    return _sighting(best, strip)


def _sighting(read: "_Read", strip: Strip) -> Sighting:
    return Sighting(
        zone=read_zone(read.text),
        sureness=read.sureness,
        told=read.told,
        way=strip.in_picture(read.way),
    )


def _spacing(lines: Sequence[TextLine], x: float) -> float:
    """How far apart the lines are, in millimetres of a page whose letters are set as usual."""
    gap = float(np.diff([line.y(x) for line in lines]).mean())
    pitch = float(np.median([line.pitch for line in lines]))
    return gap / pitch * PITCH


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Read:
    text: str
    sureness: Floats
    told: Floats
    way: Points


def _read_grid(
    ink: Floats,
    layout: Layout,
    lines: Sequence[TextLine],
    shifts: Sequence[int],
    spacing: float | None = None,
    *,
    bent: bool = False,
) -> _Read:
    """Read the letters where the page must have them for these lines to be a zone's."""
    grid = layout.grid(spacing)
    seen = np.stack(
        [
            line.middles(line.start + shift, layout.letters)
            for line, shift in zip(lines, shifts, strict=True)
        ]
    )
    # all letters together, least squares: any four of them alone are nearly on a line
    found, _ = cv2.findHomography(grid.reshape(-1, 2), seen.reshape(-1, 2), 0)
    way = np.eye(3) if found is None else np.asarray(found, np.float64)
    allowed = np.stack([_MASKS[kind] for kind in "".join(_RULES[layout.form])])
    middles = grid.reshape(-1, 2)
    if bent:
        ways = [
            line.bent_middles(line.start + shift, layout.letters)
            for line, shift in zip(lines, shifts, strict=True)
        ]
        there = np.stack(ways).reshape(1, -1, 2)
        middles = np.asarray(cv2.perspectiveTransform(there, np.linalg.inv(way))[0], np.float64)
    cells = cut_cells(ink, way, middles)
    told = np.where(allowed, likelihoods(cells), np.float32(_NEVER))
    sureness = np.where(_blank(cells), np.float32(_NEVER), told.max(axis=1))
    shares = told - np.log(
        np.exp(told - told.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
    )
    shares = np.maximum(shares - told.max(axis=1, keepdims=True), np.float32(_NEVER))
    return _Read(
        text="".join(ALPHABET[at] for at in told.argmax(axis=1)),
        sureness=sureness.reshape(grid.shape[:2]).astype(np.float32),
        told=shares.reshape(*grid.shape[:2], -1).astype(np.float32),
        way=way,
    )


def _blank(cells: Floats) -> NDArray[np.bool_]:
    """Which cells have nothing in them: in a zone every place is printed."""
    contrast = cells.reshape(len(cells), -1).std(axis=1)
    blank: NDArray[np.bool_] = contrast < _LEAST_CONTRAST * np.median(contrast)
    return blank
