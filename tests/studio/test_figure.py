"""How figures bend and close their eyes."""

import numpy as np
import pytest

from fixtures.studio.formats import Target
from fixtures.studio.lids import closing_weight, closure_units
from fixtures.studio.skeleton import (
    JOINTS,
    Pose,
    bend,
    joint_weights,
    movements,
    turn_matrix,
)

NAMES = list(JOINTS)
PIVOTS = {name: np.array([0.1 * k, 0.3 * k, -0.2 * k]) for k, name in enumerate(NAMES)}


def test_parents_stand_before_their_children() -> None:
    seen = {""}
    for name, joint in JOINTS.items():
        assert joint.parent in seen
        seen.add(name)


def test_turns_are_right_handed() -> None:
    np.testing.assert_allclose(turn_matrix((90, 0, 0)) @ (0, 1, 0), (0, 0, 1), atol=1e-12)
    np.testing.assert_allclose(turn_matrix((0, 90, 0)) @ (0, 0, 1), (1, 0, 0), atol=1e-12)
    np.testing.assert_allclose(turn_matrix((0, 0, 90)) @ (1, 0, 0), (0, 1, 0), atol=1e-12)


def test_a_turned_head_turns_wholly_and_leaves_the_hips() -> None:
    still, turned = movements(PIVOTS, Pose()), movements(PIVOTS, Pose(head=(0, 40, 0)))
    head, hips = NAMES.index("head"), NAMES.index("hips")
    np.testing.assert_allclose(turned[head, :3, :3], turn_matrix((0, 40, 0)), atol=1e-12)
    np.testing.assert_array_equal(turned[hips], still[hips])


def test_a_bent_knee_takes_the_foot_along_about_the_knee() -> None:
    still = movements(PIVOTS, Pose())
    bent = movements(PIVOTS, Pose(joints={"shin.L": (60, 0, 0)}))
    foot, thigh = NAMES.index("foot.L"), NAMES.index("thigh.L")
    np.testing.assert_array_equal(bent[thigh], still[thigh])
    knee = np.array([*PIVOTS["shin.L"], 1])
    np.testing.assert_allclose(bent[foot] @ knee, still[foot] @ knee, atol=1e-12)
    assert not np.allclose(bent[foot], still[foot])


def test_a_joints_turns_are_about_the_standing_bodys_axes() -> None:
    """The arm hangs turned by 43 degrees already; swinging it is still about x."""
    still = movements(PIVOTS, Pose())
    swung = movements(PIVOTS, Pose(joints={"arm.L": (30, 0, 0)}))
    arm = NAMES.index("arm.L")
    np.testing.assert_allclose(
        swung[arm, :3, :3], turn_matrix((30, 0, 0)) @ still[arm, :3, :3], atol=1e-12
    )


def test_a_vertex_of_two_joints_lies_between() -> None:
    moved = np.stack([np.eye(4), np.eye(4)])
    moved[1, 0, 3] = 2.0
    bent = bend(np.zeros((1, 3)), np.array([[0.25, 0.75]]), moved)
    assert bent.tolist() == [[1.5, 0, 0]]


def test_bones_below_the_head_are_the_heads() -> None:
    rig = {"bones": {"head": {"parent": "neck03"}, "jaw": {"parent": "head"}}}
    weights = joint_weights(rig, {"jaw": [[0, 0.5]], "neck03": [[0, 0.5]], "root": [[1, 2.0]]}, 3)
    assert weights[0, NAMES.index("head")] == 0.5
    assert weights[1, NAMES.index("hips")] == 1.0
    assert weights[2].sum() == 0


@pytest.mark.parametrize("gap", [0.05, 0.12, 0.3])
def test_lids_meet_whatever_their_gap(gap: float) -> None:
    vertices = np.array([[0.0, gap, 0], [0, 0, 0], [0, gap, 0], [0, 0, 0]])
    target = Target(np.array([0, 1, 2, 3]), np.array([[0.0, -0.1, 0], [0, 0.02, 0]] * 2))
    weight = closing_weight(vertices, target, ((0, 1), (2, 3)))
    closed = vertices.copy()
    closed[target.vertices] += weight * target.moves
    assert closed[0, 1] == pytest.approx(closed[1, 1])


def test_eyes_close_by_degrees() -> None:
    weights = {"left": 0.8, "right": 1.0}
    assert closure_units(weights, 0.0) == {}
    half, shut = closure_units(weights, 0.5), closure_units(weights, 1.0)
    assert half["eye-left-closure"] == pytest.approx(shut["eye-left-closure"] / 2)
    assert shut["eye-right-closure"] >= 1.0
