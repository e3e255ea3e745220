"""The lane: where devices, rules, barrier and journal meet."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station_gate.barrier.behaviour import Behaviour, Stand, WalkTo, stands_between_flaps
from station_gate.faces.observation import Coaching
from station_gate.faces.results import RecognitionFailed, ReferenceFailed
from station_gate.gate.events import DirectionCommanded
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Cue, Direction, Mode, Outcome, Step
from station_gate.gate.uses import Use
from station_gate.journal.journal import Journal
from station_gate.testing.lanerig import GOOD_TICKET, LaneRig
from tests.conftest import FIXTURES
from tests.journal.passengers import records, reserve

USE = Use(issuer="SGR-DEMO", ticket_id="SG-1001")


@pytest.fixture
def rig() -> Iterator[LaneRig]:
    rig = LaneRig()
    yield rig
    rig.lane.close()


def test_a_passenger_goes_through_and_the_view_shows_it(rig: LaneRig) -> None:
    assert rig.view.step is Step.IDLE
    view = rig.to_face()
    assert view.journey is not None
    assert (view.journey.train, view.journey.platform) == ("SG 127", "4")
    rig.recognition.see(Coaching.TOO_FAR)
    view = rig.run(0.1)
    assert (view.coaching, view.progress) == (Coaching.TOO_FAR, 0.4)
    assert view.preview is not None
    assert rig.recognition.frames > 0
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    view = rig.until(Step.CHECKING)
    assert view.preview is None
    assert not rig.camera.running
    rig.until(Step.GO)
    assert rig.journal.uses([USE])
    views = [rig.run(1 / 30)]
    while views[-1].step is Step.GO:
        views.append(rig.run(1 / 30))
    assert max(view.barrier for view in views) == 1.0
    places = [view.passenger for view in views if view.passenger is not None]
    assert places == sorted(places)
    assert places[-1] > 0.8
    rig.run(2)
    assert (rig.view.barrier, rig.view.passenger) == (0.0, None)
    (decision,) = rig.log.decisions
    assert decision.outcome is Outcome.PASSED
    assert Cue.ACCEPT in rig.lane.take_cues()
    assert rig.lane.take_cues() == ()


def test_somebody_in_the_lane_is_waited_for_and_the_view_says_so(rig: LaneRig) -> None:
    rig.to_face()
    leans_over_the_flaps = Behaviour(legs=(WalkTo(1.0), Stand(3.0), WalkTo(0.0)), needs=0.0)
    rig.barrier.send(leans_over_the_flaps, rig.now)
    rig.run(1.0)
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.CHECKING)
    assert not rig.view.waits_for_lane
    view = rig.run(1.0)
    assert view.step is Step.CHECKING
    assert view.waits_for_lane
    assert view.passenger is not None
    view = rig.until(Step.GO, patience=5.0)
    assert not view.waits_for_lane


def test_every_value_stands_beside_its_limit(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.62)
    rig.until(Step.REFUSED)
    rig.until(Step.IDLE)
    (decision,) = rig.log.decisions
    names = [check.name for check in decision.checks]
    assert {"signature", "boarding_window", "name", "face_distance"} <= set(names)
    (distance,) = [check for check in decision.checks if check.name == "face_distance"]
    assert (distance.value, distance.limit, distance.passed) == (0.62, 0.5, False)
    assert "face: refused: face_mismatch (F-21)" in rig.log.lines


def test_a_face_nearly_alike_is_looked_at_once_more_and_then_staff_come(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.52)
    rig.until(Step.CHECKING)
    view = rig.until(Step.FACE)
    assert view.reason is Reason.FACE_UNCLEAR
    assert "face: one more look" in rig.log.lines
    assert "face: distance 0.52 is just beyond the limit of 0.5" in rig.log.lines
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.52)
    view = rig.until(Step.ASSISTANCE)
    assert view.reason is Reason.FACE_UNCLEAR


def test_nothing_of_the_passenger_is_kept(rig: LaneRig) -> None:
    rig.to_face()
    rig.lane.act(Action.CANCEL)
    view = rig.run(0.1)
    assert rig.recognition.ended == 1
    assert view.preview is None
    assert view.journey is None
    assert not any("RIVERA" in line.upper() for line in rig.log.lines)


def test_a_second_try_starts_from_nothing(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.62)
    rig.until(Step.REFUSED)
    rig.lane.act(Action.TRY_AGAIN)
    rig.until(Step.FACE)
    assert rig.recognition.job == 2
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.2, job=1)
    rig.run(0.5)
    assert rig.view.step is Step.FACE, "a result of the first try counted"
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.2)
    rig.until(Step.GO)


def test_a_portrait_that_cannot_be_compared_is_refused(rig: LaneRig) -> None:
    rig.recognition.answers = False
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.DOCUMENT)
    rig.ticket.take_away()
    while rig.recognition.job == 0:
        rig.run(0.1)
    rig.recognition.says.append(ReferenceFailed(job=1, kind="several_faces", sentence="two."))
    rig.run(0.1)
    assert rig.view.reason is Reason.PORTRAIT_UNUSABLE
    rig.until(Step.IDLE)
    assert rig.log.decisions[0].checks[-1].value == "several_faces"


def test_an_unreadable_document_is_refused_and_explained(rig: LaneRig, tmp_path: Path) -> None:
    rig.document = tmp_path / "none.toml"
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.REFUSED)
    assert rig.view.reason is Reason.DOCUMENT_UNREADABLE
    assert any("none.toml" in line for line in rig.log.lines)


def test_a_broken_recognition_does_not_blame_the_passenger(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.says.append(RecognitionFailed(job=1, sentence="The model file is damaged."))
    rig.run(0.1)
    assert rig.view.step is Step.OUT_OF_SERVICE
    rig.until(Step.IDLE, patience=6)
    assert rig.log.decisions[0].reason is Reason.DEVICE_FAILED
    assert "device: The model file is damaged." in rig.log.lines


def test_a_lost_camera_takes_the_lane_out_of_service_until_it_is_back(rig: LaneRig) -> None:
    rig.to_face()
    rig.camera.failed = "camera 0 gives no pictures."
    rig.run(0.1)
    assert (rig.view.step, rig.view.mode) == (Step.OUT_OF_SERVICE, Mode.FAULTY)
    assert rig.log.decisions[0].reason is Reason.DEVICE_FAILED
    rig.camera.failed = None
    rig.run(0.1)
    assert rig.view.step is Step.IDLE


def test_a_ticket_left_on_the_reader_begins_nothing_by_itself(rig: LaneRig) -> None:
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.DOCUMENT)
    rig.lane.act(Action.CANCEL)
    rig.run(5)
    assert rig.view.step is Step.IDLE
    rig.ticket.take_away()
    rig.run(2)
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.DOCUMENT)


def test_another_ticket_counts_at_once(rig: LaneRig) -> None:
    rig.ticket.hold_up(FIXTURES / "scenarios/ticket_expired/ticket.png", rig.now)
    rig.until(Step.REFUSED)
    rig.lane.act(Action.TRY_AGAIN)
    rig.run(0.5)
    assert rig.view.step is Step.TICKET
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.DOCUMENT)


def test_closing_gives_a_reserved_ticket_back() -> None:
    rig = LaneRig()
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.GO)
    assert rig.journal.uses([USE])
    rig.lane.close()
    assert rig.journal.uses([USE]) == {}
    assert rig.camera.closed
    assert rig.recognition.closed


def test_more_time_is_offered_before_the_end(rig: LaneRig) -> None:
    rig.lane.act(Action.START)
    rig.run(21)
    assert not rig.view.offer_more_time
    rig.run(2)
    assert rig.view.offer_more_time
    rig.lane.act(Action.MORE_TIME)
    assert not rig.run(0.1).offer_more_time


def test_a_ticket_that_another_gate_took_meanwhile_is_said(tmp_path: Path) -> None:
    rig = LaneRig(tmp_path / "journal.sqlite")
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.GO)
    other = Journal.open(tmp_path / "journal.sqlite")
    assert not reserve(other, USE, "Gate 9")
    with closing(sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)) as by_hand:
        by_hand.execute("DELETE FROM redemption")
    assert reserve(other, USE, "Gate 9")
    rig.until(Step.IDLE)
    assert any("the journal was changed" in line for line in rig.log.lines)
    other.close()
    rig.lane.close()


def test_who_stands_between_the_flaps_for_ever_keeps_the_ticket(tmp_path: Path) -> None:
    """No reservation ends before the passage does: timings.passing may be ten minutes."""
    path = tmp_path / "journal.sqlite"
    rig, other = LaneRig(path, passing=600.0), LaneRig(path)
    rig.walks = stands_between_flaps(130.0)
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.GO)
    rig.run(125)
    assert rig.view.step is Step.GO
    other.ticket.hold_up(GOOD_TICKET, other.now)
    other.until(Step.REFUSED)
    assert other.view.reason is Reason.TICKET_USED
    rig.until(Step.IDLE)
    assert rig.log.decisions[-1].outcome is Outcome.PASSED
    for each in (rig, other):
        each.lane.close()
        each.parts.close()


def test_two_gates_of_one_name_are_told_and_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    first, second = LaneRig(path), LaneRig(path)
    for rig in (first, second):
        rig.lane.act(Action.START)
        rig.lane.act(Action.CANCEL)
    assert not any("another Gate 4" in line for line in first.log.lines)
    assert any("this one is Gate 4 (2) there" in line for line in second.log.lines)
    assert [(each.gate, each.decision.transaction) for each in records(path)] == [
        ("Gate 4", 1),
        ("Gate 4 (2)", 1),
    ]
    for rig in (first, second):
        rig.lane.close()
        rig.parts.close()


def test_in_and_out_again_and_the_journal_knows_nothing_of_it_any_more(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.GO)
    rig.until(Step.IDLE)
    rig.clock += 60
    assert rig.journal.uses([USE]) == {USE: 60.0}
    rig.lane.receive(DirectionCommanded(direction=Direction.EXIT))
    rig.ticket.take_away()
    assert rig.run(3).direction is Direction.EXIT
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.CHECKING)
    assert rig.until(Step.GO).journey is None
    rig.until(Step.IDLE)
    assert [d.outcome for d in rig.log.decisions] == [Outcome.PASSED, Outcome.PASSED]
    assert rig.journal.uses([USE]) == {}
    assert "mode: turned round: exit" in rig.log.lines


def test_a_denied_ticket_says_why_in_the_record(rig: LaneRig) -> None:
    rig.ticket.hold_up(FIXTURES / "scenarios/ticket_blocked/ticket.png", rig.now)
    rig.until(Step.REFUSED)
    rig.lane.act(Action.CANCEL)
    (decision,) = rig.log.decisions
    assert decision.reason is Reason.TICKET_BLOCKED
    assert (decision.checks[-1].name, decision.checks[-1].value) == ("deny_list", "refunded")
