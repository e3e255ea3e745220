"""What recognition measured stands in the decision record beside its limits."""

from station_gate.faces.calibration import Policy
from station_gate.faces.observation import Measure
from station_gate.gate.decision import Check
from station_gate.lane.facechecks import comparison_checks, quality_checks

LIGHT = Measure(name="luminance", value=132.6, low=40, high=200)
SHARP = Measure(name="sharpness", value=0.0214, low=0.025, high=None)
NEAR = Measure(name="face_height", value=0.5, low=None, high=0.75)
EYES = Measure(name="eye_distance", value=61.24, low=24, high=None, unit="px")


def test_values_stand_beside_their_limits_on_pass_and_on_fail() -> None:
    assert quality_checks("face", (LIGHT, SHARP, NEAR, EYES)) == (
        Check(name="face_luminance", value=133.0, limit="40 to 200", passed=True),
        Check(name="face_sharpness", value=0.0214, limit=0.025, passed=False),
        Check(name="face_height", value=0.5, limit=0.75, passed=True),
        Check(name="face_eye_distance", value=61.2, limit=24, passed=True, unit="px"),
    )


def test_a_comparison_says_how_sure_it_is_and_from_where() -> None:
    policy = Policy()
    comparison = policy.judge(0.2, frames=5, measures=(SHARP,))
    distance, false_match, calibration, frames, sharpness = comparison_checks(comparison, 5)
    assert (distance.name, distance.value, distance.passed) == ("face_distance", 0.2, True)
    assert distance.limit == policy.calibration.threshold(1e-3)
    assert (false_match.value, false_match.limit) == ("1 in 10,000", "1 in 1,000")
    assert calibration.value == policy.calibration.provenance
    assert (frames.value, frames.limit, frames.passed) == (5, 5, True)
    assert sharpness.name == "face_sharpness"
    far = comparison_checks(policy.judge(0.9), 5)
    assert [check.passed for check in far[:2]] == [False, False]
    assert far[1].value == "more often than 1 in 100"
