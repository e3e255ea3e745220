"""Boards that see a lane, and operators who give it orders.

One port serves a kiosk for as long as it runs, over one lane after the other; what is latched
stays latched when a scenario ends.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from weakref import ReferenceType, ref

from station_gate.gate.terms import Alarm, Mode, Step
from station_gate.lane.lane import Lane
from station_gate.lane.orders import Command
from station_gate.lane.stream import Decided, LaneFailed, Message, Viewed
from station_gate.lane.view import LaneView
from station_gate.operators.link.notices import Latch
from station_gate.operators.link.protocol import MODES, Ended, Intervened, State
from station_gate.operators.link.server import GatePort, Received

_HEARTBEAT = 1.0
"""Seconds after which a state is told again though nothing has changed."""
_MOVING = 0.2
"""Seconds between two states that differ only in where flaps and people are."""
_ALARMS = {
    Alarm.INTRUSION: "Intrusion: somebody is where nobody may be.",
    Alarm.FRAUD: "Fraud: somebody crossed without permission.",
    Alarm.BARRIER: "The barrier must be open and does not say that it is: look at it.",
}


class Publisher:
    """Tells the boards of one gate what happens there, and a lane what operators want.

    Lives as long as its port. Belongs among both the subscribers and the operators of a lane.
    """

    name = "boards"

    def __init__(self, port: GatePort, clock: Callable[[], float] = time.time) -> None:
        """``clock`` gives seconds since 1970."""
        self._port = port
        self._clock = clock
        self._latch = Latch()
        self._serial = 0
        self._told: State | None = None
        self._mode = Mode.IN_SERVICE
        """What operators made of the gate: it stays so when its lane fails and is opened anew."""
        self._lane: ReferenceType[Lane] | None = None
        port.publish(self._latch.notices)

    def attend(self, lane: Lane) -> None:
        """Carry out the orders that came; a new lane goes on as operators left the one before."""
        if self._lane is None or lane is not self._lane():
            self._lane = ref(lane)
            if self._mode is not Mode.IN_SERVICE:
                lane.resume(self._mode)
        for received in self._port.take_orders():
            self._obey(received, lane)

    def hear(self, message: Message) -> None:
        """Tell the boards of what they show: the gate's state, and each passenger who is done."""
        match message:
            case Decided(decision=decision):
                ended = Ended(serial=self._next(), at=self._clock(), decision=decision)
                self._port.publish(ended)
            case Viewed(view=view):
                self._see(view, message.at)
            case LaneFailed(failure=failure):
                self._lane_failed(failure)
            case _:
                pass

    def _obey(self, received: Received, lane: Lane) -> None:
        """Carry out an order, and tell every board that it was given."""
        order, operator = received.order, received.operator
        if order.command == Command.ACKNOWLEDGE:
            count = self._latch.acknowledge(order.notice)
            text = f"{count} acknowledged." if count else "There is nothing to acknowledge."
            kept = lane.note(order, operator, count > 0, text)
            self._port.publish(self._latch.notices)
        elif received.settled:  # the barrier has had it since, the operator knows: take it in
            lane.resume(MODES[order.command])
            kept = lane.note(order, operator, received.done, received.settled)
        else:
            kept = lane.operate(order, operator)
        self._port.publish(Intervened(serial=self._next(), at=self._clock(), intervention=kept))
        self._port.answer(received, done=kept.done, text=kept.answer[:400])

    def _see(self, view: LaneView, at: datetime) -> None:
        """Tell how it is at the gate, if there is something to tell."""
        now = self._clock()
        self._mode = Mode.IN_SERVICE if view.mode is Mode.FAULTY else view.mode
        changed = self._latch.see("alarm", _ALARMS.get(view.alarm), now)
        if self._latch.see("fault", view.trouble, now) or changed:
            self._port.publish(self._latch.notices)
        state, told = _state(view, now, at), self._told
        if told is not None:
            age = now - told.at
            same = _settled(state) == _settled(told)
            if same and age < (_HEARTBEAT if _is_still(state, told) else _MOVING):
                return
        self._told = state
        self._port.publish(state)

    def _lane_failed(self, failure: Exception) -> None:
        """Tell that the lane has failed; what operators made of the gate stays so."""
        text = f"The lane has failed and is opened anew: {str(failure) or type(failure).__name__}"
        now, told = self._clock(), self._told
        if self._latch.see("fault", text, now):
            self._port.publish(self._latch.notices)
        if told is None:
            return
        serving = told.mode is Mode.IN_SERVICE
        self._told = replace(
            told,
            at=now,
            step=Step.OUT_OF_SERVICE if serving or told.transaction else told.step,
            since=now,
            mode=Mode.FAULTY if serving else told.mode,
            alarm=Alarm.NONE,
            reason=None,
            transaction=None,
            waits_for_lane=False,
            failed=text[:400],
        )
        self._port.publish(self._told)

    def _next(self) -> int:
        self._serial += 1
        return self._serial


def _state(view: LaneView, now: float, at: datetime) -> State:
    offset = at.utcoffset()
    return State(
        at=now,
        clock=view.clock,
        offset=offset.total_seconds() if offset is not None else None,
        step=view.step,
        since=max(0.0, now - (view.now - view.since)),
        mode=view.mode,
        alarm=view.alarm,
        direction=view.direction,
        barrier=min(1.0, max(0.0, round(view.barrier, 2))),
        people=len(view.people),
        waits_for_lane=view.waits_for_lane,
        reason=view.reason,
        transaction=view.transaction,
        failed=view.trouble[:400] if view.trouble else None,
        remark=view.remark[:400] if view.remark else None,
    )


def _settled(state: State) -> tuple[object, ...]:
    """Return what is told at once when it changes."""
    return (
        state.step,
        state.mode,
        state.alarm,
        state.direction,
        state.waits_for_lane,
        state.reason,
        state.transaction,
        state.failed,
    )


def _is_still(state: State, told: State) -> bool:
    return (state.barrier, state.people) == (told.barrier, told.people)
