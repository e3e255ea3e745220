"""The rules, one story at a time; the invariants are in test_machine.py."""

from dataclasses import replace
from datetime import date

import pytest

from station_gate.gate.decision import Check, Decision
from station_gate.gate.effects import (
    AlarmChanged,
    AskDocument,
    AskFace,
    AskTicket,
    CloseBarrier,
    Effect,
    ForgetPassenger,
    ModeChanged,
    OpenBarrier,
    PlayCue,
    RedeemTicket,
    ReleaseTicket,
    ShowStep,
    StopAsking,
    WriteDecision,
)
from station_gate.gate.events import (
    BarrierReported,
    DeviceReported,
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
from station_gate.gate.reasons import Reason
from station_gate.gate.tables import Barrier, IllegalSignal, Passage
from station_gate.gate.terms import (
    Action,
    Alarm,
    BarrierReport,
    Beam,
    Cue,
    FaceVerdict,
    Mode,
    Outcome,
    Reader,
    Step,
)
from station_gate.gate.timings import Timings
from station_gate.gate.uses import Spent
from tests.gate.travellers import (
    ALEX,
    BLAKE,
    LATE_TICKET,
    PROFILE,
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

STOP_LOOKING = StopAsking(reader=Reader.FACE)


class Rig:
    """A gate with a clock and a barrier that obeys, and everything it ever wanted."""

    def __init__(self) -> None:
        self.core = Gate(PROFILE, Timings())
        self.now = 0.0
        self.effects: list[Effect] = []
        self.obeys = True
        self._moving: tuple[float, BarrierReport] | None = None
        """When the flaps will have moved, and what they say then."""
        self.wait(0)

    def __call__(self, *events: Event) -> list[Effect]:
        got: list[Effect] = []
        for event in events:
            if isinstance(event, BarrierReported):
                self._moving = None
            got += self._take(self.core.receive(event, self.now))
        return got

    def press(self, action: Action) -> list[Effect]:
        return self(PassengerActed(action=action))

    def wait(self, seconds: float) -> list[Effect]:
        end, got = self.now + seconds, []
        while (due := self._next_due()) is not None and due <= end:
            self.now = max(self.now, due)
            got += self._take(self.core.tick(self.now))
            if self._moving is not None and self._moving[0] <= self.now:
                got += self(barrier(self._moving[1]))
        self.now = end
        got += self._take(self.core.tick(end))
        return got

    def _next_due(self) -> float | None:
        due = [self.core.next_deadline(), self._moving[0] if self._moving else None]
        return min((at for at in due if at is not None), default=None)

    def _take(self, effects: list[Effect]) -> list[Effect]:
        for effect in effects if self.obeys else ():
            if isinstance(effect, OpenBarrier):
                self._moving = self.now + 0.45, BarrierReport.OPENED
            elif isinstance(effect, CloseBarrier):
                self._moving = self.now + 0.5, BarrierReport.CLOSED
        self.effects += effects
        return effects

    @property
    def decisions(self) -> list[Decision]:
        return [e.decision for e in self.effects if isinstance(e, WriteDecision)]

    # methods, because a type checker would take a property to stay what it was
    def alarm(self) -> Alarm:
        return self.core.alarm

    def barrier(self) -> Barrier:
        return self.core.barrier

    def passage(self) -> Passage:
        return self.core.passage

    def reason(self) -> Reason | None:
        return self.core.reason

    def step(self) -> Step:
        return self.core.step

    def to_face(self) -> None:
        self(shows(TICKET))
        self.wait(1)
        self(lays_down(ALEX))

    def looks(self, *problems: Reason | None) -> None:
        """Recognition looks often enough: with these problems, the first of them all before."""
        first, *rest = problems
        for problem in (*[first] * 30, *rest):
            self(FaceSeen(problem=problem))

    def to_go(self) -> None:
        self.to_face()
        self.wait(2)
        self(face(matched=True), RedemptionReported(won=True))
        self.wait(1)
        self(barrier(BarrierReport.OPENED))


def spent(effects: list[Effect]) -> list[Spent | None]:
    """Return what was used up with each record that was written."""
    return [effect.spent for effect in effects if isinstance(effect, WriteDecision)]


@pytest.fixture
def gate() -> Rig:
    return Rig()


def test_a_genuine_passenger_walks_through(gate: Rig) -> None:
    gate(shows(TICKET))
    assert gate.step() is Step.DOCUMENT
    gate.wait(2)
    got = gate(lays_down(ALEX))
    assert AskFace() in got
    gate.wait(3)
    got = gate(face(matched=True))
    (redeem,) = [effect for effect in got if isinstance(effect, RedeemTicket)]
    assert (redeem.use, redeem.good_until) == (used_up(TICKET), date(2026, 11, 20))
    lost = redeem.if_lost
    assert (lost.transaction, lost.outcome) == (1, Outcome.ABANDONED)
    assert lost.reason is Reason.DEVICE_FAILED
    assert OpenBarrier() not in got
    gate(RedemptionReported(won=True))
    got = gate.wait(0.6)
    assert OpenBarrier() in got
    assert gate.step() is Step.GO
    gate(barrier(BarrierReport.OPENED))
    assert gate.barrier() is Barrier.OPEN
    gate.wait(1)
    gate(beam(Beam.ENTRY, True), beam(Beam.ENTRY, False), beam(Beam.SAFETY, True))
    assert gate.passage() is Passage.PASSING
    gate.wait(1)
    gate(beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    got = gate(beam(Beam.EXIT, False))
    assert spent(got) == [Spent(use=used_up(TICKET))]
    assert CloseBarrier() in got
    assert ForgetPassenger() in got
    assert gate.step() is Step.IDLE
    (decision,) = gate.decisions
    assert decision.outcome is Outcome.PASSED
    assert decision.reason is None
    assert [name for name, _ in decision.stages] == ["ticket", "document", "face", "checking", "go"]
    assert dict(decision.stages) == pytest.approx(
        {"ticket": 0, "document": 2, "face": 3, "checking": 0.6, "go": 2}
    )
    assert decision.duration == pytest.approx(7.6)
    assert decision.checks[-1] == Check(name="face_distance", value=0.3, limit=0.5, passed=True)
    gate(barrier(BarrierReport.CLOSED))
    assert gate.barrier() is Barrier.CLOSED
    assert gate.core.next_deadline() is None


def test_one_reader_is_asked_at_a_time_and_stopped_before_the_next(gate: Rig) -> None:
    gate.to_go()
    gate.press(Action.CANCEL)
    gate(ModeCommanded(mode=Mode.LOCKED), ModeCommanded(mode=Mode.IN_SERVICE))
    readers = AskTicket | AskDocument | AskFace | StopAsking
    assert [effect for effect in gate.effects if isinstance(effect, readers)] == [
        AskTicket(),
        StopAsking(reader=Reader.TICKET),
        AskDocument(ticket=TICKET),
        StopAsking(reader=Reader.DOCUMENT),
        AskFace(),
        StopAsking(reader=Reader.FACE),
        AskTicket(),
        StopAsking(reader=Reader.TICKET),
        AskTicket(),
    ]


def test_an_impostor_is_refused_and_may_try_again(gate: Rig) -> None:
    gate.to_face()
    got = gate(face(matched=False))
    assert STOP_LOOKING in got
    assert not any(isinstance(e, RedeemTicket) for e in got)
    assert gate.step() is Step.CHECKING
    gate.wait(0.6)
    assert (gate.step(), gate.reason()) == (Step.REFUSED, Reason.FACE_MISMATCH)
    assert gate.core.tries_left == 2
    assert gate.core.refused_at is Step.FACE
    assert AskFace() in gate.press(Action.TRY_AGAIN)
    gate(face(matched=False))
    gate.wait(0.6)
    gate.press(Action.TRY_AGAIN)
    gate(face(matched=False))
    gate.wait(0.6)
    assert gate.core.tries_left == 0
    assert gate.press(Action.TRY_AGAIN) == []
    gate.wait(20)
    (decision,) = gate.decisions
    assert (decision.outcome, decision.reason) == (Outcome.REFUSED, Reason.FACE_MISMATCH)
    assert decision.attempts == 3
    assert OpenBarrier() not in gate.effects


def test_what_was_measured_of_the_last_face_is_in_the_record(gate: Rig) -> None:
    gate.to_face()
    dark = Check(name="face_luminance", value=12.0, limit="40 to 200", passed=False)
    gate.looks(Reason.FACE_NOT_USABLE)
    gate(FaceSeen(problem=Reason.FACE_NOT_USABLE, checks=(dark,)))
    gate.wait(60)
    assert gate.decisions[-1].reason is Reason.FACE_NOT_USABLE
    assert gate.decisions[-1].checks[-1] == dark


def test_a_face_nearly_alike_gets_one_more_look_by_itself(gate: Rig) -> None:
    gate.to_face()
    got = gate(unclear_face())
    assert STOP_LOOKING in got
    assert not any(isinstance(effect, RedeemTicket) for effect in got)
    got = gate.wait(0.6)
    assert AskFace() in got
    assert ShowStep(step=Step.FACE, reason=Reason.FACE_UNCLEAR) in got
    assert PlayCue(cue=Cue.REJECT) not in got
    gate(face(matched=True), RedemptionReported(won=True))
    assert gate.reason() is None
    gate.wait(0.6)
    assert gate.step() is Step.GO
    assert gate.core.transaction is not None
    assert gate.core.transaction.attempts == 1, "the look was the gate's wish"


def test_a_face_nearly_alike_twice_is_for_staff(gate: Rig) -> None:
    gate.to_face()
    for _ in range(2):
        gate(unclear_face())
        gate.wait(0.6)
    assert (gate.step(), gate.reason()) == (Step.ASSISTANCE, Reason.FACE_UNCLEAR)
    gate(StaffAdmitted())
    assert gate.step() is Step.GO
    assert OpenBarrier() in gate.effects


def test_another_face_at_the_second_look_is_refused(gate: Rig) -> None:
    gate.to_face()
    gate(unclear_face())
    gate.wait(0.6)
    gate(face(matched=False))
    gate.wait(0.6)
    assert (gate.step(), gate.reason()) == (Step.REFUSED, Reason.FACE_MISMATCH)
    gate.press(Action.TRY_AGAIN)
    gate(unclear_face())
    gate.wait(0.6)
    assert (gate.step(), gate.reason()) == (Step.ASSISTANCE, Reason.FACE_UNCLEAR)


def test_an_expired_ticket_is_refused_and_another_one_taken(gate: Rig) -> None:
    got = gate(shows(LATE_TICKET))
    assert PlayCue(cue=Cue.REJECT) in got
    assert gate.reason() is Reason.TICKET_EXPIRED
    gate.press(Action.TRY_AGAIN)
    assert gate.step() is Step.TICKET
    gate(shows(TICKET))
    assert gate.step() is Step.DOCUMENT
    assert gate.reason() is None


def test_another_persons_document_is_refused_and_the_right_one_taken(gate: Rig) -> None:
    gate(shows(TICKET), lays_down(BLAKE))
    assert gate.reason() is Reason.NAME_MISMATCH
    gate.press(Action.TRY_AGAIN)
    assert gate.step() is Step.DOCUMENT
    gate(lays_down(ALEX))
    assert gate.step() is Step.FACE


def test_a_used_ticket_leaves_nothing_to_try(gate: Rig) -> None:
    gate(shows(TICKET, used=True))
    assert gate.reason() is Reason.TICKET_USED
    assert gate.core.tries_left == 0


def test_the_ticket_may_be_lost_to_another_gate_at_the_last_moment(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=False))
    gate.wait(1)
    assert gate.reason() is Reason.TICKET_USED
    assert OpenBarrier() not in gate.effects
    assert not any(isinstance(e, ReleaseTicket) for e in gate.effects)


@pytest.mark.parametrize("won", [True, False])
def test_a_slow_journal_is_waited_for_while_checking_is_shown(won: bool) -> None:
    core = Gate(PROFILE, Timings(checking=0.1))
    core.receive(shows(TICKET), 0.0)
    core.receive(lays_down(ALEX), 0.0)
    core.receive(face(matched=True), 0.0)
    assert core.tick(0.1) == []
    assert core.tick(0.45) == []
    assert (core.step, core.deadline) == (Step.CHECKING, 0.5)
    got = core.receive(RedemptionReported(won=won), 0.45)
    assert (OpenBarrier() in got) == won
    assert core.reason is (None if won else Reason.TICKET_USED)


def test_a_journal_that_is_too_slow_opens_nothing() -> None:
    core = Gate(PROFILE, Timings(checking=0.1))
    core.receive(shows(TICKET), 0.0)
    core.receive(lays_down(ALEX), 0.0)
    core.receive(face(matched=True), 0.0)
    core.tick(0.1)
    assert ReleaseTicket(use=used_up(TICKET)) in core.tick(0.5)
    assert core.reason is Reason.DEVICE_FAILED


def test_a_silent_journal_opens_nothing(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True))
    gate.wait(1)
    assert gate.reason() is Reason.DEVICE_FAILED
    assert ReleaseTicket(use=used_up(TICKET)) in gate.effects


@pytest.mark.parametrize(
    ("problems", "reason"),
    [
        ([Reason.NO_FACE], Reason.NO_FACE),
        ([Reason.SEVERAL_FACES], Reason.SEVERAL_FACES),
        ([Reason.SEVERAL_FACES, None], Reason.FACE_NOT_USABLE),
        ([Reason.FACE_NOT_USABLE, Reason.NO_FACE], Reason.NO_FACE),
    ],
)
def test_time_runs_out_with_the_reason_seen_last(
    gate: Rig, problems: list[Reason | None], reason: Reason
) -> None:
    gate.to_face()
    gate.looks(*problems)
    got = gate.wait(10)
    assert gate.reason() is reason
    assert STOP_LOOKING in got


def test_the_time_for_the_face_counts_from_the_first_look(gate: Rig) -> None:
    gate.to_face()
    gate.wait(Timings().recognition - 0.1)
    assert gate.step() is Step.FACE, "nobody has looked yet"
    assert not gate.core.offers_more_time(gate.now), "more time is no help to a machine"
    gate.looks(Reason.NO_FACE)
    gate.wait(Timings().face - 0.1)
    assert gate.step() is Step.FACE
    assert gate.core.offers_more_time(gate.now)
    gate.wait(0.1)
    assert gate.reason() is Reason.NO_FACE


@pytest.mark.parametrize(("looks", "oldest"), [(0, 0.0), (1, 4.5), (4, 2.25)])
def test_a_machine_that_is_behind_is_not_the_passengers_fault(
    gate: Rig, looks: int, oldest: float
) -> None:
    gate.to_face()
    for number in range(looks):
        gate(FaceSeen(problem=Reason.NO_FACE, age=oldest / (number + 1)))
    gate.wait(Timings().recognition)
    assert (gate.step(), gate.reason()) == (Step.REFUSED, Reason.RECOGNITION_BEHIND)
    assert gate.core.tries_left == 2
    gate.wait(20)
    looked, age = gate.decisions[-1].checks[-2:]
    assert (looked.name, looked.value, looked.limit, looked.passed) == (
        "frames_looked_at",
        looks,
        50 if looks == 0 else 25,
        False,
    )
    assert (age.name, age.value, age.passed) == ("frame_age", oldest, oldest <= 1)


def test_a_turn_that_a_slow_machine_missed_is_not_the_passengers_fault(gate: Rig) -> None:
    gate.to_face()
    gate.looks(None)
    gate(TurnAsked(), FaceSeen(problem=None), doubtful_face(FaceVerdict.UNANSWERED))
    gate.wait(1)
    assert gate.reason() is Reason.RECOGNITION_BEHIND


@pytest.mark.parametrize(
    ("verdict", "reason", "tries"),
    [
        (FaceVerdict.ATTACK, Reason.ATTACK_SUSPECTED, 0),
        (FaceVerdict.UNANSWERED, Reason.TURN_NOT_SEEN, 2),
    ],
)
def test_a_match_without_a_living_person_does_not_open(
    gate: Rig, verdict: FaceVerdict, reason: Reason, tries: int
) -> None:
    gate.to_face()
    gate.looks(None)
    got = gate(doubtful_face(verdict))
    assert STOP_LOOKING in got
    assert not any(isinstance(effect, RedeemTicket) for effect in got)
    got = gate.wait(2)
    assert OpenBarrier() not in got
    assert (gate.step(), gate.reason()) == (Step.REFUSED, reason)
    assert gate.core.tries_left == tries


def test_a_turn_of_the_head_has_a_time_of_its_own(gate: Rig) -> None:
    gate.to_face()
    gate.wait(8)
    gate(TurnAsked())
    gate.wait(8)
    assert gate.step() is Step.FACE
    gate.wait(8)
    assert gate.step() is Step.REFUSED


def test_whoever_goes_away_leaves_an_idle_gate(gate: Rig) -> None:
    gate.press(Action.START)
    assert gate.step() is Step.TICKET
    got = gate.wait(22)
    assert got == [PlayCue(cue=Cue.ATTENTION)]
    assert gate.core.offers_more_time(gate.now)
    gate.wait(8)
    gate(shows(TICKET))
    gate.wait(20)
    assert [d.reason for d in gate.decisions] == [Reason.TICKET_TIMEOUT, Reason.DOCUMENT_TIMEOUT]
    assert {d.outcome for d in gate.decisions} == {Outcome.ABANDONED}


def test_more_time_is_given_three_times(gate: Rig) -> None:
    gate.press(Action.START)
    for _ in range(3):
        gate.wait(29)
        gate.press(Action.MORE_TIME)
        assert not gate.core.offers_more_time(gate.now)
    gate.wait(29)
    assert not gate.core.offers_more_time(gate.now)
    gate.press(Action.MORE_TIME)
    gate.wait(1)
    assert gate.step() is Step.IDLE


def test_more_time_means_nothing_where_no_time_runs(gate: Rig) -> None:
    assert gate.press(Action.MORE_TIME) == []
    assert not gate.core.offers_more_time(gate.now)


@pytest.mark.parametrize("steps", ["ticket", "document", "face", "checking", "go"])
def test_cancel_ends_it_and_nothing_is_lost(gate: Rig, steps: str) -> None:
    gate.press(Action.START)
    if steps != "ticket":
        gate(shows(TICKET))
    if steps in ("face", "checking", "go"):
        gate(lays_down(ALEX))
    if steps in ("checking", "go"):
        gate(face(matched=True), RedemptionReported(won=True))
    if steps == "go":
        gate.wait(1)
    got = gate.press(Action.CANCEL)
    (decision,) = gate.decisions
    assert (decision.outcome, decision.reason) == (Outcome.ABANDONED, Reason.CANCELLED)
    assert (ReleaseTicket(use=used_up(TICKET)) in got) == (steps in ("checking", "go"))
    assert (STOP_LOOKING in got) == (steps == "face")
    assert (CloseBarrier() in got) == (steps == "go")
    assert gate.press(Action.CANCEL) == []


def test_cancel_on_a_refusal_keeps_its_reason(gate: Rig) -> None:
    gate(shows(LATE_TICKET))
    gate.press(Action.CANCEL)
    assert gate.decisions[0].reason is Reason.TICKET_EXPIRED
    assert gate.decisions[0].outcome is Outcome.REFUSED


def test_help_calls_staff_from_anywhere(gate: Rig) -> None:
    gate.press(Action.HELP)
    assert (gate.step(), gate.reason()) == (Step.ASSISTANCE, Reason.STAFF_WANTED)
    gate.press(Action.CANCEL)
    gate(shows(LATE_TICKET))
    gate.press(Action.HELP)
    gate.wait(60)
    gate.to_face()
    assert STOP_LOOKING in gate.press(Action.HELP)
    gate.press(Action.HELP)
    gate.wait(60)
    assert [(d.outcome, d.reason) for d in gate.decisions] == [
        (Outcome.ASSISTED, Reason.STAFF_WANTED),
        (Outcome.ASSISTED, Reason.TICKET_EXPIRED),
        (Outcome.ASSISTED, Reason.STAFF_WANTED),
    ]


def test_help_at_an_open_gate_closes_it_and_frees_the_ticket(gate: Rig) -> None:
    gate.to_go()
    got = gate.press(Action.HELP)
    assert CloseBarrier() in got
    assert ReleaseTicket(use=used_up(TICKET)) in got


def test_staff_let_a_passenger_through(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=False))
    gate.wait(1)
    assert OpenBarrier() in gate(StaffAdmitted())
    gate(beam(Beam.SAFETY, True), beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    gate(beam(Beam.EXIT, False))
    (decision,) = gate.decisions
    assert (decision.outcome, decision.reason) == (Outcome.ASSISTED, Reason.FACE_MISMATCH)
    assert not any(isinstance(e, RedeemTicket) for e in gate.effects)
    assert spent(gate.effects) == [None]


def test_staff_let_somebody_in_without_a_ticket(gate: Rig) -> None:
    assert OpenBarrier() in gate(StaffAdmitted())
    assert gate.passage() is Passage.GRANTED
    assert gate(StaffAdmitted()) == [], "it is open already"
    gate(beam(Beam.SAFETY, True), beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    assert gate.alarm() is Alarm.NONE
    gate(beam(Beam.EXIT, False))
    (decision,) = gate.decisions
    assert (decision.outcome, decision.reason) == (Outcome.ASSISTED, Reason.STAFF_OPENED)
    assert decision.ticket_id is None


def test_staff_open_in_the_middle_of_everything(gate: Rig) -> None:
    gate.press(Action.START)
    assert OpenBarrier() in gate(StaffAdmitted())
    gate.wait(60)
    gate(shows(TICKET))
    assert OpenBarrier() in gate(StaffAdmitted())
    gate.wait(60)
    gate.to_face()
    assert STOP_LOOKING in gate(StaffAdmitted())
    gate.wait(60)
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True))
    assert ReleaseTicket(use=used_up(TICKET)) in gate(StaffAdmitted())
    gate.wait(60)
    assert [decision.reason for decision in gate.decisions] == [Reason.DID_NOT_PASS] * 4
    assert gate.barrier() is Barrier.CLOSED


