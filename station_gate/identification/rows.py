"""The arrays of a gallery: a row for each template, overwritten when it is removed."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.crowd import load_crowd
from station_gate.faces.encoder import Encodings
from station_gate.faces.steps import SHIPPED

COARSE = 32
"""Directions in which templates differ most, of which a search looks at first.

Among pictures of LFW 0.6 % of the rows are then looked at twice for a distance of 0.31 (with 16
directions 11 %, with 48 0.2 %)."""
SKETCH_WORDS = 2
"""Of 64 bits: 128 bits, one for each number of a template."""
_SEED = 20161
"""Of the rotation that sketches are made by; another one is as good."""

Rows = NDArray[np.intp]


class RowStore:
    """Room for ``capacity`` templates. One thread writes, any number read.

    ``people`` says whose each row is, ``None`` of a removed one. ``templates``: float32
    (capacity, 128). ``coarse``: float32 (``COARSE`` + 3, capacity), the first directions of a
    template, the length of the rest, and the two numbers that hold the crowd's correction; a
    direction lies together, which a product with all of them goes through three times as fast.
    ``sketches``: uint64 (``SKETCH_WORDS``, capacity), or nothing where no sketch is wanted.
    A store that nobody uses any longer overwrites itself: what was enrolled once must not
    lie about in freed memory.
    """

    def __init__(self, capacity: int, *, sketched: bool) -> None:
        self.capacity = capacity
        self.people: list[str | None] = []
        self.templates = np.zeros((capacity, 128), np.float32)
        self.crowding = np.zeros(capacity, np.float32)
        self.coarse = np.zeros((COARSE + 3, capacity), np.float32)
        self.sketches = np.zeros((SKETCH_WORDS, capacity if sketched else 0), np.uint64)
        self.sketched = sketched

    def __len__(self) -> int:
        """Return how many rows are written, removed ones included."""
        return len(self.people)

    def __del__(self) -> None:
        for array in (self.templates, self.crowding, self.coarse, self.sketches):
            array[:] = 0

    def append(
        self, people: list[str], encodings: Encodings, crowding: NDArray[np.float64]
    ) -> None:
        """Write templates, (n, 128) of length 1 and (n,), behind the last row; there is room."""
        start = len(self.people)
        rows = slice(start, start + len(people))
        self.templates[rows] = encodings
        self.crowding[rows] = crowding
        given = self.templates[rows].astype(np.float64)
        first, rest = split(given)
        self.coarse[:COARSE, rows], self.coarse[COARSE, rows] = first.T, rest
        self.coarse[COARSE + 1, rows] = -self.crowding[rows]
        self.coarse[COARSE + 2, rows] = self.crowding[rows] ** 2 / 2
        if self.sketched:
            self.sketches[:, rows] = sketches(given)
        self.people.extend(people)  # last: who counts the rows finds them whole

    def overwrite(self, row: int) -> None:
        """Put nothing in a row's place; a search that is under way no longer finds it."""
        self.people[row] = None  # first: half a template is nobody's
        self.templates[row] = 0
        self.crowding[row] = 0
        self.coarse[:, row] = 0
        # no product with any probe reaches a limit
        self.coarse[COARSE + 2, row] = -np.inf
        if self.sketched:
            self.sketches[:, row] = 0


def split(encodings: Encodings) -> tuple[Encodings, NDArray[np.float64]]:
    """Turn templates, (n, 128); return the first directions and the length of the rest."""
    turned = encodings @ _directions()
    rest: NDArray[np.float64] = np.linalg.norm(turned[:, COARSE:], axis=1)
    return turned[:, :COARSE], rest


def sketches(encodings: Encodings) -> NDArray[np.uint64]:
    """Return a bit for each of 128 directions, on which side of the middle they lie: (2, n)."""
    middle, directions = _sketching()
    bits = np.packbits((encodings - middle) @ directions > 0, axis=1)
    return np.ascontiguousarray(bits.view(np.uint64).T)


@cache
def _directions() -> NDArray[np.float64]:
    """Return a rotation, (128, 128): first where the shipped crowd's centroids differ most.

    They are means of 25 people or more each, so that nothing of anybody enrolled is in it.
    """
    means = load_crowd(SHIPPED).means
    turned: NDArray[np.float64] = np.linalg.svd(means - means.mean(axis=0))[2].T
    return turned


@cache
def _sketching() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle of all faces, (128,), and a rotation at random, (128, 128)."""
    drawn = np.random.default_rng(_SEED).normal(size=(128, 128))
    return load_crowd(SHIPPED).means.mean(axis=0), np.linalg.qr(drawn)[0]
