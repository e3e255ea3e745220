"""The verifier: sure over several frames of one person, never of two, and forgetful."""

import random
from collections.abc import Iterable

import numpy as np
import pytest

from station_gate.faces.engine import FaceEngine
from station_gate.faces.limits import QualityLimits
from station_gate.faces.observation import Coaching, Observation
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.stills import PortraitProblem
from station_gate.faces.verifier import Verifier, VerifierLimits
from tests.conftest import FIXTURES
from tests.faces.conftest import Pixels, live, portrait, recording

PEOPLE = ("brandt", "castillo", "chen", "diallo", "moreno", "okafor", "park", "rivera", "sharma")
FRAME = 1 / 15
NOBODY = np.full((480, 640, 3), 120, np.uint8)


@pytest.fixture
def verifier(engine: FaceEngine) -> Verifier:
    return Verifier(engine)


def begun(engine: FaceEngine, verifier: Verifier, name: str) -> Verifier:
    verifier.begin(portrait(name))
    return verifier


def watch(verifier: Verifier, frames: Iterable[Pixels], start: float = 0.0) -> list[Observation]:
    """Observe frames at 15 a second until the decision."""
    seen = []
    for n, frame in enumerate(frames):
        seen.append(verifier.observe(frame, start + n * FRAME))
        if seen[-1].comparison is not None:
            break
    return seen


@pytest.mark.parametrize("name", PEOPLE)
def test_the_documents_owner_matches_after_five_frames_and_half_a_second(
    engine: FaceEngine, verifier: Verifier, name: str
) -> None:
    seen = watch(begun(engine, verifier, name), live(name))
    comparison = seen[-1].comparison
    assert comparison is not None
    assert comparison.matched
    assert comparison.frames == 5
    assert comparison.threshold == VerifierLimits().policy.calibration.threshold(1e-3)
    assert seen[-1].at - seen[0].at >= 0.5
    assert seen[-1].progress == 1
    steps = sorted({o.progress for o in seen})
    assert steps[-5:] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


@pytest.mark.parametrize(
    ("document", "face"),
    [("brandt", "chen"), ("brandt", "moreno"), ("park", "castillo"), ("okafor", "diallo")],
)
def test_somebody_else_does_not_match(
    engine: FaceEngine, verifier: Verifier, document: str, face: str
) -> None:
    comparison = watch(begun(engine, verifier, document), live(face))[-1].comparison
    assert comparison is not None
    assert not comparison.matched


def test_a_portrait_that_is_no_portrait_is_said_with_its_values(
    verifier: Verifier,
) -> None:
    dark = (portrait("chen") * 0.12).astype(np.uint8)
    with pytest.raises(
        PortraitProblem, match=r"luminance is [12]\d.* limit 25; use another"
    ) as caught:
        verifier.begin(dark)
    assert caught.value.kind == "poor"
    assert {m.name for m in caught.value.measures if not m.passed} == {"luminance", "contrast"}
    with pytest.raises(RuntimeError, match="before begin"):
        verifier.observe(live("chen")[30], 0.0)
    good = verifier.begin(portrait("chen"))
    assert all(measure.passed for measure in good)


def test_a_comparison_carries_the_quality_of_its_frames(
    engine: FaceEngine, verifier: Verifier
) -> None:
    seen = watch(begun(engine, verifier, "chen"), live("chen"))
    comparison = seen[-1].comparison
    assert comparison is not None
    assert [m.name for m in comparison.measures] == [m.name for m in seen[-1].measures]
    assert all(measure.passed for measure in comparison.measures)


