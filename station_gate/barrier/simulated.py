"""The simulated barrier: flaps and people in one lane, on the lane's clock."""

from math import floor

from station_gate.barrier.behaviour import Behaviour
from station_gate.barrier.flaps import Flaps, Report
from station_gate.barrier.people import LanePeople
from station_gate.barrier.walker import TICK
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.terms import Beam

Happening = tuple[float, BarrierReported | BeamChanged]
"""Something the barrier noticed: seconds on the lane's clock, and the core's event."""

_HAIR = 1e-9


class SimulatedBarrier:
    """A barrier with its beams and the people who walk through it.

    A pure function of the commands and their times: no clock, no thread, no
    chance, and nothing depends on how often ``step`` is called. Times only go
    forwards; a command that comes with an earlier time than the lane has
    reached counts from there.
    """

    trouble: str | None = None
    """It runs in the lane's own process: there is nothing more to go wrong."""

    def __init__(self, *, fallen: bool = False) -> None:
        """``fallen``: it had no power until now, and the flaps stand open."""
        self._flaps = Flaps(fallen=fallen)
        self._people = LanePeople()
        self._reached = 0.0
        self._ticks = 0
        self._news: list[Happening] = []

    def open(self, now: float) -> None:
        """Open the flaps; ``opened`` is reported when they are."""
        self._flaps.open(self._reach(now))

    def close(self, now: float) -> None:
        """Close the flaps; ``closed``, ``blocked`` or ``fault`` is reported.

        They do not move at all while somebody is in the safety zone.
        """
        at = self._reach(now)
        self._flaps.close(at)
        self._let_flaps_move(at)

    def lose_power(self, now: float) -> None:
        """Let the flaps fall open: springs open them, and only power keeps them shut.

        Nobody is told, and no command is heard, until ``regain_power``.
        """
        self._flaps.lose_power(self._reach(now))

    def regain_power(self, now: float) -> None:
        """Obey again: the flaps stand open until they are told otherwise."""
        self._flaps.regain_power(self._reach(now))

    def send(self, behaviour: Behaviour, now: float) -> None:
        """Somebody is at the mouth of the lane and begins to behave like this."""
        self._reach(now)
        self._people.send(behaviour)

    def step(self, now: float) -> tuple[Happening, ...]:
        """Return everything that happened up to ``now``, once, in order of time."""
        self._reach(now)
        # a tick that counts as reached may lie a rounding error after now
        news = tuple((min(at, now), event) for at, event in self._news)
        self._news = []
        return news

    def position(self, now: float) -> float:
        """Where the flaps are, 0 closed to 1 open; ``now`` as last stepped to."""
        return self._flaps.position(now)

    def passenger(self, now: float) -> float | None:
        """Where the foremost person is, 0 at the mouth to 1 at the end of the lane.

        ``None`` when the lane is empty; ``now`` as last stepped to.
        """
        return self._people.foremost(now - self._ticks * TICK)

    def people(self, now: float) -> tuple[float, ...]:
        """Where everybody in the lane is, in the order in which they came.

        The middle of each body in metres from the mouth; ``now`` as last stepped to.
        """
        return self._people.places(now - self._ticks * TICK)

    def broken(self) -> frozenset[Beam]:
        """Return the beams that somebody stands in, as last stepped to."""
        return frozenset(beam for beam in Beam if self._people.blocked(beam))

    def _reach(self, now: float) -> float:
        """Live through every tick up to ``now``; return the time reached."""
        last = floor(now / TICK + _HAIR)
        while self._ticks < last:
            if self._people.nobody and self._flaps.resting:
                self._ticks = last
            else:
                self._ticks += 1
                self._tick(self._ticks * TICK)
        self._reached = max(self._reached, now)
        self._let_flaps_move(self._reached)
        return self._reached

    def _tick(self, at: float) -> None:
        self._let_flaps_move(at)
        self._news += [(at, change) for change in self._people.advance()]
        self._let_flaps_move(at)
        self._people.decide(at, self._flaps.position(at))

    def _let_flaps_move(self, to: float) -> None:
        reports: list[Report] = self._flaps.advance(
            to, obstructed=self._people.blocked(Beam.SAFETY)
        )
        self._news += [(at, BarrierReported(report=report)) for at, report in reports]
