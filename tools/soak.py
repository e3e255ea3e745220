"""A live gate with a fault every minute: every passenger is accounted for, or this fails.

    python tools/soak.py --minutes 30

The gate is the real program with played cameras, on an X server of its own (Xvfb). One
passenger comes after the other, each with a ticket of their own; every minute something
breaks at a moment of chance, and is mended after a few seconds. At the end the journal is
put beside what was seen. Prints a table in Markdown.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from station_gate.gate.terms import Outcome, Step
from station_gate.journal.records import Records, Wanted
from tests.live.gate import FACE, LiveGate

EVERY = 60.0
"""Seconds from fault to fault."""
LASTS = 8.0
"""Seconds that a camera ails, and a lane fails."""
LOCKED = 15.0
"""Seconds that another program keeps the journal locked."""
RESTART = 2.0
"""Seconds until a supervisor starts a kiosk that was killed (RestartSec of the unit)."""
BACK = 10.0
"""Seconds after the end of the cause in which a gate that was not killed has to be back."""
STARTED = 40.0
"""Seconds that a start may take, on a machine that is busy with other things."""
SETTLED = 300.0
"""Seconds after a start in which the kiosk's store of sprites fills: by then each screen has
been seen, and from then on its memory does not grow."""
GROWTH = 30
"""Megabytes that it may grow by after that: frames and answers come and go."""
PATIENCE = 45.0
"""Seconds until a fault counts as one that the gate does not come back from."""


@dataclass(slots=True)
class Passenger:
    """One who came: what was seen of them from outside."""

    ticket: str
    began: bool = False
    let_in: bool = False
    cut_off: bool = False
    """The kiosk was killed meanwhile."""


@dataclass(slots=True)
class Fault:
    """A way of breaking the gate, and how often and how well it came back."""

    name: str
    does: Callable[[LiveGate], float]
    """Breaks and mends; gives when the cause ended (monotonic)."""
    within: float = BACK
    """Seconds after the end of the cause in which the gate has to be back."""
    times: int = 0
    noticed: int = 0
    backs: list[float] = field(default_factory=list)


def crashed(task: str, number: signal.Signals) -> Callable[[LiveGate], float]:
    """Signal the process that does a task."""

    def crash(gate: LiveGate) -> float:
        os.kill(gate.child(task), number)
        return time.monotonic()

    return crash


def ailing(part: str, ails: str) -> Callable[[LiveGate], float]:
    """Have a camera or the lane ail for a while."""

    def ail(gate: LiveGate) -> float:
        gate.tell(part, ails=ails)
        time.sleep(LASTS)
        gate.tell(part, ails="")
        return time.monotonic()

    return ail


def lock_the_journal(gate: LiveGate) -> float:
    """Keep every other writer out for a while."""
    with closing(sqlite3.connect(gate.journal, isolation_level=None)) as journal:
        journal.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED)
        journal.execute("ROLLBACK")
    return time.monotonic()


def kill_the_kiosk(gate: LiveGate) -> float:
    """End it with SIGKILL and start it again, as its supervisor does."""
    gate.kill()
    time.sleep(RESTART)
    ended = time.monotonic()
    gate.start()
    return ended


def every_fault() -> list[Fault]:
    """Everything that breaks here, once."""
    return [
        Fault("recognition crashes (SIGSEGV)", crashed("recognition", signal.SIGSEGV)),
        Fault("ticket camera lost for 8 s", ailing("1", "lost")),
        Fault("recognition hangs (SIGSTOP)", crashed("recognition", signal.SIGSTOP)),
        Fault("the lane fails for 8 s", ailing("lane", "fault")),
        Fault("code reading crashes (SIGSEGV)", crashed("codes", signal.SIGSEGV)),
        Fault("face camera lost for 8 s", ailing("0", "lost")),
        Fault("kiosk killed (SIGKILL), started again", kill_the_kiosk, within=STARTED),
        Fault("recognition killed, as for want of memory", crashed("recognition", signal.SIGKILL)),
        Fault("face camera undecodable for 8 s", ailing("0", "undecodable")),
        Fault("journal locked for 15 s", lock_the_journal),
        Fault("code reading hangs (SIGSTOP)", crashed("codes", signal.SIGSTOP)),
        Fault("reading of documents crashes (SIGSEGV)", crashed("documents", signal.SIGSEGV)),
        Fault("ticket camera undecodable for 8 s", ailing("1", "undecodable")),
        Fault("face camera hangs for 8 s", ailing("0", "hanging")),
        Fault("ticket camera hangs for 8 s", ailing("1", "hanging")),
    ]


class Soak:
    """The gate, its passengers, and whoever breaks it."""

    def __init__(self, gate: LiveGate, minutes: float, chance: random.Random) -> None:
        self.gate = gate
        self.faults = every_fault()
        self.passengers: list[Passenger] = []
        self.sizes: list[int] = []
        """Resident megabytes of the kiosk after each passenger, once it has settled."""
        self._sized, self._since = 0, 0.0
        self._until = time.monotonic() + 60 * minutes
        self._chance = chance

    def run(self) -> None:
        """Break the gate every minute while passengers come."""
        breaking = threading.Thread(target=self._break_it, daemon=True)
        breaking.start()
        while time.monotonic() < self._until or breaking.is_alive():
            self._next_passenger()
        breaking.join()

    def _break_it(self) -> None:
        begin = time.monotonic()
        number = 0
        while (due := begin + (number + self._chance.uniform(0.2, 0.8)) * EVERY) < self._until:
            time.sleep(max(0.0, due - time.monotonic()))
            if not self.gate.until(lambda: self.gate.is_in_service, PATIENCE):
                print("the gate is not in service when the next fault is due", flush=True)
            self._one_fault(self.faults[number % len(self.faults)])
            number += 1

    def _one_fault(self, fault: Fault) -> None:
        watching = threading.Event()
        seen = threading.Event()

        def watch() -> None:
            while not watching.wait(0.05):
                if not self.gate.is_in_service:
                    seen.set()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        ended = fault.does(self.gate)
        # a process that hangs is found out by what it owes; nothing is to be seen before
        self.gate.until(seen.is_set, 8.0)
        self.gate.until(lambda: self.gate.is_in_service, PATIENCE)
        back = time.monotonic() - ended if seen.is_set() else 0.0
        watching.set()
        watcher.join()
        fault.times += 1
        fault.noticed += seen.is_set()
        fault.backs.append(back)
        print(f"{fault.name}: back after {back:.1f} s", flush=True)

    def _next_passenger(self) -> None:
        gate = self.gate
        if not gate.until(lambda: gate.is_in_service and self._step is Step.IDLE, 5.0):
            return
        who = Passenger(f"SOAK-{len(self.passengers) + 1:04}")
        self.passengers.append(who)
        run = gate.runs
        gate.camera(0, shows=str(FACE))
        picture = gate.issue(who.ticket)
        gate.camera(1, shows=str(picture))
        gate.until(lambda: gate.runs != run or self._is_served, 10.0)
        gate.camera(1, shows="")
        who.began = self._is_served
        gate.until(lambda: gate.runs != run or self._note_end(who), 90.0)
        who.cut_off = gate.runs != run or not gate.is_running
        picture.unlink()
        self._weigh()

    def _weigh(self) -> None:
        if self._sized != self.gate.runs:
            self._sized, self._since = self.gate.runs, time.monotonic()
            self.sizes.clear()
        if self.gate.is_running and time.monotonic() > self._since + SETTLED:
            self.sizes.append(size_of(self.gate.pid)[0])

    @property
    def _step(self) -> Step | None:
        return self.gate.state.step if self.gate.state else None

    @property
    def _is_served(self) -> bool:
        return self._step in (Step.DOCUMENT, Step.FACE, Step.CHECKING, Step.GO, Step.REFUSED)

    def _note_end(self, who: Passenger) -> bool:
        """Look at how far the passenger is; whether they are done."""
        who.let_in = who.let_in or self._step is Step.GO
        return self._step in (Step.IDLE, Step.TICKET, Step.OUT_OF_SERVICE)


def account(passengers: list[Passenger], journal: Path) -> tuple[Counter[str], list[str]]:
    """Put what was seen beside the journal: how they ended, and everything that is not right."""
    with closing(Records.open(journal)) as records:
        decisions = [each.decision for each in records.every(Wanted())]
    with closing(sqlite3.connect(journal)) as connection:
        spent = {
            name
            for (name,) in connection.execute("SELECT ticket_id FROM redemption WHERE used = 1")
        }
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    for who in passengers:
        outcomes = [each.outcome for each in decisions if each.ticket_id == who.ticket]
        passed = outcomes.count(Outcome.PASSED)
        if passed > 1:
            wrong.append(f"{who.ticket} passed {passed} times")
        is_spent = who.ticket in spent
        # whoever was in the open gate when it was killed may have gone through: on record, too
        if passed > is_spent or (is_spent and not passed and not (who.cut_off and outcomes)):
            wrong.append(f"{who.ticket}: passed {passed}, spent {is_spent}")
        if outcomes:
            ends[outcomes[-1].value] += 1
        elif who.cut_off:
            ends["cut off by the kill, without a passage"] += 1
        elif who.began:
            wrong.append(f"{who.ticket} began and has no record")
        else:
            ends["found the gate out of service"] += 1
        if who.let_in and not outcomes and not who.cut_off:
            wrong.append(f"{who.ticket} was let in and has no record")
    known = {who.ticket for who in passengers}
    wrong += [f"{name} is spent and never came" for name in spent - known]
    return ends, wrong


def size_of(pid: int) -> tuple[int, int]:
    """Resident megabytes and threads of a process."""
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return int(status["VmRSS"].split()[0]) // 1024, int(status["Threads"])


def main() -> int:
    """Run it; 1 where something is not as it has to be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=13)
    order = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # the gate is ended, too
    # a shell has its background jobs ignore Ctrl-C, and the gate would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    gate = LiveGate(folder)
    try:
        gate.start()
        soak = Soak(gate, order.minutes, random.Random(order.seed))
        began = size_of(gate.pid)[0]
        soak.run()
        ended, threads = size_of(gate.pid)
        code, took = gate.stop()
    finally:
        gate.close()
    ends, wrong = account(soak.passengers, gate.journal)
    for fault in soak.faults:
        late = [back for back in fault.backs if back > fault.within]
        wrong += [f"{fault.name}: back after {back:.1f} s only" for back in late]
    if soak.sizes and soak.sizes[-1] > soak.sizes[0] + GROWTH:
        wrong.append(f"the kiosk grew from {soak.sizes[0]} to {soak.sizes[-1]} MB")
    if code != 0:
        wrong.append(f"quitting gave {code}")
    if "Traceback" in gate.output:
        wrong.append("a traceback was printed")
    report(soak, ends, order.minutes)
    print(
        f"\nQuitting took {took:.1f} s. The kiosk alone: {began} MB resident at its start, "
        + (f"{soak.sizes[0]} MB five minutes after its last one, " if soak.sizes else "")
        + f"{ended} MB and {threads} threads at the end."
    )
    print("\n".join(["", "NOT AS IT HAS TO BE:", *wrong]) if wrong else "\nAll as it has to be.")
    print(f"Everything is in {folder}.")
    return 1 if wrong else 0


def report(soak: Soak, ends: Counter[str], minutes: float) -> None:
    """Print the tables."""
    count = sum(fault.times for fault in soak.faults)
    print(f"\n{minutes:g} minutes, {count} faults, {len(soak.passengers)} passengers\n")
    print("| fault | times | out of service | back after, at most |\n|---|--:|--:|--:|")
    for fault in soak.faults:
        if fault.times:
            print(f"| {fault.name} | {fault.times} | {fault.noticed} | {max(fault.backs):.1f} s |")
    print("\n| passengers | |\n|---|--:|")
    for end, number in ends.most_common():
        print(f"| {end} | {number} |")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
