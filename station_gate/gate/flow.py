"""The passenger's flow: the state they are in, its clock, and what each change brings about.

``Flow`` carries out one change of the passage at a time: it asks the table, gives back or
uses up what the state left held, shows the new step, and asks the reader that it waits for.
"""

from dataclasses import replace

from station_gate.gate.countdown import Countdown
from station_gate.gate.effects import (
    AskDocument,
    AskFace,
    AskTicket,
    Effect,
    ForgetPassenger,
    PlayCue,
    RedeemTicket,
    ReleaseTicket,
    ShowStep,
    StopAsking,
    TransactionBegan,
    WriteDecision,
)
from station_gate.gate.events import FaceCompared, FaceSeen, RedemptionReported
from station_gate.gate.guard import Guard
from station_gate.gate.legs import Ride
from station_gate.gate.looks import Looks
from station_gate.gate.reasons import Reason
from station_gate.gate.states import (
    Assistance,
    AwaitingLane,
    Capturing,
    Compared,
    Granted,
    Idle,
    Overtaken,
    Passing,
    Redeemed,
    Redeeming,
    Refused,
    State,
    WithPassenger,
    asked_by,
    held_by,
    is_admitted,
    reason_of,
    transaction_of,
)
from station_gate.gate.tables import (
    FLOW,
    LIMITS,
    LOOKED_AT,
    MODE_SHOWN,
    OPEN_MODES,
    REASONS,
    SHOWN,
    VERDICTS,
    IllegalSignal,
    Limit,
    Passage,
    PassageSignal,
    To,
    follow,
)
from station_gate.gate.terms import Cue, FaceVerdict, Mode, Outcome, Step
from station_gate.gate.timings import Timings
from station_gate.gate.transaction import Transaction

S = PassageSignal
_MOMENT = 2.0
"""Seconds between leaving by the mouth and being taken to have gone for good: at a
slow 0.5 m/s a person needs 1 s for the 0.5 m back to the safety zone."""
_OPEN = (Passage.GRANTED, Passage.PASSING)


