"""Portraits and photographs: whose face it is, and why it cannot be compared."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from station_gate.faces.calibration import Policy
from station_gate.faces.comparing import compare_pictures
from station_gate.faces.encoder import DlibEncoder
from station_gate.faces.engine import FaceEngine
from station_gate.faces.observation import Comparison
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN
from station_gate.faces.stills import PortraitProblem, find_face
from tests.faces.conftest import Pixels, live, portrait, rgb


def scaled(pixels: Pixels, factor: float) -> Pixels:
    return cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(
        np.uint8
    )


def pasted(large: Pixels, small: Pixels, left: int, top: int) -> Pixels:
    both = large.copy()
    both[top : top + small.shape[0], left : left + small.shape[1]] = small
    return both


def compare(engine: FaceEngine, reference: Pixels, probe: Pixels) -> Comparison:
    return compare_pictures(Pipeline(engine), Policy(), reference, probe).comparison


def test_one_person_matches_and_two_do_not(engine: FaceEngine) -> None:
    same = compare(engine, portrait("chen"), live("chen")[30])
    other = compare(engine, portrait("chen"), live("brandt")[30])
    assert same.matched
    assert not other.matched
    assert same.threshold == other.threshold == Policy().calibration.threshold(1e-3)
    assert same.frames == 1
    assert same.distance < same.threshold < other.distance


def test_a_comparison_is_the_same_each_time_and_both_ways(engine: FaceEngine) -> None:
    one = compare(engine, portrait("park"), portrait("okafor"))
    assert one == compare(engine, portrait("park"), portrait("okafor"))
    back = compare(engine, portrait("okafor"), portrait("park"))
    assert back.distance == pytest.approx(one.distance)
    plain = Pipeline(engine, PLAIN)
    same = compare_pictures(plain, Policy(), portrait("park"), portrait("park")).comparison
    assert same.distance == 0


def test_the_reference_engine_measures_the_same(engine: FaceEngine) -> None:
    slow = FaceEngine(engine.detector, engine.aligner, DlibEncoder())
    pictures = portrait("rivera"), live("moreno")[30]
    ours, reference = compare(engine, *pictures), compare(slow, *pictures)
    assert ours.distance == pytest.approx(reference.distance, abs=5e-6)


@pytest.mark.parametrize("factor", [0.6, 0.4, 102 / 413])
def test_a_small_portrait_gives_nearly_the_same_encoding(engine: FaceEngine, factor: float) -> None:
    whole = Pipeline(engine).template_of_still(portrait("diallo")).encoding
    small = Pipeline(engine).template_of_still(scaled(portrait("diallo"), factor)).encoding
    assert np.linalg.norm(whole - small) < 0.3


@pytest.mark.parametrize("factor", [0.1, 0.05, 0.01])
def test_a_tiny_portrait_is_too_small(engine: FaceEngine, factor: float) -> None:
    with pytest.raises(PortraitProblem) as caught:
        find_face(engine, scaled(portrait("diallo"), factor), "portrait")
    assert caught.value.kind == "too_small"
    assert "larger" in caught.value.sentence


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 5000, 3), (31, 200, 3)])
def test_a_sliver_of_a_picture_is_too_small(
    engine: FaceEngine, shape: tuple[int, int, int]
) -> None:
    with pytest.raises(
        PortraitProblem, match=r"The portrait is only .* pixels; use a larger one"
    ) as caught:
        find_face(engine, np.zeros(shape, np.uint8), "portrait")
    assert caught.value.kind == "too_small"


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_picture_of_nothing_has_no_face(engine: FaceEngine, value: int) -> None:
    with pytest.raises(PortraitProblem, match="The portrait shows no face") as caught:
        find_face(engine, np.full((3000, 4000, 3), value, np.uint8), "portrait")
    assert caught.value.kind == "no_face"


def test_two_people_side_by_side_are_several_faces(engine: FaceEngine) -> None:
    both = np.hstack([portrait("chen"), portrait("brandt")])
    with pytest.raises(PortraitProblem, match="The portrait shows 2 faces") as caught:
        find_face(engine, both, "portrait")
    assert caught.value.kind == "several_faces"


def test_the_small_second_print_of_a_document_does_not_count(engine: FaceEngine) -> None:
    page = np.full((700, 1000, 3), 210, np.uint8)
    page = pasted(page, portrait("chen"), 250, 80)
    page = pasted(page, scaled(portrait("chen"), 0.4), 800, 450)
    alone = Pipeline(engine).template_of_still(portrait("chen")).encoding
    assert np.linalg.norm(Pipeline(engine).template_of_still(page).encoding - alone) < 0.2


def test_a_bystander_at_the_edge_does_not_count(engine: FaceEngine) -> None:
    street = np.full((700, 1100, 3), 120, np.uint8)
    street = pasted(street, portrait("park"), 343, 80)
    street = pasted(street, scaled(portrait("okafor"), 0.55), 860, 20)
    alone = Pipeline(engine).template_of_still(portrait("park")).encoding
    assert np.linalg.norm(Pipeline(engine).template_of_still(street).encoding - alone) < 0.2


def test_the_sentence_says_which_picture_it_is_about(engine: FaceEngine) -> None:
    nothing = np.zeros((400, 400, 3), np.uint8)
    with pytest.raises(PortraitProblem, match=r"^The reference shows no face"):
        compare(engine, nothing, portrait("park"))
    with pytest.raises(PortraitProblem, match=r"^The probe shows no face"):
        compare(engine, portrait("park"), nothing)


def lfw_pairs(lfw: Path, columns: int, count: int) -> list[tuple[Path, Path]]:
    """Return the first ``count`` pairs here of one person (3 columns) or of two (4)."""
    pairs = []
    for line in (lfw / "pairs.txt").read_text().splitlines()[1:]:
        words = line.split()
        if len(words) == columns:
            (one, first), (two, second) = (words[0], words[1]), (words[-2], words[-1])
            two = one if columns == 3 else two
            pair = [
                lfw / "images" / name / f"{name}_{int(number):04d}.jpg"
                for name, number in ((one, first), (two, second))
            ]
            if all(path.is_file() for path in pair):
                pairs.append((pair[0], pair[1]))
    return pairs[:count]


@pytest.mark.parametrize(("columns", "matched"), [(3, True), (4, False)])
def test_photographs_of_real_people(
    engine: FaceEngine, shared_data: Path, columns: int, matched: bool
) -> None:
    """Of 20 pairs of one person at most 5 fail (8 % are expected), of two people none match."""
    wrong, unusable = [], []
    pairs = lfw_pairs(shared_data / "lfw", columns, 20)
    assert len(pairs) == 20
    for reference, probe in pairs:
        try:
            comparison = compare(engine, rgb(reference), rgb(probe))
        except PortraitProblem as problem:
            unusable.append(f"{reference.stem} and {probe.stem}: {problem.sentence}")
        else:
            if comparison.matched != matched:
                wrong.append(f"{reference.stem} and {probe.stem}: {comparison.distance:.3f}")
    print(f"of {len(pairs)} pairs {len(wrong)} wrong {wrong}, {len(unusable)} unusable {unusable}")
    assert len(unusable) <= 2
    assert len(wrong) <= (5 if matched else 0)


def test_a_comparison_says_how_well_each_picture_shows_its_face(engine: FaceEngine) -> None:
    dark = (portrait("park") * 0.12).astype(np.uint8)
    compared = compare_pictures(Pipeline(engine), Policy(), portrait("park"), dark)
    assert all(measure.passed for measure in compared.reference)
    assert "luminance" in [measure.name for measure in compared.probe if not measure.passed]


def test_a_small_face_in_a_large_photograph_is_found(engine: FaceEngine) -> None:
    face = scaled(portrait("chen"), 0.7)
    photograph = np.full((3000, 4000, 3), 128, np.uint8)
    photograph = pasted(photograph, face, 2500, 600)
    found = find_face(engine, photograph, "photograph")
    alone = find_face(engine, portrait("chen"), "portrait")
    assert found.inter_eye_distance == pytest.approx(0.7 * alone.inter_eye_distance, rel=0.05)
    assert max(photograph.shape) > 6 * face.shape[1]
