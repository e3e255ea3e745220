"""The core: events in, effects out. See ``tables`` for the theory of operation.

A gate never sleeps, reads no clock and opens nothing. Call ``tick(now)``
whenever time has passed (``next_deadline()`` says when it matters), then
``receive(event, now)`` for each thing that happened; hand the effects out in order.
"""

from dataclasses import replace
from datetime import datetime

from station_gate.gate.boarding import Departure, departure_of
from station_gate.gate.decision import Check
from station_gate.gate.effects import (
    AskTicket,
    Effect,
    ModeChanged,
    OpenBarrier,
    PlayCue,
)
from station_gate.gate.events import (
    BarrierReported,
    BeamChanged,
    DeviceReported,
    DirectionCommanded,
    DocumentPresented,
    DocumentRejected,
    Event,
    FaceCompared,
    FaceSeen,
    ModeCommanded,
    PassengerActed,
    RedemptionReported,
    StaffAdmitted,
    TicketPresented,
    TicketRejected,
    TurnAsked,
)
from station_gate.gate.flow import Flow
from station_gate.gate.guard import Guard
from station_gate.gate.identity import check_holder
from station_gate.gate.legs import Leg, Ride, way_of
from station_gate.gate.looks import Looks
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Override, Reason
from station_gate.gate.states import (
    AwaitingDocument,
    AwaitingLane,
    AwaitingTicket,
    Capturing,
    Granted,
    Idle,
    Passing,
    Redeeming,
    Refused,
    is_admitted,
)
from station_gate.gate.tables import (
    AGAIN,
    BARRIER_TELLS,
    COMMANDED,
    MODE,
    OPEN_MODES,
    OTHERWISE_USED,
    REASONS,
    Barrier,
    ModeSignal,
    Passage,
    PassageSignal,
    follow,
)
from station_gate.gate.terms import (
    Action,
    Alarm,
    Cue,
    Direction,
    Mode,
    Step,
)
from station_gate.gate.timings import Timings
from station_gate.gate.transaction import Transaction
from station_gate.gate.travel import Showing, Ticket
from station_gate.gate.validity import check_ticket

S = PassageSignal


