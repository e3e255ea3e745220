"""What operators can order a lane to do: one table of words, questions, and what is done.

Boards, the wire and every other way that an order takes ask this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from station_gate.barrier.orders import EVACUATED, MODES
from station_gate.gate.events import DeviceReported, Event, ModeCommanded, StaffAdmitted
from station_gate.gate.gate import Gate
from station_gate.gate.reasons import Reason
from station_gate.gate.tables import OPEN_MODES, Barrier
from station_gate.gate.terms import Mode
from station_gate.journal.interventions import Intervention

if TYPE_CHECKING:  # which gives itself to whoever operates it
    from station_gate.lane.lane import Lane

BARRIER_FAULT = "The barrier reports a fault."
BARRIER_STUCK = "The barrier must be open and does not say that it is; it is told again and again."


class Command(StrEnum):
    """The words of the orders that the program itself speaks of."""

    OPEN = "open"
    """Once, for one person."""
    LOCK = "lock"
    KEEP_OPEN = "keep_open"
    EVACUATE = "evacuate"
    RESET = "reset"
    """Back in service."""
    ACKNOWLEDGE = "acknowledge"
    """Alarms and faults have been seen to."""


class Asked(Protocol):
    """An order as it reaches a lane, whatever way it came."""

    @property
    def command(self) -> str:
        """A word of ``ORDERS``."""
        ...

    @property
    def reason(self) -> str:
        """For the journal, in the operator's words."""
        ...


class Operators(Protocol):
    """Whoever gives a lane orders: asked at the beginning of every tick."""

    def attend(self, lane: "Lane") -> None:
        """Carry out what waits, with ``operate``, ``note`` and ``resume`` of the lane."""
        ...


class NoOperators:
    """Nobody gives orders."""

    def attend(self, lane: "Lane") -> None:
        """Do nothing."""


class NotPossible(Exception):
    """The gate cannot do that now; the message says why, for the operator."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, and what to say when it is done."""

    events: tuple[Event, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderKind:
    """One order: how people ask for it, and what it does."""

    word: str
    key: str
    """Of a board's keyboard."""
    label: str
    """Of that key."""
    question: str
    """Asks for the reason: "{gate}" is the gate's name, "{what}" is what is acknowledged."""
    phrases: tuple[str, str, str, str]
    """Ready reasons."""
    plan: Callable[[Gate, str | None], Plan] | None
    """Says how to carry it out at a gate with this fault; raises ``NotPossible``.

    ``None``: it changes nothing in a lane.
    """


def plan_for(word: str, gate: Gate, failed: str | None) -> Plan:
    """Say how to carry out an order; ``failed`` is what is wrong with the gate.

    Raises ``NotPossible``.
    """
    kind = ORDERS[word]
    if kind.plan is None:
        raise NotPossible("That is no order for a lane.")
    return kind.plan(gate, failed)


def _setting(mode: Mode, done: str) -> Callable[[Gate, str | None], Plan]:
    def plan(gate: Gate, failed: str | None) -> Plan:
        as_commanded = mode not in OPEN_MODES or gate.barrier is Barrier.OPEN
        if mode is gate.mode and as_commanded:
            raise NotPossible("It is so already.")
        if gate.mode is Mode.EVACUATION and mode is not Mode.IN_SERVICE:
            raise NotPossible(EVACUATED)
        commanded = ModeCommanded(mode=mode)
        if mode is Mode.IN_SERVICE and failed is not None:
            # what broke while the operator kept the gate otherwise has to be said once more
            answer = f"The gate is reset, but stays out of service: {failed}"
            return Plan((commanded, DeviceReported(working=False)), answer)
        return Plan((commanded,), done)

    return plan


def _opening(gate: Gate, failed: str | None) -> Plan:
    if not gate.staff_may_open:
        if gate.mode in OPEN_MODES:
            raise NotPossible("The gate is kept open already.")
        if gate.reason is None:
            raise NotPossible("The gate is open already.")
        raise NotPossible(
            f"Nobody may let a passenger through who is refused for {_named(gate.reason)}."
        )
    reason = gate.reason
    past = f", past {_named(reason)}" if reason is not None else ""
    return Plan((StaffAdmitted(),), f"The gate opens for one person{past}.")


def _named(reason: Reason) -> str:
    return f"{reason.code} ({reason.staff_code})"


ORDERS: dict[str, OrderKind] = {
    kind.word: kind
    for kind in (
        OrderKind(
            word=Command.OPEN,
            key="o",
            label="Open",
            question="Open {gate} once, for one person",
            phrases=(
                "Ticket and passenger checked by staff",
                "Wheelchair, pushchair or luggage",
                "Group or concession, checked",
                "Railway staff or emergency service",
            ),
            plan=_opening,
        ),
        OrderKind(
            word=Command.LOCK,
            key="l",
            label="Lock",
            question="Lock {gate}: nobody passes",
            phrases=(
                "Platform is crowded",
                "Cleaning or maintenance",
                "End of service",
                "Security incident",
            ),
            plan=_setting(MODES[Command.LOCK], "The gate is locked."),
        ),
        OrderKind(
            word=Command.KEEP_OPEN,
            key="k",
            label="Keep open",
            question="Keep {gate} open for everybody",
            phrases=(
                "Crowd after an event",
                "Large group, counted by staff",
                "Gate or ticket system disturbed",
                "Replacement service",
            ),
            plan=_setting(MODES[Command.KEEP_OPEN], "The gate is kept open for everybody."),
        ),
        OrderKind(
            word=Command.EVACUATE,
            key="e",
            label="Evacuate",
            question="EVACUATE through {gate}: open until reset",
            phrases=(
                "Fire alarm",
                "Order of the police or fire service",
                "Smoke or smell of burning",
                "Drill",
            ),
            plan=_setting(
                MODES[Command.EVACUATE], "The gate is open for evacuation until it is reset."
            ),
        ),
        OrderKind(
            word=Command.RESET,
            key="r",
            label="Reset",
            question="Reset {gate}: back in service",
            phrases=(
                "Situation is over",
                "Maintenance is finished",
                "Begin of service",
                "Set by mistake",
            ),
            plan=_setting(MODES[Command.RESET], "The gate is back in service."),
        ),
        OrderKind(
            word=Command.ACKNOWLEDGE,
            key="a",
            label="Ack.",
            question="Acknowledge {what} of {gate}",
            phrases=(
                "Seen to by staff on site",
                "Looked on camera, nobody there",
                "Technician is informed",
                "Test",
            ),
            plan=None,
        ),
    )
}
"""Every order there is, by its word. One more stands here, and nowhere else in the program."""


def trouble_of(gate: Gate, failed: str | None) -> str | None:
    """Say what is wrong with the gate: a device's sentence, or the barrier's."""
    if gate.barrier_stuck:
        return BARRIER_STUCK
    if failed is None and gate.barrier is Barrier.FAULT:
        return BARRIER_FAULT
    return failed


def given_by(operator: str, order: Asked, gate: str, at: datetime) -> Intervention:
    """Make the record of an order that has not been settled yet."""
    return Intervention(
        gate=gate,
        at=at,
        operator=operator,
        command=str(order.command),
        reason=order.reason.strip(),
        done=False,
        answer="",
        transaction=None,
    )
