"""A process that is watched: real ones, which crash, hang and lose their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from station_gate.processes import watched
from station_gate.processes.pictures import PictureMemory
from station_gate.processes.watched import BEAT, PAUSES, START, ProcessLost, WatchedProcess
from tests.processes import tasks

PATIENCE = 60.0
"""Seconds until a test gives up; never part of what is asserted."""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells it in /proc")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let processes be started anew at once."""
    monkeypatch.setattr(watched, "PAUSES", (0.0,))


@pytest.fixture
def process(quick: None) -> Iterator[WatchedProcess]:
    process = WatchedProcess("The work", tasks.make_task)
    yield process
    process.release()


def until(process: WatchedProcess, what: Callable[[], object]) -> None:
    """Tend a process until something is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        process.tend()
        assert time.monotonic() < end, process.failed
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_requests_and_pictures_of_any_size_are_answered(process: WatchedProcess) -> None:
    assert process.ask(("what", 1)) == ("what", 1)
    for shape in ((2, 3, 3), (720, 1280, 3), (48, 64, 3), (3000, 2000, 3)):
        picture = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
        assert process.ask("mean", picture) == pytest.approx(picture.mean())
        assert process.ask("mean", picture[::2, ::-1]) == pytest.approx(picture[::2].mean())
    assert process.failed is None


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("segfault", "has crashed (SIGSEGV)"),
        ("abort", "has crashed (SIGABRT)"),
        ("raise", "has ended by itself (code 1)"),
        ("leave", "has ended by itself (code 7)"),
        ("poison", "does not say what it should"),
    ],
)
def test_a_process_that_breaks_is_said_and_started_anew(
    process: WatchedProcess, does: str, says: str
) -> None:
    first = process.ask("pid")
    with pytest.raises(ProcessLost) as lost:
        process.ask(does)
    assert str(lost.value) == process.failed == f"The work {says}; it is started anew."
    with pytest.raises(ProcessLost, match="started anew"):
        process.ask("pid")  # nobody waits for it
    until(process, lambda: process.failed is None)
    assert process.ask("pid") != first
    assert not is_running(first)


@pytest.mark.parametrize("does", ["hang", "stop"])
def test_a_process_that_hangs_is_ended_and_started_anew(quick: None, does: str) -> None:
    process = WatchedProcess("The work", tasks.make_task, answer=1.0)
    first = process.pid
    assert first is not None
    until(process, lambda: process.pause == BEAT)
    with pytest.raises(ProcessLost, match="The work has not answered for 1 seconds; it is started"):
        process.ask(does)
    assert not is_running(first)
    until(process, lambda: process.failed is None)
    process.release()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGSTOP])
def test_that_an_idle_process_is_lost_is_noticed(quick: None, number: signal.Signals) -> None:
    process = WatchedProcess("The work", tasks.make_task, answer=1.0)
    until(process, lambda: process.pause == BEAT)
    first = process.pid
    assert first is not None
    os.kill(first, number)
    until(process, lambda: process.failed)
    until(process, lambda: process.failed is None)
    assert process.pid != first
    process.release()


def test_a_task_that_cannot_be_made_says_why_and_is_tried_again(
    quick: None, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    process = WatchedProcess("The work", tasks.MadeOnce(model))
    with pytest.raises(ProcessLost, match=r"^The model is missing; install it\.$"):
        process.ask("pid")
    until(process, lambda: process.pid is not None)
    assert process.failed == "The model is missing; install it."
    model.touch()
    until(process, lambda: process.failed is None)
    assert process.ask("pid") == process.pid
    process.release()


def test_one_that_keeps_failing_is_tried_less_and_less_often_but_often_enough() -> None:
    now = [0.0]
    process = WatchedProcess("The work", tasks.DiesYoung(), clock=lambda: now[0])
    pauses = []
    for _ in range(6):
        end = time.monotonic() + PATIENCE
        while process.pid is not None and time.monotonic() < end:
            process.tend()
            time.sleep(0.01)
        assert process.failed == "The work has crashed (SIGBUS); it is started anew."
        lost = now[0]
        while process.pid is None:
            now[0] += 0.1
            process.tend()
        pauses.append(now[0] - lost)
    process.release()
    assert pauses == pytest.approx([*PAUSES, PAUSES[-1], PAUSES[-1]], abs=0.11)
    assert max(PAUSES) < 5.0, "a gate is to be back within 10 s"


def test_one_that_is_never_ready_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    with monkeypatch.context() as other:
        other.setattr(subprocess, "Popen", _sleeper)
        process = WatchedProcess("The work", tasks.make_task, clock=lambda: now[0])
    process.tend()
    assert process.failed is None
    now[0] += START + 1.0
    process.tend()
    assert process.failed == "The work was not ready after 30 seconds; it is started anew."
    process.release()


def _sleeper(command: list[str], **options: object) -> "subprocess.Popen[bytes]":
    return _popen(["sleep", "600"], pass_fds=options["pass_fds"])  # type: ignore[call-overload,no-any-return]


_popen = subprocess.Popen


def test_one_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    process = WatchedProcess("The work", tasks.make_task)
    says = "The work cannot be started (No such file or directory); it is started anew."
    assert process.failed == says
    process.release()


def test_closing_ends_what_hangs_and_whoever_waits_for_it(process: WatchedProcess) -> None:
    pid = process.ask("pid")
    lost: list[str] = []

    def wait() -> None:
        try:
            process.ask("hang")
        except ProcessLost as problem:
            lost.append(str(problem))

    waiting = threading.Thread(target=wait)
    waiting.start()
    process.close()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()
    assert len(lost) == 1
    assert not is_running(pid)
    process.tend()
    assert process.pid is None, "nothing is started any more"


@LINUX
def test_failing_again_and_again_leaks_nothing(process: WatchedProcess) -> None:
    process.ask("pid")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(ProcessLost):
            process.ask("leave")
        until(process, lambda: process.failed is None)
    assert len(os.listdir("/proc/self/fd")) == before


@LINUX
@pytest.mark.parametrize("number", [0, signal.SIGSTOP])
def test_no_process_outlives_a_parent_that_is_killed(number: int) -> None:
    parent = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import time\n"
            "from station_gate.processes.watched import WatchedProcess\n"
            "from tests.processes.tasks import make_task\n"
            "print(WatchedProcess('The work', make_task).ask('pid'), flush=True)\n"
            "time.sleep(600)",
        ],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    if number:
        os.kill(child, number)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + PATIENCE
    while is_running(child) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_running(child)


@LINUX
def test_it_is_the_first_to_go_where_memory_is_short(process: WatchedProcess) -> None:
    process.ask("pid")
    assert Path(f"/proc/{process.pid}/oom_score_adj").read_text().strip() == "800"


def test_nothing_of_a_picture_is_left_in_the_memory() -> None:
    memory = PictureMemory()
    memory.write(np.full((50, 40, 3), 255, np.uint8))
    memory.write(np.full((5, 4, 3), 7, np.uint8))
    other = PictureMemory(os.dup(memory.descriptor))
    assert other.read((5, 4, 3)).max() == 7
    memory.wipe()
    assert os.pread(memory.descriptor, 6001, 0) == bytes(6000)
    other.close()
    memory.close()
