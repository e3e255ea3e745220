"""A lane that boards can see and that operators can give orders: wraps any show.

One port serves a kiosk for as long as it runs, over one show after the other; what is latched
stays latched when a scenario ends.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from station_gate.gate.decision import Decision
from station_gate.gate.terms import Action, Alarm, Cue, Mode, Step
from station_gate.journal.interventions import Intervention
from station_gate.lane.log import LaneLog, Level
from station_gate.lane.view import LaneView
from station_gate.operators.link.notices import Latch
from station_gate.operators.link.protocol import MODES, Command, Ended, Intervened, Order, State
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


class OperatedShow(Protocol):
    """A lane with whatever feeds it, which takes orders."""

    title: str

    @property
    def finished(self) -> bool:
        """Whether it is over."""
        ...

    def advance(self, now: float) -> LaneView:
        """Do the work due at lane time ``now``."""
        ...

    def act(self, action: Action) -> None:
        """A passenger pressed something."""
        ...

    def operate(self, order: Order, operator: str) -> Intervention:
        """Carry out an operator's order, and keep who gave it and why."""
        ...

    def note(self, order: Order, operator: str, done: bool, text: str) -> Intervention:
        """Keep an order that was settled elsewhere."""
        ...

    def resume(self, mode: Mode) -> None:
        """Be what an operator made of the lane before this one."""
        ...

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        ...

    def close(self) -> None:
        """Let go of every device."""
        ...


class Publisher:
    """Tells the boards of one gate what happens there. Lives as long as its port."""

    def __init__(self, port: GatePort, clock: Callable[[], float] = time.time) -> None:
        """``clock`` gives seconds since 1970."""
        self._port = port
        self._clock = clock
        self._latch = Latch()
        self._serial = 0
        self._told: State | None = None
        self._mode = Mode.IN_SERVICE
        """What operators made of the gate: it stays so when its lane fails and is opened anew."""
        port.publish(self._latch.notices)

    def show(self, show: OperatedShow) -> "LinkedShow":
        """Make a show that boards can see."""
        return LinkedShow(show, self)

    def log(self, log: LaneLog) -> "PublishedLog":
        """Make a log that also tells the boards of each passenger."""
        return PublishedLog(log, self)

    def orders(self) -> list[Received]:
        """Give the orders that wait."""
        return self._port.take_orders()

    def obey(self, received: Received, show: OperatedShow) -> None:
        """Carry out an order, and tell every board that it was given."""
        order, operator = received.order, received.operator
        if order.command is Command.ACKNOWLEDGE:
            count = self._latch.acknowledge(order.notice)
            text = f"{count} acknowledged." if count else "There is nothing to acknowledge."
            kept = show.note(order, operator, count > 0, text)
            self._port.publish(self._latch.notices)
        elif received.settled:  # the barrier has had it since, the operator knows: take it in
            show.resume(MODES[order.command])
            kept = show.note(order, operator, received.done, received.settled)
        else:
            kept = show.operate(order, operator)
        self._port.publish(Intervened(serial=self._next(), at=self._clock(), intervention=kept))
        self._port.answer(received, done=kept.done, text=kept.answer[:400])

    def begin(self, show: OperatedShow) -> None:
        """A new lane: it goes on as operators left the one before."""
        if self._mode is not Mode.IN_SERVICE:
            show.resume(self._mode)

    def ended(self, decision: Decision) -> None:
        """Tell of a passenger who is done."""
        self._port.publish(Ended(serial=self._next(), at=self._clock(), decision=decision))

    def see(self, view: LaneView) -> None:
        """Tell how it is at the gate, if there is something to tell."""
        now = self._clock()
        self._mode = Mode.IN_SERVICE if view.mode is Mode.FAULTY else view.mode
        changed = self._latch.see("alarm", _ALARMS.get(view.alarm), now)
        if self._latch.see("fault", view.trouble, now) or changed:
            self._port.publish(self._latch.notices)
        state, told = _state(view, now), self._told
        if told is not None:
            age = now - told.at
            same = _settled(state) == _settled(told)
            if same and age < (_HEARTBEAT if _is_still(state, told) else _MOVING):
                return
        self._told = state
        self._port.publish(state)

    def failed(self, failure: Exception) -> None:
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


class LinkedShow:
    """Runs a show and lets boards take part."""

    def __init__(self, show: OperatedShow, publisher: Publisher) -> None:
        self._show = show
        self._publisher = publisher
        self._begun = False
        self.title = show.title

    @property
    def finished(self) -> bool:
        """Whether the show is over."""
        return self._show.finished

    def advance(self, now: float) -> LaneView:
        """Carry out the orders that came, do the work due, tell the boards."""
        try:
            if not self._begun:
                self._begun = True
                self._publisher.begin(self._show)
            for received in self._publisher.orders():
                self._publisher.obey(received, self._show)
            view = self._show.advance(now)
        except Exception as failure:
            self._publisher.failed(failure)
            raise
        self._publisher.see(view)
        return view

    def act(self, action: Action) -> None:
        """A passenger pressed a button."""
        self._show.act(action)

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        return self._show.take_cues()

    def close(self) -> None:
        """Let go of every device."""
        self._show.close()


class PublishedLog:
    """A log that hands everything on and tells the boards of each passenger who is done."""

    def __init__(self, log: LaneLog, publisher: Publisher) -> None:
        self._log = log
        self._publisher = publisher

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        """Note something."""
        self._log.event(now, at, kind, text, level, fields)

    def decision(self, decision: Decision, at: datetime) -> None:
        """Note the record of a transaction that ended."""
        self._log.decision(decision, at)
        self._publisher.ended(decision)


def _state(view: LaneView, now: float) -> State:
    return State(
        at=now,
        clock=view.clock,
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
    )


def _settled(state: State) -> tuple[object, ...]:
    """What is told at once when it changes."""
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
