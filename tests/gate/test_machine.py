"""Whatever happens in whatever order: the promises that the gate keeps."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from station_gate.gate.decision import Decision
from station_gate.gate.effects import (
    AskDocument,
    AskFace,
    AskTicket,
    CloseBarrier,
    Effect,
    ForgetPassenger,
    OpenBarrier,
    RedeemTicket,
    ReleaseTicket,
    StopAsking,
    TransactionBegan,
    WriteDecision,
)
from station_gate.gate.events import (
    DeviceReported,
    DirectionCommanded,
    DocumentRejected,
    Event,
    FaceSeen,
    ModeCommanded,
    PassengerActed,
    RedemptionReported,
    StaffAdmitted,
    TicketRejected,
    TurnAsked,
)
from station_gate.gate.gate import Gate
from station_gate.gate.guard import ANSWER
from station_gate.gate.reasons import Family, Reason
from station_gate.gate.tables import Barrier, IllegalSignal, Passage
from station_gate.gate.terms import (
    Action,
    Alarm,
    BarrierReport,
    Beam,
    Direction,
    FaceVerdict,
    Mode,
    Outcome,
    Reader,
    Step,
)
from station_gate.gate.timings import Timings
from station_gate.gate.travel import Ticket
from station_gate.gate.uses import Spent, Use
from tests.gate.travellers import (
    ALEX,
    BLAKE,
    LATE_TICKET,
    PROFILE,
    RETURN_TICKET,
    SPECIMEN,
    TICKET,
    barrier,
    beam,
    doubtful_face,
    face,
    lays_down,
    shows,
    unclear_face,
    used_up,
)

_OPEN_MODES = (Mode.EVACUATION, Mode.FREE_PASSAGE)
_TICKETS = [TICKET, TICKET, RETURN_TICKET, LATE_TICKET, SPECIMEN]


class GateMachine(RuleBasedStateMachine):
    """One gate, any passenger, any device, any operator."""

    def __init__(self) -> None:
        super().__init__()
        self.core = Gate(PROFILE, Timings())
        self.now = 0.0
        self.blocked = dict.fromkeys(Beam, False)
        self.began = 0
        self.decisions: list[Decision] = []
        self.reserved: set[Use] = set()
        self.committed_in: set[int] = set()
        self.matched = self.redeemed = self.by_staff = False
        self.asked: Reader | None = None
        self.staff_open = False
        """Staff are opening just now: for a passenger who begins with that."""
        self.was_open = False
        self.told_to_open = False
        """What the barrier was told last, ..."""
        self.commanded = 0.0
        """... and when."""
        self.unclear = 0
        self.arrived = 0
        self.passage = Passage.IDLE
        self.used: set[Use] = set()
        """What the journal keeps of passages."""
        self.check(self.core.tick(0.0))

    def do(self, event: Event) -> None:
        self.check(self.core.receive(event, self.now))

    def check(self, effects: list[Effect]) -> None:
        commands = [each for each in effects if isinstance(each, OpenBarrier | CloseBarrier)]
        if OpenBarrier() in commands:
            assert effects[: len(commands)] == commands == [OpenBarrier()] * len(commands)
        if commands:
            self.commanded = self.now
            self.told_to_open = OpenBarrier() in commands
        for effect in effects:
            match effect:
                case TransactionBegan():
                    self.began += 1
                    self.unclear = 0
                    self.matched = self.redeemed = False
                    self.by_staff = self.staff_open
                case AskTicket():
                    self.ask(Reader.TICKET)
                case AskDocument(ticket=ticket):
                    self.ask(Reader.DOCUMENT)
                    assert self.core.transaction is not None
                    assert self.core.transaction.ride is not None
                    assert self.core.transaction.ride.ticket == ticket
                case AskFace():
                    self.ask(Reader.FACE)
                    assert self.unclear < 2, "after one more look staff decide"
                    self.matched = False
                case StopAsking(reader=reader):
                    assert self.asked is reader
                    self.asked = None
                case RedeemTicket():
                    # the journal is asked only for who has passed everything else
                    assert self.matched or self.core.leads_out
                    assert not self.by_staff
                    assert effect.if_lost.transaction == self.began
                    assert effect.use not in self.used
                    assert not self.reserved
                    self.reserved.add(effect.use)
                case ReleaseTicket():
                    self.reserved.remove(effect.use)
                case OpenBarrier():
                    wanted = self.matched or self.core.leads_out
                    allowed = (wanted and self.redeemed) or self.by_staff
                    safety = self.was_open and self.blocked[Beam.SAFETY]
                    assert allowed or safety or self.core.mode in _OPEN_MODES
                    self.was_open = True
                case CloseBarrier():
                    assert not self.blocked[Beam.SAFETY], "closing on a person"
                    assert self.core.mode not in _OPEN_MODES
                case WriteDecision(decision=decision, spent=spent):
                    assert decision.transaction == self.began
                    assert len(self.decisions) == self.began - 1, "one record a passenger"
                    if spent is not None:
                        self.spend(spent)
                    assert not self.reserved, "a ticket is left reserved"
                    if decision.outcome is Outcome.REFUSED:
                        assert decision.reason is not None
                        assert decision.transaction not in self.committed_in
                    if decision.outcome is Outcome.PASSED:
                        assert decision.transaction in self.committed_in
                    self.decisions.append(decision)
                case ForgetPassenger():
                    assert self.core.transaction is None
                    self.matched = self.redeemed = self.by_staff = False
                case _:
                    pass
        if self.core.barrier is Barrier.CLOSED:
            self.was_open = False
        passage, inside = self.core.passage, (Passage.GRANTED, Passage.PASSING)
        if passage in inside and self.passage not in inside and not self.by_staff:
            others = self.blocked[Beam.SAFETY] or self.blocked[Beam.EXIT]
            assert not others, "the permission is not for who stands in the lane"
        self.passage = passage

    def ask(self, reader: Reader) -> None:
        assert self.asked is None, "another one is asked still"
        self.asked = reader

    def spend(self, spent: Spent) -> None:
        assert self.redeemed
        self.reserved.remove(spent.use)
        self.committed_in.add(self.began)
        entry = replace(spent.use, direction=Direction.ENTRY)
        assert entry in (spent.use, *self.used), "out before in"
        self.used.add(spent.use)
        if spent.undoes is not None:
            self.used -= {spent.undoes, spent.use}

    @rule(
        ticket=st.sampled_from(_TICKETS),
        ago=st.sampled_from([60.0, 5000.0]),
        denied=st.sampled_from(["", "", "refunded"]),
        answer=st.sampled_from([True, True, False, None]),
    )
    def show_ticket(self, ticket: Ticket, ago: float, denied: str, answer: bool | None) -> None:
        held = set(self.reserved)
        used = dict.fromkeys(self.used, ago)
        self.do(shows(ticket, used=used, denied=denied))
        if self.reserved != held and answer is not None:
            self.answer(answer)

    @rule()
    def show_good_ticket(self) -> None:
        self.show_ticket(TICKET, 60.0, "", True)

    def arrive(self, *, matched: bool = True, answer: bool | None = True) -> None:
        """Somebody comes with a ticket of their own: chance alone seldom gets that far."""
        self.arrived += 1
        ticket = replace(TICKET, ticket_id=f"SG-1{self.arrived:03}")
        if self.core.direction is Direction.EXIT:
            self.used.add(used_up(ticket))
        self.show_ticket(ticket, 60.0, "", answer)
        if self.asked is Reader.DOCUMENT:
            self.do(lays_down(ALEX))
        if self.asked is Reader.FACE:
            self.compare_face(matched, answer)

    @precondition(lambda self: self.asked is Reader.TICKET)
    @rule(matched=st.booleans())
    def come_as_far_as_comparing(self, matched: bool) -> None:
        self.arrive(matched=matched)

    @precondition(lambda self: self.asked is Reader.TICKET)
    @rule(answer=st.sampled_from([False, None]))
    def come_too_late_for_the_ticket(self, answer: bool | None) -> None:
        self.arrive(answer=answer)

    @precondition(lambda self: self.asked is Reader.TICKET)
    @rule(occupied=st.booleans())
    def come_as_far_as_the_lane(self, occupied: bool) -> None:
        self.arrive()
        self.change_beam(Beam.SAFETY, occupied)
        self.wait(Timings().checking)

    @precondition(lambda self: self.asked is Reader.TICKET)
    @rule()
    def come_and_go_through(self) -> None:
        self.arrive()
        self.change_beam(Beam.SAFETY, False)
        self.change_beam(Beam.EXIT, False)
        self.wait(Timings().checking)
        self.walk_through()

    @precondition(lambda self: self.asked is Reader.TICKET)
    @rule()
    def come_as_far_as_the_camera(self) -> None:
        self.do(shows(replace(TICKET, ticket_id="SG-9")))
        if self.asked is Reader.DOCUMENT:
            self.do(lays_down(ALEX))

    @rule(direction=st.sampled_from(Direction))
    def turn_round(self, direction: Direction) -> None:
        self.do(DirectionCommanded(direction=direction))

    def answer(self, won: bool) -> None:
        self.redeemed = won
        self.reserved = self.reserved if won else set()
        self.do(RedemptionReported(won=won))

    @rule(reason=st.sampled_from([r for r in Reason if r.family is Family.TICKET]))
    def show_rubbish(self, reason: Reason) -> None:
        self.do(TicketRejected(reason=reason))

    @precondition(lambda self: self.asked is Reader.DOCUMENT)
    @rule(right=st.sampled_from([True, True, False]))
    def lay_down_document(self, right: bool) -> None:
        self.do(lays_down(ALEX if right else BLAKE))

    @rule(reason=st.sampled_from([r for r in Reason if r.family is Family.DOCUMENT]))
    def lay_down_rubbish(self, reason: Reason) -> None:
        self.do(DocumentRejected(reason=reason))

    @precondition(lambda self: self.core.passage is Passage.CAPTURING)
    @rule(problem=st.sampled_from([None, *(r for r in Reason if r.family is Family.FACE)]))
    def see_face(self, problem: Reason | None) -> None:
        self.do(FaceSeen(problem=problem))

    @precondition(lambda self: self.core.passage is Passage.CAPTURING)
    @rule(matched=st.booleans(), answer=st.sampled_from([True, True, True, False, None]))
    def compare_face(self, matched: bool, answer: bool | None) -> None:
        self.matched = matched
        self.do(face(matched=matched))
        if matched and answer is not None:
            self.answer(answer)

    @precondition(lambda self: self.core.passage is Passage.CAPTURING)
    @rule()
    def compare_unclear_face(self) -> None:
        self.matched = False
        self.unclear += 1
        self.do(unclear_face())

    @precondition(lambda self: self.core.passage is Passage.CAPTURING)
    @rule()
    def stay_unclear(self) -> None:
        while self.core.passage is Passage.CAPTURING:
            self.compare_unclear_face()
            self.wait(Timings().checking)

    @precondition(lambda self: self.core.passage is Passage.CAPTURING)
    @rule()
    def ask_to_turn(self) -> None:
        self.do(TurnAsked())

    @precondition(lambda self: self.core.passage is Passage.CAPTURING)
    @rule(verdict=st.sampled_from([FaceVerdict.ATTACK, FaceVerdict.UNANSWERED]))
    def doubt_face(self, verdict: FaceVerdict) -> None:
        self.matched = False
        self.do(doubtful_face(verdict))

    @rule(
        event=st.sampled_from(
            [
                FaceSeen(problem=None),
                TurnAsked(),
                face(matched=True),
                RedemptionReported(won=True),
                RedemptionReported(won=False),
            ]
        )
    )
    def happen_out_of_turn(self, event: Event) -> None:
        """See what cannot have happened now refused by its name, and change nothing."""
        passage = self.core.passage
        needs = Passage.REDEEMING if isinstance(event, RedemptionReported) else Passage.CAPTURING
        if passage is needs:
            return
        before = (passage, self.core.reason, self.core.deadline, self.core.transaction)
        with pytest.raises(IllegalSignal) as caught:
            self.core.receive(event, self.now)
        after = (self.core.passage, self.core.reason, self.core.deadline, self.core.transaction)
        assert after == before
        assert caught.value.signal.name.split("_")[0] in type(event).__name__.upper()
        self.check(self.core.tick(self.now))

    @rule(which=st.sampled_from(Beam), blocked=st.booleans())
    def change_beam(self, which: Beam, blocked: bool) -> None:
        self.blocked[which] = blocked
        self.do(beam(which, blocked))

    @rule()
    def walk_through(self) -> None:
        for which, blocked in [
            (Beam.ENTRY, True),
            (Beam.ENTRY, False),
            (Beam.SAFETY, True),
            (Beam.EXIT, True),
            (Beam.SAFETY, False),
            (Beam.EXIT, False),
        ]:
            self.change_beam(which, blocked)

    @rule(report=st.sampled_from(BarrierReport))
    def barrier_reports(self, report: BarrierReport) -> None:
        self.do(barrier(report))

    @rule()
    def barrier_obeys(self) -> None:
        self.do(barrier(BarrierReport.OPENED if self.told_to_open else BarrierReport.CLOSED))

    @rule(action=st.sampled_from(Action))
    def press(self, action: Action) -> None:
        self.do(PassengerActed(action=action))

    @rule(mode=st.sampled_from([Mode.IN_SERVICE, *(m for m in Mode if m is not Mode.FAULTY)]))
    def command_mode(self, mode: Mode) -> None:
        self.do(ModeCommanded(mode=mode))

    @rule()
    def back_in_service(self) -> None:
        self.do(ModeCommanded(mode=Mode.IN_SERVICE))

    @rule(working=st.booleans())
    def device(self, working: bool) -> None:
        self.do(DeviceReported(working=working))

    @rule()
    def staff_admit(self) -> None:
        was, may = self.core.passage, self.core.staff_may_open
        # set before: the effects of this very event are judged by it
        self.by_staff = self.by_staff or may
        self.staff_open = may
        self.do(StaffAdmitted())
        self.staff_open = False
        assert self.core.passage is (Passage.GRANTED if may else was)

    @rule(seconds=st.sampled_from([0.2, 0.6, 1.0, 3.0, 8.0, 10.0, 20.0, 60.0]))
    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.core.next_deadline()) is not None and due <= end:
            assert due >= self.now, "a deadline in the past is still due"
            self.now = due
            self.check(self.core.tick(due))
        self.now = end
        self.check(self.core.tick(end))

    @invariant()
    def one_record_for_each_passenger(self) -> None:
        open_ones = 1 if self.core.transaction is not None else 0
        assert len(self.decisions) + open_ones == self.began
        assert (self.core.transaction is None) == (self.core.passage is Passage.IDLE)

    @invariant()
    def a_refusal_has_its_reason(self) -> None:
        if self.core.step in (Step.REFUSED, Step.ASSISTANCE):
            assert self.core.reason is not None
        assert self.core.tries_left >= 0

    @invariant()
    def what_is_read_is_what_the_passenger_is_asked_for(self) -> None:
        asked = {
            Step.IDLE: Reader.TICKET,
            Step.TICKET: Reader.TICKET,
            Step.DOCUMENT: Reader.DOCUMENT,
            Step.FACE: Reader.FACE,
        }
        assert self.asked is asked.get(self.core.step)

    @invariant()
    def a_ticket_is_reserved_for_who_may_still_go_and_nobody_else(self) -> None:
        passage, opened = self.core.passage, (Passage.GRANTED, Passage.PASSING)
        held = passage in (Passage.REDEEMING, Passage.REDEEMED, Passage.AWAITING_LANE)
        assert bool(self.reserved) == (held or (passage in opened and not self.by_staff))
        if passage in (Passage.REDEEMED, Passage.AWAITING_LANE):
            assert self.redeemed

    @invariant()
    def the_way_is_open_only_for_who_was_admitted(self) -> None:
        if self.core.step is Step.GO:
            redeemed = self.redeemed and (self.matched or self.core.leads_out)
            assert redeemed or self.by_staff

    @invariant()
    def a_step_has_what_it_is_about(self) -> None:
        transaction = self.core.transaction
        if self.core.step in (Step.DOCUMENT, Step.FACE, Step.CHECKING):
            assert transaction is not None
            assert transaction.ride is not None
            assert transaction.ride.way.here

    @invariant()
    def an_open_transaction_has_an_end(self) -> None:
        if self.core.transaction is not None:
            assert self.core.deadline is not None

    @invariant()
    def evacuation_keeps_the_way_free(self) -> None:
        if self.core.mode is Mode.EVACUATION:
            assert self.core.barrier is not Barrier.CLOSING

    @invariant()
    def evacuated_means_open(self) -> None:
        """Told to open, and again each second until the barrier says that it is."""
        if self.core.mode in _OPEN_MODES:
            assert self.told_to_open
            if self.core.barrier is not Barrier.OPEN:
                due = self.core.next_deadline()
                assert due is not None
                assert due <= max(self.now, self.commanded) + ANSWER
                if self.core.barrier_stuck and due > self.now:
                    assert self.core.alarm is Alarm.BARRIER
            assert self.core.barrier is not Barrier.CLOSED, "and nothing is done about it"

    def teardown(self) -> None:
        for which in Beam:
            self.change_beam(which, False)
        for _ in range(3):  # what it closes when it has opened is a command, too
            self.barrier_obeys()
        self.wait(60.0)
        self.barrier_obeys()
        self.wait(200.0)
        assert self.core.transaction is None, "a transaction that never ends"
        assert self.core.next_deadline() is None


GateMachine.TestCase.settings = settings(
    max_examples=150, stateful_step_count=60, deadline=None, derandomize=True
)
TestGateMachine = GateMachine.TestCase
