"""Everybody in the lane, and the light beams they stand in."""

from station_gate.barrier.behaviour import Behaviour
from station_gate.barrier.geometry import DEPTH, ENTRY_BEAM, EXIT_BEAM, LENGTH, SAFETY_ZONE
from station_gate.barrier.walker import Walker
from station_gate.gate.events import BeamChanged
from station_gate.gate.terms import Beam

_BEAMS = {
    Beam.ENTRY: (ENTRY_BEAM, ENTRY_BEAM),
    Beam.SAFETY: SAFETY_ZONE,
    Beam.EXIT: (EXIT_BEAM, EXIT_BEAM),
}


class LanePeople:
    """The people, in the order in which they came, and the beams as last seen."""

    def __init__(self) -> None:
        self._walkers: list[Walker] = []
        self._blocked = dict.fromkeys(Beam, False)

    @property
    def nobody(self) -> bool:
        """Whether nobody is in the lane or waits at its mouth."""
        return not self._walkers

    def blocked(self, beam: Beam) -> bool:
        """Return whether somebody stood in the beam at the latest tick."""
        return self._blocked[beam]

    def send(self, behaviour: Behaviour) -> None:
        """Somebody comes to the mouth of the lane."""
        self._walkers.append(Walker(behaviour))

    def advance(self) -> list[BeamChanged]:
        """Let everybody walk for one tick; return what that did to the beams."""
        for walker in self._walkers:
            walker.advance()
        blocked = {
            beam: any(walker.covers(*place) for walker in self._walkers)
            for beam, place in _BEAMS.items()
        }
        changed = [beam for beam in Beam if blocked[beam] != self._blocked[beam]]
        self._blocked = blocked
        # a person reaches the next beam before leaving the last one
        changed.sort(key=lambda beam: not blocked[beam])
        return [BeamChanged(beam=beam, blocked=blocked[beam]) for beam in changed]

    def decide(self, at: float, flaps: float) -> None:
        """Let everybody look at the flaps and at each other, and forget who has left."""
        for walker in self._walkers:
            walker.decide(at, flaps, self._ahead_of(walker))
        self._walkers = [walker for walker in self._walkers if not walker.gone]

    def foremost(self, seconds: float) -> float | None:
        """Where the foremost person is, ``seconds`` after the latest tick.

        The middle of the body, 0 at the mouth to 1 at the end of the lane;
        ``None`` when nobody is inside.
        """
        fronts = [walker.front_after(seconds) for walker in self._walkers if walker.in_lane()]
        if not fronts:
            return None
        return min(1.0, max(0.0, (max(fronts) - DEPTH / 2) / LENGTH))

    def places(self, seconds: float) -> tuple[float, ...]:
        """Where everybody inside is, in the order in which they came.

        The middle of each body in metres from the mouth, ``seconds`` after the latest tick.
        """
        inside = (walker for walker in self._walkers if walker.in_lane())
        return tuple(walker.front_after(seconds) - DEPTH / 2 for walker in inside)

    def _ahead_of(self, walker: Walker) -> float | None:
        """Return the nearest back in front; who comes back squeezes past."""
        earlier = self._walkers.index(walker)
        backs = [
            other.front - DEPTH
            for place, other in enumerate(self._walkers)
            if not other.going_back
            and (other.front > walker.front or (other.front == walker.front and place < earlier))
        ]
        return min(backs, default=None)
