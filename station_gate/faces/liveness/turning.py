"""Follows one face through the turns of the head that are asked for."""

import random

from station_gate.faces.collection import Collection
from station_gate.faces.detector import Box
from station_gate.faces.engine import FaceEngine
from station_gate.faces.liveness.challenge import Challenge
from station_gate.faces.liveness.policy import Liveness
from station_gate.faces.liveness.turn import TurnState
from station_gate.faces.pixels import Gray, Pixels

_LEAST_SCORE = -0.5
"""Of the detector: a face that is turned by 40 degrees has no more. Only near where the
face was just before, so that nothing else is taken for it."""


class Turning:
    """One passenger, from the first request until they look ahead again."""

    def __init__(
        self,
        engine: FaceEngine,
        collected: Collection,
        liveness: Liveness,
        sides: random.Random,
        face: tuple[Gray, Box],
        at: float,
    ) -> None:
        """``face`` is a usable frame, uint8 (H, W), and the box of the face looking ahead."""
        self._engine = engine
        self._collected = collected
        self._box = face[1]
        self.challenge = Challenge(liveness, sides, engine.landmarks.find(*face), at)

    def observe(self, pixels: Pixels, gray: Gray, at: float) -> Box | None:
        """Look at the next frame, uint8 (H, W, 3) RGB and its luminance; give the face."""
        near = self._engine.detector.search_region(gray, self._box, _LEAST_SCORE)
        same = [box for box in near if self._box.is_same_as(box)]
        box = max(same, key=lambda each: each.score, default=None)
        if box is None:
            self.challenge.see(at, None, _nobody)
            return None
        self._box = box

        def apart() -> float:
            return self._collected.apart(self._engine.aligner.align(pixels, box))

        self.challenge.see(at, self._engine.landmarks.find(gray, box), apart)
        return box

    @property
    def on(self) -> bool:
        """Whether the passenger is still to turn, or to look ahead again."""
        return self.challenge.state in (TurnState.ASKED, TurnState.TURNED)

    @property
    def done(self) -> bool:
        """Whether the passenger has turned and looks ahead again."""
        return self.challenge.state is TurnState.AHEAD

    @property
    def missed(self) -> bool:
        """Whether the last turn that is asked for was not made."""
        return self.challenge.state is TurnState.MISSED


def _nobody() -> float:
    return float("inf")
