"""The pipeline: each step alone, and both ways of measuring a distance the same."""

import numpy as np
import pytest

from station_gate.faces.calibration import Calibration
from station_gate.faces.centroids import load_centroids
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN, SHIPPED, PipelineSteps
from station_gate.faces.stills import find_face
from tests.faces.conftest import live, portrait

STEPS = [
    PLAIN,
    PipelineSteps(views=2, unit_length=False, centroids=0),
    PipelineSteps(views=10, unit_length=True, centroids=0),
    PipelineSteps(centroids=10),
    SHIPPED,
]


def test_every_pipeline_has_a_name_of_its_own() -> None:
    versions = [steps.version for steps in STEPS] + [PipelineSteps(centroid_weight=0.25).version]
    assert len(set(versions)) == len(versions)
    assert SHIPPED.version == "views10-unit-c20w0.5-1"
    assert Calibration.load(None, SHIPPED.version).pipeline == SHIPPED.version


@pytest.mark.parametrize("given", [{"views": 3}, {"centroids": 15}, {"centroid_weight": 2.0}])
def test_steps_that_do_not_exist_are_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"10|0 to 1"):
        PipelineSteps(**given)  # type: ignore[arg-type]


def test_plain_steps_are_the_plain_distance(engine: FaceEngine) -> None:
    pipeline = Pipeline(engine, PLAIN)
    one, other = (find_face(engine, portrait(name), "portrait") for name in ("chen", "park"))
    encodings = engine.encoder.encode(np.stack([one.chip, other.chip]))
    templates = [pipeline.template_of_faces([(face, 1.0)]) for face in (one, other)]
    assert templates[0].encoding == pytest.approx(encodings[0], abs=1e-6)
    plain = np.linalg.norm(encodings[0] - encodings[1])
    assert pipeline.distance(*templates) == pytest.approx(plain, abs=1e-6)


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps.version)
def test_one_distance_is_as_good_as_many(engine: FaceEngine, steps: PipelineSteps) -> None:
    pipeline = Pipeline(engine, steps)
    templates = [pipeline.template_of_still(portrait(name)) for name in ("chen", "park", "okafor")]
    encodings = np.stack([each.encoding for each in templates])
    crowds = np.array([each.centroid_distance for each in templates])
    many = pipeline.distances((encodings, crowds), (encodings[:2], crowds[:2]))
    assert many.shape == (3, 2)
    for row in range(3):
        for column in range(2):
            one = pipeline.distance(templates[row], templates[column])
            # where both are one the square root magnifies what rounding leaves
            assert many[row, column] == pytest.approx(one, abs=1e-6)
    if steps.unit_length:
        assert np.linalg.norm(encodings, axis=1) == pytest.approx(1)


def test_weights_count(engine: FaceEngine) -> None:
    pipeline = Pipeline(engine)
    faces = [
        engine.aligner.align(f, engine.detector.search_portrait(f[:, :, 1])[0])
        for f in (live("chen")[20], live("chen")[40])
    ]
    first = pipeline.template_of_faces([(faces[0], 1.0)])
    nearly = pipeline.template_of_faces([(faces[0], 1.0), (faces[1], 0.01)])
    evenly = pipeline.template_of_faces([(faces[0], 1.0), (faces[1], 1.0)])
    near, far = (np.linalg.norm(each.encoding - first.encoding) for each in (nearly, evenly))
    assert 0 < near < far / 5
    for useless in ([], [(faces[0], 0.0)]):
        with pytest.raises(ValueError, match="weight above 0"):
            pipeline.template_of_faces(useless)


@pytest.mark.parametrize("count", [10, 20])
def test_centroids_are_nobodys_template(count: int) -> None:
    """Means of unit vectors of many people are far shorter than any one of them."""
    steps = PipelineSteps(centroids=count)  # type: ignore[arg-type]
    centroids = load_centroids(steps)
    assert centroids.means.shape == (count, 128)
    assert np.linalg.norm(centroids.means, axis=1).max() < 0.97
    assert 0.3 < centroids.typical < 0.5
    assert centroids.nearest(centroids.means) == pytest.approx(0, abs=1e-6)


def test_steps_nothing_was_learnt_for_are_refused() -> None:
    with pytest.raises(ValueError, match="no centroids were learnt for views1-raw-c20"):
        load_centroids(PipelineSteps(views=1, unit_length=False))
