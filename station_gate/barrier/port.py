"""A barrier as a lane sees it: simulated in the same process, or driven by one of its own."""

from collections.abc import Iterable
from typing import Protocol

from station_gate.barrier.behaviour import Behaviour
from station_gate.barrier.simulated import Happening
from station_gate.gate.terms import Beam


class Device(Protocol):
    """Flaps with their beams. Times are seconds on one clock that never goes back."""

    def open(self, now: float) -> None:
        """Begin to open; ``opened`` is reported when they are."""
        ...

    def close(self, now: float) -> None:
        """Begin to close; ``closed``, ``blocked`` or ``fault`` is reported."""
        ...

    def step(self, now: float) -> Iterable[Happening]:
        """Return everything that happened up to ``now``, once, in order of time."""
        ...

    def position(self, now: float) -> float:
        """Where the flaps are, 0 closed to 1 open."""
        ...

    def passenger(self, now: float) -> float | None:
        """Where the foremost person is, 0 at the lane's mouth to 1 at its end, if anywhere."""
        ...

    def people(self, now: float) -> tuple[float, ...]:
        """Where everybody in the lane is: metres from its mouth."""
        ...

    def broken(self) -> frozenset[Beam]:
        """Return the beams that somebody stands in."""
        ...

    def send(self, behaviour: Behaviour, now: float) -> None:
        """Somebody simulated comes to the mouth of the lane; a real barrier has real people."""
        ...


class Barrier(Device, Protocol):
    """What a lane drives."""

    @property
    def trouble(self) -> str | None:
        """What is wrong with what keeps the barrier, in a sentence, though the flaps obey."""
        ...
