"""How often recognition looked at the passenger: whether the machine keeps up."""

from math import ceil

from station_gate.gate.decision import Check, rounded

RATE = 2.5
"""Looks a second, at least: a face is followed over gaps of half a second (faces/tracker.py);
where they are longer now and then nobody can be followed, and nothing decided."""
OLDEST = 1.0
"""Seconds that a frame may be old when it has been looked at: beyond, people have moved on.
A small machine takes 0.02 to 0.08 (docs/faces.md)."""


class Looks:
    """Counts the live frames that were looked at since something was asked of the passenger.

    Times are seconds on the lane's clock.
    """

    def __init__(self) -> None:
        self._made = 0
        self._since = 0.0
        self._oldest = 0.0
        self._first = True

    def begin(self, now: float) -> None:
        """Count from nothing: a capture begins."""
        self.ask(now)
        self._first = True

    def ask(self, now: float) -> None:
        """Count from nothing: something more is asked of who is looked at already."""
        self._made = 0
        self._since = now
        self._oldest = 0.0

    def count(self, age: float, now: float) -> bool:
        """Count a frame that was ``age`` seconds old; return whether it is a capture's first."""
        first, self._first = self._first, False
        if first:
            self._since = now
        self._made += 1
        self._oldest = max(self._oldest, age)
        return first

    def checks(self, least: int, now: float) -> tuple[Check, ...]:
        """Measure whether there were looks enough, and ``least`` at any rate; then how late."""
        wanted = max(least, ceil(RATE * (now - self._since)))
        enough = self._made >= wanted
        return (
            Check(name="frames_looked_at", value=self._made, limit=wanted, passed=enough),
            Check(
                name="frame_age",
                value=rounded(self._oldest, OLDEST),
                limit=OLDEST,
                passed=self._oldest <= OLDEST,
                unit="s",
            ),
        )
