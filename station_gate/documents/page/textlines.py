"""Finds evenly spaced lines of letters in a strip, from its dark blobs."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from station_gate.documents.page.glyphs import Floats
from station_gate.documents.page.strips import Gray, evened

_THRESHOLDS = ((31, 10), (21, 7), (45, 12))
"""Side of the neighbourhood in pixels, and how much darker than it ink is."""
_LEAST_LETTERS = 14
"""Blobs of a line; a third of the shortest line of a zone may be missing."""
_LEAST_GOOD = 10
"""Of them, that stand where an evenly spaced line has them."""
_REACH = 4
"""Steps to either side that tell the usual one."""
_MOST_BLOBS = 600
"""A strip of a page has up to 160; noise has thousands."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextLine:
    """A line of letters: where letter number n is, also beyond those that were found."""

    across: Numbers
    """x of letter n as a polynomial (a page seen at an angle is spaced unevenly)."""
    base: float
    slope: float
    """y = base + slope * x."""
    bend: Numbers
    """x and y of letter n as polynomials (2, 4): a page of an open passport is bent."""
    capital: float
    """Height of a letter in pixels."""
    count: int
    """Letters found."""
    start: int
    end: int
    """Numbers of the first and of the last letter found."""

    @property
    def span(self) -> int:
        """Letters from the first to the last one found."""
        return self.end - self.start + 1

    @property
    def pitch(self) -> float:
        """From one letter to the next in the middle of the line, in pixels."""
        return float(np.polyval(np.polyder(self.across), (self.start + self.end) / 2))

    def x(self, number: float) -> float:
        """Where a letter's middle is, from the left."""
        return float(np.polyval(self.across, number))

    def y(self, x: float) -> float:
        """How far down the line is there."""
        return self.base + self.slope * x

    def middles(self, first: int, count: int) -> Numbers:
        """Where the middles of ``count`` letters from number ``first`` on are: (N, 2)."""
        x = np.polyval(self.across, first + np.arange(count))
        return np.stack([x, self.base + self.slope * x], axis=1)

    def bent_middles(self, first: int, count: int) -> Numbers:
        """Return the same on a page that is bent."""
        numbers = first + np.arange(count)
        return np.stack([np.polyval(way, numbers) for way in self.bend], axis=1)


def text_lines(pixels: Gray) -> list[TextLine]:
    """Find the lines of a strip from above, each once."""
    found: list[TextLine] = []
    middle = pixels.shape[1] / 2
    pixels = evened(pixels)
    for side, darker in _THRESHOLDS:
        found += _found(pixels, side, darker)
        if sum(line.count >= 20 for line in found) >= 2:
            break
    found.sort(key=lambda line: -line.count)
    kept: list[TextLine] = []
    for line in found:
        height = line.y(middle)
        if all(abs(height - other.y(middle)) >= 0.6 * line.capital for other in kept):
            kept.append(line)
    return sorted(kept, key=lambda line: line.y(middle))


def _found(pixels: Gray, side: int, darker: int) -> Iterator[TextLine]:
    smooth = cv2.GaussianBlur(pixels, (0, 0), 0.8)
    ink = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, darker
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = stats[1:].astype(np.float64)
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    letter = (height >= 7) & (height < pixels.shape[0] * 0.32) & (width < height * 1.5)
    boxes = boxes[letter & (width >= 2) & (area > 12)]
    if not 24 <= len(boxes) <= _MOST_BLOBS:
        return
    boxes = boxes[np.argsort(boxes[:, 0] + boxes[:, 2] / 2)]
    x, y, tall = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2, boxes[:, 3]
    for chain in _chains(x, y, tall):
        line = _fitted(x[chain], y[chain], float(np.median(tall[chain])))
        if line is not None:
            yield line


def _chains(x: Numbers, y: Numbers, tall: Numbers) -> Iterator[NDArray[np.int64]]:
    """Join each blob with its next neighbour to the right, as on a line of text."""
    after = np.full(len(x), -1)
    taken = np.zeros(len(x), bool)
    for at in range(len(x)):
        away, aside = x - x[at], np.abs(y - y[at])
        near = (away > tall[at] * 0.45) & (away < tall[at] * 3.2) & (aside < tall[at] * 0.35)
        alike = np.abs(tall - tall[at]) < tall[at] * 0.35
        candidates = np.flatnonzero(near & alike & ~taken)
        if len(candidates):
            best = candidates[np.argmin(away[candidates] + 3 * aside[candidates])]
            after[at], taken[best] = best, True
    for start in np.flatnonzero(~taken):
        chain = [int(start)]
        while after[chain[-1]] >= 0:
            chain.append(int(after[chain[-1]]))
        if len(chain) >= _LEAST_LETTERS:
            yield np.array(chain)


def _fitted(x: Numbers, y: Numbers, capital: float) -> TextLine | None:
    steps = np.diff(x)
    numbers = np.concatenate([[0.0], np.cumsum(np.maximum(1, np.round(steps / _usual(steps))))])
    across = np.polyfit(numbers, x, 2)
    for _ in range(3):
        off = np.abs(np.polyval(across, numbers) - x)
        good = off < max(1.2, 0.25 * float(np.median(steps)))
        if good.sum() < _LEAST_GOOD:
            return None
        across = np.polyfit(numbers[good], x[good], 2)
        # number anew by where the letters must be; one that joined the line by mistake falls out
        dense = np.arange(numbers.min() - 3, numbers.max() + 4, 0.125)
        seen = np.polyval(across, dense)
        if (np.diff(seen) <= 0).any():
            return None
        numbers = np.round(np.interp(x, seen, dense))
    pitch = float(np.polyval(np.polyder(across), numbers.mean()))
    if not 0.5 < pitch / capital < 1.7:
        return None
    slope, base = np.polyfit(x, y, 1)
    return TextLine(
        across=across,
        base=float(base),
        slope=float(slope),
        bend=np.stack([np.polyfit(numbers[good], way[good], 3) for way in (x, y)]),
        capital=capital,
        count=len(x),
        start=int(numbers.min()),
        end=int(numbers.max()),
    )


def _usual(steps: Numbers) -> Numbers:
    """Return the usual step around each: it changes along a line that is seen at an angle."""
    reach = np.lib.stride_tricks.sliding_window_view(np.pad(steps, _REACH, "edge"), 2 * _REACH + 1)
    usual: Numbers = np.median(reach, axis=1)
    return usual


def ink_of(pixels: Gray) -> Floats:
    """Return the strip with ink bright."""
    return 255.0 - pixels.astype(np.float32)
