"""The passenger's flow: where they are, and what each change of that brings about."""

from datetime import datetime

from station_gate.gate.boarding import Departure, departure_of
from station_gate.gate.countdown import Countdown
from station_gate.gate.effects import (
    AskDocument,
    AskFace,
    AskTicket,
    Effect,
    ForgetPassenger,
    OpenBarrier,
    PlayCue,
    ReleaseTicket,
    ShowStep,
    StopAsking,
    TransactionBegan,
    WriteDecision,
)
from station_gate.gate.guard import Guard
from station_gate.gate.legs import Leg
from station_gate.gate.looks import Looks
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Override, Reason, Remedy
from station_gate.gate.tables import (
    ASKED,
    HELD_OPEN,
    PASSAGE,
    Barrier,
    Passage,
    PassageSignal,
    follow,
)
from station_gate.gate.terms import (
    Alarm,
    Cue,
    Direction,
    FaceVerdict,
    Mode,
    Outcome,
    Reader,
    Step,
)
from station_gate.gate.timings import Timings
from station_gate.gate.transaction import Transaction
from station_gate.gate.travel import Ticket
from station_gate.gate.uses import Spent

_STEPS = {
    Passage.AWAITING_TICKET: Step.TICKET,
    Passage.AWAITING_DOCUMENT: Step.DOCUMENT,
    Passage.CAPTURING: Step.FACE,
    Passage.CHECKING: Step.CHECKING,
    Passage.GRANTED: Step.GO,
    Passage.PASSING: Step.GO,
    Passage.REFUSED: Step.REFUSED,
    Passage.ASSISTANCE: Step.ASSISTANCE,
}
_MODE_STEPS = {
    Mode.IN_SERVICE: Step.IDLE,
    Mode.FAULTY: Step.OUT_OF_SERVICE,
    Mode.OUT_OF_SERVICE: Step.OUT_OF_SERVICE,
    Mode.LOCKED: Step.OUT_OF_SERVICE,
    Mode.FREE_PASSAGE: Step.FREE_PASSAGE,
    Mode.EVACUATION: Step.EVACUATION,
}
AGAIN = {
    Remedy.TICKET_AGAIN: PassageSignal.TICKET_AGAIN,
    Remedy.DOCUMENT_AGAIN: PassageSignal.DOCUMENT_AGAIN,
    Remedy.FACE_AGAIN: PassageSignal.FACE_AGAIN,
}
REDEMPTION = 0.5
"""Seconds that the journal has for its answer, which takes some 5 ms: so little that no
passenger thinks that the gate has stopped."""
_ANNOUNCED = (
    Passage.AWAITING_TICKET,
    Passage.AWAITING_DOCUMENT,
    Passage.REFUSED,
)