def test_staff_let_one_person_through_a_locked_gate_and_it_stays_locked(gate: Rig) -> None:
    gate(ModeCommanded(mode=Mode.LOCKED))
    assert OpenBarrier() in gate(StaffAdmitted())
    assert gate.step() is Step.GO
    gate.wait(60)
    assert gate.step() is Step.OUT_OF_SERVICE
    gate(ModeCommanded(mode=Mode.FREE_PASSAGE))
    assert gate(StaffAdmitted()) == [], "it is held open"


def test_staff_can_do_nothing_for_a_specimen(gate: Rig) -> None:
    gate(shows(SPECIMEN))
    assert gate.reason() is Reason.TICKET_SPECIMEN
    assert gate(StaffAdmitted()) == []


def test_an_open_gate_that_nobody_uses_closes(gate: Rig) -> None:
    gate.to_go()
    got = gate.wait(8)
    assert CloseBarrier() in got
    assert ReleaseTicket(use=used_up(TICKET)) in got
    assert gate.decisions[0].reason is Reason.DID_NOT_PASS


def test_whoever_steps_back_may_still_pass_within_the_time(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True))
    gate.wait(1)
    gate(beam(Beam.SAFETY, False), beam(Beam.ENTRY, True))
    assert gate.alarm() is Alarm.NONE, "it is the passenger, not a follower"
    gate(beam(Beam.ENTRY, False))
    assert gate.passage() is Passage.GRANTED
    gate(beam(Beam.SAFETY, True), beam(Beam.SAFETY, False), beam(Beam.EXIT, True))
    assert gate.passage() is Passage.PASSING
    gate(beam(Beam.EXIT, False))
    assert gate.decisions[0].outcome is Outcome.PASSED


