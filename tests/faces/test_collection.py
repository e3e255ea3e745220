"""Collected frames: the template is the pipeline's own, and its cost is spread over the frames."""

from dataclasses import replace

import numpy as np
import pytest

from station_gate.faces.alignment import PADDING, AlignedFace
from station_gate.faces.collection import Collection
from station_gate.faces.encoder import Chips, Encoder, Encodings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.limits import QualityLimits
from station_gate.faces.observation import Measure
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import gray_of
from station_gate.faces.quality import judge_face, weight
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
    collection = Collection(pipeline, needed=3, best=2, continuity=0.4, another=0.5)
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


def test_a_frame_costs_one_view_and_nothing_is_encoded_twice(
    engine: FaceEngine, pipeline: Pipeline, counting: Counting
) -> None:
    collection = Collection(pipeline, needed=1, best=1, continuity=0.4, another=0.5)
    collection.add(*seen(engine, "chen", 16))
    for _ in range(9):
        collection.proceed()
    collection.template()
    assert counting.chips == [1] * pipeline.steps.views


def test_what_is_left_is_encoded_in_batches(
    engine: FaceEngine, pipeline: Pipeline, counting: Counting
) -> None:
    collection = Collection(pipeline, needed=2, best=2, continuity=0.4, another=0.5)
    for number in (16, 18):
        collection.add(*seen(engine, "chen", number))
    collection.proceed()
    collection.template()
    assert counting.chips == [1, 1, 1, 8, 1]
    assert sum(counting.chips) == 2 * pipeline.steps.views


def test_only_frames_that_no_later_one_can_outdo_are_encoded_ahead(
    engine: FaceEngine, pipeline: Pipeline, counting: Counting
) -> None:
    collection = Collection(pipeline, needed=5, best=3, continuity=0.4, another=0.5)
    encoded = []
    for number in (16, 18, 20, 22, 24):
        collection.add(*seen(engine, "chen", number))
        for _ in range(20):
            collection.proceed()
        encoded.append(sum(counting.chips))
    ahead = pipeline.steps.views - 1
    assert encoded == [1, 2, 3 + ahead, 4 + 2 * ahead, 5 + 3 * ahead]


def test_with_nobody_there_is_nothing_to_do(pipeline: Pipeline, counting: Counting) -> None:
    collection = Collection(pipeline, needed=5, best=3, continuity=0.4, another=0.5)
    collection.proceed()
    assert len(collection) == 0
    assert counting.chips == []


def test_another_person_begins_anew(engine: FaceEngine, pipeline: Pipeline) -> None:
    collection = Collection(pipeline, needed=5, best=3, continuity=0.4, another=0.5)
    for number in (16, 18):
        collection.add(*seen(engine, "chen", number))
    collection.add(*seen(engine, "brandt", 16))
    assert len(collection) == 1


def test_the_usual_view_is_the_chip_itself_as_dlib_would_cut_it_again(engine: FaceEngine) -> None:
    face, _ = seen(engine, "chen", 16)
    usual, mirrored = face.views([PADDING])
    again = replace(face, chip=np.zeros_like(face.chip)).views([PADDING + 1e-12])
    assert np.array_equal(usual, again[0])
    assert np.array_equal(mirrored, face.chip[:, ::-1])
