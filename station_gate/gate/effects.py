"""What the core wants done. The lane hands each to the part that can do it."""

from dataclasses import dataclass

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Alarm, Cue, Mode, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionBegan:
    """A passenger has begun: numbers count up, one for each transaction."""

    transaction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStep:
    """Show this to the passenger; ``reason`` on the refused and assistance steps."""

    step: Step
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCapture:
    """Look at the passenger's face and compare it with the document's portrait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCapture:
    """Stop looking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemTicket:
    """Reserve the ticket for this transaction; answer with ``RedemptionReported``."""

    ticket_id: str
    transaction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitTicket:
    """The passenger went through: the ticket is used for good."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTicket:
    """The passenger left again where they had entered: both passages count no more."""

    entry_id: str
    exit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTicket:
    """The passenger did not go through: the ticket may be used again."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBarrier:
    """Open the flaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBarrier:
    """Close the flaps; only ever asked for while the safety zone is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayCue:
    """Play a short sound."""

    cue: Cue


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChanged:
    """An alarm began, changed or ended."""

    alarm: Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChanged:
    """The lane is for something else now."""

    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDecision:
    """A transaction ended: keep its record."""

    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPassenger:
    """Drop every picture and encoding of the passenger now."""


Effect = (
    TransactionBegan
    | ShowStep
    | StartCapture
    | StopCapture
    | RedeemTicket
    | CommitTicket
    | ReopenTicket
    | ReleaseTicket
    | OpenBarrier
    | CloseBarrier
    | PlayCue
    | AlarmChanged
    | ModeChanged
    | WriteDecision
    | ForgetPassenger
)
