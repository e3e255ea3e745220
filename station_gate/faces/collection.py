"""The usable frames of one passenger, and the template of the best of them.

Encoding is what costs most: six views of three frames take 0.1 s. So it is spread: a
live frame costs one chip and its mirror image, of the frame just collected or of the
best one whose views are not complete. What is left is done when it is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from station_gate.faces.alignment import PADDING, AlignedFace
from station_gate.faces.encoder import Encoding, Encodings
from station_gate.faces.observation import Measure
from station_gate.faces.pipeline import Pipeline, Template
from station_gate.faces.quality import together, weight


@dataclass(slots=True, eq=False)
class _Usable:
    """One usable frame: the face, how well it shows, its encodings and paddings to come."""

    face: AlignedFace
    measures: tuple[Measure, ...]
    weight: float
    paddings: list[float]
    encodings: list[Encodings] = field(default_factory=list)


class Collection:
    """Collects frames of one person. Biometric: dropped with the passenger."""

    def __init__(self, pipeline: Pipeline, *, best: int, continuity: float) -> None:
        """``best`` frames at most make the template.

        A frame further than ``continuity`` from the mean of those before it may be of
        another person, so that the collection begins anew with it.
        """
        self._pipeline = pipeline
        self._best = best
        self._continuity = continuity
        self._frames: list[_Usable] = []

    def __len__(self) -> int:
        """Return how many frames are held."""
        return len(self._frames)

    def clear(self) -> None:
        """Begin anew."""
        self._frames.clear()

    def add(self, face: AlignedFace, measures: tuple[Measure, ...]) -> None:
        """Collect a usable frame (one chip and its mirror image are encoded: 13 ms)."""
        # the usual padding first: its view tells whether it is still the same person
        paddings = sorted(self._pipeline.steps.paddings, key=lambda each: abs(each - PADDING))
        frame = _Usable(face, measures, weight(measures), paddings)
        self._encode(frame)
        if self._frames:
            mean = np.mean([_single(each) for each in self._frames], axis=0)
            if float(np.linalg.norm(_single(frame) - mean)) > self._continuity:
                self.clear()
        self._frames.append(frame)

    def proceed(self) -> None:
        """Encode one more chip and its mirror image of the best frame that lacks some."""
        for frame in self._chosen():
            if frame.paddings:
                self._encode(frame)
                return

    def template(self) -> tuple[Template, tuple[Measure, ...]]:
        """Make the template of the best frames; return it with their mean measures."""
        chosen = self._chosen()
        for frame in chosen:
            while frame.paddings:
                self._encode(frame)
        means = np.array([np.concatenate(each.encodings).mean(axis=0) for each in chosen])
        template = self._pipeline.template_of_encodings(means, [each.weight for each in chosen])
        return template, together([each.measures for each in chosen])

    def _chosen(self) -> Sequence[_Usable]:
        return sorted(self._frames, key=lambda each: -each.weight)[: self._best]

    def _encode(self, frame: _Usable) -> None:
        chips = self._pipeline.chips(frame.face, frame.paddings[:1])
        frame.encodings.append(self._pipeline.engine.encoder.encode(chips))
        del frame.paddings[:1]


def _single(frame: _Usable) -> Encoding:
    """Return the encoding of the usual view."""
    single: Encoding = frame.encodings[0][0]
    return single
