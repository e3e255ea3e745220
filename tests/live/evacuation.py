"""An evacuation of a real gate with a real fault, at any moment of a passenger; played devices.

What the flaps did is told by the barrier alone: another process with a log of its own
(``tests.barrier.played``), which knows nothing of the gate.
"""

import os
import resource
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from station_gate.gate.terms import Mode, Step
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.qr import write_qr_png
from station_gate.issuing.ticket import sign_ticket
from station_gate.lane.orders import Command
from station_gate.operators.link.folder import sockets
from station_gate.operators.link.protocol import Order, encode
from tests.barrier.played import PlayedBarrier
from tests.conftest import FIXTURES
from tests.live.gate import FACE, LiveGate

MOMENTS = (
    "idle",
    "awaiting ticket",
    "awaiting document",
    "capturing",
    "checking",
    "granted",
    "passing",
    "refused",
    "assistance",
)
_STEPS = {
    "idle": Step.IDLE,
    "awaiting ticket": Step.TICKET,
    "awaiting document": Step.DOCUMENT,
    "capturing": Step.FACE,
    "checking": Step.CHECKING,
    "granted": Step.GO,
    "passing": Step.GO,
    "refused": Step.REFUSED,
    "assistance": Step.ASSISTANCE,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """What the barrier's own log says of one evacuation."""

    opened_after: float | None
    """Seconds from the order until the flaps stood open, 0 where they did; None: never."""
    shut_again: int
    """How often they left their place between that and the reset."""
    answered: bool
    """Whether the operator was told that it was done."""


class Drill:
    """One gate that is evacuated again and again."""

    def __init__(self, folder: Path, patience: float = 60.0) -> None:
        self.played = PlayedBarrier(folder)
        files = f'barrier_device = "{self.played.path}"\nbarrier = "{folder}"'
        self.gate = LiveGate(folder, files=files)
        self._patience = patience
        self._number = 0

    def begin(self) -> None:
        """Power the barrier and start the gate."""
        self.played.__enter__()
        self.gate.start(self._patience * 2)

    def end(self) -> None:
        """End the gate, then the barrier."""
        self.gate.close()
        self.played.__exit__()

    def evacuate(
        self, moment: str, fault: "Callable[[LiveGate], Iterator[None]]", holds: float = 2.0
    ) -> Ending:
        """Bring a passenger to a moment, let the fault come, evacuate, and reset at the end."""
        gate = self.gate
        self._bring(moment)
        with contextmanager(fault)(gate):
            ordered = time.time()
            answered = gate.order(Command.EVACUATE, "a fire", 12.0)
            time.sleep(holds)
            if not gate.is_running:
                gate.start_again()
        gate.until(lambda: gate.state and gate.state.mode is Mode.EVACUATION, self._patience)
        ended = time.time()
        ending = self._ending(ordered, ended, answered)
        self._clear(moment)
        gate.order(Command.RESET, "it was a drill", 12.0)
        if not gate.until(lambda: gate.is_in_service and self._is_idle, self._patience):
            raise AssertionError(f"not back after {moment}: {gate.state}\n{gate.output[-2000:]}")
        return ending

    @property
    def _is_idle(self) -> bool:
        state = self.gate.state
        return state is not None and state.step is Step.IDLE and self.played.is_shut

    def _bring(self, moment: str) -> None:
        """Be a passenger as far as that; a face may need another try on a busy machine."""
        for _ in range(4):
            if self._has_come_to(moment):
                break
            self.gate.tell("lane", acts=f"cancel {time.time()}")
            self.gate.until(lambda: self._is_idle, self._patience)
        else:
            raise AssertionError(f"never {moment}: {self.gate.state}")
        if moment == "passing":
            self.played.tell("beam entry 1")
            self.played.tell("beam safety 1")
            time.sleep(0.3)

    def _has_come_to(self, moment: str) -> bool:
        gate, wanted = self.gate, _STEPS[moment]
        self._number += 1
        if moment in ("awaiting ticket", "assistance"):
            action = "start" if moment == "awaiting ticket" else "help"
            gate.tell("lane", acts=f"{action} {time.time()}")
        elif moment != "idle":
            gate.camera(0, shows="" if moment == "capturing" else str(FACE))
            ticket = self._issue("NFD" if moment == "refused" else "HBR")
            gate.camera(1, shows=str(ticket))
            gate.until(lambda: gate.state and gate.state.step is not Step.IDLE, self._patience)
            gate.camera(1, shows="")
        ends = (wanted, Step.REFUSED, Step.ASSISTANCE, Step.OUT_OF_SERVICE)
        gate.until(lambda: gate.state and gate.state.step in ends, self._patience)
        return gate.state is not None and gate.state.step is wanted

    def _issue(self, origin: str) -> Path:
        departure = (datetime.now() + timedelta(minutes=30)).replace(second=0, microsecond=0)
        ticket = Ticket(
            ticket_id=f"DRILL-{self._number}-{os.getpid()}-{int(time.time())}",
            issuer="SGR-DEMO",
            key_id="1",
            name="RIVERA ALEX",
            train="SG 127",
            origin=origin,
            destination="NFD" if origin == "HBR" else "HBR",
            departure=departure,
        )
        path = self.gate.folder / f"{ticket.ticket_id}.png"
        key = IssuerKey.load(FIXTURES / "issuer/SGR-DEMO-1.pem")
        write_qr_png(sign_ticket(ticket, key), path)
        return path

    def _clear(self, moment: str) -> None:
        self.gate.camera(0, shows="")
        self.gate.camera(1, shows="")
        if moment == "passing":  # and gone
            for beam in ("entry 0", "exit 1", "safety 0", "exit 0"):
                self.played.tell(f"beam {beam}")
                time.sleep(0.2)

    def _ending(self, ordered: float, ended: float, answered: bool) -> Ending:
        lines = [(at, what) for at, what in self.played.lines if at <= ended]
        before = [what for at, what in lines if at < ordered]
        opened = 0.0 if before and before[-1] == "opened" else None
        shut = 0
        for at, what in lines:
            if at < ordered:
                continue
            if what == "opened" and opened is None:
                opened = at - ordered
            elif what in ("closing", "closed") and opened is not None:
                shut += what == "closing"
        return Ending(opened, shut, answered)


# ---------------------------------------------------------------------- what goes wrong


def nothing(gate: LiveGate) -> Iterator[None]:
    """Nothing."""
    yield


def journal_locked(gate: LiveGate) -> Iterator[None]:
    """Another program holds the journal: a backup, a shell."""
    other = sqlite3.connect(gate.journal, isolation_level=None, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def journal_full(gate: LiveGate) -> Iterator[None]:
    """No file of the kiosk's can grow: what is left on a full disk."""
    _, hard = resource.prlimit(gate.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(gate.pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(gate.pid, resource.RLIMIT_FSIZE, (hard, hard))


def journal_deleted(gate: LiveGate) -> Iterator[None]:
    """Somebody tidies up, and takes it out of the bin again."""
    paths = [gate.journal.with_name(gate.journal.name + end) for end in ("", "-wal", "-shm")]
    gone = [path for path in paths if path.exists()]
    for path in gone:
        path.rename(path.with_name(f"{path.name}.gone"))
    try:
        yield
    finally:
        for path in gone:
            path.with_name(f"{path.name}.gone").rename(path)


def journal_read_only(gate: LiveGate) -> Iterator[None]:
    """Yield the disk is mounted anew, for reading only."""
    gate.tell("journal", ails="read-only")
    try:
        yield
    finally:
        gate.tell("journal", ails="")


def cameras_lost(gate: LiveGate) -> Iterator[None]:
    """Both cameras are pulled out."""
    for camera in (0, 1):
        gate.camera(camera, ails="lost")
    try:
        yield
    finally:
        for camera in (0, 1):
            gate.camera(camera, ails="")


def recognition_dead(gate: LiveGate) -> Iterator[None]:
    """Face recognition crashes."""
    _signal(gate, signal.SIGSEGV)
    yield


def recognition_hung(gate: LiveGate) -> Iterator[None]:
    """Face recognition says nothing any more."""
    _signal(gate, signal.SIGSTOP)
    yield


def recognition_out_of_memory(gate: LiveGate) -> Iterator[None]:
    """Face recognition gets no memory any more."""
    if pid := gate.child("recognition"):
        with suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
    yield


def lane_failed(gate: LiveGate) -> Iterator[None]:
    """Yield the lane raises an error whenever it is driven, and so does each one after it."""
    gate.tell("lane", ails="fault")
    try:
        gate.until(lambda: gate.state and time.time() - gate.state.at > 1.5, 30.0)
        yield
    finally:
        gate.tell("lane", ails="")


def link_flooded(gate: LiveGate) -> Iterator[None]:
    """Four strangers who may come to the socket send orders as fast as it takes them."""
    over = threading.Event()
    order = encode(Order(order="f", command=Command.ACKNOWLEDGE, reason="flood")) * 60

    def flood() -> None:
        while not over.is_set():
            for path in sockets(gate.folder / "link"):
                with suppress(OSError), socket.socket(socket.AF_UNIX) as board:
                    board.settimeout(0.2)
                    board.connect(str(path))
                    while not over.is_set():
                        with suppress(TimeoutError):
                            board.sendall(order)
                            board.recv(1 << 20)

    floods = [threading.Thread(target=flood) for _ in range(4)]
    for each in floods:
        each.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        over.set()
        for each in floods:
            each.join()


def killed_and_restarted(gate: LiveGate) -> Iterator[None]:
    """Yield the kiosk's process is killed a moment after the order, and started again."""
    killer = threading.Timer(0.6, gate.kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()


def program_stopped(gate: LiveGate) -> Iterator[None]:
    """Native code keeps the interpreter, or the system the whole process, and goes on later."""
    os.kill(gate.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(gate.pid, signal.SIGCONT)


def _signal(gate: LiveGate, number: signal.Signals) -> None:
    if pid := gate.child("recognition"):
        os.kill(pid, number)


FAULTS: dict[str, Callable[[LiveGate], Iterator[None]]] = {
    "journal locked": journal_locked,
    "journal full": journal_full,
    "journal deleted": journal_deleted,
    "journal read-only": journal_read_only,
    "cameras lost": cameras_lost,
    "recognition dead": recognition_dead,
    "recognition hung": recognition_hung,
    "recognition out of memory": recognition_out_of_memory,
    "lane failed": lane_failed,
    "link flooded": link_flooded,
    "killed -9 and restarted": killed_and_restarted,
    "program stopped": program_stopped,
}
