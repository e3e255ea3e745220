"""The timeline as a chart: a row for each track, the present at its right."""

from station_gate.gate.terms import Step
from station_gate.kiosk.kit.colour import YELLOW, Colour, mix
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.plan.sheet import (
    BAD,
    CABINET,
    CALM,
    FLOOR,
    GOOD,
    GROUND,
    SOFT,
    TEXT,
    Sheet,
)
from station_gate.kiosk.plan.timeline import SPAN, TRACKS, Stretch, Timeline

_NAMES = 112.0
"""Room for the names of the tracks."""
_AXIS = 26.0
_LETTERS = 14.0
_EVERY = 2
"""Seconds between two marks of the axis."""
_STEPS = {
    Step.IDLE: CABINET,
    Step.GO: GOOD,
    Step.FREE_PASSAGE: GOOD,
    Step.REFUSED: BAD,
    Step.OUT_OF_SERVICE: BAD,
    Step.EVACUATION: BAD,
    Step.ASSISTANCE: YELLOW,
}
_OTHERS = {"flaps": CALM, "alarm": BAD, "reader": YELLOW}


def draw_chart(sheet: Sheet, box: Box, timeline: Timeline, now: float) -> None:
    """Draw the last seconds of every track."""
    field = Box(box.x + _NAMES, box.y, box.w - _NAMES, box.h - _AXIS)
    second = field.w / SPAN
    pitch = field.h / len(TRACKS)
    rows = {
        name: Box(field.x, field.y + number * pitch + 2, field.w, pitch - 4)
        for number, name in enumerate(TRACKS)
    }
    for name, row in rows.items():
        sheet.text(name, box.x, row.cy + 5, 15, SOFT, width=_NAMES - 10)
        sheet.rect(row, FLOOR)
    mark = int(now) // _EVERY * _EVERY
    while mark >= max(0.0, now - SPAN):
        x = field.right - (now - mark) * second
        sheet.rect(Box(x, field.y, 1, field.h), mix(FLOOR, SOFT, 0.25))
        sheet.text(f"{mark} s", x, box.bottom - 2, 14, SOFT, anchor="centre")
        mark -= _EVERY
    for name, row in rows.items():
        for stretch in timeline.track(name):
            if stretch.text:
                _draw_stretch(sheet, row, name, stretch, now)


def _draw_stretch(sheet: Sheet, row: Box, name: str, stretch: Stretch, now: float) -> None:
    second = row.w / SPAN
    begin = max(row.x, row.right - (now - stretch.begin) * second)
    end = row.right - (now - stretch.end) * second
    colour = _colour(name, stretch.text)
    sheet.rect(Box(begin, row.y, max(2.0, end - begin - 1), row.h), colour)
    ink = TEXT if colour == CABINET else GROUND
    words = stretch.text.replace("_", " ")
    for text in (words, words.partition(":")[0]):
        if sheet.room_for(text, _LETTERS) <= end - begin - 10:
            sheet.text(text, begin + 5, row.cy + 5, _LETTERS, ink)
            break


def _colour(name: str, text: str) -> Colour:
    if name == "step":
        return _STEPS.get(Step(text.partition(":")[0]), CALM)
    return _OTHERS.get(name, BAD)
