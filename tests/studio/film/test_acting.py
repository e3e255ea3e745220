import numpy as np

from fixtures.studio.film.acting import Moment, calm, moments
from fixtures.studio.film.gait import pose
from fixtures.studio.film.script import parse
from fixtures.studio.skeleton import JOINTS

TEXT = """
story = "Walks up, looks away, comes back, blinks."
light = "hall"
seconds = 5
seed = 3

[[people]]
who = "chen"
path = [[0, 2.6, -0.2], [2, 0.75, 0.0], [5, 0.75, 0.0]]
blinks = [4.0]
turns = [{ at = 2.4, until = 3.4, yaw = 40 }]
gaze = [{ at = 3.5, until = 3.9, yaw = 15 }]
wears = ["mask"]
takes_off = { mask = 4.0 }
holds = { kind = "print", shows = "park", at = 3.0 }
"""


def _played() -> list[Moment]:
    script = parse(TEXT, "s", "s.toml")
    return moments(script, script.people[0], 0, 1.7)


def test_a_script_always_plays_the_same() -> None:
    assert _played() == _played()


def test_everything_happens_when_the_script_says() -> None:
    played = _played()
    assert len(played) == 75
    assert played[60].shut > 0.95
    assert played[50].shut == 0
    assert played[44].stance.yaw > 30
    assert abs(played[36].stance.yaw) < 8
    assert played[55].gaze[0] > played[52].gaze[0] + 8
    assert played[59].off["mask"] == 0
    assert played[74].off["mask"] == 1
    assert [p.held == 1 for p in played] == [k >= 52 for k in range(75)]
    assert played[44].held == 0
    assert played[60].lifted == 1
    assert played[45].lifted == 0


def test_the_head_faces_the_camera_from_the_side() -> None:
    text = TEXT.replace("[5, 0.75, 0.0]]", "[4, 0.75, 0.0], [4.6, 1.1, 0.6], [5, 1.3, 0.9]]")
    script = parse(text, "s", "s.toml")
    played = moments(script, script.people[0], 0, 1.7)
    leaving = [m for m in played if 35 < m.heading < 60]
    # walking to the right of the picture: the body turns there, the head stays behind
    assert leaving
    assert all(m.stance.yaw < -20 for m in leaving)


def test_poses_bend_joints_that_exist_and_arms_swing_against_legs() -> None:
    walking = [m for m in _played() if m.stance.effort > 0.9]
    assert len(walking) > 10
    poses = [pose(m.stance).joints for m in walking]
    assert all(set(p) <= set(JOINTS) for p in poses)
    thighs = np.array([p["thigh.L"][0] for p in poses])
    arms = np.array([p["arm.L"][0] for p in poses])
    assert np.ptp(thighs) > 25
    assert np.corrcoef(thighs, arms)[0, 1] < -0.5
    assert min(p["shin.L"][0] for p in poses) >= 0


def test_only_swaying_is_calm() -> None:
    played = _played()
    for k in (5, 20, 37, 45, 60):
        assert not calm(played[k - 1 : k + 2]), k
    text = TEXT[: TEXT.index("\nblinks")]
    script = parse(text, "s", "s.toml")
    still = moments(script, script.people[0], 0, 1.7)
    assert all(calm(still[k - 1 : k + 2]) for k in range(45, 70))
