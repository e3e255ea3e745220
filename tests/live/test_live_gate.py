"""The real program as a live gate: its window outlives whatever crashes beside it."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_gate.gate.decision import Decision
from station_gate.gate.terms import Outcome, Step
from tests.live.gate import LiveGate

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("Xvfb"),
    reason="no virtual X server is here: install xvfb",
)
PATIENCE = 90.0
"""Seconds until a test gives up; never part of what is asserted."""


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[LiveGate]:
    gate = LiveGate(tmp_path)
    yield gate
    gate.close()


def test_a_kiosk_outlives_its_workers_and_quits_while_one_hangs(gate: LiveGate) -> None:
    gate.start(PATIENCE)
    kiosk = gate.pid
    assert gate.pass_through("LIVE-1", PATIENCE) is Step.GO
    assert gate.until(lambda: gate.state and gate.state.step is Step.IDLE, PATIENCE)
    for task, number in (
        ("codes", signal.SIGSEGV),
        ("recognition", signal.SIGABRT),
    ):
        worker = gate.child(task)
        os.kill(worker, number)
        assert gate.until(lambda: not gate.is_in_service, PATIENCE)
        assert gate.until(lambda: gate.is_in_service, PATIENCE)
        assert gate.child(task) != worker
    assert {fault.split(" has ")[0] for fault in gate.faults} == {
        "Face recognition",
        "The reading of ticket codes",
    }
    assert gate.notices is not None
    assert {notice.kind for notice in gate.notices.notices} == {"fault"}
    assert gate.pass_through("LIVE-2", PATIENCE) is Step.GO
    os.kill(gate.child("recognition"), signal.SIGSEGV)  # the one in the open gate goes through
    gate.until(lambda: len(gate.ended) == 2, PATIENCE)
    decisions: list[Decision] = [decision for _, decision in gate.ended]
    assert [each.outcome for each in decisions] == [Outcome.PASSED] * 2
    assert gate.pid == kiosk
    assert gate.is_running, "the window never closed"
    workers = [gate.child(task) for task in ("recognition", "codes")]
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    code, _ = gate.stop()
    assert code == 0
    for worker in workers:
        assert not Path(f"/proc/{worker}").exists()
    assert "Traceback" not in gate.output


def test_a_lane_that_fails_comes_back_with_its_cameras(gate: LiveGate) -> None:
    """Only one opener can hold them: what is not let go of can never be opened again."""
    gate.start(PATIENCE)
    gate.tell("lane", ails="fault")
    assert gate.until(lambda: "a fault of the program" in gate.output, PATIENCE)
    gate.camera(0, ails="opening")
    gate.tell("lane", ails="")
    # its window goes on, and says why
    assert gate.until(lambda: gate.state and "does not open" in str(gate.state.failed), PATIENCE), (
        gate.state
    )
    gate.camera(0, ails="")
    assert gate.until(lambda: gate.is_in_service, PATIENCE)
    assert "cannot be opened" not in gate.output
    assert gate.pass_through("LIVE-3", PATIENCE) is Step.GO
