"""Finding faces: whole frames, pieces of them, portraits of every size, and rubbish."""

from dataclasses import astuple, replace
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_gate.faces import cache, detector, models
from station_gate.faces.alignment import Aligner
from station_gate.faces.detector import HOG_NAME, Box, FaceDetector
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import check_pixels, gray_of
from station_gate.problems import DeviceMissing
from tests.faces.conftest import Pixels, live, portrait

coordinate = st.floats(-500, 500)
size = st.floats(1, 500)
boxes = st.builds(lambda x, y, w: Box(x, y, x + w, y + w, 1.0), coordinate, coordinate, size)


@settings(deadline=None)
@given(boxes, boxes)
def test_overlap_is_a_share_and_goes_both_ways(one: Box, other: Box) -> None:
    assert 0 <= one.overlap(other) <= 1
    assert one.overlap(other) == pytest.approx(other.overlap(one))
    assert one.overlap(one) == pytest.approx(1)


def test_the_kept_detector_finds_what_dlibs_own_finds(engine: FaceEngine) -> None:
    assert (cache.cache_folder() / HOG_NAME).is_file()
    gray = gray_of(live("chen")[30])
    (found,) = FaceDetector().search(gray)
    (reference,), (score,), _ = dlib.get_frontal_face_detector().run(gray, 0, 0.0)
    assert (found.left, found.top, found.right, found.bottom) == (
        reference.left(),
        reference.top(),
        reference.right() + 1,
        reference.bottom() + 1,
    )
    assert found.score == pytest.approx(score)


def test_a_damaged_detector_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path))
    (tmp_path / HOG_NAME).write_bytes(b"damaged")
    assert FaceDetector().search(gray_of(live("chen")[30]))
    assert (tmp_path / HOG_NAME).stat().st_size > 100_000


@pytest.mark.parametrize("width", [640, 1280, 1920])
def test_a_face_is_found_at_the_same_place_in_every_camera_size(
    engine: FaceEngine, width: int
) -> None:
    frame = live("diallo")[30]
    (small,) = engine.detector.search(gray_of(frame))
    scale = width / frame.shape[1]
    enlarged = cv2.resize(frame, None, fx=scale, fy=scale).astype(np.uint8)
    (large,) = engine.detector.search(gray_of(enlarged))
    left, top, right, bottom = (scale * v for v in astuple(small)[:4])
    scaled = Box(left, top, right, bottom, small.score)
    assert scaled.overlap(large) > 0.8


def test_the_piece_around_a_face_shows_the_same_face(engine: FaceEngine) -> None:
    for name in ("brandt", "okafor", "park"):
        gray = gray_of(live(name)[30])
        (whole,) = engine.detector.search(gray)
        (piece,) = engine.detector.search_region(gray, whole)
        assert whole.overlap(piece) > 0.6


def test_the_piece_is_searched_for_few_sizes_alone(
    engine: FaceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A face far larger than the known one is left out; not so if dlib's format has changed."""
    monkeypatch.setattr(detector, "_REGION", 3.0)
    monkeypatch.setattr(detector, "_REGION_TURNING", 3.0)
    gray = gray_of(live("park")[30])
    (face,) = engine.detector.search(gray)
    quarter = 0.3 * face.width
    known = replace(face, left=face.left + quarter, right=face.right - quarter)
    assert not engine.detector.search_region(gray, known)
    assert engine.detector.search_region(gray, known, -0.01), "every size"


def test_a_piece_without_the_face_says_so(engine: FaceEngine) -> None:
    gray = gray_of(live("park")[30])
    assert not engine.detector.search_region(gray, Box(0, 0, 90, 90, 1.0))
    assert not engine.detector.search_region(gray, Box(900, 900, 990, 990, 1.0))


@pytest.mark.parametrize("size", [(72, 93), (102, 131), (413, 531), (1652, 2124)])
def test_portraits_of_every_size_are_read(engine: FaceEngine, size: tuple[int, int]) -> None:
    for name in ("chen", "moreno", "sharma"):
        picture = cv2.resize(portrait(name), size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        (box,) = engine.detector.search_portrait(gray_of(picture))
        assert abs(box.centre[0] / size[0] - 0.5) < 0.1


def test_a_small_face_on_a_large_picture_is_found_in_the_second_search(engine: FaceEngine) -> None:
    wide = np.full((1280, 1280), 200, np.uint8)
    face = cv2.resize(gray_of(portrait("chen")), (150, 193), interpolation=cv2.INTER_AREA)
    wide[500:693, 500:650] = face
    assert not engine.detector.search(wide)
    (box,) = engine.detector.search_portrait(wide)
    assert 500 < box.centre[0] < 650


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (7, 5), (3000, 4000)])
@pytest.mark.parametrize("value", [0, 255])
def test_even_pictures_of_any_shape_show_nobody(
    engine: FaceEngine, shape: tuple[int, int], value: int
) -> None:
    gray = np.full(shape, value, np.uint8)
    assert engine.detector.search(gray) == []
    assert engine.detector.search_portrait(gray) == []
    assert engine.detector.search_region(gray, Box(0, 0, 1, 1, 1.0)) == []


def test_the_points_are_eyes_and_nose(engine: FaceEngine) -> None:
    frame = live("castillo")[30]
    (box,) = engine.detector.search(gray_of(frame))
    face = engine.aligner.align(frame, box)
    right_outer, right_inner, left_outer, left_inner, nose = face.points
    assert left_outer[0] < left_inner[0] < nose[0] < right_inner[0] < right_outer[0]
    assert nose[1] > face.points[:4, 1].max()
    assert face.chip.shape == (150, 150, 3)
    assert 0.3 < face.inter_eye_distance / box.width < 0.6


def test_a_damaged_predictor_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "points.dat"
    damaged.write_bytes(b"rubbish")
    monkeypatch.setattr(models, "model_path", lambda _: damaged)
    with pytest.raises(DeviceMissing, match="shape_predictor_5_face_landmarks"):
        Aligner()


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((480, 640), np.uint8),
        np.zeros((480, 640, 4), np.uint8),
        np.zeros((480, 640, 3), np.float32),
        np.zeros((0, 640, 3), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(
    wrong: Pixels,
) -> None:
    with pytest.raises(ValueError, match="a picture is uint8"):
        check_pixels(wrong)
