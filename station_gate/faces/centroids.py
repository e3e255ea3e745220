"""The mean faces by which a distance is corrected: numbers learnt once and shipped.

The network puts the faces of some groups of people close together, so that two
strangers of such a group are nearer than two others. A template near one of the
centroids lies in such a crowd, and its distances are raised in proportion.
``data/README.md`` says what the centroids are learnt from.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.encoder import Encodings
from station_gate.faces.steps import PipelineSteps

FILE = "centroids.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Centroids:
    """``means``, float64 (K, 128), each over 25 people or more, and the mean distance
    of the people they were learnt from to the nearest of them.
    """

    means: Encodings
    typical: float

    def nearest(self, encodings: Encodings) -> NDArray[np.float64]:
        """Return each encoding's distance to the nearest centroid, float64 (N,)."""
        squares = (encodings**2).sum(axis=1)[:, None] + (self.means**2).sum(axis=1)
        nearest = np.maximum(squares - 2 * encodings @ self.means.T, 0)
        distances: NDArray[np.float64] = np.sqrt(nearest.min(axis=1))
        return distances


@cache
def load_centroids(steps: PipelineSteps) -> Centroids:
    """Return the shipped centroids for these steps.

    Raises ``ValueError`` for steps with no centroids or none learnt.
    """
    name = f"{steps.template_version}-c{steps.centroids}"
    with (
        (files("station_gate.faces") / "data" / FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        if name not in arrays:
            raise ValueError(f"no centroids were learnt for {name}; there are {list(arrays)}")
        rows = arrays[name].astype(np.float64)
    # the last row has the typical distance as its first number
    return Centroids(rows[:-1], float(rows[-1, 0]))
