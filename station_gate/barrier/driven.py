"""A live gate's end of its barrier's process: what it drives, and what it hears of it.

A thread keeps the connection: it begins the process, takes up one that has outlived a gate
that was killed, and begins another where one dies or hangs. Orders may come from any thread;
nothing here waits for the process but the opening.
"""

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from station_gate.barrier.behaviour import Behaviour
from station_gate.barrier.driver import VERSION, after
from station_gate.barrier.orders import SafetyOrder, from_driver
from station_gate.barrier.simulated import Happening
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.tables import OPEN_MODES
from station_gate.gate.terms import BarrierReport, Beam, Mode
from station_gate.problems import BadInput, DeviceMissing

_BEGINS_WITHIN = 10.0
"""Seconds; on an idle machine it takes 0.15."""
_SILENCE = 3.0
"""Seconds without a sign of life after which the process hangs; it gives one each half."""
_PAUSE = 0.1
"""Seconds until a process that ended is begun anew."""
_LONGEST_PATH = 100
_HOLDING: list[subprocess.Popen[bytes]] = []
"""Processes that hold an evacuation open after their gate has ended."""


def barrier_folder(chosen: Path | None) -> Path:
    """Give the folder where gates keep their modes: the one that was chosen, else this user's."""
    return chosen or user_state_path("station-gate") / "barrier"


