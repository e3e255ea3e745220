"""How near strangers are, by which a distance is corrected: numbers learnt once and shipped.

The network puts the faces of some groups of people close together, so that two
strangers of such a group are nearer than two others. From where a template lies, how near
its nearest strangers would be is foretold. Where that is nearer than is typical, the
template lies in a crowd and its distances are raised; where it is farther they are
lowered, but less. ``data/README.md`` says what the numbers are learnt from.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.encoder import Encoding, Encodings
from station_gate.faces.steps import PipelineSteps

FILE = "crowd.npz"
_NEIGHBOURS = 5
"""The nearest centroids whose mean distance says how crowded a place is: one alone is
as good for the errors of all, but tells the crowds of few people less well."""


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """What was learnt of how near strangers are.

    ``means``: the centroids, float64 (K, 128), each over 25 people or more. A template's
    strangers are as near as ``slope`` times its distance to the nearest few of them and
    its product with ``direction``, float64 (128,), say; ``typical`` is the mean of that
    over the pictures of the people it was learnt from.
    """

    means: Encodings
    direction: Encoding
    slope: float
    typical: float

    def to_means(self, encodings: Encodings) -> NDArray[np.float64]:
        """Return each encoding's mean distance to the nearest five centroids, float64 (N,)."""
        squares = (encodings**2).sum(axis=1)[:, None] + (self.means**2).sum(axis=1)
        squares = np.maximum(squares - 2 * encodings @ self.means.T, 0)
        few = np.partition(squares, _NEIGHBOURS - 1, axis=1)[:, :_NEIGHBOURS]
        distances: NDArray[np.float64] = np.sqrt(few).mean(axis=1)
        return distances

    def to_strangers(self, encodings: Encodings) -> NDArray[np.float64]:
        """Foretell how far each encoding's nearest strangers are, less a constant, (N,)."""
        foretold: NDArray[np.float64] = (
            self.slope * self.to_means(encodings) + encodings @ self.direction
        )
        return foretold

    def crowding(self, encodings: Encodings, near: float, far: float) -> NDArray[np.float64]:
        """Return what each template adds to its distances, float64 (N,).

        Above 0 in a crowd, by ``near`` times as much as strangers are nearer than is
        typical; below 0 away from it, by ``far`` times as much as they are farther.
        """
        nearer = self.typical - self.to_strangers(encodings)
        added: NDArray[np.float64] = np.where(nearer > 0, near, far) * nearer
        return added


@cache
def load_crowd(steps: PipelineSteps) -> Crowd:
    """Return the shipped numbers for these steps; ``ValueError`` if none were learnt."""
    with (
        (files("station_gate.faces") / "data" / FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        learnt = str(arrays["template"])
        if steps.template_version != learnt:
            raise ValueError(f"no crowd was learnt for {steps.template_version}, but for {learnt}")
        means, direction = (arrays[name].astype(np.float64) for name in ("means", "direction"))
        return Crowd(means, direction, float(arrays["slope"]), float(arrays["typical"]))