@pytest.mark.parametrize("pause", [1.0, 2.5, 9.0, 19.0])
def test_who_pauses_before_the_exit_is_inside_and_the_ticket_is_spent(
    gate: Rig, pause: float
) -> None:
    gate.to_go()
    gate(beam(Beam.ENTRY, True), beam(Beam.SAFETY, True), beam(Beam.ENTRY, False))
    gate(beam(Beam.SAFETY, False))
    got = gate.wait(pause)
    assert not any(isinstance(effect, ReleaseTicket | CloseBarrier) for effect in got)
    got = gate(beam(Beam.EXIT, True), beam(Beam.EXIT, False))
    assert spent(got) == [Spent(use=used_up(TICKET))]
    assert gate.decisions[0].outcome is Outcome.PASSED
    assert gate.alarm() is Alarm.NONE


def test_who_stays_before_the_exit_is_seen_to_by_staff_and_the_ticket_is_spent(
    gate: Rig,
) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True), beam(Beam.SAFETY, False))
    gate.wait(20)
    assert gate.reason() is Reason.LANE_BLOCKED
    got = gate.wait(60)
    assert spent(got) == [Spent(use=used_up(TICKET))]


def test_who_went_back_by_the_mouth_keeps_the_ticket(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.ENTRY, True), beam(Beam.SAFETY, True), beam(Beam.ENTRY, False))
    gate(beam(Beam.SAFETY, False), beam(Beam.ENTRY, True), beam(Beam.ENTRY, False))
    got = gate.wait(8)
    assert ReleaseTicket(use=used_up(TICKET)) in got
    assert spent(got) == [None]


