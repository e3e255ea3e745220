"""How often recognition looked at the passenger: whether the machine keeps up."""

from dataclasses import dataclass, replace
from math import ceil

from station_gate.gate.decision import Check, rounded

RATE = 2.5
"""Looks a second, at least: a face is followed over gaps of half a second (faces/tracker.py);
where they are longer now and then nobody can be followed, and nothing decided."""
OLDEST = 1.0
"""Seconds that a frame may be old when it has been looked at: beyond, people have moved on.
A small machine takes 0.02 to 0.08 (docs/faces.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The live frames that were looked at since something was asked of the passenger.

    Times are seconds on the lane's clock.
    """

    since: float
    """When it was asked; of a capture, once it was looked at, when that was first."""
    made: int = 0
    oldest: float = 0.0
    begun: bool = False
    """There has been a look in this capture."""

    def ask(self, now: float) -> "Looks":
        """Count from nothing: something more is asked of who is looked at already."""
        return replace(self, since=now, made=0, oldest=0.0)

    def count(self, age: float, now: float) -> "Looks":
        """Count a frame that was ``age`` seconds old."""
        return Looks(
            since=self.since if self.begun else now,
            made=self.made + 1,
            oldest=max(self.oldest, age),
            begun=True,
        )

    def checks(self, least: int, now: float) -> tuple[Check, Check]:
        """Measure whether there were looks enough, and ``least`` at any rate; then how late."""
        wanted = max(least, ceil(RATE * (now - self.since)))
        return (
            Check(
                name="frames_looked_at",
                value=self.made,
                limit=wanted,
                passed=self.made >= wanted,
            ),
            Check(
                name="frame_age",
                value=rounded(self.oldest, OLDEST),
                limit=OLDEST,
                passed=self.oldest <= OLDEST,
                unit="s",
            ),
        )
