"""The mean faces by which a distance is corrected: numbers learnt once and shipped.

The network puts the faces of some groups of people close together, so that two
strangers of such a group are nearer than two others. A template near several of
the centroids lies in such a crowd, and its distances are raised; those of one that
lies away from all of them are lowered, but less. ``data/README.md`` says what the
centroids are learnt from.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.encoder import Encodings
from station_gate.faces.steps import PipelineSteps

FILE = "centroids.npz"
_NEIGHBOURS = 5
"""The nearest centroids whose mean distance says how crowded a place is: one alone is
as good for the errors of all, but tells the crowds of few people less well."""


@dataclass(frozen=True, slots=True, eq=False)
class Centroids:
    """``means``, float64 (K, 128), each over 25 people or more, and the mean distance to
    the nearest few of them, over the pictures of the people they were learnt from.
    """

    means: Encodings
    typical: float

    def nearest(self, encodings: Encodings) -> NDArray[np.float64]:
        """Return each encoding's mean distance to the nearest five, float64 (N,)."""
        squares = (encodings**2).sum(axis=1)[:, None] + (self.means**2).sum(axis=1)
        squares = np.maximum(squares - 2 * encodings @ self.means.T, 0)
        few = np.partition(squares, _NEIGHBOURS - 1, axis=1)[:, :_NEIGHBOURS]
        distances: NDArray[np.float64] = np.sqrt(few).mean(axis=1)
        return distances

    def crowding(self, encodings: Encodings, near: float, far: float) -> NDArray[np.float64]:
        """Return what each template adds to its distances, float64 (N,).

        Above 0 in a crowd, by ``near`` times as much as it is nearer than is typical;
        below 0 away from it, by ``far`` times as much as it is farther.
        """
        nearer = self.typical - self.nearest(encodings)
        added: NDArray[np.float64] = np.where(nearer > 0, near, far) * nearer
        return added


@cache
def load_centroids(steps: PipelineSteps) -> Centroids:
    """Return the shipped centroids for these steps; ``ValueError`` if none were learnt."""
    with (
        (files("station_gate.faces") / "data" / FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        name = steps.template_version
        if name not in arrays:
            raise ValueError(f"no centroids were learnt for {name}; there are {list(arrays)}")
        rows = arrays[name].astype(np.float64)
    # the last row has the typical distance as its first number
    return Centroids(rows[:-1], float(rows[-1, 0]))
