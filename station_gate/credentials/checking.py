"""What comes of looking at a payload: a ticket with the checks it passed, or a refusal."""

from dataclasses import dataclass

from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket


@dataclass(frozen=True, slots=True)
class DecodedTicket:
    """A ticket that its issuer signed, and the checks that showed it."""

    ticket: Ticket
    checks: tuple[Check, ...]


class TicketRefused(Exception):
    """A payload is no ticket that this gate can trust: why, and the checks made."""

    def __init__(self, reason: Reason, checks: tuple[Check, ...]) -> None:
        super().__init__(f"{reason.code}: {checks[-1].value}")
        self.reason = reason
        self.checks = checks


class Asked:
    """The checks made so far."""

    def __init__(self) -> None:
        self.checks: tuple[Check, ...] = ()

    def passed(self, name: str, value: float | str, limit: float | str, unit: str = "") -> None:
        """Note a check that passed."""
        self.checks += (Check(name=name, value=value, limit=limit, passed=True, unit=unit),)

    def refuse(
        self, reason: Reason, name: str, value: float | str, limit: float | str, unit: str = ""
    ) -> TicketRefused:
        """Give the refusal that a failed check ends in."""
        failed = Check(name=name, value=value, limit=limit, passed=False, unit=unit)
        return TicketRefused(reason, (*self.checks, failed))
