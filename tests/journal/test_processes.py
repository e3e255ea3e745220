"""Several real processes on one journal, and one that is killed in the middle."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from station_gate.journal.database import open_database
from station_gate.journal.journal import Journal
from station_gate.problems import DeviceMissing, Problem

PROCESSES = 4
TICKETS = 60


def race(path: Path, lane: str, start: "Barrier", won: "SimpleQueue[str]") -> None:
    start.wait(60)
    journal = Journal.open(path)  # they also race for making the file
    for number in range(TICKETS):
        ticket = f"T{number}"
        if journal.reserve(ticket, lane, number):
            assert journal.commit(ticket)
            won.put(ticket)
    journal.close()


def test_of_several_processes_exactly_one_gets_each_ticket(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, won = context.Barrier(PROCESSES), context.SimpleQueue()
    path = tmp_path / "journal.db"
    lanes = [
        context.Process(target=race, args=(path, f"A{n}", start, won)) for n in range(PROCESSES)
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(120)
    assert [lane.exitcode for lane in lanes] == [0] * PROCESSES
    tickets = [won.get() for _ in range(TICKETS)]
    assert Counter(tickets) == Counter(f"T{number}" for number in range(TICKETS))
    assert won.empty()


VICTIM = """
import sys
from datetime import datetime
from pathlib import Path
from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Outcome
from station_gate.journal.journal import Journal

journal = Journal.open(Path(sys.argv[1]))
assert journal.reserve("passed", "A1", 1) and journal.commit("passed")
decision = Decision(transaction=1, outcome=Outcome.REFUSED, reason=Reason.NO_FACE)
journal.write(decision, "A1", datetime(2026, 11, 24))
assert journal.reserve("open", "A1", 2)
connection = journal._connection
connection.execute("PRAGMA cache_size = 5")  # so that unfinished pages reach the disk
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE redemption SET used = 1")
for number in range(2000):
    connection.execute("INSERT INTO redemption VALUES (?, 'A1', 3, 0, 1)", (f"half {number}",))
print("in the middle", flush=True)
sys.stdin.read()
"""


def test_a_kill_in_mid_transaction_leaves_the_journal_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    with victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "in the middle\n"
        victim.send_signal(signal.SIGKILL)
    assert victim.returncode == -signal.SIGKILL

    journal = Journal.open(path)
    assert journal.used_ago("passed") is not None
    assert journal.used_ago("half 0") is None
    assert journal.next_transaction("A1") == 3
    journal.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT count(*) FROM decision").fetchone() == (1,)
    assert connection.execute("SELECT ticket_id, used FROM redemption").fetchall() == [
        ("open", 0),
        ("passed", 1),
    ]
    connection.close()


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

    for number in range(60):
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
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DeviceMissing, match="database is locked"):
        open_database(path)
    holder.close()
    open_database(path).close()
