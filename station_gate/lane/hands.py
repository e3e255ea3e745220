"""Carries out what the core wants: each effect for itself, whatever becomes of the others.

Safety never waits for bookkeeping: flaps open before anything is written or even told, and
no failure of one part keeps an effect from another. What failed is told and is a fault of
the gate; what belongs into the journal is kept in order and tried again until it is there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from station_gate.gate.effects import (
    AskDocument,
    AskFace,
    AskTicket,
    CloseBarrier,
    Effect,
    ForgetPassenger,
    OpenBarrier,
    PlayCue,
    RedeemTicket,
    ReleaseTicket,
    ShowStep,
    StopAsking,
    WriteDecision,
)
from station_gate.gate.events import RedemptionReported
from station_gate.gate.gate import Gate
from station_gate.gate.moments import civil
from station_gate.gate.tables import Passage
from station_gate.gate.terms import Cue, Reader
from station_gate.journal.interventions import Intervention
from station_gate.lane.documentdesk import DocumentDesk
from station_gate.lane.facedesk import FaceDesk
from station_gate.lane.journaldesk import JournalDesk
from station_gate.lane.pace import Pace
from station_gate.lane.ports import Barrier
from station_gate.lane.stream import (
    Decided,
    EffectOut,
    EventIn,
    Fault,
    OrderSettled,
    Overtaken,
    Stream,
)
from station_gate.lane.ticketdesk import TicketDesk
from station_gate.problems import Problem

RECOVERY = 5.0
"""Seconds out of service after a part of the gate failed: long enough to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desks:
    """What a passenger meets on the way through: three readers."""

    ticket: TicketDesk
    document: DocumentDesk
    face: FaceDesk


class Hands:
    """The lane's hands: devices and journal. ``walk(now)``: a passenger was let in."""

    def __init__(
        self,
        *,
        gate: Gate,
        desks: Desks,
        barrier: Barrier,
        journal: JournalDesk,
        stream: Stream,
        clock: Callable[[float], datetime],
        walk: Callable[[float], None],
        pace: Pace,
    ) -> None:
        self._gate = gate
        self._desks = desks
        self._barrier = barrier
        self._journal = journal
        self._stream = stream
        self._clock = clock
        self._walk = walk
        self._pace = pace
        self._now = 0.0
        self._broken: str | None = None
        self._broken_until = 0.0
        self._cues: list[Cue] = []
        self.asked: AskTicket | AskDocument | AskFace | None = None
        """What the core wants to be read now."""

    def failed(self, now: float) -> str | None:
        """Return what is wrong with a part of the gate, in a sentence."""
        broken = self._broken if now < self._broken_until else None
        return self._journal.failed(now) or broken

    def breaks(self, sentence: str, now: float) -> None:
        """Put the gate out of service for a while: a part of it has failed."""
        self._broken, self._broken_until = sentence, now + RECOVERY

    def begin(self, effects: list[Effect], now: float) -> None:
        """Do what must not wait, not even for being told of: open the flaps."""
        self._now = now
        if OpenBarrier() not in effects:
            return
        passenger = self._gate.transaction
        if passenger is not None and self._gate.passage is Passage.GRANTED:
            # takes no time and no disk; an evacuation is for nobody alone
            self._contain("The journal", lambda: self._journal.opens_for(passenger.number))
        self._contain("The barrier", lambda: self._barrier.open(now))

    def carry_out(self, effects: list[Effect], now: float) -> None:
        """Do the rest, in order; ``begin`` has been called with the same effects."""
        for effect in effects:
            self.tell(effect, now)
            self._contain(type(effect).__name__, lambda: self._do(effect))  # noqa: B023

    def tell(self, effect: Effect, now: float) -> None:
        """Let everybody hear of an effect."""
        self._stream.tell(EffectOut(now, self._clock(now), effect))

    def keep(self, intervention: Intervention, now: float) -> Intervention:
        """Tell what an operator did; the answer says if it is not on record yet."""
        self._now = now
        self._stream.tell(OrderSettled(now, self._clock(now), intervention))
        if (problem := self._journal.failed(now)) is not None and self._journal.owed:
            text = f"{intervention.answer} It is not on record yet: {problem}"
            return replace(intervention, answer=text)
        return intervention

    def settle(self, now: float) -> None:
        """Take the journal's answers; have written what it did not take before."""
        self._now = now
        self._contain("The journal", lambda: self._journal.poll(now))
        self._tell_overtaken()

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        cues, self._cues = tuple(self._cues), []
        return cues

    def close(self) -> None:
        """Write for the last time what is still owed; say what stays out of the journal."""
        lost = self._journal.close(self._now)
        if lost is not None:
            self._stream.tell(Fault(self._now, self._clock(self._now), lost))

    def _do(self, effect: Effect) -> None:
        journal, now = self._journal, self._now
        match effect:
            case RedeemTicket():
                journal.redeem(effect, civil(self._clock(now)), now, self._redeemed)
            case ReleaseTicket():
                journal.release(effect.use, now)
            case WriteDecision():
                at = self._clock(now)
                self._stream.tell(Decided(now, at, effect.decision, effect.spent))
                self._tell_overtaken()
                self._pace.judge(effect.decision)
            case OpenBarrier():
                if self._gate.passage is Passage.GRANTED:
                    self._walk(now)
            case CloseBarrier():
                self._barrier.close(now)
            case AskTicket() | AskDocument():
                self.asked = effect  # the lane looks at its readers in every tick
            case AskFace():
                self.asked = effect
                self._pace.begin(now)
                self._desks.face.start(now)
            case StopAsking(reader=reader):
                self.asked = None
                if reader is Reader.FACE:
                    self._desks.face.stop()
            case ForgetPassenger():
                self._contain("The face desk", self._desks.face.forget)
                self._contain("The ticket desk", self._desks.ticket.forget)
            case PlayCue():
                self._cues.append(effect.cue)
            case ShowStep():
                pass  # the next snapshot shows it

    def _redeemed(self, won: bool) -> None:
        """Take in the journal's answer: now, or a moment after it was asked."""
        event = RedemptionReported(won=won)
        effects = self._gate.receive(event, self._now)
        self.begin(effects, self._now)
        self._stream.tell(EventIn(self._now, self._clock(self._now), event))
        self.carry_out(effects, self._now)

    def _tell_overtaken(self) -> None:
        for _ in range(self._journal.take_overtaken()):
            self._stream.tell(Overtaken(self._now, self._clock(self._now)))

    def _contain(self, part: str, do: Callable[[], None]) -> None:
        try:
            do()
        except Exception as failure:
            words = str(failure) or type(failure).__name__
            told = isinstance(failure, Problem)
            self.breaks(words if told else f"{part} has failed: {words}", self._now)
