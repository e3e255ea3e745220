"""One person in the lane, deciding anew at every tick how to walk on."""

from collections import deque

from station_gate.barrier.behaviour import (
    PASSABLE,
    AwaitFlaps,
    AwaitLeader,
    Behaviour,
    Leg,
    Stand,
    WalkTo,
)
from station_gate.barrier.geometry import DEPTH, FLAPS, STOP_LINE

TICK = 0.01
"""Seconds between two looks at the lane, of the beams and of the people alike."""
PATIENCE = 5.0
"""Seconds that somebody who cannot go on waits before turning round."""

_HAIR = 1e-9


class Walker:
    """A person with a behaviour, from the mouth of the lane until they have left.

    Between two ticks everybody walks steadily, so that the place is a
    continuous function of time.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._legs: deque[Leg] = deque(behaviour.legs)
        self._front = 0.0
        self._next = 0.0
        """The front at the next tick."""
        self._began: float | None = None
        """Since when the present leg's condition holds, or the person stands."""
        self._stuck: float | None = None
        """Since when there is no going on."""

    @property
    def front(self) -> float:
        """Metres from the mouth to the front of the body, at the latest tick."""
        return self._front

    @property
    def gone(self) -> bool:
        """Whether nothing more is to be expected of them."""
        return not self._legs

    @property
    def going_back(self) -> bool:
        """Whether they walk towards the mouth."""
        return self._next < self._front

    def front_after(self, seconds: float) -> float:
        """Return the front ``seconds`` after the latest tick, at most one tick."""
        return self._front + (self._next - self._front) * min(1.0, max(0.0, seconds / TICK))

    def in_lane(self) -> bool:
        """Return whether any of the body is inside."""
        return self._front > 0.0

    def covers(self, begin: float, end: float) -> bool:
        """Return whether the body is anywhere between two places."""
        return self._front > begin and self._front - DEPTH < end

    def advance(self) -> None:
        """Walk for one tick, as decided."""
        self._front = self._next

    def decide(self, at: float, flaps: float, ahead: float | None) -> None:
        """Look and decide what to do for the next tick.

        ``flaps``: their position; ``ahead``: the back of the person in front.
        """
        while self._legs and self._done(self._legs[0], at, flaps, ahead):
            self._legs.popleft()
            self._began = self._stuck = None
        if not self._legs:
            return
        leg = self._legs[0]
        if isinstance(leg, WalkTo):
            self._next = self._step(leg.place, flaps, ahead)
        if self._began is not None or self._next != self._front:
            self._stuck = None
        elif self._stuck is None:
            self._stuck = at
        elif at - self._stuck >= PATIENCE - _HAIR:
            self._legs = deque([WalkTo(0.0)])
            self._began = self._stuck = None

    def _done(self, leg: Leg, at: float, flaps: float, ahead: float | None) -> bool:
        match leg:
            case WalkTo(place):
                return self._front == place
            case AwaitLeader(gap):
                return ahead is not None and ahead - self._front >= gap
            case AwaitFlaps(seconds):
                waiting = flaps >= PASSABLE
            case Stand(seconds):
                waiting = True
        if not waiting:
            self._began = None
            return False
        if self._began is None:
            self._began = at
        return at - self._began >= seconds - _HAIR

    def _step(self, place: float, flaps: float, ahead: float | None) -> float:
        stride = self._behaviour.speed * TICK
        if place < self._front:
            return max(place, self._front - stride)
        reach = min(place, self._front + stride)
        for line in (STOP_LINE, FLAPS):
            if self._front <= line and flaps < self._behaviour.needs:
                reach = min(reach, line)
        if ahead is not None:
            reach = min(reach, ahead - self._behaviour.apart)
        return max(reach, self._front)
