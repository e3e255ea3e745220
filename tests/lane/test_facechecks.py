"""What recognition measured stands in the decision record beside its limits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.faces.calibration import Policy
from station_gate.faces.observation import Measure, Verdict
from station_gate.gate.decision import Check
from station_gate.gate.terms import FaceVerdict
from station_gate.lane.facechecks import VERDICTS, comparison_checks, quality_checks
from tests.checks import keeps_to_its_limit

LIGHT = Measure(name="luminance", value=132.6, low=40, high=200)
SHARP = Measure(name="sharpness", value=0.0214, low=0.025, high=None)
NEAR = Measure(name="face_height", value=0.5, low=None, high=0.75)
EYES = Measure(name="eye_distance", value=61.24, low=24, high=None, unit="px")


def test_the_core_has_a_word_for_each_verdict_of_recognition() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert list(VERDICTS.values()) == list(FaceVerdict)


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


@pytest.mark.parametrize("verdict", Verdict)
@given(distance=st.floats(0.0, 1.0))
def test_the_distance_passes_by_its_own_limit_whatever_the_verdict(
    verdict: Verdict, distance: float
) -> None:
    comparison = replace(Policy().judge(distance, frames=5), verdict=verdict)
    checks = comparison_checks(comparison, 5)
    assert checks[0].passed == (distance <= comparison.threshold) == checks[1].passed
    assert keeps_to_its_limit(checks[0]) == checks[0].passed


@given(value=st.floats(0, 500), low=st.floats(0, 500), more=st.floats(0, 500))
def test_what_is_shown_of_a_measure_is_on_its_side_of_the_limit(
    value: float, low: float, more: float
) -> None:
    ranged = Measure(name="luminance", value=value, low=low, high=low + more)
    least = Measure(name="sharpness", value=value, low=low, high=None)
    for measure, check in zip(
        (ranged, least), quality_checks("face", (ranged, least)), strict=True
    ):
        assert keeps_to_its_limit(check) == check.passed == measure.passed
