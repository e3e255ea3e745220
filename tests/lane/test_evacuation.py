"""An evacuation opens the flaps first; what fails of the rest is told, and made up for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.events import BarrierReported
from station_gate.gate.tables import Passage
from station_gate.gate.terms import Action, Alarm, BarrierReport, Mode, Outcome, Step
from station_gate.journal import file
from station_gate.journal.journal import Journal
from station_gate.journal.records import Records, Wanted
from station_gate.lane.orders import Command
from station_gate.operators.link.protocol import Order
from station_gate.testing.lanerig import GOOD_TICKET, LaneRig

EVACUATE = Order(order="1", command=Command.EVACUATE, reason="fire")
PASSAGES = [
    Passage.IDLE,
    Passage.AWAITING_TICKET,
    Passage.AWAITING_DOCUMENT,
    Passage.CAPTURING,
    Passage.REDEEMED,
    Passage.GRANTED,
    Passage.PASSING,
    Passage.REFUSED,
    Passage.ASSISTANCE,
]


def bring(rig: LaneRig, passage: Passage) -> None:
    """Bring a passenger as far as that."""
    if passage is Passage.AWAITING_TICKET:
        rig.lane.act(Action.START)
    elif passage is Passage.ASSISTANCE:
        rig.lane.act(Action.HELP)
    elif passage is Passage.AWAITING_DOCUMENT:
        rig.document = None
        rig.ticket.hold_up(GOOD_TICKET, rig.now)
    elif passage is not Passage.IDLE:
        rig.to_face()
    if passage in (Passage.REDEEMED, Passage.GRANTED, Passage.PASSING):
        rig.recognition.see(Coaching.HOLD_STILL, 0.3)
    elif passage is Passage.REFUSED:
        rig.recognition.see(Coaching.HOLD_STILL, 0.9)
    for _ in range(3000):
        if rig.lane.gate.passage is passage:
            return
        rig.run(1 / 30)
    raise AssertionError(f"still {rig.lane.gate.passage}")


@contextmanager
def locked(path: Path, journal: Journal) -> Iterator[None]:
    """Another program holds the journal: a backup, a shell, a gate that hangs."""
    patience, file._PATIENCE = file._PATIENCE, 0.02  # the wait is not what is tested
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
    file._PATIENCE = patience


@contextmanager
def full(path: Path, journal: Journal) -> Iterator[None]:
    """Not one page more can be written."""
    (pages,) = journal._file._connection.execute("PRAGMA page_count").fetchone()
    journal._file._connection.execute(f"PRAGMA max_page_count = {pages}")
    with sqlite3.connect(path) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON decision"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    other.close()
    yield
    journal._file._connection.execute("PRAGMA max_page_count = 1000000")
    journal._file._connection.execute("DROP TRIGGER full")


@contextmanager
def read_only(path: Path, journal: Journal) -> Iterator[None]:
    journal._file._connection.execute("PRAGMA query_only = 1")
    yield
    journal._file._connection.execute("PRAGMA query_only = 0")


TROUBLES = {"locked": locked, "full": full, "read-only": read_only}


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.value)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_flaps_open_while_the_journal_cannot_be_written(
    tmp_path: Path, passage: Passage, trouble: str
) -> None:
    path = tmp_path / "journal.sqlite"
    rig = LaneRig(path)
    with closing(rig.journal):
        bring(rig, passage)
        with TROUBLES[trouble](path, rig.journal):
            kept = rig.lane.operate(EVACUATE, "alice")
            assert kept.done
            rig.run(0.5)
            assert rig.view.barrier == 1.0
            assert rig.view.mode is Mode.EVACUATION
            rig.run(10.0)
            assert (rig.view.barrier, rig.view.mode) == (1.0, Mode.EVACUATION)
            # a full disk may still have room for a line that is short
            assert trouble == "full" or "not on record yet" in kept.answer
            if rig.log.decisions or trouble != "full":
                assert rig.view.trouble is not None
        rig.run(10.0)
        assert rig.view.trouble is None
        with closing(Records.open(path)) as records:
            assert [each.command for each in records.interventions(Wanted())] == ["evacuate"]
            written = len(list(records.every(Wanted())))
        assert written == len(rig.log.decisions)


def test_a_journal_that_nobody_can_ask_lets_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    rig = LaneRig(path)
    with closing(rig.journal):
        bring(rig, Passage.CAPTURING)
        with read_only(path, rig.journal):
            rig.recognition.see(Coaching.HOLD_STILL, 0.3)
            rig.run(2.0)
            assert rig.view.barrier == 0.0
            assert rig.log.decisions[-1].outcome is Outcome.REFUSED
            rig.until(Step.OUT_OF_SERVICE)
        rig.until(Step.IDLE)


def test_a_failing_part_keeps_nothing_from_the_barrier(tmp_path: Path) -> None:
    rig = LaneRig()
    bring(rig, Passage.CAPTURING)

    def fail(*_: object) -> None:
        raise RuntimeError("the driver is gone")

    rig.camera.stop = fail  # type: ignore[method-assign]
    rig.recognition.end = fail  # type: ignore[method-assign]
    rig.log.event = fail  # type: ignore[assignment]
    rig.log.decision = fail  # type: ignore[assignment]
    assert rig.lane.operate(EVACUATE, "alice").done
    rig.run(0.5)
    assert (rig.view.barrier, rig.view.mode) == (1.0, Mode.EVACUATION)
    assert rig.view.trouble is not None


def test_flaps_that_shut_meanwhile_are_opened_again_and_everybody_is_told() -> None:
    rig = LaneRig()
    rig.lane.operate(EVACUATE, "alice")
    rig.run(1.0)
    rig.lane.receive(BarrierReported(report=BarrierReport.CLOSED))
    assert rig.lane.gate.barrier_stuck
    rig.run(1 / 30)
    assert rig.view.alarm is Alarm.BARRIER
    rig.run(2.0)
    assert (rig.view.alarm, rig.view.barrier) == (Alarm.NONE, 1.0)
    assert not rig.lane.operate(EVACUATE, "alice").done, "it is so already"


def test_a_deleted_journal_keeps_no_flaps_shut(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    rig = LaneRig(path)
    with closing(rig.journal):
        bring(rig, Passage.CAPTURING)
        for each in tmp_path.iterdir():
            each.unlink()
        assert rig.lane.operate(EVACUATE, "alice").done
        rig.run(0.5)
        assert rig.view.barrier == 1.0