def test_the_flaps_never_close_on_somebody(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True))
    got = gate.wait(20)
    assert gate.reason() is Reason.LANE_BLOCKED
    assert not any(isinstance(effect, ReleaseTicket) for effect in got)
    assert CloseBarrier() not in got
    gate(beam(Beam.EXIT, True))
    assert gate.alarm() is Alarm.NONE
    assert CloseBarrier() in gate(beam(Beam.SAFETY, False))
    assert OpenBarrier() in gate(beam(Beam.SAFETY, True))
    gate(barrier(BarrierReport.OPENED))
    assert CloseBarrier() in gate(beam(Beam.SAFETY, False))
    gate(barrier(BarrierReport.BLOCKED))
    assert gate.barrier() is Barrier.OBSTRUCTED
    assert CloseBarrier() in gate(barrier(BarrierReport.OPENED))
    gate(barrier(BarrierReport.CLOSED))
    assert gate.barrier() is Barrier.CLOSED
    got = gate.wait(60)
    assert spent(got) == [Spent(use=used_up(TICKET))], "they were let in: with the record"


def test_late_news_from_the_barrier_does_not_undo_a_command(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True))
    gate.wait(1)
    gate(barrier(BarrierReport.CLOSED))
    assert gate.barrier() is Barrier.OPENING
    gate.press(Action.CANCEL)
    gate(barrier(BarrierReport.OPENED))
    assert gate.barrier() is Barrier.CLOSING


