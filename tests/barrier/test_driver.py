"""The barrier's process: what it holds, whatever becomes of the gate. Real processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from station_gate.barrier.behaviour import stands_between_flaps
from station_gate.barrier.driven import DrivenBarrier
from station_gate.barrier.driver import Driver
from station_gate.barrier.modefile import ModeFile
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.barrier.walker import PATIENCE
from station_gate.gate.events import BarrierReported
from station_gate.gate.terms import BarrierReport, Beam, Mode
from station_gate.problems import BadInput
from tests.barrier.played import PlayedBarrier
from tests.proc import running


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30.0
    while not condition():
        assert time.monotonic() < end, f"never {what}"
        threading.Event().wait(0.01)


# ---------------------------------------------------------------------- its rules, in no time


class Rig:
    """A driver and its barrier on a clock of the test's."""

    def __init__(self, folder: Path, mode: Mode = Mode.IN_SERVICE) -> None:
        self.file = ModeFile(folder / "gate.mode")
        if mode is not Mode.IN_SERVICE:
            self.file.keep(mode)
        self.barrier = SimulatedBarrier(fallen=True)
        self.now = 1000.0
        self.driver = Driver(self.barrier, self.file)
        self.driver.begin(self.now)

    def run(self, seconds: float) -> float:
        end = self.now + seconds
        while self.now < end:
            self.now += 0.02
            self.driver.step(self.now)
        return self.barrier.position(self.now)


