"""Collected frames: the template is the pipeline's own, and its cost is spread over the frames."""

from dataclasses import replace

import numpy as np
import pytest

from station_gate.faces.alignment import AlignedFace
from station_gate.faces.collection import Collection
from station_gate.faces.encoder import Chips, Encoder, Encodings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Measure
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import gray_of
from station_gate.faces.quality import QualityLimits, judge_face, weight
from tests.faces.conftest import live


class Counting:
    """An encoder that counts the chips of each call."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.chips: list[int] = []

    def encode(self, chips: Chips) -> Encodings:
        self.chips.append(len(chips))
        return self._encoder.encode(chips)


@pytest.fixture
def counting(engine: FaceEngine) -> Counting:
    return Counting(engine.encoder)


@pytest.fixture
def pipeline(engine: FaceEngine, counting: Counting) -> Pipeline:
    return Pipeline(replace(engine, encoder=counting))


def seen(engine: FaceEngine, name: str, number: int) -> tuple[AlignedFace, tuple[Measure, ...]]:
    frame = live(name)[number]
    face = engine.aligner.align(frame, engine.detector.search(gray_of(frame))[0])
    return face, judge_face(face, QualityLimits())


def test_the_template_is_the_pipelines_own_of_the_best_frames(
    engine: FaceEngine, pipeline: Pipeline
) -> None:
    collection = Collection(pipeline, best=2, continuity=0.4)
    frames = [seen(engine, "chen", number) for number in (16, 25, 20)]
    for frame in frames:
        collection.add(*frame)
        collection.proceed()
    best = sorted(frames, key=lambda each: -weight(each[1]))[:2]
    expected = Pipeline(engine).template_of_faces([(face, weight(m)) for face, m in best])
    template, measures = collection.template()
    assert np.allclose(template.encoding, expected.encoding, atol=1e-6)
    assert [each.name for each in measures] == [each.name for each in frames[0][1]]
    assert len(collection) == 3


def test_a_frame_costs_one_pair_of_chips_and_nothing_is_encoded_twice(
    engine: FaceEngine, pipeline: Pipeline, counting: Counting
) -> None:
    collection = Collection(pipeline, best=1, continuity=0.4)
    collection.add(*seen(engine, "chen", 16))
    for _ in range(9):
        collection.proceed()
    collection.template()
    assert counting.chips == [2] * len(pipeline.steps.paddings)


def test_with_nobody_there_is_nothing_to_do(pipeline: Pipeline, counting: Counting) -> None:
    collection = Collection(pipeline, best=3, continuity=0.4)
    collection.proceed()
    assert len(collection) == 0
    assert counting.chips == []


def test_another_person_begins_anew(engine: FaceEngine, pipeline: Pipeline) -> None:
    collection = Collection(pipeline, best=3, continuity=0.4)
    for number in (16, 18):
        collection.add(*seen(engine, "chen", number))
    collection.add(*seen(engine, "brandt", 16))
    assert len(collection) == 1
