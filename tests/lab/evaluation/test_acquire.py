"""Pictures to encodings: ours is the pipeline's, the plain one is face_recognition's."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFile

from station_gate.capture.image import read_image
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN, SHIPPED
from station_gate.lab.evaluation.acquire import Acquirer, Choice
from station_gate.lab.evaluation.material import material
from station_gate.lab.evaluation.scoring import compare_pairs, of_group
from station_gate.lab.evaluation.statistics import Rate
from tests.conftest import FIXTURES

PORTRAITS = sorted((FIXTURES / "people").glob("*/portrait.jpg"))[:4]


@pytest.fixture(scope="module")
def acquirer(own_cache: Path) -> Acquirer:
    return Acquirer(SHIPPED, "centre")


@pytest.mark.parametrize("path", PORTRAITS[:2], ids=lambda path: path.parent.name)
def test_the_plain_encoding_is_face_recognitions_own(acquirer: Acquirer, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import face_recognition
    # it lets Pillow take cut pictures for whole ones, in every test after this
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    picture = read_image(path)
    (theirs,) = face_recognition.face_encodings(picture)
    plain = acquirer.acquire(picture).plain
    assert plain is not None
    assert np.linalg.norm(plain - theirs) < 1e-5


def test_ours_is_what_the_gate_makes_of_a_portrait(acquirer: Acquirer) -> None:
    picture = read_image(PORTRAITS[0])
    ours = acquirer.acquire(picture).ours
    assert ours is not None
    template = Pipeline(FaceEngine.load(), SHIPPED).template_of_still(picture)
    assert np.allclose(ours, template.encoding, atol=1e-9)


def test_a_poor_picture_is_encoded_and_said_to_be_poor(acquirer: Acquirer) -> None:
    picture = read_image(PORTRAITS[0])
    assert acquirer.acquire(picture).beyond == ""
    dark = acquirer.acquire((picture * 0.15).astype(np.uint8))
    assert dark.ours is not None
    assert dark.beyond == "luminance"


def test_nobody_is_nobody(acquirer: Acquirer) -> None:
    nothing = acquirer.acquire(np.full((120, 120, 3), 128, dtype=np.uint8))
    assert nothing.ours is None
    assert nothing.plain is None


@pytest.mark.parametrize(("choice", "taken"), [("centre", True), ("refuse", False)])
def test_of_several_faces_the_one_at_the_centre(
    own_cache: Path, choice: Choice, taken: bool
) -> None:
    one, other = (read_image(path) for path in PORTRAITS[:2])
    height = min(len(one), len(other))
    # the first person's face comes to lie next to the middle, the other's at the right edge
    margin = np.full((height, one.shape[1] // 2, 3), 200, dtype=np.uint8)
    picture = np.hstack([margin, one[:height], other[:height]])
    acquired = Acquirer(SHIPPED, choice).acquire(picture)
    assert (acquired.ours is not None) is taken
    assert acquired.plain is not None
    if acquired.ours is not None:
        alone = Acquirer(SHIPPED, choice).acquire(np.hstack([margin, one[:height]])).ours
        assert alone is not None
        assert np.linalg.norm(acquired.ours - alone) < 0.2


@pytest.mark.parametrize("steps", [SHIPPED, PLAIN], ids=["shipped", "plain"])
def test_pairs_are_compared_as_the_pipeline_compares_two(acquirer: Acquirer, steps: object) -> None:
    pipeline = Pipeline(FaceEngine.load(), SHIPPED if steps is SHIPPED else PLAIN)
    pictures = [read_image(path) for path in PORTRAITS]
    encodings = [acquirer.acquire(picture).ours for picture in pictures]
    encodings.append(None)
    pairs = [(3, 0), (0, 1), (2, 4), (1, 2), (0, 2)]
    given = material(
        [Path(str(n)) for n in range(5)],
        None,
        pairs,
        [False] * 5,
        "made up",
        ["x", "", "x", "", ""],
    )
    whole = compare_pairs(given, encodings, pipeline)
    assert whole.failed == Rate(1, 5)
    assert len(whole.pairs) == 4  # the fifth picture has no face
    for pair, distance in zip(whole.pairs, whole.distances, strict=True):
        both = [encodings[side[pair]] for side in (given.left, given.right)]
        templates = [
            pipeline.template_of_encodings(each[None], [1.0]) for each in both if each is not None
        ]
        assert distance == pytest.approx(pipeline.distance(*templates), abs=1e-6)
    group = of_group(whole, given, 0, encodings)
    assert len(group.pairs) == 1
    assert group.failed == Rate(1, 4)
