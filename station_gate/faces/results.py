"""What recognition answers, and to which job."""

from dataclasses import dataclass, field

from station_gate.faces.observation import Measure, Observation
from station_gate.faces.stills import ProblemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceReady:
    """The portrait can be compared; live frames may come."""

    job: int
    measures: tuple[Measure, ...] = ()
    """How well the portrait shows its face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceFailed:
    """The portrait cannot be compared, and why."""

    job: int
    kind: ProblemKind
    sentence: str
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A live frame was looked at."""

    job: int
    observation: Observation
    seconds: float = field(default=0.0, compare=False)
    """What it took here: a figure of the machine, which no decision rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionFailed:
    """Recognition itself broke; ``sentence`` is for the operator."""

    job: int
    sentence: str


Result = ReferenceReady | ReferenceFailed | Observed | RecognitionFailed
