"""How long gates that share one journal make each other wait, by turns and by SQLite's chance.

Sixteen processes reserve and record passages on one journal as fast as they can, first with
the journal as shipped, where who has waited longest writes next, then with SQLite's own
waiting (its busy handler, which sleeps longer the longer one has waited). A third run has half a
second between two passages of a gate, as people walk. The longest wait of one call counts.

Run: python benchmarks/gates.py [GATES SECONDS]
"""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._table import Row, publish
from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.gate.uses import Spent, Use
from station_gate.journal.file import JournalFile
from station_gate.journal.journal import Journal
from station_gate.problems import Problem

AT = datetime(2026, 11, 24, 8, 30)
CHECKS = tuple(
    Check(name=f"check_{number}", value=number / 7, limit=number / 3, passed=True, unit="px")
    for number in range(45)
)
PAUSE = 0.5


@contextmanager
def by_chance(file: JournalFile) -> Iterator[None]:
    """Wait as SQLite does by itself."""
    file._connection.execute("PRAGMA busy_timeout = 60000")
    file._connection.execute("BEGIN IMMEDIATE")
    yield


def gate(
    path: Path,
    number: int,
    seconds: float,
    pause: float,
    naive: bool,
    start: Barrier,
    told: "SimpleQueue[list[float]]",
) -> None:
    """Let passengers through until the time is over; tell how long each call took."""
    if naive:
        JournalFile._turn = by_chance  # type: ignore[method-assign,assignment]
    name = f"Gate {number}"
    journal = Journal.open(path)
    journal.join(name)
    took: list[float] = []

    def timed(began: float) -> None:
        took.append(1000 * (time.perf_counter() - began))

    start.wait(120)
    end, passenger = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        passenger += 1
        use = Use(issuer="A", ticket_id=f"{number}-{passenger}")
        lost = Decision(
            transaction=passenger,
            outcome=Outcome.ABANDONED,
            reason=Reason.DEVICE_FAILED,
            checks=CHECKS,
        )
        passed = Decision(transaction=passenger, outcome=Outcome.PASSED, reason=None, checks=CHECKS)
        try:
            began = time.perf_counter()
            journal.reserve(use, name, lost, AT)
            timed(began)
            began = time.perf_counter()
            journal.write(passed, name, AT, Spent(use=use))
            timed(began)
        except Problem as problem:
            print(problem)
            timed(began)
        time.sleep(pause)
    journal.close()
    told.put(took)


def run(gates: int, seconds: float, pause: float, *, naive: bool) -> list[float]:
    """Give how long every call of all gates took, in ms, in order."""
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(gates), context.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite"
        Journal.open(path).close()
        processes = [
            context.Process(target=gate, args=(path, n, seconds, pause, naive, start, told))
            for n in range(gates)
        ]
        for process in processes:
            process.start()
        took = [each for _ in processes for each in told.get()]
        for process in processes:
            process.join()
    return sorted(took)


def main(gates: int = 16, seconds: float = 10.0) -> None:
    """Measure, print and publish."""
    console = Console()
    rows = []
    for name, pause in (("flat out", 0.0), ("half a second between", PAUSE)):
        ours = run(gates, seconds, pause, naive=False)
        other = run(gates, seconds, pause, naive=True)
        for what, took in (("by turns", ours), ("by chance", other)):
            console.print(
                f"{gates} gates, {name}, {what}: {len(took) / 2 / seconds:.0f} passages/s; a call "
                f"p50 {took[len(took) // 2]:.1f}, p99 {took[len(took) * 99 // 100]:.1f}, "
                f"longest {took[-1]:.0f} ms"
            )
        rows.append(Row(f"{gates} gates, {name}: longest wait", ours[-1], "by chance", other[-1]))
    publish(rows)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]), *(float(word) for word in sys.argv[2:3]))
