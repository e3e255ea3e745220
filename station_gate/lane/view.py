"""What anybody outside may see of a lane: one snapshot, made anew each tick."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.observation import Coaching, Colour, Request
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Beam, Direction, Mode, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The lines of the accepted ticket that a passenger wants to see again."""

    train: str
    origin: str
    destination: str
    departure: str
    """Local time, "HH:MM"."""
    coach: str
    seat: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TicketSight:
    """A frame of the ticket reader's camera with a code in it."""

    picture: NDArray[np.uint8]
    """uint8 (H, W, 3) RGB, not mirrored; nobody may keep it."""
    outlines: tuple[tuple[tuple[float, float], ...], ...]
    """Of the codes: (x, y) as fractions of the picture, four or more for each."""
    read: bool
    """The codes have been read; else they were only recognised as codes."""
    far: bool
    """The code is so small in the picture that it should come nearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """A snapshot of the lane for the kiosk and for tests.

    Times are seconds on the lane's clock. ``preview`` is the newest live frame,
    uint8 (H, W, 3) RGB, not mirrored, and ``None`` outside the face step;
    nobody may keep it. ``face_box`` is left, top, right, bottom as fractions of
    the preview. ``barrier`` is 0 closed to 1 open. ``passenger`` is where the
    passenger is in the lane, 0 at its mouth to 1 at its end, ``None`` when it
    is empty.
    """

    now: float
    clock: str
    """Station local time, "HH:MM"."""
    step: Step
    since: float
    deadline: float | None
    """When this step ends by itself."""
    offer_more_time: bool
    """The deadline is near: show "Need more time?"."""
    reason: Reason | None
    """Why, on the refused and assistance steps."""
    tries_left: int
    """How often the passenger may still try again; 0 hides the button."""
    refused_at: Step | None
    """The step of the flow (ticket, document, face) that the refusal belongs to."""
    journey: Journey | None
    document_seen: bool
    """A document lies on the reader and is being read."""
    document_turned: bool = False
    """The other side of a card is asked for, or being read."""
    document_left: bool = False
    """A document that is not wanted any more still lies on the reader."""
    ticket_seen: bool
    """A code is in front of the ticket reader and is being read."""
    coaching: Coaching | None
    progress: float
    """Of the face capture, 0 to 1."""
    preview: NDArray[np.uint8] | None
    face_box: tuple[float, float, float, float] | None
    barrier: float
    passenger: float | None
    alarm: Alarm
    mode: Mode
    waits_for_lane: bool = False
    """The passenger may go in as soon as nobody else is in the lane."""
    people: tuple[float, ...] = ()
    """Where everybody in the lane is, metres from its mouth, in the order they came."""
    broken: frozenset[Beam] = frozenset()
    """The light beams that somebody stands in."""
    turn: Request | None = None
    """The turn of the head that is asked for now."""
    light: Colour | None = None
    """With what the screen is to light the face now: red, green and blue, 0 to 255."""
    direction: Direction = Direction.ENTRY
    """Of the present passenger, or the next one."""
    ticket_sight: TicketSight | None = None
    """What the ticket reader's camera sees of a code, up to a second after it was read."""
    transaction: int | None = None
    """The number of the passenger who is at the gate."""
    trouble: str | None = None
    """What is wrong with the gate, in a sentence."""
    remark: str | None = None
    """What operators have to know though the gate works: how it stands with its station."""
    recognition_behind: bool = False
    """The face step waits for the machine: ask for a moment's patience."""
    attempt: int = 0
    """Which try of the passenger's this is, 1 for the first; 0 without a passenger."""

    @classmethod
    def idle(cls, now: float = 0.0, clock: str = "00:00") -> "LaneView":
        """Return the view of a lane in service where nobody is; ``replace`` makes others of it."""
        return cls(
            now=now,
            clock=clock,
            step=Step.IDLE,
            since=now,
            deadline=None,
            offer_more_time=False,
            reason=None,
            tries_left=0,
            refused_at=None,
            journey=None,
            document_seen=False,
            ticket_seen=False,
            coaching=None,
            progress=0.0,
            preview=None,
            face_box=None,
            barrier=0.0,
            passenger=None,
            alarm=Alarm.NONE,
            mode=Mode.IN_SERVICE,
        )