class Gate:
    """One gate's rules and its present state."""

    def __init__(
        self, profile: GateProfile, timings: Timings, *, first_transaction: int = 1
    ) -> None:
        self._profile = profile
        self._timings = timings
        self._out: list[Effect] = []
        self._guard = Guard(self._out, timings.alarm)
        self._flow = Flow(
            self._out,
            self._guard,
            timings,
            face_frames=profile.face_frames,
            first_transaction=first_transaction,
        )

    # ------------------------------------------------------------------ what can be seen

    @property
    def step(self) -> Step:
        """What the passenger is being shown."""
        return self._flow.step

    @property
    def since(self) -> float:
        """When the present step began."""
        return self._flow.since

    @property
    def deadline(self) -> float | None:
        """When the present step ends by itself."""
        return self._flow.clock.deadline

    @property
    def passage(self) -> Passage:
        """State of the passage machine."""
        return self._flow.passage

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
        return self._flow.mode

    @property
    def transaction(self) -> Transaction | None:
        """What is on record of the passenger while there is one; not to be changed."""
        return self._flow.transaction

    @property
    def reason(self) -> Reason | None:
        """Why the passenger is refused, looked at once more or staff are called, meanwhile."""
        return self._flow.reason

    @property
    def refused_at(self) -> Step | None:
        """Where the passenger is refused, meanwhile."""
        state = self._flow.state
        return state.at if isinstance(state, Refused) else None

    @property
    def tries_left(self) -> int:
        """How often the passenger may still try again after this refusal."""
        state = self._flow.state
        if not isinstance(state, Refused) or state.retry(self.since) is None:
            return 0
        return self._timings.tries - state.transaction.attempts

    def offers_more_time(self, now: float) -> bool:
        """Return whether the step ends soon and the passenger may still put that off."""
        warn_at = self._flow.clock.warn_at
        return warn_at is not None and now >= warn_at and self._flow.may_extend

    @property
    def waits_for_lane(self) -> bool:
        """Whether the passenger will be let in as soon as nobody else is in the lane."""
        return isinstance(self._flow.state, AwaitingLane)

    def next_deadline(self) -> float | None:
        """Return when ``tick`` has something to do at the latest; ``None``: nothing is due."""
        due = (self._flow.clock.next, self._guard.quiet_at, self._guard.answer_by)
        return min((at for at in due if at is not None), default=None)

    @property
    def direction(self) -> Direction:
        """Which way the lane lets people through."""
        return self._profile.direction

    @property
    def leads_out(self) -> bool:
        """Whether the present passenger, or the next one, is on the way out."""
        transaction = self.transaction
        ride = transaction.ride if transaction is not None else None
        return (ride.direction if ride is not None else self.direction) is Direction.EXIT

    @property
    def staff_may_open(self) -> bool:
        """Return whether staff can let one person through now.

        Not where it is open already, and not past a reason that nobody may override.
        """
        if self.mode in OPEN_MODES or not self._flow.matters(S.STAFF_ADMITTED):
            return False
        return self.reason is None or self.reason.override is not Override.NOBODY

    def departure_of(self, ticket: Ticket, leg: Leg, at: datetime) -> Departure:
        """Return when and from where a ticket's train leaves, as far as the gate knows."""
        return departure_of(ticket, leg, self._profile, at)

    def ask_of_ticket(
        self, ticket: Ticket, showing: Showing
    ) -> tuple[tuple[Check, ...], Reason | None]:
        """Ask this gate's rules of a ticket as it is shown; nothing changes by it.

        Returns what ``check_ticket`` does.
        """
        return check_ticket(ticket, self._profile, showing)

    # ------------------------------------------------------------------ time

    def tick(self, now: float) -> list[Effect]:
        """Do what is due by now; return the effects in order."""
        self._flow.warn(now)
        barrier = self._guard.barrier
        self._guard.tick(now)
        self._follow_barrier(barrier, now)
        self._flow.tick(now)
        return self._flush()

    # ------------------------------------------------------------------ events

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Judge one event; return the effects in order. Call ``tick(now)`` before it.

        Raises ``IllegalSignal`` when the event cannot have happened in this
        state; nothing has changed then.
        """
        match event:
            case TicketPresented():
                self._on_ticket(event, now)
            case TicketRejected():
                self._on_ticket_rejected(event, now)
            case DocumentPresented():
                self._on_document(event, now)
            case DocumentRejected():
                self._on_document_rejected(event, now)
            case FaceSeen():
                self._flow.see(event, now)
            case TurnAsked():
                self._flow.ask_to_turn(now)
            case FaceCompared():
                self._flow.compare(event, now)
            case RedemptionReported():
                self._flow.answer(event, now)
            case BeamChanged():
                self._on_beam(event, now)
            case BarrierReported():
                barrier = self._guard.barrier
                self._guard.report(event.report, now)
                self._follow_barrier(barrier, now)
            case PassengerActed():
                self._on_action(event.action, now)
            case ModeCommanded():
                if event.mode is self.mode and event.mode in OPEN_MODES:
                    self._guard.insist(now)
                else:
                    self._set_mode(COMMANDED[event.mode], now)
            case DirectionCommanded():
                self._profile = replace(self._profile, direction=event.direction)
            case StaffAdmitted():
                self._on_staff_admitted(now)
            case DeviceReported():  # pragma: no branch - the last of the closed list
                signal = ModeSignal.DEVICE_BACK if event.working else ModeSignal.DEVICE_LOST
                self._set_mode(signal, now)
        return self._flush()

    def _on_ticket(self, event: TicketPresented, now: float) -> None:
        flow = self._flow
        if not isinstance(flow.asked, AskTicket):
            return  # a code held up when nobody asked for it changes nothing
        transaction = flow.begin(now)
        ticket, showing, direction = event.ticket, event.showing, self._profile.direction
        checks, reason = self.ask_of_ticket(ticket, showing)
        way = way_of(ticket, self._profile, showing)
        ride = Ride(ticket=ticket, way=way, direction=direction)
        transaction.ride = ride
        transaction.checks[Step.TICKET] = event.checks + checks
        self._do(PlayCue(cue=Cue.SCAN))
        if reason is not None:
            self._refuse_ticket(transaction, reason, now)
        elif direction is Direction.EXIT:
            flow.redeem(S.TICKET_SUFFICES, Redeeming(transaction=transaction, ride=ride), now)
        else:
            state = AwaitingDocument(transaction=transaction, ride=ride)
            flow.go(S.TICKET_ACCEPTED, state, now)

    def _on_ticket_rejected(self, event: TicketRejected, now: float) -> None:
        if not isinstance(self._flow.asked, AskTicket):
            return
        transaction = self._flow.begin(now)
        transaction.checks[Step.TICKET] = event.checks
        self._refuse_ticket(transaction, event.reason, now)

    def _refuse_ticket(self, transaction: Transaction, reason: Reason, now: float) -> None:
        state = Refused(transaction=transaction, reason=reason, at=Step.TICKET, ride=None)
        self._flow.refuse(S.TICKET_REFUSED, state, now)

    def _on_document(self, event: DocumentPresented, now: float) -> None:
        state = self._flow.state
        if not isinstance(state, AwaitingDocument):
            return
        checks, reason = check_holder(
            state.ride.ticket,
            event.holder,
            event.at.date(),
            event.bound,
            name_sure=event.name_sure,
        )
        transaction, ride = state.transaction, state.ride
        transaction.checks[Step.DOCUMENT] = event.checks + checks
        self._do(PlayCue(cue=Cue.SCAN))
        if reason is not None:
            self._refuse_document(state, reason, now)
        else:
            capturing = Capturing(transaction=transaction, ride=ride, looks=Looks(since=now))
            self._flow.go(S.DOCUMENT_ACCEPTED, capturing, now)

    def _on_document_rejected(self, event: DocumentRejected, now: float) -> None:
        state = self._flow.state
        if not isinstance(state, AwaitingDocument):
            return
        state.transaction.checks[Step.DOCUMENT] = event.checks
        self._refuse_document(state, event.reason, now)

    def _refuse_document(self, state: AwaitingDocument, reason: Reason, now: float) -> None:
        refused = Refused(
            transaction=state.transaction, reason=reason, at=Step.DOCUMENT, ride=state.ride
        )
        self._flow.refuse(S.DOCUMENT_REFUSED, refused, now)

    def _follow_barrier(self, was: Barrier, now: float) -> None:
        """Let the mode follow a barrier that has become faulty, or works again."""
        barrier = self._guard.barrier
        if Barrier.FAULT in (was, barrier):
            self._set_mode(BARRIER_TELLS[barrier], now)
        if self._guard.alarm is Alarm.BARRIER:
            self._watch(now)

    def _on_action(self, action: Action, now: float) -> None:
        flow, serving = self._flow, self.mode is Mode.IN_SERVICE
        match action:
            case Action.START:
                if isinstance(flow.state, Idle) and serving:
                    flow.go(S.START, AwaitingTicket(transaction=flow.begin(now)), now)
            case Action.HELP:
                if flow.matters(S.HELP) and serving:
                    flow.call_staff(S.HELP, self._told(S.HELP), now)
            case Action.CANCEL:
                flow.end(S.CANCEL, now)
            case Action.TRY_AGAIN:
                self._try_again(now)
            case Action.MORE_TIME:  # pragma: no branch - the last of the closed list
                flow.extend(now)

    def _told(self, signal: PassageSignal) -> Reason:
        """Return what has been told already, or else what the table says of a signal."""
        return self.reason or REASONS[self.passage][signal]

    def _try_again(self, now: float) -> None:
        state = self._flow.state
        if isinstance(state, Refused) and self.tries_left and (again := state.retry(now)):
            state.transaction.attempts += 1
            self._flow.go(AGAIN[again.passage], again, now)

    def _on_staff_admitted(self, now: float) -> None:
        if self.staff_may_open:
            past = self._told(S.STAFF_ADMITTED)
            self._flow.admit(S.STAFF_ADMITTED, self._flow.begin(now), past, now)

    # ------------------------------------------------------------------ the lane

    def _watch(self, now: float) -> None:
        passing = isinstance(self._flow.state, Passing)
        self._guard.watch(now, permitted=self._permitted, passing=passing)

    @property
    def _permitted(self) -> bool:
        return self.mode in OPEN_MODES or is_admitted(self._flow.state)

    def _on_beam(self, event: BeamChanged, now: float) -> None:
        flow, state = self._flow, self._flow.state
        sign = self._guard.beam(
            event.beam,
            event.blocked,
            now,
            permitted=self._permitted,
            passing=isinstance(state, Passing),
            alarmed=self.mode not in OPEN_MODES,
        )
        match sign, state:
            case S.STEPPED_IN, Granted():
                flow.step_in(state, now)
            case S.STEPPED_BACK, Passing():
                flow.step_back(state, now)
            case S.WENT_THROUGH, Passing(admission=Ride()):
                flow.end(S.WENT_THROUGH, now)
            case S.WENT_THROUGH, Passing():
                flow.end(S.LET_THROUGH, now)
            case _, AwaitingLane():
                flow.admit_when_clear(state, now)
            case _:
                pass
        self._watch(now)

    def _set_mode(self, signal: ModeSignal, now: float) -> None:
        flow, left = self._flow, self.mode
        mode = follow("mode", MODE, left, signal)
        if mode is left:
            return
        flow.mode = mode
        if mode in OPEN_MODES:
            self._guard.open(now)  # before the passenger's books are closed
        self._do(ModeChanged(mode=mode))
        if isinstance(flow.state, Idle):
            flow.since = now
            flow.show()
        else:
            flow.end(OTHERWISE_USED[signal], now)
        if left in OPEN_MODES and mode not in OPEN_MODES:
            self._guard.close()

    # ------------------------------------------------------------------ effects

    def _do(self, effect: Effect) -> None:
        self._out.append(effect)

    def _flush(self) -> list[Effect]:
        # whatever becomes of the rest: who may go must be able to
        effects = sorted(self._out, key=lambda effect: not isinstance(effect, OpenBarrier))
        self._out.clear()
        return effects
