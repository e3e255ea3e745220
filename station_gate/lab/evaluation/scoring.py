"""From encodings and pairs to distances, ours and plain face_recognition's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.encoder import Encoding
from station_gate.faces.pipeline import Pipeline
from station_gate.lab.evaluation.material import Indices, Material
from station_gate.lab.evaluation.statistics import Rate, Scores

_ROWS = 256
"""Pictures compared with all others at once: some ten megabytes of distances."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """One way of comparing, over all pairs or those of a group.

    ``pairs`` are numbers of the material's pairs and ``distances`` float64 (N,) theirs;
    pairs with a picture that could not be acquired are left out. ``failed`` counts the
    pictures without a face.
    """

    pairs: NDArray[np.intp]
    same: NDArray[np.bool_]
    distances: NDArray[np.float64]
    failed: Rate

    @property
    def scores(self) -> Scores:
        """The distances, sorted."""
        return Scores(self.distances[self.same], self.distances[~self.same])


def compare_pairs(
    given: Material, encodings: Sequence[Encoding | None], pipeline: Pipeline
) -> Compared:
    """Compare the pairs with the product's own pipeline."""
    acquired = np.array([each is not None for each in encodings], dtype=np.bool_)
    matrix = np.array(
        [np.zeros(pipeline.engine.kind.dimension) if each is None else each for each in encodings]
    )
    distances = _distances(matrix, given.left, given.right, pipeline)
    pairs = np.flatnonzero(acquired[given.left] & acquired[given.right])
    return Compared(
        pairs=pairs,
        same=given.same[pairs],
        distances=distances[pairs],
        failed=Rate(int((~acquired).sum()), len(acquired)),
    )


def of_group(
    whole: Compared, given: Material, group: int, encodings: Sequence[Encoding | None]
) -> Compared:
    """Take the pairs of one group."""
    inside = given.group == group
    chosen = inside[whole.pairs]
    pictures = np.union1d(given.left[inside], given.right[inside])
    failed = sum(encodings[picture] is None for picture in pictures)
    return Compared(
        pairs=whole.pairs[chosen],
        same=whole.same[chosen],
        distances=whole.distances[chosen],
        failed=Rate(failed, len(pictures)),
    )


def _distances(
    encodings: NDArray[np.float64], left: Indices, right: Indices, pipeline: Pipeline
) -> NDArray[np.float64]:
    """Return the distance of each pair; ``left`` is sorted."""
    crowding = pipeline.crowding(encodings)
    distances = np.empty(len(left))
    for start in range(0, len(encodings), _ROWS):
        first, last = np.searchsorted(left, (start, start + _ROWS))
        if first == last:
            continue
        rows = slice(start, start + _ROWS)
        block = pipeline.distances((encodings[rows], crowding[rows]), (encodings, crowding))
        distances[first:last] = block[left[first:last] - start, right[first:last]]
    return distances
