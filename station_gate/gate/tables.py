"""The gate's machines as data. Every change of state is one entry in here.

Theory of operation
-------------------
Four small machines run side by side in ``gate.Gate``:

* *passage*: where the passenger is in the flow;
* *barrier*: what the flaps are doing, as far as commands and reports tell;
* *alarm*: whether somebody is where nobody may be;
* *mode*: what the lane is for, set by the operator or by a failed device.

The gate turns an event into *signals* by the rules (is this ticket valid?
is the safety zone free?) and gives each signal to one machine. Two rules hold:

1. A machine changes state only through its table. A signal that has no entry is
   a mistake of the caller: ``IllegalSignal`` is raised and nothing has changed.
2. What a passenger, a device or an operator can really do has an entry in every
   state, if only one that leads back to the same state.

The diagrams in ``docs/machines.md`` are generated from these tables.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import (
    Alarm,
    BarrierReport,
    FaceVerdict,
    Mode,
    Outcome,
    Step,
)


class Passage(StrEnum):
    """Where the passenger is in the flow; ``states`` says what is known in each."""

    IDLE = "idle"
    AWAITING_TICKET = "awaiting ticket"
    AWAITING_DOCUMENT = "awaiting document"
    CAPTURING = "capturing"
    COMPARED = "compared"
    """The faces have been compared; what follows is done once that has been shown long enough."""
    REDEEMING = "redeeming"
    """The journal is asked for the ticket: the faces match, or nobody asks for a face."""
    REDEEMED = "redeemed"
    """The ticket is the passenger's; "checking" is shown a moment longer."""
    OVERTAKEN = "overtaken"
    """Another gate was first; "checking" is shown a moment longer."""
    AWAITING_LANE = "awaiting lane"
    """Somebody else is in the lane: the permission is not for them."""
    GRANTED = "granted"
    """The barrier is open for one passenger who has not stepped in yet."""
    PASSING = "passing"
    REFUSED = "refused"
    ASSISTANCE = "assistance"


class PassageSignal(StrEnum):
    """What can happen to the passage, by the name of the event that brings it."""

    START = "start"
    TICKET_ACCEPTED = "ticket accepted"
    TICKET_SUFFICES = "ticket suffices"
    """On the way out nobody asks for a document or a face."""
    TICKET_REFUSED = "ticket refused"
    DOCUMENT_ACCEPTED = "document accepted"
    DOCUMENT_REFUSED = "document refused"
    FACE_SEEN = "face seen"
    TURN_ASKED = "turn asked"
    FACE_COMPARED = "face compared"
    MATCH = "match"
    UNCLEAR = "unclear"
    UNCLEAR_AGAIN = "unclear again"
    MISMATCH = "mismatch"
    ATTACK = "attack"
    UNANSWERED = "unanswered"
    REDEMPTION_WON = "redemption won"
    REDEMPTION_LOST = "redemption lost"
    LANE_CLEAR = "lane clear"
    LANE_OCCUPIED = "lane occupied"
    STAFF_ADMITTED = "staff admitted"
    """From any state but an open gate."""
    STEPPED_IN = "stepped in"
    STEPPED_BACK = "stepped back"
    WENT_THROUGH = "went through"
    LET_THROUGH = "let through"
    """Went through by the leave of staff."""
    TICKET_AGAIN = "ticket again"
    DOCUMENT_AGAIN = "document again"
    FACE_AGAIN = "face again"
    HELP = "help"
    CANCEL = "cancel"
    TIME_UP = "time up"
    MODE_COMMANDED = "mode commanded"
    DEVICE_REPORTED = "device reported"
    BARRIER_REPORTED = "barrier reported"


class To(NamedTuple):
    """Where a signal leads."""

    state: Passage
    reason: Reason | None = None
    """Why, where the change itself says it: else the rules do, or what has been told before."""
    outcome: Outcome | None = None
    """How the transaction ends by it, if it does."""


