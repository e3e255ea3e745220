"""The gate's machines as data. Every change of state is one entry in here.

Theory of operation
-------------------
Four small machines run side by side in ``controller.Controller``:

* *passage*: where the passenger is in the flow;
* *barrier*: what the flaps are doing, as far as commands and reports tell;
* *alarm*: whether somebody is where nobody may be;
* *mode*: what the lane is for, set by the operator or by a failed device.

The controller turns an event into *signals* by the rules (is this ticket valid?
is the safety zone free?) and gives each signal to one machine. Two rules hold:

1. A machine changes state only through its table. A signal that has no entry is
   a mistake of the caller: ``IllegalSignal`` is raised and nothing has changed.
2. What a passenger, a device or an operator can really do has an entry in every
   state, if only one that leads back to the same state.

The diagrams in ``docs/machines.md`` are generated from these tables.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from station_gate.gate.terms import Alarm, Mode, Reader


class Passage(StrEnum):
    """Where the passenger is in the flow."""

    IDLE = "idle"
    AWAITING_TICKET = "awaiting ticket"
    AWAITING_DOCUMENT = "awaiting document"
    CAPTURING = "capturing"
    CHECKING = "checking"
    """The faces have been compared; the ticket is being redeemed if they match, and
    where they are nearly alike the passenger is looked at once more. On the way out
    only the ticket is redeemed."""
    GRANTED = "granted"
    """The barrier is open for one passenger who has not stepped in yet."""
    PASSING = "passing"
    REFUSED = "refused"
    ASSISTANCE = "assistance"


class PassageSignal(StrEnum):
    """What can happen to the passage."""

    START = "start"
    TICKET_ACCEPTED = "ticket accepted"
    TICKET_SUFFICES = "ticket suffices"
    """On the way out nobody asks for a document or a face."""
    DOCUMENT_ACCEPTED = "document accepted"
    COMPARED = "compared"
    ADMIT = "admit"
    """By the rules, or by staff: these can let one person in from any state but an open gate."""
    STEP_IN = "step in"
    STEP_BACK = "step back"
    REFUSE = "refuse"
    TICKET_AGAIN = "ticket again"
    DOCUMENT_AGAIN = "document again"
    FACE_AGAIN = "face again"
    HELP = "help"
    END = "end"


P, S = Passage, PassageSignal
PASSAGE: Mapping[Passage, Mapping[PassageSignal, Passage]] = {
    P.IDLE: {
        S.START: P.AWAITING_TICKET,
        S.TICKET_ACCEPTED: P.AWAITING_DOCUMENT,
        S.TICKET_SUFFICES: P.CHECKING,
        S.ADMIT: P.GRANTED,
        S.REFUSE: P.REFUSED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.AWAITING_TICKET: {
        S.TICKET_ACCEPTED: P.AWAITING_DOCUMENT,
        S.TICKET_SUFFICES: P.CHECKING,
        S.ADMIT: P.GRANTED,
        S.REFUSE: P.REFUSED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.AWAITING_DOCUMENT: {
        S.DOCUMENT_ACCEPTED: P.CAPTURING,
        S.ADMIT: P.GRANTED,
        S.REFUSE: P.REFUSED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.CAPTURING: {
        S.COMPARED: P.CHECKING,
        S.ADMIT: P.GRANTED,
        S.REFUSE: P.REFUSED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.CHECKING: {
        S.ADMIT: P.GRANTED,
        S.FACE_AGAIN: P.CAPTURING,
        S.REFUSE: P.REFUSED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.GRANTED: {
        S.STEP_IN: P.PASSING,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.PASSING: {
        S.STEP_BACK: P.GRANTED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.REFUSED: {
        S.TICKET_AGAIN: P.AWAITING_TICKET,
        S.DOCUMENT_AGAIN: P.AWAITING_DOCUMENT,
        S.FACE_AGAIN: P.CAPTURING,
        S.ADMIT: P.GRANTED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
    P.ASSISTANCE: {
        S.ADMIT: P.GRANTED,
        S.HELP: P.ASSISTANCE,
        S.END: P.IDLE,
    },
}


ASKED: Mapping[Passage, Reader] = {
    P.IDLE: Reader.TICKET,
    P.AWAITING_TICKET: Reader.TICKET,
    P.AWAITING_DOCUMENT: Reader.DOCUMENT,
    P.CAPTURING: Reader.FACE,
}
"""Which reader a state waits for, in service; what another one reads changes nothing."""


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


M = ModeSignal
_COMMANDS = {
    M.SERVE: Mode.IN_SERVICE,
    M.STOP: Mode.OUT_OF_SERVICE,
    M.LOCK: Mode.LOCKED,
    M.FREE: Mode.FREE_PASSAGE,
    M.EVACUATE: Mode.EVACUATION,
}
# a failed device takes a serving lane out of service and, once it works, back again;
# a lane that the operator set to something else stays what the operator said
MODE: Mapping[Mode, Mapping[ModeSignal, Mode]] = {
    Mode.IN_SERVICE: {**_COMMANDS, M.DEVICE_LOST: Mode.FAULTY, M.DEVICE_BACK: Mode.IN_SERVICE},
    Mode.FAULTY: {**_COMMANDS, M.DEVICE_LOST: Mode.FAULTY, M.DEVICE_BACK: Mode.IN_SERVICE},
    **{
        mode: {**_COMMANDS, M.DEVICE_LOST: mode, M.DEVICE_BACK: mode}
        for mode in (Mode.OUT_OF_SERVICE, Mode.LOCKED, Mode.FREE_PASSAGE)
    },
    # an evacuation ends only when the operator puts the lane back in service
    Mode.EVACUATION: {
        **dict.fromkeys(ModeSignal, Mode.EVACUATION),
        M.SERVE: Mode.IN_SERVICE,
    },
}


HELD_OPEN = (Mode.FREE_PASSAGE, Mode.EVACUATION)
"""The flaps are open for everybody."""


class IllegalSignal(Exception):
    """A machine was given a signal that its state has no entry for; nothing changed."""

    def __init__(self, machine: str, state: StrEnum, signal: StrEnum) -> None:
        super().__init__(f"{machine}: {signal.value!r} is illegal in state {state.value!r}")
        self.machine = machine
        self.state = state
        self.signal = signal


_State = TypeVar("_State", bound=StrEnum)
_Signal = TypeVar("_Signal", bound=StrEnum)


def follow(
    machine: str,
    table: Mapping[_State, Mapping[_Signal, _State]],
    state: _State,
    signal: _Signal,
) -> _State:
    """Look up the next state; raise ``IllegalSignal`` where the table has none."""
    try:
        return table[state][signal]
    except KeyError:
        raise IllegalSignal(machine, state, signal) from None
