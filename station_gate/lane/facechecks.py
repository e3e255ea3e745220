"""What recognition measured, as checks of the decision record."""

from station_gate.faces.observation import Comparison, Measure
from station_gate.gate.decision import Check


def comparison_checks(comparison: Comparison, frames: int) -> tuple[Check, ...]:
    """Say what a comparison of ``frames`` frames or more measured, the distance first."""
    return (
        Check(
            name="face_distance",
            value=round(comparison.distance, 3),
            limit=round(comparison.threshold, 4),
            passed=comparison.matched,
        ),
        Check(
            name="face_false_match",
            value=comparison.tier,
            limit=comparison.target,
            passed=comparison.matched,
        ),
        Check(
            name="face_calibration",
            value=comparison.provenance,
            limit="a table for this pipeline",
            passed=True,
        ),
        Check(name="face_frames", value=comparison.frames, limit=frames, passed=True),
        *quality_checks("face", comparison.measures),
        *(_check(measure.name, measure) for measure in comparison.liveness),
    )


def quality_checks(whose: str, measures: tuple[Measure, ...]) -> tuple[Check, ...]:
    """Put quality values beside their limits; a range is written "40 to 200"."""
    return tuple(
        _check(f"{whose}_{measure.name.removeprefix('face_')}", measure) for measure in measures
    )


def _check(name: str, measure: Measure) -> Check:
    return Check(
        name=name,
        value=float(f"{measure.value:.3g}"),
        limit=_limit(measure),
        passed=measure.passed,
        unit=measure.unit,
    )


def _limit(measure: Measure) -> float | str:
    if measure.low is not None and measure.high is not None:
        return f"{measure.low:g} to {measure.high:g}"
    limit = measure.low if measure.low is not None else measure.high
    assert limit is not None, "a measure has a limit"
    return limit