P, S, R = Passage, PassageSignal, Reason
_OTHERWISE_USED = {
    S.MODE_COMMANDED: To(P.IDLE, R.MODE_CHANGED, Outcome.ABANDONED),
    S.DEVICE_REPORTED: To(P.IDLE, R.DEVICE_FAILED, Outcome.REFUSED),
    S.BARRIER_REPORTED: To(P.IDLE, R.BARRIER_FAULT, Outcome.REFUSED),
}
"""The lane is for something else now: the passenger of the moment ends by it."""
AT_ANY_TIME: Mapping[PassageSignal, To] = {
    S.STAFF_ADMITTED: To(P.GRANTED, R.STAFF_OPENED),
    S.HELP: To(P.ASSISTANCE, R.STAFF_WANTED),
    S.CANCEL: To(P.IDLE, R.CANCELLED, Outcome.ABANDONED),
    **_OTHERWISE_USED,
}
"""What may come in every state. Of the first two: what has been told before stays the reason."""
_TICKET = {
    S.TICKET_ACCEPTED: To(P.AWAITING_DOCUMENT),
    S.TICKET_SUFFICES: To(P.REDEEMING),
    S.TICKET_REFUSED: To(P.REFUSED),
}
FLOW: Mapping[Passage, Mapping[PassageSignal, To]] = {
    P.IDLE: {
        S.START: To(P.AWAITING_TICKET),
        **_TICKET,
        **AT_ANY_TIME,
        **dict.fromkeys((S.CANCEL, *_OTHERWISE_USED), To(P.IDLE)),
    },
    P.AWAITING_TICKET: {
        **_TICKET,
        S.TIME_UP: To(P.IDLE, R.TICKET_TIMEOUT, Outcome.ABANDONED),
        **AT_ANY_TIME,
    },
    P.AWAITING_DOCUMENT: {
        S.DOCUMENT_ACCEPTED: To(P.CAPTURING),
        S.DOCUMENT_REFUSED: To(P.REFUSED),
        S.TIME_UP: To(P.IDLE, R.DOCUMENT_TIMEOUT, Outcome.ABANDONED),
        **AT_ANY_TIME,
    },
    P.CAPTURING: {
        S.FACE_SEEN: To(P.CAPTURING),
        S.TURN_ASKED: To(P.CAPTURING),
        S.FACE_COMPARED: To(P.COMPARED),
        S.TIME_UP: To(P.REFUSED),
        **AT_ANY_TIME,
    },
    P.COMPARED: {
        S.MATCH: To(P.REDEEMING),  # at once; the others when it has been shown long enough
        S.UNCLEAR: To(P.CAPTURING, R.FACE_UNCLEAR),
        S.UNCLEAR_AGAIN: To(P.ASSISTANCE, R.FACE_UNCLEAR),
        S.MISMATCH: To(P.REFUSED, R.FACE_MISMATCH),
        S.ATTACK: To(P.REFUSED, R.ATTACK_SUSPECTED),
        S.UNANSWERED: To(P.REFUSED, R.TURN_NOT_SEEN),
        **AT_ANY_TIME,
    },
    P.REDEEMING: {
        S.REDEMPTION_WON: To(P.REDEEMED),
        S.REDEMPTION_LOST: To(P.OVERTAKEN),
        S.TIME_UP: To(P.REFUSED, R.DEVICE_FAILED),
        **AT_ANY_TIME,
    },
    P.REDEEMED: {
        S.LANE_CLEAR: To(P.GRANTED),
        S.LANE_OCCUPIED: To(P.AWAITING_LANE),
        **AT_ANY_TIME,
    },
    P.OVERTAKEN: {S.TIME_UP: To(P.REFUSED), **AT_ANY_TIME},
    P.AWAITING_LANE: {
        S.LANE_CLEAR: To(P.GRANTED),
        S.TIME_UP: To(P.REFUSED, R.LANE_BLOCKED),
        **AT_ANY_TIME,
    },
    P.GRANTED: {
        S.STEPPED_IN: To(P.PASSING),
        S.TIME_UP: To(P.IDLE, R.DID_NOT_PASS, Outcome.ABANDONED),
        **AT_ANY_TIME,
        S.STAFF_ADMITTED: To(P.GRANTED),
        # whoever has been let in goes through: the readers have done their part
        S.DEVICE_REPORTED: To(P.GRANTED),
    },
    # who is between the flaps needs no screen any more, and passes before the lane changes
    P.PASSING: {
        S.STEPPED_BACK: To(P.GRANTED),
        S.WENT_THROUGH: To(P.IDLE, None, Outcome.PASSED),
        S.LET_THROUGH: To(P.IDLE, None, Outcome.ASSISTED),
        S.TIME_UP: To(P.ASSISTANCE, R.LANE_BLOCKED),
        **dict.fromkeys(AT_ANY_TIME, To(P.PASSING)),
    },
    P.REFUSED: {
        S.TICKET_AGAIN: To(P.AWAITING_TICKET),
        S.DOCUMENT_AGAIN: To(P.AWAITING_DOCUMENT),
        S.FACE_AGAIN: To(P.CAPTURING),
        **AT_ANY_TIME,
        **dict.fromkeys((S.CANCEL, S.TIME_UP), To(P.IDLE, None, Outcome.REFUSED)),
    },
    P.ASSISTANCE: {
        **AT_ANY_TIME,
        **dict.fromkeys((S.CANCEL, S.TIME_UP), To(P.IDLE, None, Outcome.ASSISTED)),
    },
}
REASONS: Mapping[Passage, Mapping[PassageSignal, Reason]] = {
    state: {signal: to.reason for signal, to in row.items() if to.reason is not None}
    for state, row in FLOW.items()
}
"""Those of ``FLOW`` that have one."""
VERDICTS: Mapping[FaceVerdict, PassageSignal] = {
    FaceVerdict.MATCH: S.MATCH,
    FaceVerdict.UNCLEAR: S.UNCLEAR,
    FaceVerdict.MISMATCH: S.MISMATCH,
    FaceVerdict.ATTACK: S.ATTACK,
    FaceVerdict.UNANSWERED: S.UNANSWERED,
}
"""What a comparison amounts to; unclear for the second time it is ``UNCLEAR_AGAIN``."""
AGAIN: Mapping[Passage, PassageSignal] = {
    P.AWAITING_TICKET: S.TICKET_AGAIN,
    P.AWAITING_DOCUMENT: S.DOCUMENT_AGAIN,
    P.CAPTURING: S.FACE_AGAIN,
}
"""By where trying again leads, which is what the remedy of the reason says."""


