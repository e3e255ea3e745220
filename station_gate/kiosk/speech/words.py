"""What is said of a screen: its title, what to do now, and what changes meanwhile.

Nothing of the ticket, the document or the journey is ever said aloud: only texts of the
catalogue, the same for everybody.
"""

from collections.abc import Iterator
from typing import NamedTuple

from station_gate.faces.observation import Coaching, Side
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Step
from station_gate.kiosk.screens.advice import STILL_VALID, advice_for
from station_gate.kiosk.text.texts import BREAK, HYPHEN, NARROW, TIE, Texts
from station_gate.lane.view import LaneView
from station_gate.languages import language_of

_SPACED = str.maketrans(
    {BREAK: "", HYPHEN: "", TIE: " ", NARROW: " ", "\n": " ", "\u2068": "", "\u2069": ""}
)
_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟")
_REMINDING = frozenset({Step.FACE, Step.CHECKING, Step.REFUSED, Step.ASSISTANCE})
_ALARMS = {
    Alarm.INTRUSION: "alarm_intrusion",
    Alarm.FRAUD: "alarm_fraud",
    Alarm.BARRIER: "alarm_fraud",
}


class Said(NamedTuple):
    """What a screen has to say; texts as a voice reads them, empty where there is nothing."""

    screen: str
    """What it is about and what to do."""
    aside: str
    """What changes while it is shown: coaching, something forgotten."""
    urgent: bool
    """Whether the aside must not wait until the rest has been said."""


def said(view: LaneView, texts: Texts) -> Said:
    """Say a view in words."""
    screen = _together(texts, *_screen(view))
    if view.alarm is not Alarm.NONE:
        return Said(screen, "", False)
    if view.offer_more_time:
        button = texts("more_time_button")
        how = _together(texts, "more_time_title") + " " + texts("more_time_say", button=button)
        return Said(screen, how.translate(_SPACED), True)
    if view.document_left and view.step in _REMINDING:
        return Said(screen, _together(texts, "take_back_title"), False)
    waits = view.turn is not None or view.light is not None or view.recognition_behind
    coached = view.step is Step.FACE and not waits
    if coached and view.coaching is not None:
        return Said(screen, _together(texts, f"coaching_{view.coaching.value}"), False)
    return Said(screen, "", False)


def likely(texts: Texts) -> Iterator[str]:
    """Give what a passenger will probably be told, in that order: to be made ahead."""
    for keys in (
        ("ticket_title", "ticket_body"),
        ("document_title", "document_body"),
        ("face_title", "face_body"),
        *((f"coaching_{coaching.value}",) for coaching in Coaching),
        *((f"turn_{side.value}",) for side in Side),
        ("face_ahead_title",),
        ("checking_title", "checking_body"),
        ("go_title", "go_body"),
        ("assistance_title", "assistance_body"),
        *((key,) for key in sorted(set(_ALARMS.values()))),
    ):
        yield _together(texts, *keys)


def _screen(view: LaneView) -> tuple[str, ...]:
    """Name the texts of the screen that the painter shows, as far as they are to be said."""
    out = view.direction is Direction.EXIT
    if view.alarm is not Alarm.NONE and view.step is not Step.EVACUATION:
        return (_ALARMS[view.alarm],)
    if view.waits_for_lane:
        return "wait_title", "wait_body"
    at_gate = view.step is Step.GO
    if view.document_left and view.step in (Step.IDLE, Step.GO) and view.passenger is None:
        return "take_back_title", "take_back_go_body" if at_gate else "take_back_idle_body"
    match view.step:
        case Step.IDLE:
            return ("idle_out_title", "idle_out_body") if out else ("idle_title", "idle_body")
        case Step.DOCUMENT:
            kind = "document_turn" if view.document_turned else "document"
            return f"{kind}_title", f"{kind}_body"
        case Step.FACE:
            return _face(view)
        case Step.CHECKING:
            return "checking_title", "checking_out_body" if out else "checking_body"
        case Step.GO:
            return "go_title", "go_out_body" if out else "go_body"
        case Step.REFUSED:
            return _refused(view)
        case Step.ASSISTANCE:
            return "assistance_title", "assistance_body"
        case step:
            return f"{step.value}_title", f"{step.value}_body"


def _face(view: LaneView) -> tuple[str, ...]:
    if view.recognition_behind:
        return "face_moment_title", "face_moment_body"
    if view.light is not None:
        return "face_light_title", "face_light_body"
    if view.turn is not None:  # what points the way on the screen is a picture
        return ("face_ahead_title",) if view.turn.back else (f"turn_{view.turn.side.value}",)
    kind = "face_again" if view.reason is Reason.FACE_UNCLEAR else "face"
    return f"{kind}_title", f"{kind}_body"


def _refused(view: LaneView) -> tuple[str, ...]:
    """Return what happened, and what to do now: the last of it says whose turn it is."""
    assert view.reason is not None, "the refused step has a reason"
    code = view.reason.code
    still = ("refused_still_valid",) if view.reason in STILL_VALID else ()
    todo = (key for _, key in advice_for(view.reason, view.tries_left))
    return f"reason_{code}_title", f"reason_{code}_body", *still, "refused_do", *todo


def _together(texts: Texts, *keys: str) -> str:
    """Join texts to sentences, without the marks that are for drawing."""
    stop = "。" if language_of(texts.tag).breaks_anywhere else "."
    lines = [texts(key).translate(_SPACED).strip() for key in keys]
    return " ".join(line if line.endswith(_ENDS) else line + stop for line in lines)
