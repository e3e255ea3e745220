"""What recognition measured, as checks of the decision record."""

from collections.abc import Mapping

from station_gate.faces.observation import Comparison, Measure, Verdict
from station_gate.gate.decision import Check, rounded
from station_gate.gate.terms import FaceVerdict

VERDICTS: Mapping[Verdict, FaceVerdict] = {
    Verdict.MATCH: FaceVerdict.MATCH,
    Verdict.UNCLEAR: FaceVerdict.UNCLEAR,
    Verdict.MISMATCH: FaceVerdict.MISMATCH,
    Verdict.ATTACK: FaceVerdict.ATTACK,
    Verdict.UNANSWERED: FaceVerdict.UNANSWERED,
}
"""What recognition found, in the core's words: one for each."""


def comparison_checks(comparison: Comparison, frames: int) -> tuple[Check, ...]:
    """Say what a comparison of ``frames`` frames or more measured, the distance first."""
    return (
        Check(
            name="face_distance",
            value=rounded(comparison.distance, comparison.threshold),
            limit=comparison.threshold,
            passed=comparison.within,
        ),
        Check(
            name="face_false_match",
            value=comparison.tier,
            limit=comparison.target,
            passed=comparison.within,
        ),
        Check(
            name="face_calibration",
            value=comparison.provenance,
            limit="a table for this pipeline",
            passed=True,
        ),
        Check(
            name="face_frames",
            value=comparison.frames,
            limit=frames,
            passed=comparison.frames >= frames,
        ),
        *quality_checks("face", comparison.measures),
        *(_check(measure.name, measure) for measure in comparison.liveness),
    )


def quality_checks(whose: str, measures: tuple[Measure, ...]) -> tuple[Check, ...]:
    """Put quality values beside their limits; a range is written "40 to 200"."""
    return tuple(
        _check(f"{whose}_{measure.name.removeprefix('face_')}", measure) for measure in measures
    )


def _check(name: str, measure: Measure) -> Check:
    limits = [rounded(limit, measure.value) for limit in measure.limits]
    return Check(
        name=name,
        value=rounded(measure.value, *limits),
        limit=" to ".join(map(_text, limits)) if len(limits) > 1 else limits[0],
        passed=measure.passed,
        unit=measure.unit,
    )


def _text(limit: float) -> str:
    short = f"{limit:g}"
    return short if float(short) == limit else repr(limit)