class Flow:
    """Where the passenger is; appends its effects to the list it was given.

    Times are seconds on the lane's clock.
    """

    def __init__(
        self,
        out: list[Effect],
        guard: Guard,
        timings: Timings,
        *,
        face_frames: int,
        first_transaction: int,
    ) -> None:
        self._out = out
        self._guard = guard
        self._timings = timings
        self._face_frames = face_frames
        self._number = first_transaction
        self.clock = Countdown()
        self.state: State = Idle()
        self.mode = Mode.IN_SERVICE
        self.since = 0.0
        """When the present step began."""
        self.asked: AskTicket | AskDocument | AskFace | None = None
        """What is to be read now."""
        self._ask()  # told with the first effects

    # ------------------------------------------------------------------ what can be seen

    @property
    def passage(self) -> Passage:
        """State of the passage machine."""
        return self.state.passage

    @property
    def step(self) -> Step:
        """What the passenger is being shown."""
        return SHOWN.get(self.passage, MODE_SHOWN[self.mode])

    @property
    def reason(self) -> Reason | None:
        """What the passenger has been told."""
        return reason_of(self.state)

    @property
    def transaction(self) -> Transaction | None:
        """What is on record of the passenger, if there is one."""
        return transaction_of(self.state)

    def leads(self, signal: PassageSignal) -> To:
        """Return where a signal leads now; raise ``IllegalSignal`` where it leads nowhere."""
        return follow("passage", FLOW, self.passage, signal)

    def matters(self, signal: PassageSignal) -> bool:
        """Return whether a signal that may come at any time changes anything now."""
        return self.leads(signal) != To(self.passage)

    # ------------------------------------------------------------------ changes

    def begin(self, now: float) -> Transaction:
        """Return the passenger's transaction: a new one where nobody was here."""
        transaction = self.transaction
        if transaction is None:
            transaction = Transaction(number=self._number, began=now)
            self._number += 1
            self.since = now
            self._do(TransactionBegan(transaction=transaction.number))
        return transaction

    def go(self, signal: PassageSignal, state: WithPassenger, now: float) -> None:
        """Change the state, and what is shown with it."""
        self._change(signal, state, state.transaction, now)

    def see(self, event: FaceSeen, now: float) -> None:
        """Take in what a look at the passenger gave."""
        state = self._capturing(S.FACE_SEEN)
        if not state.looks.begun:
            self._time(LOOKED_AT, now)
        # what stood in the way last is what the passenger is told if time runs out;
        # a good frame that came too late leaves "not usable", never "nobody there"
        problem = event.problem or Reason.FACE_NOT_USABLE
        looks = state.looks.count(event.age, now)
        self._enter(S.FACE_SEEN, replace(state, looks=looks, problem=problem))
        state.transaction.checks[Step.FACE] = event.checks

    def ask_to_turn(self, now: float) -> None:
        """Give the time for a turn of the head."""
        state = self._capturing(S.TURN_ASKED)
        self._enter(S.TURN_ASKED, replace(state, looks=state.looks.ask(now)))
        self._time(LOOKED_AT, now)

    def compare(self, event: FaceCompared, now: float) -> None:
        """Take in what the comparison found; a match is redeemed at once."""
        state = self._capturing(S.FACE_COMPARED)
        transaction, ride, verdict = state.transaction, state.ride, event.verdict
        compared = Compared(transaction=transaction, ride=ride, looks=state.looks, verdict=verdict)
        self.go(S.FACE_COMPARED, compared, now)
        transaction.checks[Step.FACE] = event.checks
        if verdict is FaceVerdict.MATCH:
            self.redeem(S.MATCH, Redeeming(transaction=transaction, ride=ride), now)
        elif verdict is FaceVerdict.UNCLEAR:
            transaction.unclear += 1

    def _capturing(self, signal: PassageSignal) -> Capturing:
        state = self.state
        if not isinstance(state, Capturing):
            raise IllegalSignal("passage", state.passage, signal)
        return state

    def redeem(self, signal: PassageSignal, state: Redeeming, now: float) -> None:
        """Ask the journal for the ticket, while "checking" is shown."""
        if SHOWN[state.passage] is self.step:
            self._move(signal, state, self.since + self._seconds(LIMITS[state.passage]))
        else:
            self.go(signal, state, now)
        transaction, ride = state.transaction, state.ride
        lost = transaction.decision(Outcome.ABANDONED, Reason.DEVICE_FAILED, now)
        use, good_until = ride.way.uses_up, ride.ticket.last_day
        self._do(RedeemTicket(use=use, good_until=good_until, if_lost=lost))

    def answer(self, event: RedemptionReported, now: float) -> None:
        """Take the journal's answer; what follows from it waits for its time."""
        asked, signal = self.state, S.REDEMPTION_WON if event.won else S.REDEMPTION_LOST
        if not isinstance(asked, Redeeming):
            raise IllegalSignal("passage", self.passage, signal)
        known = Redeemed if event.won else Overtaken
        state = known(transaction=asked.transaction, ride=asked.ride)
        self._move(signal, state, self.since + self._seconds(LIMITS[state.passage]))
        self.tick(now)

    def admit_when_clear(self, state: Redeemed | AwaitingLane, now: float) -> None:
        """Let the passenger in once nobody else is in the lane."""
        if self._guard.floor.clear:
            self.admit(S.LANE_CLEAR, state.transaction, state.ride, now)
        elif isinstance(state, Redeemed):
            waiting = AwaitingLane(transaction=state.transaction, ride=state.ride)
            shown = self._seconds(LIMITS[state.passage])
            until = self.since + shown + self._seconds(LIMITS[waiting.passage])
            self._move(S.LANE_OCCUPIED, waiting, until)

    def admit(
        self, signal: PassageSignal, transaction: Transaction, admission: Ride | Reason, now: float
    ) -> None:
        """Open for one person."""
        until = now + self._seconds(LIMITS[Passage.GRANTED])
        self.go(signal, Granted(transaction=transaction, admission=admission, until=until), now)
        self._guard.open(now)
        self._do(PlayCue(cue=Cue.ACCEPT))

    def step_in(self, state: Granted, now: float) -> None:
        """Take in that the passenger is between the flaps."""
        passing = Passing(
            transaction=state.transaction, admission=state.admission, until=state.until
        )
        self._move(S.STEPPED_IN, passing, now + self._seconds(LIMITS[passing.passage]))

    def step_back(self, state: Passing, now: float) -> None:
        """Leave who is before the flaps again a moment to turn round once more."""
        granted = Granted(
            transaction=state.transaction, admission=state.admission, until=state.until
        )
        self._move(S.STEPPED_BACK, granted, max(state.until, now + _MOMENT))

    def _time(self, limit: Limit, now: float) -> None:
        """Count a limit from now on."""
        warning = self._timings.warning if limit.announced else None
        self.clock.start(now, self._seconds(limit), warning)

    def show(self) -> None:
        """Show the present step, and have read what it asks for."""
        self._do(ShowStep(step=self.step, reason=self.reason))
        self._ask()

    def refuse(self, signal: PassageSignal, refused: Refused, now: float) -> None:
        """Tell the passenger why not."""
        self.go(signal, refused, now)
        self._do(PlayCue(cue=Cue.REJECT))

    def call_staff(self, signal: PassageSignal, reason: Reason, now: float) -> None:
        """Call staff to the passenger."""
        admitted = self.passage is not Passage.GRANTED and is_admitted(self.state)
        transaction = self.begin(now)
        state = Assistance(transaction=transaction, reason=reason, admitted=admitted)
        self.go(signal, state, now)
        self._do(PlayCue(cue=Cue.ATTENTION))

    def end(self, signal: PassageSignal, now: float) -> None:
        """End the transaction, if there is one and the signal ends it."""
        to, transaction = self.leads(signal), self.transaction
        if to.outcome is None or transaction is None:
            return
        reason = to.reason or self.reason
        self._change(signal, Idle(), transaction, now)
        decision = transaction.decision(to.outcome, reason, now)
        self._do(WriteDecision(decision=decision, spent=transaction.used_up))
        self._do(ForgetPassenger())

    # ------------------------------------------------------------------ time

    def warn(self, now: float) -> None:
        """Announce the end of the step when that is due."""
        if self.clock.warns(now):
            self._do(PlayCue(cue=Cue.ATTENTION))

    @property
    def may_extend(self) -> bool:
        """Whether the passenger may put the end of the step off."""
        announced, transaction = self.clock.warn_at is not None, self.transaction
        if not announced or transaction is None:
            return False
        return transaction.extensions < self._timings.extensions

    def extend(self, now: float) -> None:
        """Give the passenger the same time again, where that is possible."""
        if self.may_extend and (transaction := self.transaction) is not None:
            transaction.extensions += 1
            self.clock.restart(now, self._timings.warning)

    def tick(self, now: float) -> None:
        """End what has lasted long enough."""
        while self.clock.ends(now):
            self._time_out(now)

    def _time_out(self, now: float) -> None:
        match self.state:
            case Compared() as state:
                self._conclude(state, now)
            case Redeemed() as state:
                self.admit_when_clear(state, now)
            case Capturing() as state:
                reason = self._unseen(state, state.problem, now)
                self._refuse(S.TIME_UP, state, reason, Step.FACE, now)
            case Redeeming() as state:
                self._refuse(S.TIME_UP, state, self._why(S.TIME_UP), Step.TICKET, now)
            case Overtaken() as state:
                self._refuse(S.TIME_UP, state, state.ride.used_before, Step.TICKET, now)
            case AwaitingLane() as state:
                at = state.ride.last_asked
                self._refuse(S.TIME_UP, state, self._why(S.TIME_UP), at, now)
            case Passing():
                # they were let in, so the ticket is spent; staff see to the rest
                self.call_staff(S.TIME_UP, self._why(S.TIME_UP), now)
            case _:
                self.end(S.TIME_UP, now)

    def _conclude(self, state: Compared, now: float) -> None:
        """Do what the verdict says: nearly alike is looked at once more, then it is for staff."""
        signal = VERDICTS[state.verdict]
        if signal is S.UNCLEAR and state.transaction.unclear > 1:
            self.call_staff(S.UNCLEAR_AGAIN, self._why(S.UNCLEAR_AGAIN), now)
            return
        reason = self._why(signal)
        if signal is S.UNCLEAR:
            again = Capturing(
                transaction=state.transaction,
                ride=state.ride,
                looks=Looks(since=now),
                reason=reason,
            )
            self.go(signal, again, now)
            return
        if signal is S.UNANSWERED:
            reason = self._unseen(state, reason, now)
        self._refuse(signal, state, reason, Step.FACE, now)

    def _unseen(self, state: Capturing | Compared, reason: Reason, now: float) -> Reason:
        """Return why a passenger was not seen: the machine is to blame where it hardly looked."""
        looked, age = state.looks.checks(self._face_frames, now)
        if looked.passed:
            return reason
        checks = state.transaction.checks
        checks[Step.FACE] = (*checks.get(Step.FACE, ()), looked, age)
        return Reason.RECOGNITION_BEHIND

    def _why(self, signal: PassageSignal) -> Reason:
        """Return the reason that the table gives."""
        return REASONS[self.passage][signal]

    def _refuse(
        self,
        signal: PassageSignal,
        state: Capturing | Compared | Redeeming | Overtaken | AwaitingLane,
        reason: Reason,
        at: Step,
        now: float,
    ) -> None:
        refused = Refused(transaction=state.transaction, reason=reason, at=at, ride=state.ride)
        self.refuse(signal, refused, now)

    # ------------------------------------------------------------------ one change

    def _change(
        self, signal: PassageSignal, state: State, transaction: Transaction, now: float
    ) -> None:
        left = self.state
        # a ticket held up to the idle screen makes its transaction start with a ticket step
        step = Step.TICKET if isinstance(left, Idle) else self.step
        self._enter(signal, state)
        transaction.spend(step, now - self.since)
        self.since = now
        self.clock.stop()
        if state.passage in LIMITS:
            self._time(LIMITS[state.passage], now)
        self.show()
        if left.passage in _OPEN and state.passage not in _OPEN and self.mode not in OPEN_MODES:
            self._guard.close()

    def _enter(self, signal: PassageSignal, state: State) -> None:
        """Change the state: what the one that is left held is held on, used up or given back."""
        if self.leads(signal).state is not state.passage:
            raise IllegalSignal("passage", self.passage, signal)
        left, self.state = self.state, state
        ride = held_by(left)
        if ride is None or held_by(state) is not None:
            return
        if isinstance(left, Passing):
            left.transaction.used_up = ride.spent  # with the record: both or neither
        elif not isinstance(state, Overtaken):
            self._do(ReleaseTicket(use=ride.way.uses_up))

    def _ask(self) -> None:
        """Stop the reader that is not wanted any more, and ask the one that is."""
        wanted = asked_by(self.state) if self.mode is Mode.IN_SERVICE else None
        if wanted == self.asked:
            return
        if self.asked is not None:
            self._do(StopAsking(reader=self.asked.reader))
        self.asked = wanted
        if wanted is not None:
            self._do(wanted)

    def _move(self, signal: PassageSignal, state: State, until: float) -> None:
        """Change the state within a step: nothing new is shown."""
        self._enter(signal, state)
        self.clock.end_at(until)

    def _seconds(self, limit: Limit) -> float:
        """Return how long a limit is."""
        return max(limit.least, self._timings.of(limit.setting))

    def _do(self, effect: Effect) -> None:
        self._out.append(effect)
