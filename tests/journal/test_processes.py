"""Several real processes on one journal, and one that is killed in the middle."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from station_gate.gate.terms import Outcome
from station_gate.journal.database import open_database
from station_gate.journal.journal import Journal
from station_gate.problems import DeviceMissing, Problem
from tests.journal.passengers import records, reserve, spend, use

OFF = (0.0, 121.0, -121.0, 86400.0, -86400.0)
"""Seconds by which the clocks of the processes are off."""
PROCESSES = len(OFF)
TICKETS = 30


def race(path: Path, lane: str, off: float, start: "Barrier", won: "SimpleQueue[str]") -> None:
    start.wait(60)
    # they also race for making the file
    journal = Journal.open(path, lambda: time.time() + off)
    for number in range(1, TICKETS + 1):
        ticket = f"T{number}"
        if reserve(journal, use(ticket), lane, number):
            assert spend(journal, use(ticket), lane, number)
            won.put(ticket)
    journal.close()


def test_of_several_processes_exactly_one_gets_each_ticket(tmp_path: Path) -> None:
    """Also where their clocks are two minutes or a day off, forwards and backwards."""
    context = multiprocessing.get_context("spawn")
    start, won = context.Barrier(PROCESSES), context.SimpleQueue()
    path = tmp_path / "journal.db"
    lanes = [
        context.Process(target=race, args=(path, f"A{n}", OFF[n], start, won))
        for n in range(PROCESSES)
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(120)
    assert [lane.exitcode for lane in lanes] == [0] * PROCESSES
    tickets = [won.get() for _ in range(TICKETS)]
    assert Counter(tickets) == Counter(f"T{number}" for number in range(1, TICKETS + 1))
    assert won.empty()


VICTIM = """
import os, signal, sys
from pathlib import Path
from station_gate.journal.journal import Journal
from tests.journal.passengers import reserve, spend, use

journal = Journal.open(Path(sys.argv[1]))
assert journal.join("A1") == ("A1", 1)
assert reserve(journal, use("passed"))
journal.opens_for(1)
assert spend(journal, use("passed"))
if sys.argv[2] == "before it opens":
    assert reserve(journal, use("next"), number=2)
elif sys.argv[2] == "while it is open":
    assert reserve(journal, use("next"), number=2)
    journal.opens_for(2)
else:
    connection = journal._file._connection
    connection.execute("PRAGMA cache_size = 5")  # so that unfinished pages reach the disk
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM redemption")
    connection.execute("DELETE FROM decision")
    for number in range(2000):
        connection.execute(
            "INSERT INTO redemption VALUES ('A', ?, '', 'entry', 0, 'A1', 3, 1, 0, '', 0, 1, NULL,"
            " NULL)",
            (f"half {number}",),
        )
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["before it opens", "while it is open", "in the middle"])
def test_a_kill_leaves_no_spent_ticket_without_its_record(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "journal.db"
    root = Path(__file__).resolve().parents[2]
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, str(path), moment],
        check=False,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert victim.returncode == -signal.SIGKILL

    journal = Journal.open(path)
    known = journal.uses([use("passed"), use("next"), use("half 0")])
    opened = moment == "while it is open"
    assert list(known) == [use("passed"), use("next")][: 1 + opened]
    # the ticket of whoever stood before a gate that had not opened is free at once
    assert reserve(journal, use("next"), "A2") is not opened
    assert journal.join("A1") == ("A1", 2 if moment == "in the middle" else 3)
    journal.close()
    ends = [(record.decision.transaction, record.decision.outcome) for record in records(path)]
    assert ends == [(1, Outcome.PASSED), (2, Outcome.ABANDONED)][: 1 + opened]


FULL = """
import os, resource, signal, sys
from pathlib import Path
from station_gate.journal.journal import Journal
from station_gate.problems import Problem
from tests.journal.passengers import reserve, spend, use

path = Path(sys.argv[1])
journal = Journal.open(path)
journal.join("A1")
assert reserve(journal, use("next"))
journal.opens_for(1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = path.with_name(path.name + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    spend(journal, use("next"))
except Problem as problem:
    assert "cannot be written" in str(problem), problem
else:
    raise AssertionError("there was room")
if sys.argv[2] == "room again":
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert spend(journal, use("next"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("then", ["room again", "killed"])
def test_a_full_disk_lets_nobody_through_without_ticket_and_record(
    tmp_path: Path, then: str
) -> None:
    """The passenger is let in, and then not one byte more can be written."""
    path = tmp_path / "journal.db"
    root = Path(__file__).resolve().parents[2]
    victim = subprocess.run(
        [sys.executable, "-c", FULL, str(path), then],
        check=False,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert victim.returncode == -signal.SIGKILL
    journal = Journal.open(path)
    assert not reserve(journal, use("next"), "A2")
    journal.close()
    (record,) = records(path)
    expected = Outcome.PASSED if then == "room again" else Outcome.ABANDONED
    assert record.decision.outcome is expected


def test_a_gate_that_stands_still_keeps_its_ticket(tmp_path: Path) -> None:
    """A process that is stopped is alive: its passenger may be between the flaps."""
    path = tmp_path / "journal.db"
    root = Path(__file__).resolve().parents[2]
    stopped = VICTIM.replace("signal.SIGKILL", "signal.SIGSTOP")
    gate = subprocess.Popen(
        [sys.executable, "-c", stopped, str(path), "before it opens"],
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    os.waitid(os.P_PID, gate.pid, os.WSTOPPED)
    journal = Journal.open(path)
    assert not reserve(journal, use("next"), "A2")
    assert journal.join("A1")[0] == "A1 (2)"
    gate.kill()
    gate.wait()
    assert reserve(journal, use("next"), "A2")
    journal.close()


def test_a_child_of_a_gate_does_not_keep_it_alive(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    first, second = Journal.open(path), Journal.open(path)
    assert reserve(first, use("T"))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)  # lives until the test is done
        os._exit(0)
    os.close(read)
    first.close()
    assert reserve(second, use("T"), "A2")
    second.close()
    os.close(write)
    os.waitpid(child, 0)


def test_a_file_that_others_are_just_making_is_waited_for(tmp_path: Path) -> None:
    """Changing a new file's journal mode is refused at once while another does the same.

    Without waiting three of 60 such rounds failed.
    """
    problems: list[Exception] = []

    def open_it(path: Path, start: threading.Barrier) -> None:
        start.wait(60)
        try:
            open_database(path).close()
        except Problem as problem:
            problems.append(problem)

    for number in range(15):
        start = threading.Barrier(6)
        path = tmp_path / f"{number}.db"
        threads = [threading.Thread(target=open_it, args=(path, start)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert problems == []


def test_a_file_that_stays_locked_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station_gate.journal.database._WAIT", 0.05)
    path = tmp_path / "journal.db"
    open_database(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DeviceMissing, match="database is locked"):
        open_database(path)
    holder.close()
    open_database(path).close()
