"""The pipeline: each step alone, and both ways of measuring a distance the same."""

import numpy as np
import pytest

from station_gate.faces.calibration import Calibration
from station_gate.faces.crowd import Crowd, load_crowd
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN, SHIPPED, PipelineSteps
from station_gate.faces.stills import find_face
from tests.faces.conftest import live, portrait

STEPS = [
    PLAIN,
    PipelineSteps(views=2, unit_length=False, crowd=False),
    PipelineSteps(views=6, unit_length=True, crowd=False),
    SHIPPED,
]


def test_every_pipeline_has_a_name_of_its_own() -> None:
    versions = [steps.version for steps in [*STEPS, PipelineSteps(near=0.5)]]
    assert len(set(versions)) == len(versions)
    assert SHIPPED.version == "views6-unit-crowd1-0.3-3"
    assert Calibration.load(None, SHIPPED.version).pipeline == SHIPPED.version


@pytest.mark.parametrize("given", [{"views": 3}, {"near": 2.1}, {"near": 0.1}, {"far": -0.1}])
def test_steps_that_do_not_exist_are_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"1, 2 or 6|0 to 2"):
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
    crowds = np.array([each.crowding for each in templates])
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
        for f in (live("chen")[20], live("chen")[35])
    ]
    first = pipeline.template_of_faces([(faces[0], 1.0)])
    nearly = pipeline.template_of_faces([(faces[0], 1.0), (faces[1], 0.01)])
    evenly = pipeline.template_of_faces([(faces[0], 1.0), (faces[1], 1.0)])
    near, far = (np.linalg.norm(each.encoding - first.encoding) for each in (nearly, evenly))
    assert 0 < near < far / 5
    for useless in ([], [(faces[0], 0.0)]):
        with pytest.raises(ValueError, match="weight above 0"):
            pipeline.template_of_faces(useless)


def test_centroids_are_nobodys_template() -> None:
    """Means of unit vectors of many people are far shorter than any one of them."""
    crowd = load_crowd(SHIPPED)
    assert crowd.means.shape == (240, 128)
    assert np.linalg.norm(crowd.means, axis=1).max() < 0.97


def test_a_crowd_raises_distances_and_its_absence_lowers_them_less() -> None:
    """Six centroids in one place: the nearest five decide, and they are all there."""
    crowd = Crowd(np.eye(128)[[0] * 6] * 0.9, np.zeros(128), slope=1.0, typical=0.4)
    places = np.zeros((3, 128))
    places[:, 0] = 0.9 + np.array([0.1, 0.4, 0.7])
    assert crowd.to_means(places) == pytest.approx([0.1, 0.4, 0.7])
    assert crowd.crowding(places, near=1.0, far=0.5) == pytest.approx([0.3, 0, -0.15])


def test_where_strangers_are_near_is_foretold_by_place_and_centroids() -> None:
    direction = np.zeros(128)
    direction[1] = 0.5
    crowd = Crowd(np.zeros((5, 128)), direction, slope=0.6, typical=0.7)
    places = np.zeros((2, 128))
    places[0, 0], places[1, 1] = 1.0, 1.0  # both 1 from the centroids, one along the direction
    assert crowd.to_strangers(places) == pytest.approx([0.6, 1.1])
    assert crowd.crowding(places, near=1.0, far=0.5) == pytest.approx([0.1, -0.2])


def test_another_crowd_can_be_measured(engine: FaceEngine) -> None:
    crowd = Crowd(np.zeros((5, 128)), np.zeros(128), slope=1.0, typical=1.5)
    pipeline = Pipeline(engine, SHIPPED, crowd)
    template = pipeline.template_of_still(portrait("chen"))
    # everybody of unit length is 1 from the origin, 0.5 nearer than is typical
    assert template.crowding == pytest.approx(0.5 * SHIPPED.near)
    assert pipeline.distance(template, template) == pytest.approx(2 * 0.5 * SHIPPED.near)


def test_steps_nothing_was_learnt_for_are_refused() -> None:
    with pytest.raises(ValueError, match="no crowd was learnt for views1-raw"):
        load_crowd(PipelineSteps(views=1, unit_length=False))