def test_a_stranger_in_the_lane_delays_the_passenger(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True))
    gate(beam(Beam.SAFETY, True))
    assert gate.alarm() is Alarm.INTRUSION
    assert not gate.core.waits_for_lane
    gate.wait(2)
    assert gate.step() is Step.CHECKING
    assert gate.core.waits_for_lane
    gate(beam(Beam.EXIT, True), beam(Beam.EXIT, False))
    assert gate.core.waits_for_lane, "somebody else is in the zone still"
    assert OpenBarrier() in gate(beam(Beam.SAFETY, False))
    assert not gate.core.waits_for_lane
    gate.wait(1)
    assert gate.alarm() is Alarm.NONE


def test_who_is_let_in_as_the_last_one_leaves_is_not_shut_out(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True), beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    gate(beam(Beam.SAFETY, True), beam(Beam.EXIT, False))  # a follower keeps the flaps open
    gate(shows(replace(TICKET, ticket_id="SG-7")), lays_down(ALEX))
    gate(face(matched=True), RedemptionReported(won=True))
    gate.wait(1)
    assert gate.core.waits_for_lane
    got = gate(beam(Beam.SAFETY, False))
    assert got[0] == OpenBarrier()
    assert CloseBarrier() not in got
    gate.wait(1)
    assert gate.barrier() is Barrier.OPEN


