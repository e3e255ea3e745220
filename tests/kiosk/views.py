"""Views of every screen, and a painter whose words can be overheard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pygame
import pytest

from station_gate.faces.observation import Coaching, Request, Side
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Step
from station_gate.kiosk.text.typesetting import Typesetter
from station_gate.lane.view import Journey, LaneView, TicketSight

LANDSCAPE, PORTRAIT = (1280, 720), (720, 1280)

JOURNEY = Journey(
    train="SG 127",
    origin="Harbour",
    destination="Northfield",
    departure="14:52",
    coach="7",
    seat="12A",
    platform="4",
)

IDLE = replace(LaneView.idle(100.0, "14:38"), now=101.2)


def at(step: Step, **changes: object) -> LaneView:
    return replace(IDLE, step=step, **changes)  # type: ignore[arg-type]


def refusal(reason: Reason, tries_left: int = 1) -> LaneView:
    return at(Step.REFUSED, reason=reason, tries_left=tries_left, refused_at=Step.DOCUMENT)


def picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return a camera picture: red on its left, blue on its right."""
    pixels = np.zeros((480, 640, 3), np.uint8)
    pixels[:, :320, 0] = 220
    pixels[:, 320:, 2] = 220
    return pixels


def sight(*, read: bool, far: bool = False) -> TicketSight:
    """Return a code in the left half of the reader's frame."""
    outline = ((0.2, 0.3), (0.45, 0.3), (0.45, 0.63), (0.2, 0.63))
    return TicketSight(picture=picture(), outlines=(outline,), read=read, far=far)


def turning(side: Side, *, back: bool = False) -> Request:
    """Return a turn of the head that is asked for."""
    return Request(side=side, back=back, since=100.5, until=105.5)


VIEWS = {
    "idle": IDLE,
    "ticket": at(Step.TICKET),
    "ticket seen": at(Step.TICKET, ticket_seen=True),
    "ticket in view": at(Step.TICKET, ticket_sight=sight(read=False)),
    "ticket far away": at(Step.TICKET, ticket_sight=sight(read=False, far=True)),
    "ticket in view, read": at(Step.TICKET, ticket_sight=sight(read=True), ticket_seen=True),
    "document, ticket just read": at(Step.DOCUMENT, ticket_sight=sight(read=True)),
    "document seen, ticket just read": at(
        Step.DOCUMENT, ticket_sight=sight(read=True), document_seen=True
    ),
    "document": at(Step.DOCUMENT),
    "document seen": at(Step.DOCUMENT, document_seen=True),
    "document, other side": at(Step.DOCUMENT, document_turned=True),
    "document, other side seen": at(Step.DOCUMENT, document_turned=True, document_seen=True),
    "face, no picture yet": at(Step.FACE),
    "face": at(Step.FACE, preview=picture(), coaching=Coaching.TOO_FAR),
    "face good": at(Step.FACE, preview=picture(), coaching=Coaching.HOLD_STILL, progress=0.6),
    "face, one more look": at(Step.FACE, reason=Reason.FACE_UNCLEAR, preview=picture()),
    "face, turn left": at(Step.FACE, preview=picture(), turn=turning(Side.LEFT), progress=1.0),
    "face, turn right": at(Step.FACE, preview=picture(), turn=turning(Side.RIGHT), progress=1.0),
    "face, look ahead": at(
        Step.FACE, preview=picture(), turn=turning(Side.LEFT, back=True), progress=1.0
    ),
    "face, lit by the screen": at(Step.FACE, preview=picture(), light=(140, 255, 160)),
    "face, recognition is behind": at(Step.FACE, preview=picture(), recognition_behind=True),
    "checking": at(Step.CHECKING),
    "waiting for the lane": at(
        Step.CHECKING, waits_for_lane=True, journey=JOURNEY, barrier=0.3, passenger=0.7
    ),
    "go": at(Step.GO, journey=JOURNEY, barrier=0.4),
    "take it back, then go": at(Step.GO, journey=JOURNEY, barrier=1.0, document_left=True),
    "left behind": at(Step.IDLE, document_left=True),
    "face, take it back": at(Step.FACE, document_left=True),
    "refused, take it back": replace(refusal(Reason.NAME_MISMATCH), document_left=True),
    "going": at(Step.GO, journey=JOURNEY, barrier=1.0, passenger=0.5),
    "go without a ticket's lines": at(Step.GO, barrier=1.0),
    "idle, the way out": at(Step.IDLE, direction=Direction.EXIT),
    "ticket, the way out": at(Step.TICKET, direction=Direction.EXIT),
    "checking, the way out": at(Step.CHECKING, direction=Direction.EXIT),
    "going, the way out": at(Step.GO, direction=Direction.EXIT, barrier=1.0, passenger=0.5),
    "refused, the way out": at(
        Step.REFUSED,
        direction=Direction.EXIT,
        reason=Reason.NOT_ENTERED,
        tries_left=1,
        refused_at=Step.TICKET,
    ),
    "refused": refusal(Reason.FACE_MISMATCH),
    "refused for good": refusal(Reason.TICKET_USED, tries_left=0),
    "assistance": at(Step.ASSISTANCE, reason=Reason.STAFF_WANTED),
    "assistance with a reason": at(Step.ASSISTANCE, reason=Reason.LANE_BLOCKED),
    "out of service": at(Step.OUT_OF_SERVICE),
    "evacuation": at(Step.EVACUATION, barrier=1.0),
    "free passage": at(Step.FREE_PASSAGE, barrier=1.0),
    "more time": at(Step.TICKET, offer_more_time=True, deadline=106.0),
    "refused, more time": replace(
        refusal(Reason.FACE_MISMATCH), offer_more_time=True, deadline=106.0
    ),
    "more time without an end": at(Step.TICKET, offer_more_time=True),
    "intrusion": at(Step.TICKET, alarm=Alarm.INTRUSION),
    "fraud": at(Step.GO, alarm=Alarm.FRAUD, barrier=1.0),
}


def surface(size: tuple[int, int]) -> pygame.Surface:
    return pygame.Surface(size, 0, 32)


@contextmanager
def overheard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect every line that is set while the context lasts."""
    lines: list[str] = []
    real = Typesetter.line

    def listening(self: Typesetter, text: str, *args: object) -> pygame.Surface:
        lines.append(text)
        return real(self, text, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Typesetter, "line", listening)
        yield lines
