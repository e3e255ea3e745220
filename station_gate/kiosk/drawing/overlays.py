"""What may lie over any screen: an offer of more time, a reminder, and an alarm."""

import math

from station_gate.gate.terms import Action, Alarm, Step
from station_gate.kiosk.art.badges import Shape
from station_gate.kiosk.drawing.buttons import Button, Look
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import INK, MUTED, RAIL, STOP, WHITE, YELLOW
from station_gate.kiosk.kit.fills import gradient
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.kit.motion import quantise
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.texts import BREAK
from station_gate.kiosk.text.typesetting import Paragraph, Style
from station_gate.lane.view import LaneView

_REMINDING = frozenset({Step.FACE, Step.CHECKING, Step.REFUSED, Step.ASSISTANCE})
"""Screens over which a document that still lies on the reader is only mentioned."""
_HIGHER, RAISED = 70.0, 84.0
"""How much further up a card with large text reaches, and how much earlier screens end."""
_ALARM_TEXTS = {
    Alarm.INTRUSION: "alarm_intrusion",
    Alarm.FRAUD: "alarm_fraud",
    Alarm.BARRIER: "alarm_fraud",
}


def more_time_button(page: Page) -> Button:
    """Lay out the button that asks for more time."""
    box = _offer(page)
    width = 290.0 if page.large else 226.0
    area = Box(box.right - width - 16, box.y + 16, width, box.h - 32)
    text = page.texts("more_time_button")
    return Button(Action.MORE_TIME.value, area, text, Look.YELLOW, "clock", size=25)


def _offer(page: Page) -> Box:
    """Lie over the metro line: what the passenger is doing stays in sight and in reach."""
    layout = page.layout
    more = _HIGHER if page.large else 0.0
    if layout.portrait:
        return Box(24, layout.foot - 6 - more, layout.w - 48, 108 + more)
    return Box(32, layout.foot - 28 - more, layout.w - 102 - layout.ends, 116 + more)


def lies_over(view: LaneView) -> bool:
    """Return whether a card lies over the metro line."""
    return view.offer_more_time or is_reminded(view)


def is_reminded(view: LaneView) -> bool:
    """Return whether the card says that a document still lies on the reader."""
    return view.document_left and view.step in _REMINDING and not view.offer_more_time


def draw_offer(page: Page) -> None:
    """Draw the card that offers more time, without its button."""
    box = _offer(page)
    page.shade(box, 28, 22, 90, 8)
    page.plate(box, 28, WHITE)
    page.outline(box, 28, YELLOW, 4)
    room = more_time_button(page).box.x - box.x - 56
    lines = 2 if page.large else 1
    words = [Paragraph(page.texts("more_time_title"), Style(28, Weight.BOLD, INK, 1.2), lines)]
    left = seconds_left(page.view)
    if left is not None:
        text = page.texts("more_time_body", n=left)
        words.append(Paragraph(text, Style(20, Weight.MEDIUM, MUTED, 1.3), lines))
    page.stack(words, Box(box.x + 30, box.y + 10, room, box.h - 32), middle=True)
    track = Box(box.x + 30, box.bottom - 20, room, 6)
    page.plate(track, 3, RAIL)
    view = page.view
    if view.deadline is not None and view.deadline > view.now:
        # the bar is full for 10 s and more: only the last seconds need a picture
        share = min(1.0, (view.deadline - view.now) / 10)
        page.plate(track._replace(w=max(6, quantise(room * share, 2))), 3, INK)


def draw_reminder(page: Page) -> None:
    """Draw the card that says that a document still lies on the reader."""
    box = _offer(page)
    page.shade(box, 28, 22, 90, 8)
    page.plate(box, 28, WHITE)
    page.outline(box, 28, YELLOW, 4)
    page.plate(Box(box.x + 26, box.cy - 34, 68, 68), 22, YELLOW)
    page.icon("document", box.x + 60, box.cy, 42, INK)
    lines = 2 if page.large else 1
    words = [
        Paragraph(page.texts("take_back_title"), Style(28, Weight.BOLD, INK, 1.2), lines),
        Paragraph(page.texts("take_back_body"), Style(20, Weight.MEDIUM, MUTED, 1.3), lines),
    ]
    page.stack(words, Box(box.x + 116, box.y + 10, box.w - 140, box.h - 20), middle=True)


def seconds_left(view: LaneView) -> int | None:
    """How many whole seconds are left until the step ends by itself."""
    if view.deadline is None:
        return None
    return max(0, math.ceil(view.deadline - view.now))


def draw_alarm(page: Page) -> None:
    """Draw the alarm's strip in the header's place: an octagon, words, stripes, no flashing."""
    layout = page.layout
    height = layout.header
    page.fill(Box(0, 0, layout.w, height), STOP)
    page.put(
        gradient(page.bench, layout.w, height, ((0.0, WHITE.fade(16)), (1.0, WHITE.fade(0)))), 0, 0
    )
    page.fill(Box(0, height - 8, layout.w, 8), YELLOW)
    step = 28.0
    for i in range(int(layout.w / step / 2) + 1):
        page.fill(Box(i * step * 2, height - 8, step, 8), INK)
    text = page.texts(_ALARM_TEXTS[page.view.alarm])
    style = Style(36, Weight.BOLD, WHITE, 1.1, least=0.6)
    room = layout.w - 2 * 40 - 76
    width = min(room, page.width(text.replace(BREAK, ""), style))
    left = (layout.w - width - 76) / 2
    middle = (height - 8) / 2
    page.badge("bang", left + 28, middle, 54, WHITE, STOP, Shape.OCTAGON)
    words = Paragraph(text, style, 2)
    page.stack([words], Box(left + 76, 4, width + 1, height - 16), middle=True)