def test_a_second_order_is_an_alarm_where_the_flaps_have_just_failed(gate: Rig) -> None:
    gate(ModeCommanded(mode=Mode.FREE_PASSAGE))
    gate.wait(1)
    gate.obeys = False
    gate(barrier(BarrierReport.FAULT))
    got = gate(ModeCommanded(mode=Mode.FREE_PASSAGE))
    assert got[0] == OpenBarrier()
    assert AlarmChanged(alarm=Alarm.BARRIER) in got


def test_a_beam_flicker_during_checking_opens_nothing_early(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True))
    gate(beam(Beam.SAFETY, True), beam(Beam.SAFETY, False))
    assert gate.step() is Step.CHECKING


def test_a_stranger_who_stays_ends_it(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True), beam(Beam.SAFETY, True))
    got = gate.wait(10)
    assert gate.reason() is Reason.LANE_BLOCKED
    assert ReleaseTicket(use=used_up(TICKET)) in got


def test_alarms_tell_intrusion_from_fraud_and_hold_a_second(gate: Rig) -> None:
    got = gate(beam(Beam.SAFETY, True))
    assert AlarmChanged(alarm=Alarm.INTRUSION) in got
    assert PlayCue(cue=Cue.ALARM_INTRUSION) in got
    got = gate(beam(Beam.EXIT, True))
    assert PlayCue(cue=Cue.ALARM_FRAUD) in got
    gate(beam(Beam.SAFETY, False), beam(Beam.EXIT, False))
    assert gate(beam(Beam.EXIT, False)) == []
    gate.wait(0.5)
    gate(beam(Beam.SAFETY, True), beam(Beam.SAFETY, False))
    assert gate.wait(0.9) == []
    assert gate.wait(0.2) == [AlarmChanged(alarm=Alarm.NONE)]


def test_the_wrong_way_is_an_intrusion(gate: Rig) -> None:
    gate(beam(Beam.EXIT, True))
    assert gate.alarm() is Alarm.INTRUSION
    gate(beam(Beam.EXIT, False))
    gate.wait(2)
    gate.to_go()
    gate(beam(Beam.EXIT, True))
    assert gate.alarm() is Alarm.INTRUSION
    gate(beam(Beam.EXIT, False))
    assert gate.passage() is Passage.GRANTED


def test_a_follower_is_noticed_and_the_passenger_still_passes(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True), beam(Beam.ENTRY, True))
    assert gate.alarm() is Alarm.INTRUSION
    gate(beam(Beam.EXIT, True), beam(Beam.SAFETY, False), beam(Beam.SAFETY, True))
    gate(beam(Beam.ENTRY, False), beam(Beam.EXIT, False))
    assert gate.decisions[0].outcome is Outcome.PASSED
    assert CloseBarrier() not in gate.effects
    gate(beam(Beam.SAFETY, False))
    assert CloseBarrier() in gate.effects


def test_a_tailgater_who_crosses_is_a_fraud(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True), beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    gate(beam(Beam.SAFETY, True), beam(Beam.EXIT, False))
    assert gate.decisions[0].outcome is Outcome.PASSED
    gate(beam(Beam.EXIT, True))
    assert gate.alarm() is Alarm.FRAUD
    gate(beam(Beam.SAFETY, False), beam(Beam.EXIT, False))
    gate.wait(1)
    assert gate.alarm() is Alarm.NONE


def test_whoever_staff_let_in_may_need_them_again(gate: Rig) -> None:
    gate.press(Action.HELP)
    gate(StaffAdmitted(), barrier(BarrierReport.OPENED), beam(Beam.SAFETY, True))
    gate.wait(20)
    assert gate.reason() is Reason.LANE_BLOCKED
    gate.wait(60)
    assert spent(gate.effects) == [None]


def test_evacuation_opens_and_stays_open(gate: Rig) -> None:
    gate.to_face()
    got = gate(ModeCommanded(mode=Mode.EVACUATION))
    assert OpenBarrier() in got
    assert gate.step() is Step.EVACUATION
    assert gate.decisions[0].reason is Reason.MODE_CHANGED
    gate(barrier(BarrierReport.OPENED))
    for which in (Beam.EXIT, Beam.SAFETY, Beam.ENTRY):
        gate(beam(which, True), beam(which, False))
    assert gate.alarm() is Alarm.NONE
    assert gate(shows(TICKET), lays_down(ALEX), ModeCommanded(mode=Mode.LOCKED)) == []
    assert gate.press(Action.START) == gate.press(Action.HELP) == []
    got = gate(ModeCommanded(mode=Mode.IN_SERVICE))
    assert CloseBarrier() in got
    assert ShowStep(step=Step.IDLE) in got


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.FREE_PASSAGE])
@pytest.mark.parametrize("steps", ["idle", "face", "go"])
def test_the_flaps_open_before_anything_else_is_done(gate: Rig, mode: Mode, steps: str) -> None:
    if steps != "idle":
        {"face": gate.to_face, "go": gate.to_go}[steps]()
    got = gate(ModeCommanded(mode=mode))
    assert got[0] == OpenBarrier()
    assert CloseBarrier() not in got
    assert any(isinstance(effect, WriteDecision) for effect in got) == (steps != "idle")


