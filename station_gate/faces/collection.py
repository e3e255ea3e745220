"""The usable frames of one passenger, and the template of the best of them.

Encoding is what costs most: six views of three frames take 0.1 s. So it is spread: a
live frame costs one view at most: of the frame just collected, or of one that is sure to
be among the best. What is left is done, in batches, when it is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from station_gate.faces.alignment import PADDING, AlignedFace
from station_gate.faces.encoder import Chips, Encoding
from station_gate.faces.observation import Measure
from station_gate.faces.pipeline import Pipeline, Template
from station_gate.faces.quality import together, weight


@dataclass(slots=True, eq=False)
class _Usable:
    """One usable frame: the face, how well it shows, and its views, encoded and to come."""

    face: AlignedFace
    measures: tuple[Measure, ...]
    weight: float
    paddings: list[float]
    """Of the views not yet cut."""
    chips: list[Chips] = field(default_factory=list)
    """The views cut and not yet encoded, one by one."""
    encodings: list[Encoding] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.paddings and not self.chips


class Collection:
    """Collects frames of one person. Biometric: dropped with the passenger."""

    def __init__(
        self, pipeline: Pipeline, *, needed: int, best: int, continuity: float, another: float
    ) -> None:
        """Of ``needed`` frames ``best`` at most make the template.

        A frame further than ``continuity`` from the mean of those before it may be of
        another person, so that the collection begins anew with it; beyond ``another``
        it counts as a change.
        """
        self._pipeline = pipeline
        self._needed = needed
        self._best = best
        self._continuity = continuity
        self._another = another
        self._frames: list[_Usable] = []
        self.changes = 0
        """How often a frame was so unlike those before that it is hardly the same face."""

    def __len__(self) -> int:
        """Return how many frames are held."""
        return len(self._frames)

    def clear(self) -> None:
        """Begin anew."""
        self._frames.clear()

    def add(self, face: AlignedFace, measures: tuple[Measure, ...]) -> None:
        """Collect a usable frame (one view is encoded: 5 ms)."""
        # the usual padding first: its view tells whether it is still the same person
        paddings = sorted(self._pipeline.steps.paddings, key=lambda each: abs(each - PADDING))
        frame = _Usable(face, measures, weight(measures), paddings)
        self._encode_one(frame)
        apart = self._apart(_single(frame)) if self._frames else 0.0
        if apart > self._continuity:
            self.clear()
        if apart > self._another:
            self.changes += 1
        self._frames.append(frame)

    def apart(self, face: AlignedFace) -> float:
        """Say how far a face is from the mean of those collected; there must be some (5 ms)."""
        return self._apart(
            self._pipeline.encode(face.view(self._pipeline.engine.kind.chip_side)[None])[0]
        )

    def _apart(self, encoding: Encoding) -> float:
        mean = np.mean([_single(each) for each in self._frames], axis=0)
        return float(np.linalg.norm(encoding - mean))

    def proceed(self) -> None:
        """Encode one more view of a frame that no later one can outdo."""
        to_come = max(0, self._needed - len(self._frames))
        for frame in self._chosen()[: max(0, self._best - to_come)]:
            if not frame.complete:
                self._encode_one(frame)
                return

    def template(self) -> tuple[Template, tuple[Measure, ...]]:
        """Make the template of the best frames; return it with their mean measures."""
        chosen = self._chosen()
        self._encode_rest(chosen)
        means = np.array([np.mean(each.encodings, axis=0) for each in chosen])
        template = self._pipeline.template_of_encodings(means, [each.weight for each in chosen])
        return template, together([each.measures for each in chosen])

    def _chosen(self) -> Sequence[_Usable]:
        return sorted(self._frames, key=lambda each: -each.weight)[: self._best]

    def _encode_one(self, frame: _Usable) -> None:
        if not frame.chips:
            self._cut(frame, 1)
        frame.encodings.extend(self._pipeline.encode(frame.chips.pop(0)[None]))

    def _encode_rest(self, frames: Sequence[_Usable]) -> None:
        for frame in frames:
            self._cut(frame, len(frame.paddings))
        encodings = iter(
            self._pipeline.encode(np.array([chip for each in frames for chip in each.chips]))
        )
        for frame in frames:
            frame.encodings.extend(islice(encodings, len(frame.chips)))
            frame.chips.clear()

    def _cut(self, frame: _Usable, paddings: int) -> None:
        if paddings:
            frame.chips.extend(self._pipeline.chips(frame.face, frame.paddings[:paddings]))
            del frame.paddings[:paddings]


def _single(frame: _Usable) -> Encoding:
    """Return the encoding of the usual view."""
    return frame.encodings[0]
