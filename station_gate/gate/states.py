"""What is true of the passenger in each state of the passage, and nothing else.

Every state but ``Idle`` has the passenger's transaction: what is on record so far, which is
the one thing that grows. The states themselves never change; ``flow`` puts the next in place.
"""

from dataclasses import dataclass
from typing import ClassVar

from station_gate.gate.effects import AskDocument, AskFace, AskTicket
from station_gate.gate.legs import Ride
from station_gate.gate.looks import Looks
from station_gate.gate.reasons import Reason, Remedy
from station_gate.gate.tables import Passage
from station_gate.gate.terms import FaceVerdict, Step
from station_gate.gate.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is here."""

    passage: ClassVar = Passage.IDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingTicket:
    """The passenger is asked for a ticket."""

    passage: ClassVar = Passage.AWAITING_TICKET
    transaction: Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingDocument:
    """The ticket is good; the passenger is asked for a document."""

    passage: ClassVar = Passage.AWAITING_DOCUMENT
    transaction: Transaction
    ride: Ride


@dataclass(frozen=True, slots=True, kw_only=True)
class Capturing:
    """The document is good; the passenger is asked to look at the camera."""

    passage: ClassVar = Passage.CAPTURING
    transaction: Transaction
    ride: Ride
    looks: Looks
    problem: Reason = Reason.NO_FACE
    """What the passenger is told if time runs out: what stood in the way last."""
    reason: Reason | None = None
    """Why one more look is taken, if it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The faces have been compared."""

    passage: ClassVar = Passage.COMPARED
    transaction: Transaction
    ride: Ride
    looks: Looks
    verdict: FaceVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeeming:
    """The journal is asked for the ticket, and holds it for this passenger meanwhile."""

    passage: ClassVar = Passage.REDEEMING
    transaction: Transaction
    ride: Ride


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """The journal holds the ticket for this passenger."""

    passage: ClassVar = Passage.REDEEMED
    transaction: Transaction
    ride: Ride


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """The journal holds the ticket for somebody else."""

    passage: ClassVar = Passage.OVERTAKEN
    transaction: Transaction
    ride: Ride


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingLane:
    """The passenger may go as soon as nobody else is in the lane."""

    passage: ClassVar = Passage.AWAITING_LANE
    transaction: Transaction
    ride: Ride


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The barrier is open for the passenger."""

    passage: ClassVar = Passage.GRANTED
    transaction: Transaction
    admission: Ride | Reason
    """The ticket, which the journal holds; or past what staff let the passenger through."""
    until: float
    """When the permission ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """The passenger is between the flaps or beyond."""

    passage: ClassVar = Passage.PASSING
    transaction: Transaction
    admission: Ride | Reason
    until: float
    """When the permission ends for who steps back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The passenger is told why not, and may try again where that helps."""

    passage: ClassVar = Passage.REFUSED
    transaction: Transaction
    reason: Reason
    at: Step
    """Where it happened."""
    ride: Ride | None
    """``None`` where the ticket is not good."""

    def retry(self, now: float) -> "AwaitingTicket | AwaitingDocument | Capturing | None":
        """Return the state that trying again leads to; ``None``: it is no help."""
        match self.reason.remedy, self.ride:
            case Remedy.TICKET_AGAIN, _:
                return AwaitingTicket(transaction=self.transaction)
            case Remedy.DOCUMENT_AGAIN, Ride() as ride:
                return AwaitingDocument(transaction=self.transaction, ride=ride)
            case Remedy.FACE_AGAIN, Ride() as ride:
                looks = Looks(since=now)
                return Capturing(transaction=self.transaction, ride=ride, looks=looks)
            case _:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistance:
    """Staff are called."""

    passage: ClassVar = Passage.ASSISTANCE
    transaction: Transaction
    reason: Reason
    admitted: bool
    """Who calls them was let in: whoever is in the lane is no intruder."""


WithPassenger = (
    AwaitingTicket
    | AwaitingDocument
    | Capturing
    | Compared
    | Redeeming
    | Redeemed
    | Overtaken
    | AwaitingLane
    | Granted
    | Passing
    | Refused
    | Assistance
)
State = Idle | WithPassenger


def transaction_of(state: State) -> Transaction | None:
    """Return what is on record of the passenger, if there is one."""
    return None if isinstance(state, Idle) else state.transaction


def reason_of(state: State) -> Reason | None:
    """Return what the passenger has been told: why not, why once more, or past what."""
    match state:
        case Capturing(reason=reason) | Refused(reason=reason) | Assistance(reason=reason):
            return reason
        case Granted(admission=Reason() as reason) | Passing(admission=Reason() as reason):
            return reason
        case _:
            return None


def held_by(state: State) -> Ride | None:
    """Return whose ticket the journal holds for the passenger, if it does."""
    match state:
        case Redeeming(ride=ride) | Redeemed(ride=ride) | AwaitingLane(ride=ride):
            return ride
        case Granted(admission=Ride() as ride) | Passing(admission=Ride() as ride):
            return ride
        case _:
            return None


def asked_by(state: State) -> AskTicket | AskDocument | AskFace | None:
    """Return what is to be read while the lane is in service."""
    match state:
        case Idle() | AwaitingTicket():
            return AskTicket()
        case AwaitingDocument(ride=ride):
            return AskDocument(ticket=ride.ticket)
        case Capturing():
            return AskFace()
        case _:
            return None


def is_admitted(state: State) -> bool:
    """Return whether the passenger may be in the lane."""
    match state:
        case Granted() | Passing():
            return True
        case Assistance(admitted=admitted):
            return admitted
        case _:
            return False
