"""A passenger in a few words: what an operator asks first; the journal has the rest."""

from collections.abc import Iterator

from station_gate.gate.decision import Decision

_COMPARISON = ("face_distance", "face_false_match", "face_calibration", "face_frames")


def summary_of(decision: Decision) -> Iterator[str]:
    """Give ticket, document, distance beside its limit and tier, quality, number of checks.

    What was never come to is left out, and so is what failed: that is told in full.
    """
    passed = {check.name: check for check in decision.checks if check.passed}
    if (ticket := passed.get("format")) is not None:
        yield f"ticket: {ticket.value}"
    if (document := passed.get("document_kind")) is not None:
        yield f"document: {document.value}"
    distance, tier = passed.get("face_distance"), passed.get("face_false_match")
    if distance is not None and tier is not None:
        yield f"face {distance.value} (limit {distance.limit}), {tier.value}"
    quality = [
        check.passed
        for check in decision.checks
        if check.name.startswith(("portrait_", "face_")) and check.name not in _COMPARISON
    ]
    if quality:
        yield f"quality {sum(quality)} of {len(quality)}"
    if decision.checks:
        yield f"{len(passed)} of {len(decision.checks)} checks ok"
