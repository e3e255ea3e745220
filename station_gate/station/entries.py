"""What a gate sends to its station's database, in the order in which it happened."""

from dataclasses import dataclass
from typing import Any

from station_gate.gate.uses import Use
from station_gate.journal import machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A use was spent at a gate."""

    gate: str
    transaction: int
    use: Use
    at: float | None
    """When, by the server's clock: seconds since 1970; ``None``: at this moment."""
    unsure: float
    """Seconds by which that may be wrong: many where only a clock that may jump has it."""
    gate_at: float
    """When, by the gate's own clock."""
    undoes: bool = False
    """The entry of this journey and this exit count no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A line of a journal's table of decisions, by the names of its columns."""

    gate: str
    row: tuple[Any, ...]
    """Transaction, at, outcome, reason, ticket_id, attempts, duration, stages and checks; the
    last two in JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A line of a journal's table of interventions."""

    gate: str
    row: tuple[Any, ...]
    """At, operator, command, reason, done, answer and transaction."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them with its serial number in its journal, from 1 and without gaps."""

    serial: int
    what: Passed | Decided | Ordered


@dataclass(frozen=True, slots=True)
class ServersClock:
    """What the server's clock showed when this machine had run for so many seconds.

    No setting of this machine's clock moves what follows from it.
    """

    at: float
    """Seconds since 1970."""
    ticks: float
    """Seconds since this machine was started."""
    unsure: float
    """Seconds by which it may have been earlier or later."""

    def ago(self, seconds: float) -> float:
        """Say what it showed so many seconds ago: seconds since 1970."""
        return self.at + machine.ticks() - self.ticks - seconds