class Limit(NamedTuple):
    """How long a state lasts at most."""

    setting: str
    """The field of ``Timings``."""
    announced: bool = False
    """The passenger is warned of the end, and may put it off."""
    least: float = 0.0
    """Seconds, where the setting is less."""


REDEMPTION = 0.5
"""Seconds that the journal has for its answer, which takes some 5 ms: so little that no
passenger thinks that the gate has stopped."""
LIMITS: Mapping[Passage, Limit] = {
    P.AWAITING_TICKET: Limit("ticket", announced=True),
    P.AWAITING_DOCUMENT: Limit("document", announced=True),
    P.CAPTURING: Limit("recognition"),
    P.COMPARED: Limit("checking"),
    P.REDEEMING: Limit("checking", least=REDEMPTION),
    P.REDEEMED: Limit("checking"),
    P.OVERTAKEN: Limit("checking"),
    P.AWAITING_LANE: Limit("granted"),
    P.GRANTED: Limit("granted"),
    P.PASSING: Limit("passing"),
    P.REFUSED: Limit("refused", announced=True),
    P.ASSISTANCE: Limit("assistance"),
}
"""Within one step of the kiosk they count from its beginning, but for those of the open gate
and of an occupied lane, which count from then on."""
LOOKED_AT = Limit("face", announced=True)
"""Of capturing, from the first look on, and anew from a turn that is asked for."""
SHOWN: Mapping[Passage, Step] = {
    P.AWAITING_TICKET: Step.TICKET,
    P.AWAITING_DOCUMENT: Step.DOCUMENT,
    P.CAPTURING: Step.FACE,
    **dict.fromkeys(
        (P.COMPARED, P.REDEEMING, P.REDEEMED, P.OVERTAKEN, P.AWAITING_LANE), Step.CHECKING
    ),
    P.GRANTED: Step.GO,
    P.PASSING: Step.GO,
    P.REFUSED: Step.REFUSED,
    P.ASSISTANCE: Step.ASSISTANCE,
}
"""What the passenger sees; where there is none the mode is shown."""


