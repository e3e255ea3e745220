"""What to do about each reason: icon and text for up to three lines."""

from station_gate.gate.reasons import Reason, Remedy

Advice = tuple[tuple[str, str], ...]
"""Lines of advice: an icon's name and a text key."""

_SHOW = ("ticket", "advice_show_code")
_TODAYS = ("ticket", "advice_todays_ticket")
_FLAT = ("ticket", "advice_hold_flat")
_BRIGHT = ("light", "advice_brightness")
_CALL = ("help", "advice_call")
_READY = ("document", "advice_ready")
_OTHER_GATE = ("counter", "advice_other_gate")
_STAFF_IF = ("help", "advice_staff_if")
_STAFF_CHECK = ("help", "advice_staff_check")
_START_AGAIN = ("retry", "advice_start_again")
_UNCOVER = ("hat", "advice_uncover")
_STRAIGHT = ("eye", "advice_look_straight")

# "Or ..." joins to the line before it: it comes with that line, and nothing between
_CALL_OR_GO: Advice = (_CALL, _OTHER_GATE)
_TODAYS_OR_BUY: Advice = (_TODAYS, ("counter", "advice_buy"))
_STAFF: Advice = (*_CALL_OR_GO, _READY)
_FACE: Advice = (_UNCOVER, _STRAIGHT, _STAFF_CHECK)
_OWN: Advice = (("document", "advice_own_document"), ("ticket", "advice_own_ticket"), _STAFF_IF)
_ELSEWHERE: Advice = (("sign", "advice_place"), ("arrow_right", "advice_signs"), _CALL)

ADVICE: dict[Reason, Advice] = {
    Reason.NOT_A_TICKET: (_SHOW, _BRIGHT, _STAFF_IF),
    Reason.TICKET_DAMAGED: (_FLAT, _BRIGHT, _STAFF_IF),
    Reason.ISSUER_UNKNOWN: _STAFF,
    Reason.KEY_OUT_OF_DATE: _STAFF,
    Reason.SIGNATURE_WRONG: _STAFF,
    Reason.TICKET_SPECIMEN: (*_TODAYS_OR_BUY, _CALL),
    Reason.TICKET_UNSUPPORTED: _STAFF,
    Reason.CODE_NOT_FRESH: (("ticket", "advice_live_code"), _BRIGHT, _STAFF_IF),
    Reason.TICKET_BLOCKED: _STAFF,
    Reason.KEY_REVOKED: _STAFF,
    Reason.TICKET_EXPIRED: (*_TODAYS_OR_BUY, _STAFF_IF),
    Reason.TICKET_NOT_YET_VALID: (("clock", "advice_time"), _TODAYS, _CALL),
    Reason.BOARDING_NOT_OPEN: (("clock", "advice_time"), ("board", "advice_board"), _CALL),
    Reason.BOARDING_CLOSED: (*_CALL_OR_GO, ("board", "advice_board")),
    Reason.TICKET_NEEDS_STAFF: _STAFF,
    Reason.WRONG_CLASS: (("sign", "advice_class"), ("arrow_right", "advice_signs"), _CALL),
    Reason.WRONG_STATION: _ELSEWHERE,
    Reason.WRONG_TRAIN: _ELSEWHERE,
    Reason.NEEDS_WIDE_GATE: (("sign", "advice_wide"), ("arrow_right", "advice_signs"), _CALL),
    Reason.TICKET_USED: (("ticket", "advice_own_ticket"), *_CALL_OR_GO),
    Reason.ALREADY_LEFT: (("ticket", "advice_own_ticket"), *_CALL_OR_GO),
    Reason.NOT_ENTERED: (("ticket", "advice_same_ticket"), _BRIGHT, _STAFF_IF),
    Reason.RETURN_TOO_LATE: _STAFF,
    Reason.WRONG_EXIT: (("ticket", "advice_same_ticket"), ("sign", "advice_place"), _STAFF_IF),
    Reason.DOCUMENT_UNREADABLE: (
        ("document", "advice_out_of_case"),
        ("still", "advice_lay_flat"),
        _STAFF_IF,
    ),
    Reason.DOCUMENT_EXPIRED: (("document", "advice_valid_document"), *_CALL_OR_GO),
    Reason.PORTRAIT_UNUSABLE: _STAFF,
    Reason.DOCUMENT_NOT_GENUINE: _STAFF,
    Reason.DOCUMENT_ISSUER_UNKNOWN: _STAFF,
    Reason.DOCUMENT_NOT_CHECKABLE: _STAFF,
    Reason.NAME_MISMATCH: _OWN,
    Reason.DOCUMENT_MISMATCH: _OWN,
    Reason.NAME_UNCLEAR: _STAFF,
    Reason.NO_FACE: (("person", "advice_stand_here"), _STRAIGHT, _STAFF_CHECK),
    Reason.SEVERAL_FACES: (("person", "advice_alone"), _STRAIGHT, _STAFF_CHECK),
    Reason.FACE_NOT_USABLE: _FACE,
    Reason.FACE_MISMATCH: _FACE,
    Reason.FACE_UNCLEAR: _STAFF,
    Reason.ATTACK_SUSPECTED: _STAFF,
    Reason.TURN_NOT_SEEN: (("face", "advice_turn"), ("person", "advice_stand_here"), _STAFF_CHECK),
    Reason.TICKET_TIMEOUT: (_START_AGAIN, _BRIGHT, _CALL),
    Reason.DOCUMENT_TIMEOUT: (("document", "advice_out_of_case"), _START_AGAIN, _CALL),
    Reason.CANCELLED: (_START_AGAIN, *_CALL_OR_GO),
    Reason.STAFF_WANTED: _STAFF,
    Reason.DID_NOT_PASS: (_START_AGAIN, *_CALL_OR_GO),
    Reason.STAFF_OPENED: (("gate", "advice_follow_staff"), *_CALL_OR_GO),
    Reason.DEVICE_FAILED: _STAFF,
    Reason.BARRIER_FAULT: _STAFF,
    Reason.LANE_BLOCKED: (("gate", "advice_follow_staff"), *_CALL_OR_GO),
    Reason.RECOGNITION_BEHIND: (("person", "advice_stand_here"), *_CALL_OR_GO),
    Reason.MODE_CHANGED: (("arrow_right", "advice_follow_staff"), *_CALL_OR_GO),
}

_TRYING = frozenset({Remedy.TICKET_AGAIN, Remedy.DOCUMENT_AGAIN, Remedy.FACE_AGAIN})


def advice_for(reason: Reason, tries_left: int) -> Advice:
    """Say what to do: once there are no tries left, how to try better is no use."""
    if tries_left <= 0 and reason.remedy in _TRYING:
        return ADVICE[Reason.STAFF_WANTED]
    return ADVICE[reason]


JOINED = frozenset({"advice_other_gate", "advice_buy"})
"""The other way of what the line before says: the two are read together."""
STILL_VALID = frozenset(
    {
        Reason.DOCUMENT_UNREADABLE,
        Reason.DOCUMENT_EXPIRED,
        Reason.PORTRAIT_UNUSABLE,
        Reason.DOCUMENT_ISSUER_UNKNOWN,
        Reason.DOCUMENT_NOT_CHECKABLE,
        Reason.NAME_UNCLEAR,
        Reason.NO_FACE,
        Reason.SEVERAL_FACES,
        Reason.FACE_NOT_USABLE,
        Reason.FACE_MISMATCH,
        Reason.FACE_UNCLEAR,
        Reason.DOCUMENT_TIMEOUT,
    }
)
"""The ticket was read, checked and found good before this: worth saying, and true."""
