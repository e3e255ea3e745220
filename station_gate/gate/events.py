"""What can happen to a gate, as frozen facts. The lane makes them, the core judges them.

Times of the station (``at``) are naive local civil time; the lane's own clock
is never in an event, it is the ``now`` given with it.
"""

from dataclasses import dataclass
from datetime import datetime

from station_gate.gate.decision import Check
from station_gate.gate.reasons import Family, Reason
from station_gate.gate.terms import Action, BarrierReport, Beam, Direction, FaceVerdict, Mode
from station_gate.gate.travel import Holder, Showing, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPresented:
    """A ticket was read and its signature holds; ``checks`` are its codec's."""

    ticket: Ticket
    showing: Showing
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRejected:
    """A code was read that is no ticket, or a ticket that its codec refuses."""

    reason: Reason
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        _belongs(self.reason, Family.TICKET)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPresented:
    """A document was read and its portrait can be compared.

    ``bound`` says whether it is the document that the ticket is bound to,
    ``None`` where the ticket is bound to none; ``checks`` are its reader's.
    ``name_sure`` is false where a camera may have misread a letter of the name.
    """

    holder: Holder
    bound: bool | None
    at: datetime
    checks: tuple[Check, ...] = ()
    name_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRejected:
    """Something lay on the reader that cannot be used as a document."""

    reason: Reason
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        _belongs(self.reason, Family.DOCUMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSeen:
    """A live frame was looked at; ``problem`` is why it could not be used, if so.

    ``checks`` are what was measured of it, ``age`` is how many seconds old it was by then.
    """

    problem: Reason | None
    checks: tuple[Check, ...] = ()
    age: float = 0.0

    def __post_init__(self) -> None:
        if self.problem is not None:
            _belongs(self.problem, Family.FACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAsked:
    """The verifier asks the passenger to turn the head: that has a time of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceCompared:
    """The verifier has compared the live face with the portrait's."""

    verdict: FaceVerdict
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionReported:
    """The journal's answer to ``RedeemTicket``; lost when another gate was first."""

    won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamChanged:
    """A row of light beams was blocked or became free."""

    beam: Beam
    blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BarrierReported:
    """The barrier says what it did."""

    report: BarrierReport


@dataclass(frozen=True, slots=True, kw_only=True)
class PassengerActed:
    """The passenger pressed a button of the kiosk."""

    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeCommanded:
    """The operator (or the fire alarm) sets what the lane is for."""

    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionCommanded:
    """The operator turns the lane round; the next ticket is judged by it."""

    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAdmitted:
    """Staff let one person through: the passenger of now, or somebody without a ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReported:
    """A device that the lane cannot do without failed, or works again."""

    working: bool


Event = (
    TicketPresented
    | TicketRejected
    | DocumentPresented
    | DocumentRejected
    | FaceSeen
    | TurnAsked
    | FaceCompared
    | RedemptionReported
    | BeamChanged
    | BarrierReported
    | PassengerActed
    | ModeCommanded
    | DirectionCommanded
    | StaffAdmitted
    | DeviceReported
)


def _belongs(reason: Reason, family: Family) -> None:
    if reason.family is not family:
        raise ValueError(f"{reason.code} is not a reason about a {family.value}")
