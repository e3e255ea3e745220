"""The books of one passenger: what was measured, tried and spent so far."""

from dataclasses import dataclass, field

from station_gate.gate.decision import Check, Decision
from station_gate.gate.legs import Way
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Direction, FaceVerdict, Outcome, Step
from station_gate.gate.travel import Ticket
from station_gate.gate.uses import Spent


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One passenger from the first credential to passage or refusal.

    Times are seconds on the lane's clock. ``checks`` keeps the latest try of
    each step; ``spent`` adds up all tries.
    """

    number: int
    began: float
    ticket: Ticket | None = None
    way: Way | None = None
    """What the ticket is used for here."""
    direction: Direction | None = None
    """Which way the lane let people through when the ticket was judged."""
    checks: dict[Step, tuple[Check, ...]] = field(default_factory=dict)
    spent: dict[Step, float] = field(default_factory=dict)
    attempts: int = 1
    extensions: int = 0
    refusal: Reason | None = None
    refused_at: Step | None = None
    verdict: FaceVerdict | None = None
    """Of the comparison; ``None`` where no faces were compared."""
    looked_again: bool = False
    """The faces were nearly alike, and one more look was taken."""
    admitted: bool = False
    """The barrier was opened for this passenger."""
    redeemed: bool | None = None
    """The journal's answer, once it has given one."""
    reserved: bool = False
    """The journal holds the ticket for this passenger."""
    used_up: Spent | None = None
    """What the passenger has used up, once they went through."""
    by_staff: bool = False

    @property
    def held_ticket(self) -> Ticket:
        """The ticket, in the states that are only reached with one."""
        assert self.ticket is not None, "no ticket was shown"
        return self.ticket

    @property
    def held_way(self) -> Way:
        """What the ticket is used for, in the states that are only reached with a good one."""
        assert self.way is not None, "the ticket is good for nothing here"
        return self.way

    @property
    def named_refusal(self) -> Reason:
        """The reason, in the states that are only reached with one."""
        assert self.refusal is not None, "nothing was refused"
        return self.refusal

    def spend(self, step: Step, seconds: float) -> None:
        """Add time to a step."""
        self.spent[step] = self.spent.get(step, 0.0) + seconds

    def decision(self, outcome: Outcome, reason: Reason | None, now: float) -> Decision:
        """Make the record of the ended transaction."""
        return Decision(
            transaction=self.number,
            outcome=outcome,
            reason=reason,
            ticket_id=self.ticket.ticket_id if self.ticket else None,
            attempts=self.attempts,
            checks=tuple(check for checks in self.checks.values() for check in checks),
            stages=tuple((step.value, seconds) for step, seconds in self.spent.items()),
            duration=now - self.began,
        )
