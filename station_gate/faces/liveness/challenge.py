"""Asks for turns of the head until one is made, or too many were not."""

import random

from station_gate.faces.liveness.measures import Points
from station_gate.faces.liveness.policy import Liveness
from station_gate.faces.liveness.turn import Turn, TurnState
from station_gate.faces.observation import Measure, Request, Side


class Challenge:
    """One passenger's turns of the head."""

    def __init__(self, liveness: Liveness, sides: random.Random, front: Points, at: float) -> None:
        """Ask for the first turn at ``at``; ``front`` is the face looking ahead, (68, 2)."""
        self._liveness = liveness
        self._sides = sides
        self._front = front
        self._asked = 0
        self._identity: float | None = None
        self._ask(at)

    @property
    def request(self) -> Request:
        """What to do now."""
        turn = self._turn
        back = turn.state in (TurnState.TURNED, TurnState.AHEAD)
        limit = self._liveness.turn.seconds
        return Request(side=turn.side, back=back, since=turn.deadline - limit, until=turn.deadline)

    @property
    def state(self) -> TurnState:
        """How far the passenger is; ``MISSED`` once no further turn is asked for."""
        return self._turn.state

    @property
    def suspicious(self) -> bool:
        """Something was turned that is flat, or the head that was turned is another one."""
        return self._turn.flat or not self._same

    @property
    def _same(self) -> bool:
        return self._identity is None or self._identity <= self._liveness.identity

    @property
    def needs_identity(self) -> bool:
        """Whether the face of the frame just seen should be compared with those before."""
        return self._turn.state is TurnState.TURNED and self._identity is None

    def see(self, at: float, points: Points | None) -> TurnState:
        """Judge the next frame; asks for another turn where one was missed."""
        state = self._turn.see(at, points)
        if state is TurnState.MISSED and self._asked < self._liveness.tries and not self.suspicious:
            self._ask(at)
        return self._turn.state

    def identify(self, distance: float) -> None:
        """Say how far the turned face is from the faces before."""
        self._identity = distance

    def measures(self) -> tuple[Measure, ...]:
        """Give what the turn measured beside its limits."""
        limits, turn = self._liveness.turn, self._turn
        found = [
            Measure(name="liveness_turn", value=turn.turned, low=limits.turn, high=None),
            Measure(name="liveness_parallax", value=turn.parallax, low=limits.parallax, high=None),
        ]
        if self._identity is not None:
            highest = self._liveness.identity
            found.append(
                Measure(name="liveness_identity", value=self._identity, low=None, high=highest)
            )
        tries = float(self._liveness.tries)
        found.append(Measure(name="liveness_asked", value=float(self._asked), low=None, high=tries))
        return tuple(found)

    def _ask(self, at: float) -> None:
        side = self._liveness.side or self._sides.choice(list(Side))
        self._turn = Turn(side, self._front, at, self._liveness.turn)
        self._asked += 1
