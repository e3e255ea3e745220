"""The tracker: it keeps to one face, notices others, and says when it is another one."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import Gray, gray_of
from station_gate.faces.tracker import Tracker
from tests.conftest import FIXTURES
from tests.faces.conftest import live, recording

FRAME = 1 / 15


def grays(name: str) -> list[Gray]:
    return [gray_of(frame) for frame in live(name)]


def beside(left: Gray, right: Gray) -> Gray:
    """Two people in one frame: each one's own middle, side by side."""
    return np.hstack([left[:, 160:480], right[:, 160:480]])


@pytest.fixture
def tracker(engine: FaceEngine) -> Tracker:
    return Tracker(engine.detector)


@pytest.mark.parametrize("name", ["brandt", "diallo", "moreno", "sharma"])
def test_one_person_is_one_track_from_the_first_frame_to_the_last(
    tracker: Tracker, name: str
) -> None:
    sightings = [tracker.look(gray, n * FRAME) for n, gray in enumerate(grays(name))]
    assert all(sighting.face is not None for sighting in sightings)
    assert len({sighting.track for sighting in sightings}) == 1
    whole = [n for n, sighting in enumerate(sightings) if sighting.whole]
    assert max(b - a for a, b in pairwise(whole)) <= 15
    assert len(whole) < len(sightings) / 8


def test_the_same_frames_give_the_same_sightings(engine: FaceEngine) -> None:
    runs = []
    for _ in range(2):
        tracker = Tracker(engine.detector)
        runs.append([tracker.look(gray, n * FRAME) for n, gray in enumerate(grays("park")[:12])])
    assert runs[0] == runs[1]


def test_a_lost_face_is_a_new_track_when_it_comes_back(tracker: Tracker) -> None:
    gray = grays("chen")[30]
    first = tracker.look(gray, 0.0)
    gone = tracker.look(np.full_like(gray, 120), 0.1)
    again = tracker.look(gray, 0.2)
    assert gone.face is None
    assert gone.whole
    assert len({first.track, gone.track, again.track}) == 3


def test_a_face_that_jumps_is_a_new_track(tracker: Tracker) -> None:
    gray = grays("chen")[30]
    first = tracker.look(gray, 0.0)
    jumped = tracker.look(np.roll(gray, 150, axis=1), 0.05)
    assert jumped.face is not None
    assert jumped.track != first.track


@pytest.mark.parametrize("later", [0.6, 30.0, -1.0])
def test_a_face_not_seen_for_long_is_a_new_track(tracker: Tracker, later: float) -> None:
    gray = grays("chen")[30]
    first = tracker.look(gray, 0.0)
    assert tracker.look(gray, 0.0 + 0.5).track == first.track
    assert tracker.look(gray, 0.5 + later).track != first.track


def test_a_second_person_is_noticed_within_a_second_and_kept_in_sight(
    tracker: Tracker,
) -> None:
    alone = np.hstack([grays("brandt")[30][:, 160:480], np.full((480, 320), 120, np.uint8)])
    both = beside(grays("brandt")[30], grays("chen")[30])
    for n in range(5):
        assert not tracker.look(alone, n * FRAME).others
    noticed = [bool(tracker.look(both, (5 + n) * FRAME).others) for n in range(20)]
    assert noticed.index(True) < 15
    assert all(noticed[noticed.index(True) :]), "seen once, seen in every frame"
    gone = tracker.look(alone, 25 * FRAME)
    assert not gone.others


def test_asked_to_look_everywhere_it_does(tracker: Tracker) -> None:
    alone = np.hstack([grays("brandt")[30][:, 160:480], np.full((480, 320), 120, np.uint8)])
    tracker.look(alone, 0.0)
    both = beside(grays("brandt")[30], grays("chen")[30])
    seen = tracker.look(both, FRAME, whole=True)
    assert seen.whole
    assert len(seen.others) == 1


def test_the_face_nearest_the_oval_is_taken(engine: FaceEngine) -> None:
    frame = gray_of(recording(FIXTURES / "recordings" / "two_people.mp4")[40])
    for shift, nearest_is_left in ((60, True), (-60, False)):
        shifted = np.roll(frame, shift, axis=1)
        sighting = Tracker(engine.detector).look(shifted, 0.0)
        assert sighting.face is not None
        (other,) = sighting.others
        assert (sighting.face.centre[0] < other.centre[0]) == nearest_is_left


def test_somebody_far_away_is_found_after_a_while_and_then_followed(tracker: Tracker) -> None:
    gray = grays("chen")[30]
    far = np.full((480, 640), 120, np.uint8)
    far[180:300, 240:400] = cv2.resize(gray, (160, 120), interpolation=cv2.INTER_AREA)
    faces = [tracker.look(far, n * FRAME).face for n in range(14)]
    assert [face is not None for face in faces] == [False] * 4 + [True] * 10
    assert all(face.width < 50 for face in faces if face)


@pytest.mark.parametrize("shape", [(1, 1), (2, 900), (2000, 3000)])
def test_pictures_of_nothing_show_nobody(tracker: Tracker, shape: tuple[int, int]) -> None:
    for n, value in enumerate((0, 255)):
        sighting = tracker.look(np.full(shape, value, np.uint8), n * FRAME)
        assert sighting.face is None
        assert sighting.others == ()
