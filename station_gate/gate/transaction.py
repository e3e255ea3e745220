"""One passenger on record: what was measured, tried and spent so far."""

from dataclasses import dataclass, field

from station_gate.gate.decision import Check, Decision
from station_gate.gate.legs import Ride
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome, Step
from station_gate.gate.uses import Spent


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One passenger from the first credential to passage or refusal.

    Times are seconds on the lane's clock. ``checks`` keeps the latest try of
    each step; ``spent`` adds up all tries. What is true only in one state of the
    passage is in that state (``states``).
    """

    number: int
    began: float
    ride: Ride | None = None
    """The ticket that was shown last, good or not."""
    checks: dict[Step, tuple[Check, ...]] = field(default_factory=dict)
    spent: dict[Step, float] = field(default_factory=dict)
    attempts: int = 1
    extensions: int = 0
    unclear: int = 0
    """Comparisons that left it open whether the faces are one person's."""
    used_up: Spent | None = None
    """What the passenger has used up, once they went through."""

    def spend(self, step: Step, seconds: float) -> None:
        """Add time to a step."""
        self.spent[step] = self.spent.get(step, 0.0) + seconds

    def decision(self, outcome: Outcome, reason: Reason | None, now: float) -> Decision:
        """Make the record of the ended transaction."""
        return Decision(
            transaction=self.number,
            outcome=outcome,
            reason=reason,
            ticket_id=self.ride.ticket.ticket_id if self.ride else None,
            attempts=self.attempts,
            checks=tuple(check for checks in self.checks.values() for check in checks),
            stages=tuple((step.value, seconds) for step, seconds in self.spent.items()),
            duration=now - self.began,
        )
