"""Asks for turns of the head until one is made, or too many were not."""

import random
from collections.abc import Callable

from station_gate.faces.liveness.measures import Points
from station_gate.faces.liveness.policy import Liveness
from station_gate.faces.liveness.turn import Turn, TurnState
from station_gate.faces.observation import Measure, Request, Side


class Challenge:
    """One passenger's turns of the head."""

    def __init__(self, liveness: Liveness, sides: random.Random, front: Points, at: float) -> None:
        """Ask for the first turn at ``at``; ``front`` is the face looking ahead, (68, 2)."""
        self._liveness = liveness
        self._front = front
        self._asked = 0
        self.suspicious = False
        """A turn was missed with something flat, or with the head of somebody else."""
        self._score = 0.0
        """The best of the turns that were missed."""
        self._side = liveness.side or sides.choice(list(Side))
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

    def see(self, at: float, points: Points | None, apart: Callable[[], float]) -> TurnState:
        """Judge the next frame; asks for a turn to the other side where one was missed."""
        state = self._turn.see(at, points, apart)
        if state is TurnState.MISSED:
            self.suspicious = self.suspicious or self._turn.suspicious
            self._score = max(self._score, self._turn.score)
            if self._asked < self._liveness.tries:
                self._ask(at)
        return self._turn.state

    def measures(self) -> tuple[Measure, ...]:
        """Give what the turn measured beside its limits."""
        limits, turn = self._liveness.turn, self._turn
        found = [
            Measure(name="liveness_score", value=max(self._score, turn.score), low=1.0, high=None),
            Measure(name="liveness_turn", value=turn.turned, low=limits.turn, high=None),
            Measure(name="liveness_parallax", value=turn.parallax, low=limits.parallax, high=None),
            Measure(name="liveness_ridge", value=turn.ridge, low=limits.ridge, high=None),
        ]
        if (apart := turn.identity) is not None:
            found.append(
                Measure(name="liveness_identity", value=apart, low=None, high=limits.identity)
            )
        if turn.state is not TurnState.ASKED and turn.score >= 1:
            back = float(turn.state is TurnState.AHEAD)
            found.append(Measure(name="liveness_ahead", value=back, low=1.0, high=None))
        tries = float(self._liveness.tries)
        found.append(Measure(name="liveness_asked", value=float(self._asked), low=None, high=tries))
        return tuple(found)

    def _ask(self, at: float) -> None:
        # the points may slip on one side of a face, and some turn better to one side
        if self._asked and self._liveness.side is None:
            self._side = self._side.other
        self._turn = Turn(self._side, self._front, at, self._liveness.turn)
        self._asked += 1