def test_staff_open_before_the_ticket_is_given_back(gate: Rig) -> None:
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True))
    got = gate(StaffAdmitted())
    assert got[0] == OpenBarrier()
    assert ReleaseTicket(use=used_up(TICKET)) in got


def test_flaps_that_do_not_answer_are_told_again_with_an_alarm(gate: Rig) -> None:
    gate.obeys = False
    gate(ModeCommanded(mode=Mode.EVACUATION))
    assert OpenBarrier() not in gate.wait(0.9)
    got = gate.wait(5.0)
    assert got[0] == OpenBarrier()
    assert got.count(OpenBarrier()) == 5
    assert got.count(PlayCue(cue=Cue.ALARM_INTRUSION)) == 1
    assert (gate.alarm(), gate.barrier()) == (Alarm.BARRIER, Barrier.FAULT)
    assert gate.core.barrier_stuck
    gate(barrier(BarrierReport.OPENED))
    assert not gate.core.barrier_stuck
    assert OpenBarrier() not in gate.wait(5.0)
    assert gate.alarm() is Alarm.NONE
    assert gate.step() is Step.EVACUATION


@pytest.mark.parametrize("report", [BarrierReport.CLOSED, BarrierReport.FAULT])
def test_flaps_that_leave_their_place_are_told_again_with_an_alarm(
    gate: Rig, report: BarrierReport
) -> None:
    gate(ModeCommanded(mode=Mode.EVACUATION))
    gate.wait(1.0)
    got = gate(barrier(report)) + gate.wait(0.1)
    assert OpenBarrier() in got
    assert AlarmChanged(alarm=Alarm.BARRIER) in got
    gate.wait(1.0)
    assert gate.barrier() is Barrier.OPEN
    gate.wait(2.0)
    assert gate.alarm() is Alarm.NONE


def test_a_second_order_to_evacuate_is_a_second_command(gate: Rig) -> None:
    gate.obeys = False
    gate(ModeCommanded(mode=Mode.EVACUATION))
    assert gate(ModeCommanded(mode=Mode.EVACUATION)) == [OpenBarrier()]
    assert gate.wait(1.0)[0] == OpenBarrier()
    assert gate(ModeCommanded(mode=Mode.EVACUATION)) == [OpenBarrier()]
    gate(barrier(BarrierReport.OPENED))
    assert gate(ModeCommanded(mode=Mode.EVACUATION)) == []


def test_flaps_that_met_something_must_say_that_they_are_open(gate: Rig) -> None:
    gate(ModeCommanded(mode=Mode.FREE_PASSAGE))
    gate.wait(1.0)
    assert OpenBarrier() not in gate(barrier(BarrierReport.BLOCKED))
    assert OpenBarrier() in gate.wait(1.0)


def test_flaps_that_do_not_open_for_a_passenger_take_the_gate_out_of_service(gate: Rig) -> None:
    gate.obeys = False
    gate.to_face()
    gate(face(matched=True), RedemptionReported(won=True))
    got = gate.wait(3.0)
    assert gate.decisions[-1].reason is Reason.BARRIER_FAULT
    assert ReleaseTicket(use=used_up(TICKET)) in got
    assert gate.step() is Step.OUT_OF_SERVICE
    assert AlarmChanged(alarm=Alarm.BARRIER) in got
    gate.wait(5.0)
    assert gate.alarm() is Alarm.NONE
    gate.obeys = True
    gate(barrier(BarrierReport.OPENED))
    gate.wait(1.0)
    assert (gate.step(), gate.barrier()) == (Step.IDLE, Barrier.CLOSED)


