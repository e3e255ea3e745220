"""What an operator's command means to a lane: events for the core, and what to answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from station_gate.barrier.orders import EVACUATED
from station_gate.gate.events import DeviceReported, Event, ModeCommanded, StaffAdmitted
from station_gate.gate.gate import Gate
from station_gate.gate.reasons import Reason
from station_gate.gate.tables import OPEN_MODES, Barrier
from station_gate.gate.terms import Mode
from station_gate.journal.interventions import Intervention
from station_gate.operators.link.protocol import MODES, Command, Order

if TYPE_CHECKING:  # which gives itself to whoever operates it
    from station_gate.lane.lane import Lane

BARRIER_FAULT = "The barrier reports a fault."
BARRIER_STUCK = "The barrier must be open and does not say that it is; it is told again and again."
_DONE = {
    Command.LOCK: "The gate is locked.",
    Command.KEEP_OPEN: "The gate is kept open for everybody.",
    Command.EVACUATE: "The gate is open for evacuation until it is reset.",
    Command.RESET: "The gate is back in service.",
}


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


def plan_for(command: Command, controller: Gate, failed: str | None) -> Plan:
    """Say how to carry out a command; ``failed`` is what is wrong with the gate.

    Raises ``NotPossible``. Acknowledging is not the lane's: it changes nothing in it.
    """
    if command is Command.OPEN:
        return _opening(controller)
    mode = MODES[command]
    as_commanded = mode not in OPEN_MODES or controller.barrier is Barrier.OPEN
    if mode is controller.mode and as_commanded:
        raise NotPossible("It is so already.")
    if controller.mode is Mode.EVACUATION and mode is not Mode.IN_SERVICE:
        raise NotPossible(EVACUATED)
    commanded = ModeCommanded(mode=mode)
    if command is Command.RESET and failed is not None:
        # what broke while the operator kept the gate otherwise has to be said once more
        answer = f"The gate is reset, but stays out of service: {failed}"
        return Plan((commanded, DeviceReported(working=False)), answer)
    return Plan((commanded,), _DONE[command])


def _opening(controller: Gate) -> Plan:
    if not controller.staff_may_open:
        if controller.mode in OPEN_MODES:
            raise NotPossible("The gate is kept open already.")
        if controller.reason is None:
            raise NotPossible("The gate is open already.")
        raise NotPossible(
            f"Nobody may let a passenger through who is refused for {_named(controller.reason)}."
        )
    reason = controller.reason
    past = f", past {_named(reason)}" if reason is not None else ""
    return Plan((StaffAdmitted(),), f"The gate opens for one person{past}.")


def _named(reason: Reason) -> str:
    return f"{reason.code} ({reason.staff_code})"


def trouble_of(controller: Gate, failed: str | None) -> str | None:
    """Say what is wrong with the gate: a device's sentence, or the barrier's."""
    if controller.barrier_stuck:
        return BARRIER_STUCK
    if failed is None and controller.barrier is Barrier.FAULT:
        return BARRIER_FAULT
    return failed


def given_by(operator: str, order: Order, gate: str, at: datetime) -> Intervention:
    """Make the record of an order that has not been settled yet."""
    return Intervention(
        gate=gate,
        at=at,
        operator=operator,
        command=order.command.value,
        reason=order.reason.strip(),
        done=False,
        answer="",
        transaction=None,
    )
