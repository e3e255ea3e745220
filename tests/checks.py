"""Whether a record tells the truth: each check passes or fails by its own value and limit."""

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason

AT_LEAST = {
    "authority_date",
    "document_expiry",
    "face_contrast",
    "face_detector_score",
    "face_eye_distance",
    "face_eyes_open",
    "face_frames",
    "face_sharpness",
    "frames_looked_at",
    "liveness_ahead",
    "liveness_alike",
    "liveness_blinks",
    "liveness_light",
    "liveness_light_gain",
    "liveness_parallax",
    "liveness_ridge",
    "liveness_score",
    "liveness_turn",
    "portrait_contrast",
    "portrait_detector_score",
    "portrait_eye_distance",
    "portrait_eyes_open",
    "portrait_sharpness",
    "signer_date",
    "zone_check_digits",
    "zone_looks_alike",
}
AT_MOST = {
    "face_distance",
    "face_height",
    "face_off_centre",
    "face_over_exposed",
    "face_second_face",
    "face_tilt",
    "face_turn",
    "frame_age",
    "liveness_asked",
    "liveness_changes",
    "liveness_identity",
    "liveness_same_person",
    "portrait_over_exposed",
    "portrait_tilt",
    "portrait_turn",
    "return",
}
_UNMEASURED = {
    Reason.TICKET_TIMEOUT,
    Reason.DOCUMENT_TIMEOUT,
    Reason.CANCELLED,
    Reason.STAFF_WANTED,
    Reason.STAFF_OPENED,
    Reason.DID_NOT_PASS,
    Reason.DEVICE_FAILED,
    Reason.BARRIER_FAULT,
    Reason.LANE_BLOCKED,
    Reason.MODE_CHANGED,
    Reason.NO_FACE,
    Reason.NAME_UNCLEAR,
}
"""Reasons that no measured value stands for, or not always."""


def keeps_to_its_limit(check: Check) -> bool | None:
    """Judge a check by what its record shows; ``None`` where that is words alone."""
    value, limit = check.value, check.limit
    if isinstance(limit, str) and " to " in limit:
        low, high = limit.split(" to ")
        if isinstance(value, str):  # moments: as texts they stand in the order of time
            dated = value[:1].isdigit() and len(value) == len(low) == len(high)
            return low <= value <= high if dated and low <= high else None
        return float(low) <= value <= float(high)
    if isinstance(value, str) or isinstance(limit, str):
        return None
    if check.name in AT_LEAST:
        return value >= limit
    assert check.name in AT_MOST, f"say in tests/checks.py which way {check.name} is measured"
    return value <= limit


def assert_true(decision: Decision) -> None:
    """Hold a whole record to the truth."""
    for check in decision.checks:
        kept = keeps_to_its_limit(check)
        assert kept is None or kept == check.passed, check
    if decision.reason is not None and decision.reason not in _UNMEASURED:
        failed = [check for check in decision.checks if not check.passed]
        assert failed, f"{decision.reason.code}, and every check of the record has passed"
