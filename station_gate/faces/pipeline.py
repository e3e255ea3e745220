"""From faces to a distance: the one way in which two people are compared.

The gate, ``compare`` and ``evaluate`` all take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.crowd import Crowd, load_crowd
from station_gate.faces.encoder import Chips, Encoding, Encodings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import Pixels
from station_gate.faces.steps import PipelineSteps, steps_for
from station_gate.faces.stills import find_face

_BATCH = 8
"""Chips encoded at once; larger batches fall out of the processor's cache."""

Distances = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One person as numbers: biometric, so dropped with the transaction.

    ``encoding`` is float64 (D,); ``crowding`` what is added to its distances because
    of the crowd it lies in, or taken off away from all crowds (0 without that step).
    """

    encoding: Encoding
    crowding: float


class Pipeline:
    """Makes templates and compares them. Not thread-safe, as its engine."""

    def __init__(
        self,
        engine: FaceEngine,
        steps: PipelineSteps | None = None,
        crowd: Crowd | None = None,
    ) -> None:
        """Make one for an engine; ``steps``: by default what the gate uses with it.

        ``crowd``: another than the shipped one, to measure it.
        """
        self.engine = engine
        self.steps = steps or steps_for(engine.kind)
        self._crowd = crowd

    def template_of_still(self, pixels: Pixels, name: str = "portrait") -> Template:
        """Make the template of a picture's one face, uint8 (H, W, 3) RGB (0.2 s).

        Raises ``PortraitProblem`` when the picture shows no face, several or too
        small a one; its sentence calls the picture ``name``.
        """
        return self.template_of_faces([(find_face(self.engine, pixels, name), 1.0)])

    def template_of_faces(self, faces: Sequence[tuple[AlignedFace, float]]) -> Template:
        """Make one template of several aligned faces of a person with their weights.

        Raises ``ValueError`` for no faces or weights that add up to nothing.
        """
        if not faces or sum(weight for _, weight in faces) <= 0:
            raise ValueError("a template needs a face with a weight above 0")
        chips = np.concatenate([self.chips(face, self.steps.paddings) for face, _ in faces])
        means = self.encode(chips).reshape(len(faces), self.steps.views, -1).mean(axis=1)
        return self.template_of_encodings(means, [weight for _, weight in faces])

    def encode(self, chips: Chips) -> Encodings:
        """Encode chips, uint8 (N, S, S, 3), as float64 (N, D)."""
        encoded = [
            self.engine.encoder.encode(chips[n : n + _BATCH]) for n in range(0, len(chips), _BATCH)
        ]
        return np.concatenate([np.empty((0, self.engine.kind.dimension)), *encoded])

    def template_of_encodings(self, means: Encodings, weights: Sequence[float]) -> Template:
        """Make a template of faces whose views are encoded and averaged already, (N, D)."""
        encoding = np.average(self.scaled(means), axis=0, weights=weights)
        encoding = self.scaled(encoding[None])
        return Template(encoding[0], float(self.crowding(encoding)[0]))

    def scaled(self, encodings: Encodings) -> Encodings:
        """Scale each encoding, (N, D), to length 1 if the steps say so."""
        if not self.steps.unit_length:
            return encodings
        scaled: Encodings = encodings / np.linalg.norm(encodings, axis=1, keepdims=True)
        return scaled

    def crowding(self, encodings: Encodings) -> Distances:
        """Return each template's ``crowding``, float64 (N,)."""
        if not self.steps.crowd:
            return np.zeros(len(encodings))
        crowd = self._crowd or load_crowd(self.steps)
        return crowd.crowding(encodings, self.steps.near, self.steps.far)

    def distance(self, reference: Template, probe: Template) -> float:
        """Compare two templates; never below 0, to which the crowd's correction could lead."""
        return max(0.0, self.apart(reference, probe) + reference.crowding + probe.crowding)

    def apart(self, reference: Template, probe: Template) -> float:
        """Say how far two templates are apart, whatever crowds they lie in: 0 is the same."""
        return float(np.linalg.norm(reference.encoding - probe.encoding))

    def distances(
        self, references: tuple[Encodings, Distances], probes: tuple[Encodings, Distances]
    ) -> Distances:
        """Compare (n, D) encodings and their (n,) crowding with m: float64 (n, m)."""
        (left, left_crowding), (right, right_crowding) = references, probes
        squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)
        apart = np.sqrt(np.maximum(squares - 2 * left @ right.T, 0))
        corrected: Distances = np.maximum(0, apart + left_crowding[:, None] + right_crowding)
        return corrected

    def chips(self, face: AlignedFace, paddings: Sequence[float]) -> NDArray[np.uint8]:
        """Cut the views that the steps ask for, of some of their paddings.

        Returns uint8 (N, S, S, 3): each padding's chip and its mirror image, or the
        one chip alone where the steps want no other.
        """
        if self.steps.views == 1:
            return face.view(self.engine.kind.chip_side)[None]
        return face.views(paddings, self.engine.kind.chip_side)