class Flow:
    """State and changes of one gate; ``Controller`` adds what makes them happen."""

    def __init__(
        self, profile: GateProfile, timings: Timings, *, first_transaction: int = 1
    ) -> None:
        self._profile = profile
        self._timings = timings
        self._number = first_transaction
        self._out: list[Effect] = []
        self._guard = Guard(self._out, timings.alarm)
        self._countdown = Countdown()
        self._passage = Passage.IDLE
        self._mode = Mode.IN_SERVICE
        self._transaction: Transaction | None = None
        self._since = 0.0
        self._authorised_until = 0.0
        self._face_problem = Reason.NO_FACE
        self._looks = Looks()
        self._reader: Reader | None = None
        self._ask()  # told with the first effects

    # ------------------------------------------------------------------ what can be seen

    @property
    def step(self) -> Step:
        """What the passenger is being shown."""
        if self._passage is Passage.IDLE:
            return _MODE_STEPS[self._mode]
        return _STEPS[self._passage]

    @property
    def since(self) -> float:
        """When the present step began."""
        return self._since

    @property
    def deadline(self) -> float | None:
        """When the present step ends by itself."""
        return self._countdown.deadline

    @property
    def passage(self) -> Passage:
        """State of the passage machine."""
        return self._passage

    @property
    def barrier(self) -> Barrier:
        """State of the barrier machine."""
        return self._guard.barrier

    @property
    def barrier_stuck(self) -> bool:
        """Whether the barrier must be open and does not say that it is."""
        return self._guard.stuck

    @property
    def alarm(self) -> Alarm:
        """State of the alarm machine."""
        return self._guard.alarm

    @property
    def mode(self) -> Mode:
        """State of the mode machine."""
        return self._mode

    @property
    def transaction(self) -> Transaction | None:
        """The passenger's books while there is a passenger; not to be changed."""
        return self._transaction

    @property
    def reason(self) -> Reason | None:
        """Why the passenger is refused, looked at once more or staff are called, meanwhile."""
        return self._transaction.refusal if self._transaction else None

    @property
    def tries_left(self) -> int:
        """How often the passenger may still try again after this refusal."""
        reason = self.reason
        if self._passage is not Passage.REFUSED or reason is None or reason.remedy not in AGAIN:
            return 0
        return self._timings.tries - self._books.attempts

    def offers_more_time(self, now: float) -> bool:
        """Whether the step ends soon and the passenger may still put that off."""
        warn_at = self._countdown.warn_at
        return warn_at is not None and now >= warn_at and self._may_extend

    @property
    def waits_for_lane(self) -> bool:
        """Whether the passenger will be let in as soon as nobody else is in the lane."""
        checking = self._passage is Passage.CHECKING
        return checking and self._countdown.deadline == self._lane_wait_ends

    def next_deadline(self) -> float | None:
        """When ``tick`` has something to do at the latest; ``None``: nothing is due."""
        due = (self._countdown.next, self._guard.quiet_at, self._guard.answer_by)
        return min((at for at in due if at is not None), default=None)

    @property
    def direction(self) -> Direction:
        """Which way the lane lets people through."""
        return self._profile.direction

    @property
    def leads_out(self) -> bool:
        """Whether the present passenger, or the next one, is on the way out."""
        books = self._transaction
        if books is not None and books.direction is not None:
            return books.direction is Direction.EXIT
        return self.direction is Direction.EXIT

    @property
    def staff_may_open(self) -> bool:
        """Whether staff can let one person through now: not where it is open already, and not
        past a reason that nobody may override."""
        if self._mode in HELD_OPEN or self._passage in (Passage.GRANTED, Passage.PASSING):
            return False
        return self.reason is None or self.reason.override is not Override.NOBODY

    def departure_of(self, ticket: Ticket, leg: Leg, at: datetime) -> Departure:
        """Say when and from where a ticket's train leaves, as far as the gate knows."""
        return departure_of(ticket, leg, self._profile, at)

    # ------------------------------------------------------------------ the passage

    @property
    def _books(self) -> Transaction:
        assert self._transaction is not None, "there is no passenger"
        return self._transaction

    @property
    def _may_extend(self) -> bool:
        announced = self._countdown.warn_at is not None
        return announced and self._books.extensions < self._timings.extensions

    def _begin(self, now: float) -> None:
        if self._transaction is None:
            self._transaction = Transaction(number=self._number, began=now)
            self._number += 1
            self._since = now
            self._do(TransactionBegan(transaction=self._transaction.number))

    def _go(self, signal: PassageSignal, now: float, limit: float | None) -> None:
        """Change the passage, close the books of the step left, show the new one."""
        state = follow("passage", PASSAGE, self._passage, signal)
        # a ticket held up to the idle screen makes its transaction start with a ticket step
        left = Step.TICKET if self._passage is Passage.IDLE else self.step
        self._books.spend(left, now - self._since)
        self._passage = state
        self._since = now
        announced = state in _ANNOUNCED
        self._countdown.start(now, limit, self._timings.warning if announced else None)
        self._do(ShowStep(step=self.step, reason=self.reason))
        self._ask()

    def _ask(self) -> None:
        """Stop the reader that is not wanted any more, and ask the one that is."""
        serving = self._mode is Mode.IN_SERVICE
        wanted = ASKED.get(self._passage) if serving else None
        if wanted is self._reader:
            return
        if self._reader is not None:
            self._do(StopAsking(reader=self._reader))
        self._reader = wanted
        match wanted:
            case Reader.TICKET:
                self._do(AskTicket())
            case Reader.DOCUMENT:
                self._do(AskDocument(ticket=self._books.held_ticket))
            case Reader.FACE:
                self._do(AskFace())

    def _capture(self, signal: PassageSignal, now: float) -> None:
        self._face_problem = Reason.NO_FACE
        self._looks.begin(now)
        # the time for the face begins with the first look at it
        self._go(signal, now, self._timings.recognition)

    def _refuse_unseen(self, reason: Reason, now: float) -> None:
        """Refuse who was not seen well enough: the machine is to blame where it hardly looked."""
        looked, age = self._looks.checks(self._profile.face_frames, now)
        if not looked.passed:
            reason = Reason.RECOGNITION_BEHIND
            held = self._books.checks.get(Step.FACE, ())
            self._books.checks[Step.FACE] = (*held, looked, age)
        self._refuse(reason, Step.FACE, now)

    def _refuse(self, reason: Reason, at: Step, now: float) -> None:
        left = self._passage
        self._books.refusal = reason
        self._books.refused_at = at
        self._release()
        self._go(PassageSignal.REFUSE, now, self._timings.refused)
        self._leave(left)
        self._do(PlayCue(cue=Cue.REJECT))

    def _call_staff(self, reason: Reason, now: float) -> None:
        left = self._passage
        self._books.refusal = reason
        if left is Passage.PASSING:
            self._spend()  # they were let in
        else:
            self._books.admitted = False
        self._release()
        self._go(PassageSignal.HELP, now, self._timings.assistance)
        self._leave(left)
        self._do(PlayCue(cue=Cue.ATTENTION))

    def _conclude(self, now: float) -> None:
        """The faces have been compared and "checking" has been shown long enough."""
        if self._books.verdict is FaceVerdict.UNCLEAR:
            self._look_again(now)
        elif self._books.verdict is FaceVerdict.MISMATCH:
            self._refuse(Reason.FACE_MISMATCH, Step.FACE, now)
        elif self._books.verdict is FaceVerdict.ATTACK:
            self._refuse(Reason.ATTACK_SUSPECTED, Step.FACE, now)
        elif self._books.verdict is FaceVerdict.UNANSWERED:
            self._refuse_unseen(Reason.TURN_NOT_SEEN, now)
        elif self._books.redeemed is None:
            self._await_redemption(now)
        elif not self._books.redeemed:
            used = Reason.ALREADY_LEFT if self.leads_out else Reason.TICKET_USED
            self._refuse(used, Step.TICKET, now)
        elif self._guard.floor.clear:
            self._admit(now)
        elif now < self._lane_wait_ends:
            # somebody else stands in the lane: the permission is not for them
            self._countdown.end_at(self._lane_wait_ends)
        else:
            step = Step.TICKET if self.leads_out else Step.FACE
            self._refuse(Reason.LANE_BLOCKED, step, now)

    def _await_redemption(self, now: float) -> None:
        """Give the journal a moment more; who waits sees "checking" meanwhile."""
        due = self._since + max(REDEMPTION, self._timings.checking)
        if now < due:
            self._countdown.end_at(due)
        else:
            self._refuse(Reason.DEVICE_FAILED, Step.TICKET, now)

    def _look_again(self, now: float) -> None:
        """One more look by itself where the faces are nearly alike; after that, staff."""
        if self._books.looked_again:
            self._call_staff(Reason.FACE_UNCLEAR, now)
            return
        self._books.looked_again = True
        self._books.refusal = Reason.FACE_UNCLEAR
        self._capture(PassageSignal.FACE_AGAIN, now)

    @property
    def _lane_wait_ends(self) -> float:
        return self._since + self._timings.checking + self._timings.granted

    def _admit(self, now: float) -> None:
        self._go(PassageSignal.ADMIT, now, self._timings.granted)
        self._books.admitted = True
        self._authorised_until = now + self._timings.granted
        self._guard.open(now)
        self._do(PlayCue(cue=Cue.ACCEPT))

    def _end(self, outcome: Outcome, reason: Reason | None, now: float) -> None:
        books, left = self._books, self._passage
        if outcome is Outcome.PASSED:
            self._spend()
        self._release()
        books.refusal = None
        self._go(PassageSignal.END, now, None)
        self._transaction = None
        self._leave(left)
        decision = books.decision(outcome, reason, now)
        self._do(WriteDecision(decision=decision, spent=books.used_up))
        self._do(ForgetPassenger())

    def _leave(self, left: Passage) -> None:
        """Undo what the state just left had set going."""
        if left in (Passage.GRANTED, Passage.PASSING) and self._mode not in HELD_OPEN:
            self._guard.close()

    def _spend(self) -> None:
        """Use up what is reserved, once the record is written: both or neither."""
        if self._books.reserved:
            self._books.reserved = False
            way = self._books.held_way
            entry = way.leg.entry if way.returns else None
            self._books.used_up = Spent(use=way.uses_up, undoes=entry)

    def _release(self) -> None:
        if self._books.reserved:
            self._books.reserved = False
            self._do(ReleaseTicket(use=self._books.held_way.uses_up))

    # ------------------------------------------------------------------ effects

    def _do(self, effect: Effect) -> None:
        self._out.append(effect)

    def _flush(self) -> list[Effect]:
        # whatever becomes of the rest: who may go must be able to
        effects = sorted(self._out, key=lambda effect: not isinstance(effect, OpenBarrier))
        self._out.clear()
        return effects