def test_the_same_frames_give_the_same_observations(engine: FaceEngine) -> None:
    runs = [watch(begun(engine, Verifier(engine), "park"), live("park")) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_decision_stands_until_the_passenger_ends(engine: FaceEngine, verifier: Verifier) -> None:
    decided = watch(begun(engine, verifier, "chen"), live("chen"))[-1]
    later = verifier.observe(NOBODY, 9.0)
    assert later.comparison == decided.comparison
    assert later.at == 9.0
    begun(engine, verifier, "brandt")
    assert verifier.observe(live("chen")[30], 10.0).comparison is None
    verifier.end()
    with pytest.raises(RuntimeError, match="before begin"):
        verifier.observe(live("chen")[30], 11.0)


def test_nothing_of_the_passenger_is_kept_after_the_end(
    engine: FaceEngine, verifier: Verifier
) -> None:
    watch(begun(engine, verifier, "chen"), live("chen")[:10])
    verifier.end()
    ours = (Pipeline, random.SystemRandom)
    limits, *kept = (value for value in vars(verifier).values() if type(value) not in ours)
    assert limits == VerifierLimits()
    assert kept == [None]


@pytest.mark.parametrize(("first", "second"), [("chen", "brandt"), ("moreno", "rivera")])
@pytest.mark.parametrize("frames_of_first", [1, 3, 5, 7, 8])
def test_two_people_who_change_places_are_never_averaged(
    engine: FaceEngine, verifier: Verifier, first: str, second: str, frames_of_first: int
) -> None:
    """Both stand at the same place, so that only their faces tell them apart."""
    alone = watch(begun(engine, verifier, first), live(second)[15:])[-1].comparison
    begun(engine, verifier, first)
    frames = [*live(first)[15 : 15 + frames_of_first], *live(second)[15:]]
    seen = watch(verifier, frames)
    comparison = seen[-1].comparison
    assert comparison is not None
    assert alone is not None
    assert seen[-1].at >= (frames_of_first - 1) * FRAME + 0.5, "the second's frames alone count"
    assert comparison.distance == pytest.approx(alone.distance, abs=0.08)
    assert not comparison.matched
    assert not alone.matched


def test_a_face_lost_and_found_begins_again(engine: FaceEngine, verifier: Verifier) -> None:
    begun(engine, verifier, "chen")
    frames = live("chen")[15:]
    before = watch(verifier, frames[:6])[-1]
    assert before.progress == pytest.approx(3 / 5)
    gone = verifier.observe(NOBODY, 6 * FRAME)
    assert gone.progress == 0
    assert gone.box is None
    assert gone.faces == 0
    assert gone.measures == ()
    after = watch(verifier, frames, start=7 * FRAME)
    assert after[-1].comparison is not None
    assert after[-1].at - after[0].at >= 0.5


def test_two_people_stop_the_capture(engine: FaceEngine, verifier: Verifier) -> None:
    pair = recording(FIXTURES / "recordings/two_people.mp4")[33:]
    seen = watch(begun(engine, verifier, "park"), pair)
    assert {o.coaching for o in seen} == {Coaching.TWO_FACES}
    assert {o.progress for o in seen} == {0}
    assert seen[-1].comparison is None
    assert {o.faces for o in seen} == {2}


@pytest.mark.parametrize("lead", [0, 1, 2, 3])
def test_somebody_who_joins_is_noticed_before_the_decision(engine: FaceEngine, lead: int) -> None:
    """Whichever frame the other person first appears in, no decision is made on it.

    ``lead`` frames too dark to use come first, so that the decision falls due on
    each kind of frame: those searched whole anyway, and those that are not.
    """
    beside_the_oval = QualityLimits(off_centre=1.5)
    verifier = Verifier(engine, VerifierLimits(quality=beside_the_oval))
    wall, other = np.full((480, 320, 3), 120, np.uint8), live("chen")[30][:, 160:480]
    unblinking = (*live("brandt")[8:19], *live("brandt")[26:37])
    brandt = [frame[:, 160:480] for frame in unblinking]
    brandt[:lead] = [(frame * 0.12).astype(np.uint8) for frame in brandt[:lead]]
    own = [np.hstack([frame, wall]) for frame in brandt]
    both = [np.hstack([frame, other]) for frame in brandt]
    decided = len(watch(begun(engine, verifier, "brandt"), own))
    assert decided == 9 + lead
    for alone_for in (decided - 3, decided - 2, decided - 1):
        begun(engine, verifier, "brandt")
        seen = watch(verifier, [*own[:alone_for], *both[alone_for : decided + 4]])
        assert len(seen) == decided + 4
        assert all(o.comparison is None for o in seen)
        assert seen[-1].faces == 2


def test_frames_that_are_too_dark_are_not_counted(engine: FaceEngine, verifier: Verifier) -> None:
    dark = recording(FIXTURES / "recordings/too_dark.mp4")
    seen = watch(begun(engine, verifier, "park"), dark)
    assert seen[-1].coaching is Coaching.TOO_DARK
    assert seen[-1].progress == 0
    failed = {m.name for o in seen for m in o.measures if not m.passed}
    assert "luminance" in failed


def test_the_box_is_a_share_of_the_frame(engine: FaceEngine, verifier: Verifier) -> None:
    observation = begun(engine, verifier, "chen").observe(live("chen")[30], 0.0)
    assert observation.box is not None
    left, top, right, bottom = observation.box
    assert 0 < left < 0.5 < right < 1
    assert 0 < top < bottom < 1


def test_one_frame_may_be_enough_if_one_is_asked_for(engine: FaceEngine) -> None:
    verifier = begun(engine, Verifier(engine, VerifierLimits(frames_needed=1)), "chen")
    comparison = verifier.observe(live("chen")[30], 0.0).comparison
    assert comparison is not None
    assert comparison.frames == 1


@pytest.mark.parametrize(("frames", "spread"), [(0, 0.5), (5, -0.1)])
def test_limits_that_mean_nothing_are_refused(frames: int, spread: float) -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        VerifierLimits(frames_needed=frames, spread=spread)


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 3000, 3), (2160, 3840, 3)])
def test_frames_of_nothing_are_survived(
    engine: FaceEngine, verifier: Verifier, shape: tuple[int, int, int]
) -> None:
    begun(engine, verifier, "chen")
    for n, value in enumerate((0, 255, 128)):
        observation = verifier.observe(np.full(shape, value, np.uint8), n * FRAME)
        assert observation.coaching is Coaching.NO_FACE
        assert observation.comparison is None


def test_noise_is_nobody(engine: FaceEngine, verifier: Verifier) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8)
    assert begun(engine, verifier, "chen").observe(noise, 0.0).comparison is None


def test_a_gray_frame_is_refused(engine: FaceEngine, verifier: Verifier) -> None:
    begun(engine, verifier, "chen")
    with pytest.raises(ValueError, match="a picture is uint8"):
        verifier.observe(live("chen")[30][:, :, 0], 0.0)
