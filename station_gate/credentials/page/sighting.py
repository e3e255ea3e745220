"""Reads the zone in one picture of a page: each letter, how sure it is, and where it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.credentials.mrz import Zone, read_zone
from station_gate.credentials.page.glyphs import ALPHABET, Floats, cut_cells, likelihoods
from station_gate.credentials.page.layout import LAYOUTS, Layout
from station_gate.credentials.page.strips import Gray, Points, Strip, strips
from station_gate.credentials.page.textlines import TextLine, ink_of, text_lines

_SHIFTS = (1, -1, 2, -2)
"""Letters by which the first one may be elsewhere than where the leftmost blob is."""
_CLEAR = -0.08
"""Mean likelihood of the letters of a zone that is in the right place and well seen."""
_HOPELESS = -1.2
"""Below it the strip shows something else, or the zone upside down."""
_NEVER = -20.0
"""The likelihood of a letter where it may not stand, and of any where there is no ink."""
_MOST_READ = 12
"""Times that letters are read in one look. Without a bound, noise that looks like many
lines takes seconds."""
_MOST_READ_IN_ALL = 36
"""In all looks at one picture together; of 388 pages that were read 381 took at most four,
one took 32."""
_MOST_STRIPS_IN_ALL = 12
"""Strips that are searched for lines; of the same pages 386 took two, and none more than five."""
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
    "t": "PIAC",
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

    def look(self) -> None:
        """Begin another look."""
        self.in_this_look = _MOST_READ

    def search(self) -> bool:
        """Take the search of one strip, if there is one left."""
        self.strips -= 1
        return self.strips >= 0

    def read(self) -> bool:
        """Take one reading, if there is one left."""
        self.readings -= 1
        self.in_this_look -= 1
        return min(self.readings, self.in_this_look) >= 0


def see_zone(gray: Gray, effort: Effort | None = None) -> Sighting | None:
    """Find and read the zone in a picture, uint8 (H, W), upright or not; the best of several.

    ``effort`` is what is left from the looks before.
    """
    best: Sighting | None = None
    effort = effort or Effort()
    effort.look()
    for strip in strips(gray):
        if not effort.search():
            break
        lines = text_lines(strip.pixels)
        upright = _read_strip(strip, lines, effort)
        seen = [upright]
        if upright is None or upright.sureness.mean() < _CLEAR * 4:
            height, width = strip.pixels.shape
            turned = [line.turned(width, height) for line in reversed(lines)]
            seen.append(_read_strip(strip.turned(), turned, effort))
        for sighting in seen:
            if sighting is not None and (best is None or _rank(sighting) > _rank(best)):
                best = sighting
        if best is not None and best.zone.valid:
            break
    if best is None or best.sureness.mean() < _HOPELESS:
        return None
    return best


def _rank(sighting: Sighting) -> float:
    return float(sighting.sureness.mean()) + (3 if sighting.zone.valid else 0)


def _read_strip(strip: Strip, lines: Sequence[TextLine], effort: Effort) -> Sighting | None:
    ink = ink_of(strip.pixels)
    width = strip.pixels.shape[1]
    best: Sighting | None = None
    for layout, chosen in _candidates(lines, width / 2):
        if not effort.read():
            break
        sighting = _read_lines(strip, ink, layout, chosen, effort)
        if best is None or _rank(sighting) > _rank(best):
            best = sighting
    return best


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


def _read_lines(
    strip: Strip, ink: Floats, layout: Layout, lines: Sequence[TextLine], effort: Effort
) -> Sighting:
    """Read every letter, wherever each line's first one is surest to be."""
    shifts = [0] * len(lines)
    best = _read_grid(ink, layout, lines, shifts)
    for at, line in enumerate(lines):
        if line.span == layout.letters or best.sureness[at].mean() > _CLEAR:
            continue
        for shift in _SHIFTS:
            if not effort.read():
                break
            tried = [*shifts[:at], shift, *shifts[at + 1 :]]
            read = _read_grid(ink, layout, lines, tried)
            if read.sureness[at].mean() > best.sureness[at].mean():
                best, shifts = read, tried
    return Sighting(
        zone=read_zone(best.text), sureness=best.sureness, way=strip.in_picture(best.way)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Read:
    text: str
    sureness: Floats
    way: Points


def _read_grid(
    ink: Floats, layout: Layout, lines: Sequence[TextLine], shifts: Sequence[int]
) -> _Read:
    """Read the letters where the page must have them for these lines to be a zone's."""
    grid = layout.grid()
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
    cells = cut_cells(ink, way, grid.reshape(-1, 2))
    told = np.where(allowed, likelihoods(cells), np.float32(_NEVER))
    sureness = np.where(_blank(cells), np.float32(_NEVER), told.max(axis=1))
    return _Read(
        text="".join(ALPHABET[at] for at in told.argmax(axis=1)),
        sureness=sureness.reshape(grid.shape[:2]).astype(np.float32),
        way=way,
    )


def _blank(cells: Floats) -> NDArray[np.bool_]:
    """Which cells have nothing in them: in a zone every place is printed."""
    contrast = cells.reshape(len(cells), -1).std(axis=1)
    blank: NDArray[np.bool_] = contrast < _LEAST_CONTRAST * np.median(contrast)
    return blank