def test_flaps_that_met_somebody_are_told_to_open_until_they_have(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True))
    gate.wait(20)
    gate(beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    gate.obeys = False
    assert OpenBarrier() in gate(beam(Beam.SAFETY, True))
    gate.press(Action.CANCEL)
    assert gate.wait(3.0).count(OpenBarrier()) == 3
    assert gate.core.barrier_stuck
    gate(barrier(BarrierReport.OPENED))
    assert CloseBarrier() in gate(beam(Beam.SAFETY, False))


def test_whoever_is_between_the_flaps_passes_before_the_mode_shows(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True), ModeCommanded(mode=Mode.FREE_PASSAGE))
    gate(beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    got = gate(beam(Beam.EXIT, False))
    assert gate.decisions[0].outcome is Outcome.PASSED
    assert CloseBarrier() not in got
    assert gate.step() is Step.FREE_PASSAGE


def test_a_stopped_gate_closes_and_takes_nobody(gate: Rig) -> None:
    gate.to_go()
    got = gate(ModeCommanded(mode=Mode.OUT_OF_SERVICE))
    assert ModeChanged(mode=Mode.OUT_OF_SERVICE) in got
    assert CloseBarrier() in got
    assert gate.step() is Step.OUT_OF_SERVICE
    assert gate(TicketRejected(reason=Reason.NOT_A_TICKET)) == []
    assert gate(DeviceReported(working=True)) == []


def test_a_failed_device_stops_the_gate_until_it_works_again(gate: Rig) -> None:
    gate.to_face()
    gate(DeviceReported(working=False))
    assert (gate.step(), gate.core.mode) == (Step.OUT_OF_SERVICE, Mode.FAULTY)
    assert gate.decisions[0].outcome is Outcome.REFUSED
    assert gate.decisions[0].reason is Reason.DEVICE_FAILED
    gate(DeviceReported(working=True))
    assert gate.step() is Step.IDLE


@pytest.mark.parametrize("inside", [False, True], ids=["granted", "passing"])
def test_whoever_has_been_let_in_goes_through_when_a_device_fails(gate: Rig, inside: bool) -> None:
    gate.to_go()
    got = gate(beam(Beam.SAFETY, True)) if inside else []
    got += gate(DeviceReported(working=False))
    assert gate.core.mode is Mode.FAULTY
    assert gate.step() is Step.GO
    if not inside:
        got += gate(beam(Beam.SAFETY, True))
    got += gate(beam(Beam.EXIT, True), beam(Beam.SAFETY, False))
    assert CloseBarrier() not in got
    assert CloseBarrier() in gate(beam(Beam.EXIT, False))
    assert gate.decisions[0].outcome is Outcome.PASSED
    assert gate.step() is Step.OUT_OF_SERVICE, "and now it shows"
    gate(DeviceReported(working=True))
    assert gate.step() is Step.IDLE


def test_whoever_does_not_go_leaves_a_gate_that_is_out_of_service(gate: Rig) -> None:
    gate.to_go()
    gate(DeviceReported(working=False))
    for _ in range(40):
        gate.wait(1.0)
    assert gate.decisions[0].outcome is Outcome.ABANDONED
    assert gate.step() is Step.OUT_OF_SERVICE


def test_a_faulty_barrier_refuses_without_blame(gate: Rig) -> None:
    gate.to_go()
    got = gate(barrier(BarrierReport.FAULT))
    assert gate.decisions[0].reason is Reason.BARRIER_FAULT
    assert CloseBarrier() not in got
    assert gate.barrier() is Barrier.FAULT
    gate(barrier(BarrierReport.BLOCKED))
    assert gate.step() is Step.OUT_OF_SERVICE
    assert CloseBarrier() in gate(barrier(BarrierReport.OPENED))
    assert gate.step() is Step.IDLE


def test_unusable_credentials_are_refused_with_their_reason(gate: Rig) -> None:
    check = Check(name="format", value="a web address", limit="a ticket", passed=False)
    gate(TicketRejected(reason=Reason.NOT_A_TICKET, checks=(check,)))
    assert gate.reason() is Reason.NOT_A_TICKET
    gate.press(Action.TRY_AGAIN)
    gate(shows(TICKET))
    gate(DocumentRejected(reason=Reason.PORTRAIT_UNUSABLE))
    assert gate.reason() is Reason.PORTRAIT_UNUSABLE
    gate.wait(20)
    assert gate.decisions[0].ticket_id == "SG-1"


def test_credentials_that_nobody_asked_for_change_nothing(gate: Rig) -> None:
    assert gate(lays_down(ALEX), DocumentRejected(reason=Reason.DOCUMENT_UNREADABLE)) == []
    gate.to_face()
    assert gate(shows(TICKET), TicketRejected(reason=Reason.NOT_A_TICKET)) == []
    assert gate.press(Action.START) == gate.press(Action.TRY_AGAIN) == []
    assert gate.step() is Step.FACE


def test_a_passenger_between_the_flaps_needs_no_buttons(gate: Rig) -> None:
    gate.to_go()
    gate(beam(Beam.SAFETY, True))
    assert gate.press(Action.HELP) == gate.press(Action.CANCEL) == []


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (face(matched=True), "face compared"),
        (FaceSeen(problem=None), "face seen"),
        (TurnAsked(), "turn asked"),
        (RedemptionReported(won=True), "redemption won"),
        (RedemptionReported(won=False), "redemption lost"),
    ],
)
def test_what_cannot_have_happened_is_refused_by_name_and_changes_nothing(
    gate: Rig, event: Event, name: str
) -> None:
    gate(shows(TICKET))
    before = (gate.step(), gate.core.deadline, gate.passage())
    with pytest.raises(IllegalSignal, match=f"'{name}' is illegal in state 'awaiting document'"):
        gate(event)
    assert (gate.step(), gate.core.deadline, gate.passage()) == before


def test_facts_and_records_must_make_sense() -> None:
    with pytest.raises(ValueError, match="not a reason about a ticket"):
        TicketRejected(reason=Reason.NO_FACE)
    with pytest.raises(ValueError, match="not a reason about a document"):
        DocumentRejected(reason=Reason.NO_FACE)
    with pytest.raises(ValueError, match="not a reason about a face"):
        FaceSeen(problem=Reason.TICKET_USED)
    with pytest.raises(ValueError, match="goes with not passing"):
        Decision(transaction=1, outcome=Outcome.PASSED, reason=Reason.NO_FACE)
    with pytest.raises(ValueError, match="face must be more than 0"):
        Timings(face=0)


def test_the_step_and_its_time_can_be_seen(gate: Rig) -> None:
    gate.wait(5)
    gate.press(Action.START)
    assert (gate.core.since, gate.core.deadline) == (5, 35)
    gate.press(Action.CANCEL)
    assert gate.core.deadline is None
