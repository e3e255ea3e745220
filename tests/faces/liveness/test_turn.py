"""A turn of the head, judged on points of a drawn head and of a drawn picture of it."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.faces.liveness.challenge import Challenge
from station_gate.faces.liveness.measures import Points, asymmetry, parallax, ridge
from station_gate.faces.liveness.policy import Liveness
from station_gate.faces.liveness.turn import Turn, TurnLimits, TurnState
from station_gate.faces.observation import Side

# a plain head: x to the picture's right, y down, z towards the camera, in eye distances
_HEAD = np.zeros((68, 3))
_HEAD[0:17, 0] = -np.cos(np.linspace(0, np.pi, 17)) * 1.1
_HEAD[0:17, 1] = np.sin(np.linspace(0, np.pi, 17)) * 1.5
_HEAD[0:17, 2] = -0.9 + np.sin(np.linspace(0, np.pi, 17)) * 0.6
_HEAD[17:27, 0] = np.linspace(-0.75, 0.75, 10)
_HEAD[17:27, 1] = -0.35
_HEAD[27:31] = [(0, 0, 0.1), (0, 0.2, 0.22), (0, 0.4, 0.36), (0, 0.6, 0.5)]
_HEAD[31:36] = [(x, 0.75, 0.15) for x in np.linspace(-0.25, 0.25, 5)]
_EYE = [(-0.2, 0), (-0.07, -0.07), (0.07, -0.07), (0.2, 0), (0.07, 0.07), (-0.07, 0.07)]
_HEAD[36:42] = [(-0.5 + dx, dy, -0.05) for dx, dy in _EYE]
_HEAD[42:48] = [(0.5 + dx, dy, -0.05) for dx, dy in _EYE]
_HEAD[48:68, 1] = 1.1
_FLAT = _HEAD * (1, 1, 0)
_RADIUS = 0.9
_BENT = np.stack(
    [
        _RADIUS * np.sin(_HEAD[:, 0] / _RADIUS),
        _HEAD[:, 1],
        _RADIUS * (np.cos(_HEAD[:, 0] / _RADIUS) - 1),
    ],
    axis=1,
)
"""A sheet around an upright axis, as far as a face is round."""


def seen(shape: np.ndarray, degrees: float) -> Points:
    """Return the points in a picture, turned by so much to the person's own left."""
    turn = np.radians(degrees)
    x = shape[:, 0] * np.cos(turn) + shape[:, 2] * np.sin(turn)
    z = shape[:, 2] * np.cos(turn) - shape[:, 0] * np.sin(turn)
    size = 60 * 12 / (12 - z)
    return np.stack([320 + x * size, 240 + shape[:, 1] * size], axis=1)


def turn(side: Side = Side.LEFT) -> Turn:
    return Turn(side, seen(_HEAD, 0), 0.0, TurnLimits())


def same() -> float:
    """Return the distance of a turned face of the same person."""
    return 0.45


def another() -> float:
    """Return the distance of somebody else's."""
    return 0.75


def nobody() -> float:
    """Return a distance that must not be asked for: it costs an encoding."""
    raise AssertionError("asked for a distance that cannot count")


def test_a_head_that_turns_left_is_turned_left_and_no_plane() -> None:
    front = seen(_HEAD, 0)
    assert asymmetry(front) == pytest.approx(0)
    assert asymmetry(seen(_HEAD, 30)) > 0.3
    assert asymmetry(seen(_HEAD, -30)) < -0.3
    assert parallax(front, seen(_HEAD, 30)) > 0.09
    assert parallax(seen(_FLAT, 0), seen(_FLAT, 40)) < 0.01


def test_a_bent_sheet_is_not_flat_but_its_nose_stays_in_line() -> None:
    assert parallax(seen(_BENT, 0), seen(_BENT, 50)) > TurnLimits().flat
    assert abs(ridge(seen(_BENT, 50)) - ridge(seen(_BENT, 0))) < 0.01
    assert ridge(seen(_HEAD, 30)) > TurnLimits().ridge
    assert ridge(seen(_HEAD, -30)) < -TurnLimits().ridge


@pytest.mark.parametrize("side", list(Side))
def test_a_turn_to_the_side_that_was_asked_for_and_back_is_seen(side: Side) -> None:
    judged = turn(side)
    ways = [0, 4, 8, 11, 36, 36, 20, 3]
    states = [judged.see(0.1 * n, seen(_HEAD, side.sign * way), same) for n, way in enumerate(ways)]
    assert states[:4] == [TurnState.ASKED] * 4
    assert states[5] is TurnState.TURNED
    assert states[-1] is TurnState.AHEAD
    assert judged.turned >= 0.4
    assert judged.parallax >= 0.09
    assert not judged.flat
    assert judged.see(99.0, None, nobody) is TurnState.AHEAD


