"""What the core wants done. The lane hands each to the part that can do it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Cue, Mode, Reader, Step
from station_gate.gate.travel import Ticket
from station_gate.gate.uses import Spent, Use


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
class AskTicket:
    """Look for a ticket, and tell of the one that is shown."""

    reader: ClassVar = Reader.TICKET


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDocument:
    """Read the document that is laid down: its holder, and whether the ticket is bound to it."""

    reader: ClassVar = Reader.DOCUMENT
    ticket: Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFace:
    """Look at the passenger's face and compare it with the document's portrait."""

    reader: ClassVar = Reader.FACE


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsking:
    """Read no more of this; one reader is asked at a time, and stopped before the next."""

    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemTicket:
    """Reserve a use of the ticket for this passenger; answer with ``RedemptionReported``.

    ``if_lost`` becomes the record where the gate stops while it is open for them.
    """

    use: Use
    good_until: date
    """The ticket's last day."""
    if_lost: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTicket:
    """The passenger did not go through: what was reserved may be used again."""

    use: Use


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
    """A transaction ended: keep its record, and with it what was used up: both or neither."""

    decision: Decision
    spent: Spent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPassenger:
    """Drop every picture and encoding of the passenger now."""


Effect = (
    TransactionBegan
    | ShowStep
    | AskTicket
    | AskDocument
    | AskFace
    | StopAsking
    | RedeemTicket
    | ReleaseTicket
    | OpenBarrier
    | CloseBarrier
    | PlayCue
    | AlarmChanged
    | ModeChanged
    | WriteDecision
    | ForgetPassenger
)
