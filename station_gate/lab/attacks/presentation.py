"""Brings a presentation before the product's own verifier, as a kiosk would."""

from dataclasses import dataclass

from station_gate.faces.observation import Measure, Request, Verdict
from station_gate.faces.verifier import Verifier
from station_gate.lab.attacks.acting import Asked, Presenter

FRAME = 0.1
"""Seconds between two frames: what a busy machine looks at."""
PATIENCE = 25.0
"""Seconds until a kiosk gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a presentation ended."""

    verdict: Verdict | None
    """``None``: nothing that could be compared was ever seen."""
    seconds: float
    asked_at: float | None
    """When a turn of the head was asked for first."""
    liveness: tuple[Measure, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the gate would have opened."""
        return self.verdict is Verdict.MATCH

    @property
    def score(self) -> float:
        """How good the best turn of the head was; 0 where none was seen."""
        named = {measure.name: measure.value for measure in self.liveness}
        return named.get("liveness_score", 0.0)

    @property
    def added(self) -> float | None:
        """Seconds that the liveness check took; ``None`` where it asked for nothing."""
        return None if self.asked_at is None else self.seconds - self.asked_at


def present(verifier: Verifier, presenter: Presenter, seconds: float = FRAME) -> Ending:
    """Present to a verifier that has begun with a portrait, a frame every ``seconds``."""
    asked: Asked | None = None
    asked_at: float | None = None
    step = 0
    while (at := step * seconds) < PATIENCE:
        seen = verifier.observe(presenter.frame(at, asked), at)
        if seen.comparison is not None:
            return Ending(
                verdict=seen.comparison.verdict,
                seconds=at,
                asked_at=asked_at,
                liveness=seen.comparison.liveness,
            )
        if seen.request is not None:
            asked_at = at if asked_at is None else asked_at
            asked = _asked(seen.request, asked)
        step += 1
    return Ending(verdict=None, seconds=PATIENCE, asked_at=asked_at)


def _asked(request: Request, before: Asked | None) -> Asked:
    """Return what the presenter is asked for now; a turn keeps its beginning on the way back."""
    if request.back and before is not None:
        return Asked(request.side.sign, before.since, request.since)
    return Asked(request.side.sign, request.since)