def test_the_other_side_does_not_count() -> None:
    judged = turn(Side.LEFT)
    for n in range(60):
        judged.see(0.1 * n, seen(_HEAD, -40), nobody)
    assert judged.state is TurnState.MISSED
    assert judged.turned < 0.1


def test_whoever_just_looks_on_has_missed_it_and_is_not_called_flat() -> None:
    judged = turn()
    for n in range(60):
        judged.see(0.1 * n, seen(_HEAD, 2) if n % 3 else None, nobody)
    assert judged.state is TurnState.MISSED
    assert not judged.flat


@given(degrees=st.floats(-70, 70), other=st.floats(-70, 70), bent=st.booleans())
def test_a_picture_never_passes_however_it_is_turned(
    degrees: float, other: float, bent: bool
) -> None:
    sheet = _BENT if bent else _FLAT
    judged = Turn(Side.LEFT, seen(sheet, 0), 0.0, TurnLimits())
    for n, way in enumerate((0, degrees / 2, degrees, other, degrees, other, 0)):
        assert judged.see(0.1 * n, seen(sheet, way), nobody) is TurnState.ASKED


def test_a_sheet_that_is_turned_is_called_flat() -> None:
    judged = Turn(Side.LEFT, seen(_FLAT, 0), 0.0, TurnLimits())
    judged.see(0.1, seen(_FLAT, 45), nobody)
    assert judged.flat


def test_one_frame_is_not_enough_because_points_slip() -> None:
    judged = turn()
    judged.see(0.1, seen(_HEAD, 36), same)
    assert judged.state is TurnState.ASKED


def test_whoever_never_looks_ahead_again_is_late() -> None:
    judged = turn()
    for n in range(80):
        judged.see(0.1 * n, seen(_HEAD, 36), same)
    assert judged.state is TurnState.MISSED


def ended(liveness: Liveness, seed: int, points: Points, apart: Callable[[], float]) -> Challenge:
    """Return a challenge whose every frame shows the same."""
    challenge = Challenge(liveness, random.Random(seed), seen(_HEAD, 0), 0.0)
    for n in range(120):
        challenge.see(0.1 * n, points, apart)
    assert challenge.state is TurnState.MISSED
    return challenge


def test_a_missed_turn_is_followed_by_one_to_the_other_side_and_the_order_is_random() -> None:
    sides = set()
    for seed in range(20):
        challenge = Challenge(Liveness(), random.Random(seed), seen(_HEAD, 0), 0.0)
        first = challenge.request
        for n in range(52):
            challenge.see(0.1 * n, seen(_HEAD, 0), nobody)
        second = challenge.request
        assert second.side is first.side.other
        assert second.since > first.since
        assert second.until == pytest.approx(second.since + 5)
        sides.add(first.side)
    assert len(sides) == 2


def test_a_side_that_the_operator_sets_is_asked_for_again() -> None:
    assert ended(Liveness(side=Side.LEFT), 0, seen(_HEAD, 0), nobody).request.side is Side.LEFT


def test_who_does_not_answer_is_not_suspicious_but_a_flat_or_another_face_is() -> None:
    liveness = Liveness(side=Side.LEFT)
    assert not ended(liveness, 0, seen(_HEAD, 0), nobody).suspicious
    flat = Challenge(liveness, random.Random(0), seen(_FLAT, 0), 0.0)
    for n in range(120):
        flat.see(0.1 * n, seen(_FLAT, 45 if n < 20 else 0), nobody)
    assert flat.suspicious, "though the second turn was not answered at all"
    swapped = ended(liveness, 0, seen(_HEAD, 36), another)
    assert swapped.suspicious
    values = {measure.name: measure.passed for measure in swapped.measures()}
    assert values == {
        "liveness_score": False,
        "liveness_turn": True,
        "liveness_parallax": True,
        "liveness_ridge": True,
        "liveness_identity": False,
        "liveness_asked": True,
    }


def test_one_frame_that_looks_like_another_person_is_made_up_for_by_the_next() -> None:
    judged = turn()
    distances = iter([0.61, 0.55, 0.5])
    states = [judged.see(0.1 * n, seen(_HEAD, 36), lambda: next(distances)) for n in range(3)]
    assert states == [TurnState.ASKED, TurnState.ASKED, TurnState.TURNED]
    assert judged.identity == 0.5
    assert judged.score >= 1
    assert not judged.suspicious
