"""How an instrument is held in front of the camera, and what it does when it is asked to turn."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from station_gate.lab.attacks.sheet import Pixels, Pose

LEFT, RIGHT = 1, -1
"""The passenger's own left (the right of a picture that is not mirrored) and right."""
_TREMORS = (0.7, 1.9, 3.1)
"""Hertz: what a hand that holds something does not keep still."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The kiosk asks for a turn of the head, to ``LEFT`` or ``RIGHT``."""

    side: int
    since: float
    """Seconds: when it was asked for."""
    back: float | None = None
    """When the kiosk began to ask to look ahead again."""


class Presenter(Protocol):
    """Somebody or something in front of the camera."""

    def frame(self, at: float, asked: Asked | None) -> Pixels:
        """Give the camera's picture at ``at`` seconds: uint8 (480, 640, 3) RGB."""
        ...


@dataclass(frozen=True, slots=True)
class Turning:
    """How a turn is answered: reaction and way there in seconds, the turn in degrees."""

    after: float
    over: float
    hold: float
    degrees: float

    @property
    def seconds(self) -> float:
        """From the request until the front is seen again."""
        return self.after + 2 * self.over + self.hold

    def yaw(self, since: float) -> float:
        """Return the turn's share of the way, in degrees, ``since`` seconds after the request."""
        way = (since - self.after) / self.over
        back = (self.seconds - since) / self.over
        share = float(np.clip(min(way, back), 0, 1))
        return self.degrees * share * share * (3 - 2 * share)


class Hand:
    """Holds a sheet: trembles, comes nearer, and turns it when asked, with a seed of its own."""

    def __init__(
        self, rng: np.random.Generator, *, z: float, bend: float, turning: Turning
    ) -> None:
        self._turning = turning
        self._rest = Pose(
            x=rng.normal(0, 0.01),
            y=rng.normal(0, 0.01),
            z=z,
            yaw=rng.normal(0, 3),
            pitch=rng.normal(0, 3),
            roll=rng.normal(0, 2),
            bend=bend,
        )
        self._phases = rng.uniform(0, 2 * np.pi, (6, len(_TREMORS)))
        self._also = rng.normal(0, [6, 4])  # a hand that turns a sheet tilts it, too

    def pose(self, at: float, asked: Asked | None) -> Pose:
        """Where the sheet is."""
        rates = 2 * np.pi * np.array(_TREMORS)
        tremor = (np.sin(rates * at + self._phases) / np.array(_TREMORS)).sum(axis=1)
        x, y, z, yaw, pitch, roll = tremor * (0.002, 0.002, 0.003, 0.8, 0.6, 0.4)
        turn = 0.0 if asked is None else self._turning.yaw(at - asked.since)
        side = 0 if asked is None else asked.side
        share = turn / self._turning.degrees
        rest = self._rest
        return replace(
            rest,
            x=rest.x + x,
            y=rest.y + y,
            z=rest.z + z + 0.15 * max(0.0, 0.6 - at),
            yaw=rest.yaw + yaw + side * turn,
            pitch=rest.pitch + pitch + share * self._also[0],
            roll=rest.roll + roll + share * self._also[1],
        )