class Barrier(StrEnum):
    """What the flaps are doing."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    CLOSING = "closing"
    OBSTRUCTED = "obstructed"
    """It met something while closing and opens again by itself."""
    FAULT = "fault"


class BarrierSignal(StrEnum):
    """What the core commands and what the device reports."""

    OPEN = "command open"
    CLOSE = "command close"
    OPENED = "reported opened"
    CLOSED = "reported closed"
    BLOCKED = "reported blocked"
    FAULT = "reported fault"


REPORTED: Mapping[BarrierReport, BarrierSignal] = {
    BarrierReport.OPENED: BarrierSignal.OPENED,
    BarrierReport.CLOSED: BarrierSignal.CLOSED,
    BarrierReport.BLOCKED: BarrierSignal.BLOCKED,
    BarrierReport.FAULT: BarrierSignal.FAULT,
}
B, D = Barrier, BarrierSignal
_REPORTS = {D.OPENED: B.OPEN, D.CLOSED: B.CLOSED, D.BLOCKED: B.OBSTRUCTED, D.FAULT: B.FAULT}
BARRIER: Mapping[Barrier, Mapping[BarrierSignal, Barrier]] = {
    B.CLOSED: {**_REPORTS, D.OPEN: B.OPENING},
    # a report that crosses a command on its way is late news: the command stands
    B.OPENING: {**_REPORTS, D.OPEN: B.OPENING, D.CLOSE: B.CLOSING, D.CLOSED: B.OPENING},
    B.OPEN: {**_REPORTS, D.OPEN: B.OPEN, D.CLOSE: B.CLOSING},
    B.CLOSING: {**_REPORTS, D.OPEN: B.OPENING, D.OPENED: B.CLOSING},
    B.OBSTRUCTED: {**_REPORTS, D.OPEN: B.OPENING, D.CLOSE: B.CLOSING},
    # a faulty barrier still opens for an evacuation, and recovers when it says so
    B.FAULT: {**_REPORTS, D.OPEN: B.OPENING, D.BLOCKED: B.FAULT},
}


class AlarmSignal(StrEnum):
    """What makes an alarm start and end."""

    INTRUDED = "intruded"
    CROSSED = "crossed"
    STUCK = "stuck"
    """The flaps must be open and are not."""
    QUIET = "quiet"
    """The cause has been gone for the time that the alarm holds."""


A = AlarmSignal
ALARM: Mapping[Alarm, Mapping[AlarmSignal, Alarm]] = {
    Alarm.NONE: {
        A.INTRUDED: Alarm.INTRUSION,
        A.CROSSED: Alarm.FRAUD,
        A.STUCK: Alarm.BARRIER,
    },
    Alarm.INTRUSION: {
        A.INTRUDED: Alarm.INTRUSION,
        A.CROSSED: Alarm.FRAUD,
        A.STUCK: Alarm.BARRIER,
        A.QUIET: Alarm.NONE,
    },
    Alarm.FRAUD: {
        A.INTRUDED: Alarm.FRAUD,
        A.CROSSED: Alarm.FRAUD,
        A.STUCK: Alarm.BARRIER,
        A.QUIET: Alarm.NONE,
    },
    # people who cannot get out come before people who got in
    Alarm.BARRIER: {
        **dict.fromkeys(AlarmSignal, Alarm.BARRIER),
        A.QUIET: Alarm.NONE,
    },
}


class ModeSignal(StrEnum):
    """What the operator commands, and what failed or recovered devices bring about."""

    SERVE = "serve"
    STOP = "stop"
    LOCK = "lock"
    FREE = "free"
    EVACUATE = "evacuate"
    DEVICE_LOST = "device lost"
    DEVICE_BACK = "device back"
    BARRIER_LOST = "barrier lost"
    BARRIER_BACK = "barrier back"


M = ModeSignal
COMMANDED: Mapping[Mode, ModeSignal] = {
    Mode.IN_SERVICE: M.SERVE,
    Mode.OUT_OF_SERVICE: M.STOP,
    Mode.LOCKED: M.LOCK,
    Mode.FREE_PASSAGE: M.FREE,
    Mode.EVACUATION: M.EVACUATE,
}
_COMMANDS = {signal: mode for mode, signal in COMMANDED.items()}
_LOST, _BACK = (M.DEVICE_LOST, M.BARRIER_LOST), (M.DEVICE_BACK, M.BARRIER_BACK)
_FAILING = {**dict.fromkeys(_LOST, Mode.FAULTY), **dict.fromkeys(_BACK, Mode.IN_SERVICE)}
# a failed device takes a serving lane out of service and, once it works, back again;
# a lane that the operator set to something else stays what the operator said
MODE: Mapping[Mode, Mapping[ModeSignal, Mode]] = {
    Mode.IN_SERVICE: {**_COMMANDS, **_FAILING},
    Mode.FAULTY: {**_COMMANDS, **_FAILING},
    **{
        mode: {**_COMMANDS, **dict.fromkeys((*_LOST, *_BACK), mode)}
        for mode in (Mode.OUT_OF_SERVICE, Mode.LOCKED, Mode.FREE_PASSAGE)
    },
    # an evacuation ends only when the operator puts the lane back in service
    Mode.EVACUATION: {
        **dict.fromkeys(ModeSignal, Mode.EVACUATION),
        M.SERVE: Mode.IN_SERVICE,
    },
}
OTHERWISE_USED: Mapping[ModeSignal, PassageSignal] = {
    **dict.fromkeys(_COMMANDS, S.MODE_COMMANDED),
    **dict.fromkeys((M.DEVICE_LOST, M.DEVICE_BACK), S.DEVICE_REPORTED),
    **dict.fromkeys((M.BARRIER_LOST, M.BARRIER_BACK), S.BARRIER_REPORTED),
}
"""What it is to the passenger of the moment that the mode changes by a signal."""
BARRIER_TELLS: Mapping[Barrier, ModeSignal] = {
    **dict.fromkeys(Barrier, M.BARRIER_BACK),
    Barrier.FAULT: M.BARRIER_LOST,
}
"""What the mode is told while the barrier is faulty, and once it is not any more."""
MODE_SHOWN: Mapping[Mode, Step] = {
    Mode.IN_SERVICE: Step.IDLE,
    **dict.fromkeys((Mode.FAULTY, Mode.OUT_OF_SERVICE, Mode.LOCKED), Step.OUT_OF_SERVICE),
    Mode.FREE_PASSAGE: Step.FREE_PASSAGE,
    Mode.EVACUATION: Step.EVACUATION,
}
"""What is shown while there is no passenger."""
OPEN_MODES = (Mode.FREE_PASSAGE, Mode.EVACUATION)
"""The flaps are open for everybody."""


class IllegalSignal(Exception):
    """A machine was given a signal that its state has no entry for; nothing changed."""

    def __init__(self, machine: str, state: StrEnum, signal: StrEnum) -> None:
        super().__init__(f"{machine}: {signal.value!r} is illegal in state {state.value!r}")
        self.machine = machine
        self.state = state
        self.signal = signal


_State = TypeVar("_State", bound=StrEnum)
_Next = TypeVar("_Next")
_Signal = TypeVar("_Signal", bound=StrEnum)


def follow(
    machine: str,
    table: Mapping[_State, Mapping[_Signal, _Next]],
    state: _State,
    signal: _Signal,
) -> _Next:
    """Look up the next state; raise ``IllegalSignal`` where the table has none."""
    try:
        return table[state][signal]
    except KeyError:
        raise IllegalSignal(machine, state, signal) from None