def test_after_a_loss_of_power_the_flaps_stand_open_and_then_close(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    assert rig.barrier.position(rig.now) == 1.0
    assert rig.run(1.0) == 0.0


@pytest.mark.parametrize("mode", [Mode.EVACUATION, Mode.FREE_PASSAGE])
def test_what_was_held_open_is_so_from_the_first_moment(tmp_path: Path, mode: Mode) -> None:
    rig = Rig(tmp_path, mode)
    rig.driver.close(rig.now)
    assert rig.run(3.0) == 1.0
    rig.driver.lane_gone(rig.now)
    assert rig.run(3.0) == 1.0
    rig.driver.command(Mode.IN_SERVICE, rig.now)
    assert rig.run(3.0) == 0.0
    assert rig.file.read() is Mode.IN_SERVICE


def test_an_evacuation_ends_with_a_reset_alone(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.driver.command(Mode.EVACUATION, rig.now)
    for mode in (Mode.LOCKED, Mode.FREE_PASSAGE, Mode.OUT_OF_SERVICE):
        rig.driver.command(mode, rig.now)
        assert rig.driver.mode is rig.file.read() is Mode.EVACUATION
    assert rig.run(3.0) == 1.0


def test_flaps_that_shut_are_opened_again(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.driver.command(Mode.EVACUATION, rig.now)
    rig.run(2.0)
    rig.barrier.close(rig.now)  # somebody leans on them, or a wire is loose
    rig.run(0.52)
    assert rig.run(1.0) == 1.0


def test_a_lane_that_goes_leaves_nobody_between_the_flaps(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.driver.open(rig.now)
    rig.barrier.send(stands_between_flaps(PATIENCE), rig.now)
    while Beam.SAFETY not in rig.barrier.broken():
        rig.run(0.1)
    rig.driver.lane_gone(rig.now)
    assert rig.run(3.0) == 1.0
    rig.run(PATIENCE)
    assert rig.run(5.0) == 0.0


# ---------------------------------------------------------------------- the process


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a short path, and nothing left running that held an evacuation."""
    folder = tmp_path_factory.mktemp("b")
    yield folder
    for pid in running("station_gate.barrier.driver", str(folder)):
        os.kill(pid, signal.SIGKILL)


def begun(folder: Path, gate: str, device: Path | None = None) -> DrivenBarrier:
    barrier = DrivenBarrier(folder, gate, device)
    try:
        barrier.ready()
    except BadInput:
        barrier.end()
        raise
    return barrier


def reports(barrier: DrivenBarrier) -> list[BarrierReport]:
    return [event.report for _, event in barrier.step(0.0) if isinstance(event, BarrierReported)]


def test_its_process_loads_nothing_that_can_take_it_down() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, station_gate.barrier.driver; print(*sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    packages = {name.split(".")[0] for name in said} - {"station_gate"}
    assert not packages - set(sys.stdlib_module_names) - _loaded_at_any_rate()
    assert not packages & {"sqlite3", "numpy", "cv2", "pygame", "pydantic"}


def _loaded_at_any_rate() -> set[str]:
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in bare.stdout.split()}


def test_an_evacuation_outlives_the_gate_and_its_process(folder: Path) -> None:
    with PlayedBarrier(folder) as played:
        barrier = begun(folder, "Gate 1", played.path)
        until(lambda: played.is_shut, "shut")
        barrier.command(Mode.EVACUATION)
        until(lambda: barrier.is_done(Mode.EVACUATION), "evacuated")
        assert played.is_open
        barrier.end()
        assert barrier.mode is Mode.EVACUATION
        barrier = begun(folder, "Gate 1", played.path)
        assert barrier.mode is Mode.EVACUATION
        pid = barrier.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        until(lambda: barrier.trouble is not None, "noticed")
        until(lambda: barrier.is_done(Mode.EVACUATION), "evacuated again")
        assert BarrierReport.FAULT in reports(barrier)
        assert barrier.pid != pid
        barrier.take_over()
        barrier.close(0.0)  # a lane that knows nothing of it
        assert played.shut_since_it_opened() == 0
        barrier.command(Mode.IN_SERVICE)
        until(lambda: played.is_shut, "shut again")
        barrier.end()
        until(lambda: played.is_open, "without power, and open")


def test_a_process_that_hangs_is_begun_anew(folder: Path) -> None:
    barrier = begun(folder, "Gate 1")
    barrier.command(Mode.FREE_PASSAGE)
    until(lambda: barrier.is_done(Mode.FREE_PASSAGE), "open")
    pid = barrier.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    until(lambda: barrier.trouble is not None, "noticed")
    until(lambda: barrier.is_done(Mode.FREE_PASSAGE), "open again")
    assert barrier.pid != pid
    barrier.command(Mode.IN_SERVICE)
    until(lambda: barrier.is_done(Mode.IN_SERVICE), "reset")
    barrier.end()


def test_two_gates_of_one_name_do_not_share_a_barrier(folder: Path) -> None:
    barrier = begun(folder, "Gate 1")
    with pytest.raises(BadInput, match="runs here already"):
        begun(folder, "Gate 1")
    barrier.end()


def test_a_folder_that_cannot_be_made_keeps_nobody_in(folder: Path) -> None:
    (folder / "file").touch()
    barrier = begun(folder / "file" / "in", "Gate 1")
    barrier.command(Mode.EVACUATION)
    until(lambda: barrier.is_done(Mode.EVACUATION), "open")
    assert barrier.trouble is not None
    barrier.command(Mode.IN_SERVICE)
    until(lambda: barrier.is_done(Mode.IN_SERVICE), "reset")
    barrier.end()


def test_whoever_is_no_lane_is_sent_away(folder: Path) -> None:
    barrier = begun(folder, "Gate 1")
    barrier.command(Mode.EVACUATION)
    until(lambda: barrier.is_done(Mode.EVACUATION), "open")
    (path,) = folder.glob("*.sock")
    for rubbish in (
        b"\x00" * 9000,
        b"[1]\n",
        b'{"do": "mode", "mode": "x"}\n',
        b"[" * 4000 + b"\n",
        b"null\n",
    ):
        with closing(socket.socket(socket.AF_UNIX)) as stranger:
            stranger.connect(str(path))
            with suppress(OSError):  # it may have been sent away already
                stranger.send(rubbish)
    assert barrier.is_done(Mode.EVACUATION)
    barrier.command(Mode.IN_SERVICE)
    until(lambda: barrier.is_done(Mode.IN_SERVICE), "reset")
    barrier.end()
