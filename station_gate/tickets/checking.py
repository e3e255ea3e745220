"""What comes of looking at a payload: a ticket with the checks it passed, or a refusal."""

from dataclasses import dataclass

from station_gate.gate.decision import Check, rounded
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket

_CLOCK_ERROR = 60.0  # seconds that a phone's clock may be ahead of the gate's


def age_check(age: float | None, limit: float) -> Check:
    """Measure how old a code is that an app renews: seconds, ``None`` where it does not say."""
    return Check(
        name="freshness",
        value="no time stamp" if age is None else rounded(age, -_CLOCK_ERROR, limit),
        limit=f"{-_CLOCK_ERROR:g} to {limit:g}",
        passed=age is not None and -_CLOCK_ERROR <= age <= limit,
        unit="s",
    )


@dataclass(frozen=True, slots=True)
class DecodedTicket:
    """A ticket that its issuer signed, and the checks that showed it."""

    ticket: Ticket
    checks: tuple[Check, ...]
    freshness: tuple[Check, ...] = ()
    """Of a code that an app renews: measured here, judged by the gate in its turn."""


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
