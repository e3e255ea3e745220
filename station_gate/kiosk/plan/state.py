"""The lane's state as names and values."""

from station_gate.gate.terms import Alarm, Step
from station_gate.kiosk.kit.colour import YELLOW, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.plan.sheet import BAD, SOFT, TEXT, Sheet
from station_gate.kiosk.text.fonts import Weight
from station_gate.lane.view import LaneView

_NAMES = 0.4
"""The share of the width that the names have."""
_PITCH = 32.0


def draw_state(sheet: Sheet, box: Box, view: LaneView) -> None:
    """Draw a row for each thing there is to say."""
    lines = _lines(view)
    pitch = min(_PITCH, box.h / len(lines))
    x, width = box.x + _NAMES * box.w, (1 - _NAMES) * box.w
    for number, (name, value, colour) in enumerate(lines):
        y = box.y + (number + 0.75) * pitch
        sheet.text(name, box.x, y, 15, SOFT, width=_NAMES * box.w - 8)
        sheet.text(value, x, y, 16, colour, weight=Weight.SEMIBOLD, width=width)


def _lines(view: LaneView) -> list[tuple[str, str, Colour]]:
    """Give names, values and colours."""
    spent = f"{view.now - view.since:.1f} s"
    if view.deadline is not None:
        spent += f" of {view.deadline - view.since:.1f} s"
    alarmed = view.alarm is not Alarm.NONE
    tries = str(view.attempt) if view.attempt else "none"
    if view.step is Step.REFUSED:
        tries += f", {view.tries_left} left"
    return [
        ("step", _words(view.step.value), YELLOW),
        ("in this step", spent, TEXT),
        ("reason", "none" if view.reason is None else _words(view.reason.code), TEXT),
        ("try", tries, TEXT),
        ("alarm", view.alarm.value, BAD if alarmed else TEXT),
        ("mode", f"{_words(view.mode.value)}, {view.direction.value}", TEXT),
        ("coaching", "none" if view.coaching is None else _words(view.coaching.value), TEXT),
        ("face capture", f"{view.progress:.0%}", TEXT),
        ("people in it", str(len(view.people)), TEXT),
        ("time", f"{view.clock}, {view.now:.2f} s", TEXT),
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")