class DrivenBarrier:
    """A ``Barrier`` in a process of its own, for as long as a live gate runs."""

    def __init__(
        self, folder: Path, gate: str, device: Path | None = None, orders: Path | None = None
    ) -> None:
        """Begin the process, or take up the one that is there; ``ready`` waits for it.

        A folder that cannot be written keeps nobody in: it is a ``trouble``. ``orders``: the
        socket at which the process takes operators' orders itself.
        """
        readable = re.sub("[^A-Za-z0-9]+", "-", gate).strip("-")
        name = f"{readable}-{hashlib.sha256(gate.encode()).hexdigest()[:8]}"
        self._gate = gate
        self._modes = folder / f"{name}.mode"
        self._path = folder / f"{name}.sock"
        self._device = device
        self._orders = orders
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._news: deque[BarrierReported | BeamChanged] = deque()
        self._state: dict[str, Any] = {}
        self._mode = Mode.IN_SERVICE
        self._report: BarrierReport | None = None
        self._ordered: Mode | None = None
        """What operators made of the gate by this end, until the process has heard of it."""
        self._number = 0
        """How often they did."""
        self._direct: deque[SafetyOrder] = deque()
        self._heard: deque[str] = deque(maxlen=64)
        """Orders that the process took itself, and that have been heard of."""
        self._open = self._closing = self._busy = False
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="barrier", daemon=True)
        self._thread.start()

    def ready(self) -> None:
        """Wait until the process has said what operators made of the gate.

        Raises ``BadInput`` where another gate of this name has it, and ``DeviceMissing``
        where it does not begin.
        """
        if not self._ready.wait(_BEGINS_WITHIN):
            raise DeviceMissing(f"The barrier's process does not begin: {sys.executable}.")
        if self._busy:
            raise BadInput(
                f"A gate called {self._gate!r} runs here already and has its barrier. "
                "Give this one another gate.name."
            )

    # ------------------------------------------------------------------ the mode

    @property
    def mode(self) -> Mode:
        """What operators made of the gate, now or before it was started anew."""
        return self._mode

    def command(self, mode: Mode) -> None:
        """Set the gate to what an operator ordered; returns at once."""
        with self._lock:
            self._ordered = after(self._ordered or self._mode, mode)
            self._number += 1
            self._send(do="mode", mode=mode.value, number=self._number)

    def is_done(self, mode: Mode) -> bool:
        """Return whether the process has taken that in, and the flaps are where it wants them."""
        if self._socket is None or self.mode is not mode:
            return False
        return mode not in OPEN_MODES or self._report is BarrierReport.OPENED

    def take_orders(self) -> list[SafetyOrder]:
        """Give the orders that the process took itself since the last call, for the record."""
        taken = []
        while self._direct:
            taken.append(self._direct.popleft())
            self._send(do="noted", order=taken[-1].order)
        return taken

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return self._state.get("pid")

    @property
    def trouble(self) -> str | None:
        """What is wrong with the process or with the file of the mode."""
        if self._socket is None and not self._closing:
            return "The barrier's process has ended; it is begun anew."
        problem = self._state.get("problem")
        return str(problem) if problem else None

    # ------------------------------------------------------------------ the barrier

    def open(self, now: float) -> None:
        """Open the flaps."""
        self._open = True
        self._send(do="open")

    def close(self, now: float) -> None:
        """Close the flaps, unless operators hold them open."""
        self._open = False
        self._send(do="close")

    def take_over(self) -> None:
        """Begin with a new lane: nobody is let through, unless operators hold it open.

        Raises as ``ready`` does.
        """
        self.ready()
        self._news.clear()
        self._news.extend(BeamChanged(beam=beam, blocked=True) for beam in self.broken())
        if self._mode not in OPEN_MODES:
            self.close(0.0)

    def end(self) -> None:
        """End the barrier's process with its gate, unless it holds the flaps open."""
        self._closing = True
        self._send(do="off")
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        if self._process is not None and self._mode in OPEN_MODES:
            _HOLDING.append(self._process)
        elif self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(2.0)

    def step(self, now: float) -> list[Happening]:
        """Give what it said since the last call."""
        news: list[Happening] = []
        while self._news:
            news.append((now, self._news.popleft()))
        return news

    def position(self, now: float) -> float:
        """Where the flaps are, 0 closed to 1 open; without its process they fall open."""
        return float(self._state.get("position", 1.0))

    def passenger(self, now: float) -> float | None:
        """Where the foremost person is, 0 at the lane's mouth to 1 at its end, if anywhere."""
        place = self._state.get("passenger")
        return None if place is None else float(place)

    def people(self, now: float) -> tuple[float, ...]:
        """Where everybody in the lane is: metres from its mouth."""
        return tuple(self._state.get("people", ()))

    def broken(self) -> frozenset[Beam]:
        """Return the beams that somebody stands in."""
        return frozenset(Beam(beam) for beam in self._state.get("broken", ()))

    def send(self, behaviour: Behaviour, now: float) -> None:
        """Let somebody simulated walk through; they all do it in the same way."""
        self._send(do="walk")

    # ------------------------------------------------------------------ the connection

    def _send(self, **said: str | int) -> None:
        line = json.dumps(said).encode() + b"\n"
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):  # the thread notices, and says it again to the next
                    self._socket.send(line, socket.MSG_DONTWAIT)

    def _keep(self) -> None:
        while not self._closing:
            connection = self._connected()
            if connection is not None:
                try:
                    self._listen(connection)
                finally:
                    with self._lock:
                        self._socket = None
                    connection.close()
                if self._busy:
                    return
                self._forget()
            if not self._closing:
                time.sleep(_PAUSE)

    def _connected(self) -> socket.socket | None:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_SILENCE)
        try:
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            return self._begun()
        return connection

    def _begun(self) -> socket.socket | None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "station_gate.barrier.driver"]
        command += ["--modes", str(self._modes), "--lane", str(theirs.fileno())]
        if len(os.fsencode(self._path)) <= _LONGEST_PATH:
            command += ["--socket", str(self._path)]
        if self._orders is not None:
            command += ["--orders", str(self._orders)]
        if self._device is not None:
            command += ["--device", str(self._device)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # what ends the gate does not end it
            )
        except OSError:
            ours.close()
            return None
        finally:
            theirs.close()
        ours.settimeout(_SILENCE)
        return ours

    def _listen(self, connection: socket.socket) -> None:
        inbox = b""
        try:
            while got := connection.recv(65536):
                *lines, inbox = (inbox + got).split(b"\n")
                for line in lines:
                    self._hear(connection, json.loads(line))
        except TimeoutError:
            self._end_hung(connection)
        except (OSError, ValueError, KeyError):
            return

    def _hear(self, connection: socket.socket, said: dict[str, Any]) -> None:
        match said["say"]:
            case "busy":
                self._busy = True
                self._ready.set()
            case "hello":
                orders = str(self._orders) if self._orders else None
                if said["version"] != VERSION or said["orders"] != orders:
                    self._end_hung(connection)
                    return
                with self._lock:
                    self._socket = connection
                    self._say_again(Mode(said["mode"]))
                if said["report"] is not None:
                    self._note(BarrierReport(said["report"]))
                if self._open:
                    self._send(do="open")
            case "state":
                self._state, self._mode = said, Mode(said["mode"])
                self._ready.set()
                with self._lock:
                    if said["heard"] == self._number:
                        self._ordered = None
            case "ordered":
                order = from_driver(said)
                if order.order not in self._heard:
                    self._heard.append(order.order)
                    self._direct.append(order)
            case "barrier":
                self._note(BarrierReport(said["report"]))
            case "beam":
                beam = BeamChanged(beam=Beam(said["beam"]), blocked=bool(said["blocked"]))
                self._news.append(beam)

    def _say_again(self, mode: Mode) -> None:
        """Tell a process what the one before may not have heard.

        On one connection nothing gets lost, and what is said twice could undo what somebody
        else ordered meanwhile. An evacuation that it knows of is newer.
        """
        if self._ordered is not None and mode is not Mode.EVACUATION:
            self._send(do="mode", mode=self._ordered.value, number=self._number)
        else:
            self._ordered = None

    def _note(self, report: BarrierReport) -> None:
        self._report = report
        self._news.append(BarrierReported(report=report))

    def _forget(self) -> None:
        """Forget a process that has gone, and with it whatever it knew but the mode."""
        self._news.extend(BeamChanged(beam=beam, blocked=False) for beam in self.broken())
        self._state = {}
        self._note(BarrierReport.FAULT)

    def _end_hung(self, connection: socket.socket) -> None:
        """End a process that says nothing any more; the flaps fall open meanwhile."""
        pid = self.pid or _pid_of(connection) or (self._process.pid if self._process else None)
        if pid is not None:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def _pid_of(connection: socket.socket) -> int | None:
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    pid = int.from_bytes(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 4), "little")
    return pid if pid not in (0, os.getpid()) else None
