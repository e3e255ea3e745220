"""The core: events in, effects out. See ``tables`` for the theory of operation.

The controller never sleeps, reads no clock and opens nothing. Call ``tick(now)``
whenever time has passed (``next_deadline()`` says when it matters), then
``receive(event, now)`` for each thing that happened; hand the effects out in order.
"""

from dataclasses import replace

from station_gate.gate.decision import Check
from station_gate.gate.effects import (
    Effect,
    ModeChanged,
    PlayCue,
    RedeemTicket,
    ShowStep,
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
from station_gate.gate.flow import AGAIN, Flow
from station_gate.gate.guard import Sign
from station_gate.gate.identity import check_holder
from station_gate.gate.legs import way_of
from station_gate.gate.reasons import Reason
from station_gate.gate.showing import Showing
from station_gate.gate.tables import (
    HELD_OPEN,
    MODE,
    PASSAGE,
    Barrier,
    IllegalSignal,
    ModeSignal,
    Passage,
    PassageSignal,
    follow,
)
from station_gate.gate.terms import (
    Action,
    Alarm,
    Cue,
    FaceVerdict,
    Mode,
    Outcome,
    Reader,
    Step,
)
from station_gate.gate.travel import Ticket
from station_gate.gate.validity import check_ticket

_COMMANDS = {
    Mode.IN_SERVICE: ModeSignal.SERVE,
    Mode.OUT_OF_SERVICE: ModeSignal.STOP,
    Mode.LOCKED: ModeSignal.LOCK,
    Mode.FREE_PASSAGE: ModeSignal.FREE,
    Mode.EVACUATION: ModeSignal.EVACUATE,
}
_MOMENT = 2.0
"""Seconds between leaving by the mouth and being taken to have gone for good: at a
slow 0.5 m/s a person needs 1 s for the 0.5 m back to the safety zone."""


class Controller(Flow):
    """One gate's rules and their present state."""

    # ------------------------------------------------------------------ time

    def tick(self, now: float) -> list[Effect]:
        """Do what is due by now; return the effects in order."""
        if self._countdown.warns(now):
            self._do(PlayCue(cue=Cue.ATTENTION))
        faulty = self._guard.barrier is Barrier.FAULT
        self._guard.tick(now)
        self._follow_barrier(faulty, now)
        if self._countdown.ends(now):
            self._time_out(now)
        return self._flush()

    def _time_out(self, now: float) -> None:
        match self._passage:
            case Passage.AWAITING_TICKET:
                self._end(Outcome.ABANDONED, Reason.TICKET_TIMEOUT, now)
            case Passage.AWAITING_DOCUMENT:
                self._end(Outcome.ABANDONED, Reason.DOCUMENT_TIMEOUT, now)
            case Passage.CAPTURING:
                self._refuse_unseen(self._face_problem, now)
            case Passage.CHECKING:
                self._conclude(now)
            case Passage.GRANTED:
                self._end(Outcome.ABANDONED, Reason.DID_NOT_PASS, now)
            case Passage.PASSING:
                # they were let in, so the ticket is spent; staff see to the rest
                self._call_staff(Reason.LANE_BLOCKED, now)
            case Passage.REFUSED:
                self._end(Outcome.REFUSED, self._books.refusal, now)
            case _:
                self._end(Outcome.ASSISTED, self._books.refusal, now)

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
                self._on_face_seen(event, now)
            case TurnAsked():
                self._on_turn_asked(now)
            case FaceCompared():
                self._on_face_compared(event, now)
            case RedemptionReported():
                self._on_redemption(event, now)
            case BeamChanged():
                self._on_beam(event, now)
            case BarrierReported():
                self._on_barrier(event, now)
            case PassengerActed():
                self._on_action(event.action, now)
            case ModeCommanded():
                if event.mode is self._mode and event.mode in HELD_OPEN:
                    self._guard.insist(now)
                else:
                    self._set_mode(_COMMANDS[event.mode], Reason.MODE_CHANGED, now)
            case DirectionCommanded():
                self._profile = replace(self._profile, direction=event.direction)
            case StaffAdmitted():
                self._on_staff_admitted(now)
            case DeviceReported():  # pragma: no branch - the last of the closed list
                signal = ModeSignal.DEVICE_BACK if event.working else ModeSignal.DEVICE_LOST
                self._set_mode(signal, Reason.DEVICE_FAILED, now)
        return self._flush()

    def ask_of_ticket(
        self, ticket: Ticket, showing: Showing
    ) -> tuple[tuple[Check, ...], Reason | None]:
        """Ask this gate's rules of a ticket as it is shown; nothing changes by it.

        Returns what ``check_ticket`` does.
        """
        return check_ticket(ticket, self._profile, showing)

    def _on_ticket(self, event: TicketPresented, now: float) -> None:
        if self._reader is not Reader.TICKET:
            return  # a code held up when nobody asked for it changes nothing
        self._begin(now)
        ticket, showing = event.ticket, event.showing
        checks, reason = self.ask_of_ticket(ticket, showing)
        self._books.ticket = ticket
        self._books.direction = self._profile.direction
        self._books.way = way_of(ticket, self._profile, showing)
        self._books.checks[Step.TICKET] = event.checks + checks
        self._do(PlayCue(cue=Cue.SCAN))
        if reason is not None:
            self._refuse(reason, Step.TICKET, now)
        elif self.leads_out:
            self._go(PassageSignal.TICKET_SUFFICES, now, self._timings.checking)
            self._redeem(now)
        else:
            self._go(PassageSignal.TICKET_ACCEPTED, now, self._timings.document)

    def _on_ticket_rejected(self, event: TicketRejected, now: float) -> None:
        if self._reader is not Reader.TICKET:
            return  # a code held up when nobody asked for it changes nothing
        self._begin(now)
        self._books.checks[Step.TICKET] = event.checks
        self._refuse(event.reason, Step.TICKET, now)

    def _on_document(self, event: DocumentPresented, now: float) -> None:
        if self._reader is not Reader.DOCUMENT:
            return
        ticket = self._books.held_ticket
        checks, reason = check_holder(
            ticket, event.holder, event.at.date(), event.bound, name_sure=event.name_sure
        )
        self._books.checks[Step.DOCUMENT] = event.checks + checks
        self._do(PlayCue(cue=Cue.SCAN))
        if reason is not None:
            self._refuse(reason, Step.DOCUMENT, now)
        else:
            self._capture(PassageSignal.DOCUMENT_ACCEPTED, now)

    def _on_document_rejected(self, event: DocumentRejected, now: float) -> None:
        if self._reader is not Reader.DOCUMENT:
            return
        self._books.checks[Step.DOCUMENT] = event.checks
        self._refuse(event.reason, Step.DOCUMENT, now)

    def _on_face_seen(self, event: FaceSeen, now: float) -> None:
        if self._passage is not Passage.CAPTURING:
            raise IllegalSignal("passage", self._passage, PassageSignal.COMPARED)
        # what stood in the way last is what the passenger is told if time runs out;
        # a good frame that came too late leaves "not usable", never "nobody there"
        self._face_problem = event.problem or Reason.FACE_NOT_USABLE
        if self._looks.count(event.age, now):
            self._countdown.start(now, self._timings.face, self._timings.warning)
        self._books.checks[Step.FACE] = event.checks

    def _on_turn_asked(self, now: float) -> None:
        if self._passage is not Passage.CAPTURING:
            raise IllegalSignal("passage", self._passage, PassageSignal.COMPARED)
        self._looks.ask(now)
        self._countdown.start(now, self._timings.face, self._timings.warning)

    def _on_face_compared(self, event: FaceCompared, now: float) -> None:
        self._go(PassageSignal.COMPARED, now, self._timings.checking)
        self._books.checks[Step.FACE] = event.checks
        self._books.verdict = event.verdict
        self._books.refusal = None
        if event.verdict is FaceVerdict.MATCH:
            self._redeem(now)

    def _redeem(self, now: float) -> None:
        self._books.redeemed = None
        self._books.reserved = True
        lost = self._books.decision(Outcome.ABANDONED, Reason.DEVICE_FAILED, now)
        good_until = self._books.held_ticket.last_day
        use = self._books.held_way.uses_up
        self._do(RedeemTicket(use=use, good_until=good_until, if_lost=lost))

    def _on_redemption(self, event: RedemptionReported, now: float) -> None:
        if self._passage is not Passage.CHECKING or not self._books.reserved:
            raise IllegalSignal("passage", self._passage, PassageSignal.ADMIT)
        self._books.redeemed = self._books.reserved = event.won
        if now >= self._since + self._timings.checking:
            self._conclude(now)  # it was waited for

    def _on_barrier(self, event: BarrierReported, now: float) -> None:
        faulty = self._guard.barrier is Barrier.FAULT
        self._guard.report(event.report, now)
        self._follow_barrier(faulty, now)

    def _follow_barrier(self, was_faulty: bool, now: float) -> None:
        """Let the mode follow a barrier that has become faulty, or works again."""
        faulty = self._guard.barrier is Barrier.FAULT
        if faulty:
            self._set_mode(ModeSignal.DEVICE_LOST, Reason.BARRIER_FAULT, now)
        elif was_faulty:
            self._set_mode(ModeSignal.DEVICE_BACK, Reason.BARRIER_FAULT, now)
        if self._guard.alarm is Alarm.BARRIER:
            self._watch(now)

    def _watch(self, now: float) -> None:
        passing = self._passage is Passage.PASSING
        self._guard.watch(now, permitted=self._permitted, passing=passing)

    def _on_action(self, action: Action, now: float) -> None:
        serving = self._mode is Mode.IN_SERVICE
        match action:
            case Action.START:
                if self._passage is Passage.IDLE and serving:
                    self._begin(now)
                    self._go(PassageSignal.START, now, self._timings.ticket)
            case Action.HELP:
                # whoever walks through an open gate needs no screen any more
                if self._passage is not Passage.PASSING and serving:
                    self._begin(now)
                    self._call_staff(self._books.refusal or Reason.STAFF_WANTED, now)
            case Action.CANCEL:
                self._cancel(now)
            case Action.TRY_AGAIN:
                self._try_again(now)
            case Action.MORE_TIME:  # pragma: no branch - the last of the closed list
                if self._may_extend:
                    self._books.extensions += 1
                    self._countdown.restart(now, self._timings.warning)

    def _cancel(self, now: float) -> None:
        if self._passage in (Passage.IDLE, Passage.PASSING):
            return
        if self._passage is Passage.REFUSED:
            self._end(Outcome.REFUSED, self._books.refusal, now)
        elif self._passage is Passage.ASSISTANCE:
            self._end(Outcome.ASSISTED, self._books.refusal, now)
        else:
            self._end(Outcome.ABANDONED, Reason.CANCELLED, now)

    def _try_again(self, now: float) -> None:
        if self.tries_left == 0:
            return
        signal = AGAIN[self._books.named_refusal.remedy]
        self._books.attempts += 1
        self._books.refusal = self._books.refused_at = None
        if signal is PassageSignal.FACE_AGAIN:
            self._capture(signal, now)
        elif signal is PassageSignal.DOCUMENT_AGAIN:
            self._go(signal, now, self._timings.document)
        else:
            self._go(signal, now, self._timings.ticket)

    def _on_staff_admitted(self, now: float) -> None:
        if not self.staff_may_open:
            return
        left = self._passage
        self._begin(now)
        self._books.refusal = self._books.refusal or Reason.STAFF_OPENED
        self._books.by_staff = True
        self._release()
        self._admit(now)
        self._leave(left)

    # ------------------------------------------------------------------ the lane

    @property
    def _permitted(self) -> bool:
        admitted = self._transaction is not None and self._transaction.admitted
        return admitted or self._mode in HELD_OPEN

    def _on_beam(self, event: BeamChanged, now: float) -> None:
        passing = self._passage is Passage.PASSING
        sign = self._guard.beam(
            event.beam,
            event.blocked,
            now,
            permitted=self._permitted,
            passing=passing,
            alarmed=self._mode not in HELD_OPEN,
        )
        if sign is Sign.STEPPED_IN and self._passage is Passage.GRANTED:
            self._walk(PassageSignal.STEP_IN, now + self._timings.passing)
        elif sign is Sign.STEPPED_BACK and passing:
            # by the mouth again: leave a moment to turn round once more
            self._walk(PassageSignal.STEP_BACK, max(self._authorised_until, now + _MOMENT))
        elif sign is Sign.WENT_THROUGH and passing:
            self._passed(now)
        elif self.waits_for_lane and self._guard.floor.clear:
            self._admit(now)
        self._watch(now)

    def _walk(self, signal: PassageSignal, deadline: float) -> None:
        """Change the passage within the "go through" step: nothing new to show."""
        self._passage = follow("passage", PASSAGE, self._passage, signal)
        self._countdown.end_at(deadline)

    def _passed(self, now: float) -> None:
        if self._books.by_staff:
            self._end(Outcome.ASSISTED, self._books.refusal, now)
        else:
            self._end(Outcome.PASSED, None, now)

    # ------------------------------------------------------------------ the mode

    def _set_mode(self, signal: ModeSignal, why: Reason, now: float) -> None:
        mode = follow("mode", MODE, self._mode, signal)
        if mode is self._mode:
            return
        left, self._mode = self._mode, mode
        if mode in HELD_OPEN:
            self._guard.open(now)  # before the passenger's books are closed
        self._do(ModeChanged(mode=mode))
        if self._passage is Passage.IDLE:
            self._since = now
            self._do(ShowStep(step=self.step))
            self._ask()
        elif self._passage is not Passage.PASSING:
            failed = why is not Reason.MODE_CHANGED
            self._end(Outcome.REFUSED if failed else Outcome.ABANDONED, why, now)
        if left in HELD_OPEN and mode not in HELD_OPEN:
            self._guard.close()
