"""A live gate in a process of its own, on an X server of its own, and a board that watches it."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from station_gate.gate.decision import Decision
from station_gate.gate.terms import Mode, Step
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.qr import write_qr_png
from station_gate.issuing.ticket import sign_ticket
from station_gate.lane.orders import Command
from station_gate.operators.link.client import Watcher
from station_gate.operators.link.folder import sockets
from station_gate.operators.link.protocol import (
    Answer,
    Ended,
    News,
    Notices,
    Order,
    ProtocolError,
    State,
    decode_news,
    encode,
)
from tests.conftest import FIXTURES, ROOT
from tests.proc import children

FACE = FIXTURES / "recordings/genuine_hall.mp4"
"""Of Alex Rivera, whose document lies on the reader."""
_SETTINGS = """
[gate]
name = "{name}"
station = "HBR"
liveness = "in_doubt"
[kiosk]
width = 640
height = 480
sound = false
speech = "off"
[files]
link = "{folder}/link"
{files}
[log]
style = "human"
"""


class Deaf:
    """A board's ear that is not needed: what the gate says is heard otherwise."""

    def heard(self, key: str, news: News) -> None:
        """Say nothing of it."""

    def lost(self, key: str, why: str) -> None:
        """Say nothing of it."""


class LiveGate:
    """``station-gate kiosk --camera 0 --ticket-camera 1`` with played cameras."""

    def __init__(self, folder: Path, name: str = "Gate 4", *, files: str = "") -> None:
        """Start the X server; ``start`` starts the gate. ``files``: more of these settings."""
        self.folder = folder
        self.journal = folder / "journal.sqlite"
        self.state: State | None = None
        self.notices: Notices | None = None
        self.ended: list[tuple[float, Decision]] = []
        self.faults: set[str] = set()
        """Every sentence that was told as a fault."""
        self.runs = 0
        """How often it was started."""
        self._told: dict[str, dict[str, str]] = {}
        self._connecting, self._telling = threading.Lock(), threading.Lock()
        self._answers: dict[str, Answer] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        (folder / "link").mkdir(mode=0o700)
        (folder / "gate.toml").write_text(_SETTINGS.format(name=name, folder=folder, files=files))
        self.tell("lane")
        self._server, self._display = _start_display()

    def start(self, patience: float = 90.0) -> None:
        """Start the gate, and wait until it is in service."""
        self.start_again()
        if not self.until(lambda: self.is_in_service, patience):
            raise AssertionError(f"the gate did not start:\n{self.output}")

    def start_again(self) -> None:
        """Start the gate, whatever it was set to."""
        self.state = None
        self.runs += 1
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DISPLAY": self._display,
            "PLAYED_CAMERAS": str(self.folder / "cameras.json"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
        }
        environment.pop("SDL_VIDEODRIVER", None)
        environment.pop("WAYLAND_DISPLAY", None)
        with (self.folder / "output.txt").open("ab") as output:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.live.played", "kiosk"),
                    *("--camera", "0", "--ticket-camera", "1", "--demo-keys"),
                    *("--document", str(FIXTURES / "people/rivera/document.toml")),
                    *("--config", str(self.folder / "gate.toml")),
                    *("--journal", str(self.journal)),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
            )

    @property
    def output(self) -> str:
        """All that the program printed."""
        return (self.folder / "output.txt").read_text(errors="replace")

    @property
    def pid(self) -> int:
        """Of the kiosk."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the kiosk's process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_in_service(self) -> bool:
        """Whether a fresh state says that passengers may come."""
        state = self.state
        if state is None or time.time() - state.at > 2.5:
            return False
        return state.mode is Mode.IN_SERVICE and state.failed is None

    def until(self, what: Callable[[], object], patience: float) -> bool:
        """Wait until something is so, for at most so many seconds; connect meanwhile."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with self._connecting:
                if self._socket is None:
                    self._connect()
            if what():
                return True
            time.sleep(0.05)
        return False

    def camera(self, index: int, **told: str) -> None:
        """Tell a camera what it ``shows`` or what ``ails`` it."""
        self.tell(str(index), **told)

    def tell(self, part: str, **told: str) -> None:
        """Tell a camera, or the "lane" itself."""
        with self._telling:
            self._told.setdefault(part, {}).update(told)
            new = self.folder / "cameras.new"
            new.write_text(json.dumps(self._told))
            new.rename(self.folder / "cameras.json")

    def order(self, command: Command, reason: str = "a test", patience: float = 10.0) -> bool:
        """Give an order as a board does; whether it was done."""
        if command == Command.EVACUATE:
            return self._evacuate(reason)
        order = Order(order=f"{time.time()}", command=command, reason=reason)
        self.until(lambda: self._socket is not None, patience)
        if self._socket is None:
            return False
        with suppress(OSError):
            self._socket.sendall(encode(order))
        self.until(lambda: order.order in self._answers, patience)
        answer = self._answers.get(order.order)
        return answer is not None and answer.done

    def _evacuate(self, reason: str) -> bool:
        """Order it as a board that has just been started: the barrier's process is asked first."""
        (path,) = (self.folder / "link").glob("*.safety")
        board = Watcher(path.parent, Deaf())
        return asyncio.run(board.order(path.stem, Command.EVACUATE, reason)).done

    def issue(self, ticket_id: str) -> Path:
        """Issue a ticket for a train of today, as a picture."""
        departure = (datetime.now() + timedelta(minutes=30)).replace(second=0, microsecond=0)
        ticket = Ticket(
            ticket_id=ticket_id,
            issuer="SGR-DEMO",
            key_id="1",
            name="RIVERA ALEX",
            train="SG 127",
            origin="HBR",
            destination="NFD",
            departure=departure,
        )
        path = self.folder / f"{ticket_id}.png"
        key = IssuerKey.load(FIXTURES / "issuer/SGR-DEMO-1.pem")
        write_qr_png(sign_ticket(ticket, key), path)
        return path

    def pass_through(self, ticket_id: str, patience: float = 60.0) -> Step | None:
        """Be a passenger with a good ticket; give the step that ended it."""
        self.camera(0, shows=str(FACE))
        self.camera(1, shows=str(self.issue(ticket_id)))
        begun = self.until(lambda: self.state and self.state.step not in _WAITING, 15.0)
        self.camera(1, shows="")
        if not begun:
            return None
        self.until(lambda: self.state and self.state.step in _ENDS, patience)
        return self.state.step if self.state else None

    def child(self, task: str) -> int:
        """Return the number of the process of a task: "recognition", "codes" or "documents"."""
        for pid in children(self.pid):
            with suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                if b"station_gate.processes.child" in command and task.encode() in command:
                    return pid
        raise AssertionError(f"no process does {task}")

    def kill(self) -> None:
        """End it as a failing power supply does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._disconnect()

    def stop(self) -> tuple[int, float]:
        """Quit the gate; give its exit code and the seconds it took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGINT)
        try:
            code = self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            code = -9
        took = time.monotonic() - began
        self._disconnect()
        return code, took

    def close(self) -> None:
        """End everything."""
        if self.is_running:
            self.stop()
        self._server.terminate()
        self._server.wait()

    # ---------------------------------------------------------------- the board

    def _connect(self) -> None:
        for path in sockets(self.folder / "link"):
            line = socket.socket(socket.AF_UNIX)
            try:
                line.connect(str(path))
            except OSError:
                line.close()
                continue
            self._socket = line
            threading.Thread(target=self._listen, args=(line,), daemon=True).start()
            return

    def _disconnect(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._socket = None

    def _listen(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as lines:
            try:
                for each in lines:
                    self._hear(each)
            except (OSError, ProtocolError):
                pass
        if self._socket is line:
            self._socket = None

    def _hear(self, line: bytes) -> None:
        match decode_news(line):
            case State() as state:
                self.state = state
                if state.failed:
                    self.faults.add(state.failed)
            case Notices() as notices:
                self.notices = notices
            case Ended() as ended:
                self.ended.append((time.monotonic(), ended.decision))
            case Answer() as answer:
                self._answers[answer.order] = answer


_WAITING = (Step.IDLE, Step.TICKET)
_ENDS = (Step.GO, Step.REFUSED, Step.ASSISTANCE, Step.OUT_OF_SERVICE, Step.IDLE)


def _start_display() -> tuple["subprocess.Popen[bytes]", str]:
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(theirs), "-screen", "0", "800x600x24"),
            *("-nolisten", "tcp", "-noreset"),
        ],
        pass_fds=(theirs,),
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        return server, f":{pipe.readline().strip()}"
