"""When a turn of the head is asked for."""

from dataclasses import dataclass, field
from enum import StrEnum

from station_gate.faces.liveness.doubts import DoubtLimits
from station_gate.faces.liveness.light import LightLimits
from station_gate.faces.liveness.turn import TurnLimits
from station_gate.faces.observation import Side


class Asking(StrEnum):
    """Of whom a turn of the head is asked."""

    OFF = "off"
    PASSIVE = "passive"
    """Of nobody; but whoever raises a doubt is sent to staff."""
    IN_DOUBT = "in_doubt"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveness:
    """How the gate makes sure that a living person stands there."""

    asking: Asking = Asking.OFF
    side: Side | None = None
    """Always this side; ``None``: one at random."""
    seed: int | None = None
    """Of the random side, so that a replay asks the same again; ``None``: nobody knows."""
    tries: int = 2
    """Turns that are asked for at most; the second one is to the other side."""
    turn: TurnLimits = field(default_factory=TurnLimits)
    doubts: DoubtLimits = field(default_factory=DoubtLimits)
    light: LightLimits | None = None
    """Experimental: also light the face with the screen; ``None``: do not."""
