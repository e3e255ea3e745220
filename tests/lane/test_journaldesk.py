"""The lane never waits for its journal: it asks beside itself, and what is owed is written."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.tables import Passage
from station_gate.gate.terms import Action, Mode, Outcome, Step
from station_gate.gate.uses import Use
from station_gate.journal.journal import Journal
from station_gate.lane import journaldesk
from station_gate.lane.orders import Command
from station_gate.operators.link.protocol import Order
from station_gate.testing.lanerig import GOOD_TICKET, LaneRig
from tests.journal.passengers import records, reserve

USE = Use(issuer="SGR-DEMO", ticket_id="SG-1001")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def rig(path: Path) -> Iterator[LaneRig]:
    """Yield a lane whose journal is written beside it, as in a live gate."""
    rig = LaneRig(path, journal_worker=ThreadPoolExecutor(1, "journal"))
    yield rig
    rig.lane.close()
    rig.parts.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program writes and does not end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def until_written(rig: LaneRig) -> None:
    """Let the lane go on until nothing is owed to the journal and nothing is wrong with it."""
    for _ in range(3000):
        rig.run(1 / 30)
        if rig.view.trouble is None and not rig.lane._journal.owed:
            return
        time.sleep(0.01)
    raise AssertionError(f"still {rig.view.trouble}")


def to_checking(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.CHECKING)


def test_a_passage_is_redeemed_and_recorded_beside_the_lane(rig: LaneRig, path: Path) -> None:
    to_checking(rig)
    for _ in range(500):  # the worker has its own time, and the core its deadline
        if rig.lane.gate.passage is Passage.REDEEMED:
            break
        time.sleep(0.01)
        rig.lane.advance(rig.now)
    rig.until(Step.GO)
    rig.until(Step.IDLE)
    until_written(rig)
    assert [record.decision.outcome for record in records(path)] == [Outcome.PASSED]
    assert USE in rig.journal.uses([USE])


def test_a_journal_that_does_not_answer_in_time_opens_nothing_and_keeps_nobody_waiting(
    rig: LaneRig, path: Path
) -> None:
    rig.to_face()
    with locked(path):
        rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
        rig.until(Step.CHECKING)
        asked_at = rig.now
        rig.until(Step.REFUSED)
        assert rig.now - asked_at < 0.7
        assert rig.view.reason is Reason.DEVICE_FAILED
        rig.run(1.5)
        assert (rig.view.step, rig.view.mode) == (Step.OUT_OF_SERVICE, Mode.FAULTY)
        assert rig.view.trouble is not None
        assert "The journal" in rig.view.trouble
        assert rig.view.barrier == 0.0
        assert rig.lane.operate(
            Order(order="1", command=Command.EVACUATE, reason="fire"), "alice"
        ).done
        rig.run(0.5)
        assert rig.view.barrier == 1.0
        rig.lane.operate(Order(order="2", command=Command.RESET, reason="over"), "alice")
    until_written(rig)
    assert rig.until(Step.IDLE).mode is Mode.IN_SERVICE
    assert rig.journal.uses([USE]) == {}, "what was won too late is given back"
    (record,) = records(path)
    assert (record.decision.outcome, record.decision.reason) == (
        Outcome.REFUSED,
        Reason.DEVICE_FAILED,
    )


def test_tickets_are_looked_up_while_others_write(rig: LaneRig, path: Path) -> None:
    with locked(path):
        rig.ticket.hold_up(GOOD_TICKET, rig.now)
        rig.until(Step.DOCUMENT)


def test_a_passenger_who_goes_while_the_journal_is_asked_gets_the_ticket_back(
    rig: LaneRig, path: Path
) -> None:
    rig.to_face()
    with locked(path):
        rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
        rig.until(Step.CHECKING)
        rig.lane.act(Action.CANCEL)
        assert rig.run(0.1).step is Step.IDLE
    until_written(rig)
    with closing(Journal.open(path)) as other:
        assert reserve(other, USE, "Gate 9")


def test_what_was_not_written_follows_in_order(rig: LaneRig, path: Path) -> None:
    with locked(path):
        for _ in range(3):
            rig.lane.act(Action.START)
            rig.lane.act(Action.CANCEL)
            rig.run(0.5)
        assert records(path) == []
    until_written(rig)
    assert [record.decision.transaction for record in records(path)] == [1, 2, 3]


def test_a_deleted_journal_is_noticed_at_the_next_ticket_and_used_again_when_it_is_back(
    rig: LaneRig, path: Path
) -> None:
    files = list(path.parent.iterdir())
    away = path.parent / "away"
    away.mkdir()
    for file in files:
        file.rename(away / file.name)
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.OUT_OF_SERVICE)
    assert rig.view.trouble is not None
    assert "was deleted or moved" in rig.view.trouble
    rig.run(20)
    assert rig.view.step is Step.OUT_OF_SERVICE
    assert list(path.parent.iterdir()) == [away], "nothing is made in its place"
    for file in files:
        (away / file.name).rename(file)
    until_written(rig)
    rig.ticket.take_away()
    rig.run(10)
    rig.ticket.hold_up(GOOD_TICKET, rig.now)
    rig.until(Step.DOCUMENT)


def test_a_gate_that_closes_says_what_is_not_on_record(
    rig: LaneRig, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journaldesk, "_LAST", 0.05)
    with locked(path):
        rig.lane.act(Action.START)
        rig.lane.close()
    assert any("1 lines are in this log only" in line for line in rig.log.lines)


def test_the_log_says_when_another_gate_was_first(rig: LaneRig, path: Path) -> None:
    rig.to_face()
    with closing(Journal.open(path)) as other:
        assert reserve(other, USE, "Gate 9")
        rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
        rig.until(Step.CHECKING)
        for _ in range(500):  # the worker has its own time, and the core its deadline
            if rig.lane.gate.passage is Passage.OVERTAKEN:
                break
            time.sleep(0.01)
            rig.lane.advance(rig.now)
        rig.until(Step.REFUSED)
    assert rig.view.reason is Reason.TICKET_USED
    assert any("another gate redeemed it first" in line for line in rig.log.lines)
