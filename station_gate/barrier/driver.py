"""The process that drives a live gate's barrier, whatever becomes of the gate.

Theory of operation
-------------------
It is small, so that nothing of the gate can starve it or take it down: no camera, no
recognition, no journal, no window, and of Python's packages none. It owns two things: the
barrier, and the mode that operators gave the gate (``modefile``). An evacuation and a gate
kept open hold the flaps open here; the lane's wish to close counts only in other modes.

A lane talks to it over a socket, one JSON object a line, and so does the link to the
operators' boards, which hands an order on before any lane has seen it. Boards also reach it
past the gate's program, which may be stuck (``orders``). When the lane has gone, what was
latched goes on: an evacuation stands open until a reset; any other gate closes when nobody
is between its flaps. Without a lane for ``LINGER`` seconds, and nothing held open, the
driver ends: a barrier that nobody drives has no power, and falls open.

To open comes before all else, the file of the mode included: a disk may take its time.
"""

import argparse
import json
import os
import selectors
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from station_gate.barrier.behaviour import passes_through
from station_gate.barrier.modefile import LATCHED, ModeFile
from station_gate.barrier.orders import OrderDesk, to_lane
from station_gate.barrier.port import Device
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.barrier.wired import WiredBarrier
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.guard import ANSWER
from station_gate.gate.tables import COMMANDED, MODE, OPEN_MODES
from station_gate.gate.terms import BarrierReport, Beam, Mode

VERSION = 2
LINGER = 60.0
"""Seconds: a supervisor has started the gate anew long before."""
ALIVE = 0.5
"""Seconds between two signs of life, at the most."""
_LOOK, _REST = 0.02, 0.1
"""Seconds from look to look while something moves, and while nothing does."""
_GRACE = 1.0
"""Seconds that a lane has to close the flaps itself, once nothing holds them open."""
_LONGEST = 4096


def after(mode: Mode, commanded: Mode) -> Mode:
    """Say what a command makes of a mode: an evacuation ends with a reset alone."""
    return MODE[mode][COMMANDED[commanded]]


class Driver:
    """Holds the barrier where it has to be. Times are seconds that never go back."""

    def __init__(self, device: Device, modes: ModeFile) -> None:
        self._device = device
        self._modes = modes
        self._lane_opens = False
        self._close_at: float | None = None
        """When the driver closes by itself."""
        self._commanded_at = 0.0
        self.report: BarrierReport | None = None
        """What the barrier said last."""
        self.mode = modes.read()

    @property
    def held_open(self) -> bool:
        """Whether operators want the flaps open."""
        return self.mode in OPEN_MODES

    @property
    def is_open(self) -> bool:
        """Whether the flaps have said that they are open, since they were told to be."""
        return self.report is BarrierReport.OPENED

    @property
    def problem(self) -> str | None:
        """What is wrong with the file of the mode."""
        return self._modes.problem

    def begin(self, now: float) -> None:
        """Put the flaps where they belong: after a loss of power they stand open."""
        if self.held_open:
            self._open(now)
        else:
            self._close_at = now
        if self._modes.problem is None:
            self._modes.keep(self.mode)  # on a disk that fills up later there is room for it

    def open(self, now: float) -> None:
        """Open: the lane lets somebody through."""
        self._lane_opens, self._close_at = True, None
        self._open(now)

    def close(self, now: float) -> None:
        """Close: the lane wants the flaps shut."""
        self._lane_opens = False
        if not self.held_open:
            self._close_at = None
            self._device.close(now)

    def command(self, mode: Mode, now: float) -> None:
        """Set the gate to what an operator ordered."""
        was_open, before = self.held_open, self.mode
        self.mode = after(before, mode)
        if self.held_open:
            self._close_at = None
            self._open(now)
        elif was_open and not self._lane_opens:
            self._close_at = now + _GRACE
        if self.mode is not before or self._modes.problem is not None:
            self._modes.keep(self.mode)

    def lane_gone(self, now: float) -> None:
        """Nobody is there who could let anybody through."""
        self._lane_opens = False
        if not self.held_open and self._close_at is None:
            self._close_at = now

    def step(self, now: float) -> list[BarrierReported | BeamChanged]:
        """Do what is due; return what the barrier noticed."""
        news = [event for _, event in self._device.step(now)]
        for event in news:
            if isinstance(event, BarrierReported):
                self.report = event.report
        if self.held_open or self._lane_opens:
            shut = BarrierReported(report=BarrierReport.CLOSED) in news
            silent = now >= self._commanded_at + ANSWER
            if shut or (silent and not self.is_open):
                self._open(now)
        elif self._close_at is not None and now >= self._close_at and self._zone_free:
            self._close_at = None
            self._device.close(now)
        return news

    @property
    def _zone_free(self) -> bool:
        return Beam.SAFETY not in self._device.broken()

    def _open(self, now: float) -> None:
        self.report = None  # what it said before the command says nothing of it
        self._commanded_at = now
        self._device.open(now)


class Server:
    """Talks to the lane and to operators' boards."""

    def __init__(self, driver: Driver, device: Device) -> None:
        self._driver = driver
        self._device = device
        self._lane: socket.socket | None = None
        self._orders: OrderDesk | None = None
        self._orders_at: Path | None = None
        self._unreached: str | None = None
        self._inbox = b""
        self._hangs = False
        """It does not read any more."""
        self._heard = 0
        """The number of what this lane last made of the gate."""
        self._told: tuple[object, ...] = ()
        self._told_at = 0.0
        self._alone_since = time.monotonic()
        self._off = False
        self._selector = selectors.DefaultSelector()

    def admit_lanes(self, listener: socket.socket) -> None:
        """Let a lane in where there is none."""
        self._selector.register(listener, selectors.EVENT_READ, lambda: self._accept(listener))

    def take_orders(self, path: Path) -> None:
        """Let operators' boards in at a socket; where that cannot be, the lane is told."""
        self._orders_at = path
        try:
            self._orders = OrderDesk(path, self._selector, self._driver)
        except OSError as error:
            self._unreached = (
                f"Operators do not reach the barrier when the gate's program is stuck: {path} "
                f"cannot be opened ({error.strerror})."
            )

    def run(self) -> None:
        """Serve until nobody needs the barrier any more."""
        self._driver.begin(time.monotonic())
        moving = True
        while not self._is_over():
            for key, _ in self._selector.select(_LOOK if moving else _REST):
                key.data()
            now = time.monotonic()
            news = self._driver.step(now)
            for event in news:
                if isinstance(event, BarrierReported):
                    self._say(say="barrier", report=event.report.value)
                else:
                    self._say(say="beam", beam=event.beam.value, blocked=event.blocked)
            if self._hangs:
                self._read()  # what it said before
                self._lose()  # and may come again
            for order in self._orders.settle(now) if self._orders else ():
                self._say(**to_lane(order))
            place = self._device.position(now)
            moving = bool(news or self._device.people(now)) or place not in (0.0, 1.0)
            moving = moving or (self._orders is not None and self._orders.waits)
            self._tell(now)
        if self._orders is not None:
            self._orders.close()

    def _is_over(self) -> bool:
        if self._driver.held_open or self._lane is not None:
            return False
        return self._off or time.monotonic() > self._alone_since + LINGER

    # ------------------------------------------------------------------ the lane

    def _accept(self, listener: socket.socket) -> None:
        try:
            connected, _ = listener.accept()
        except OSError:
            return
        self._read()  # the one before may have gone this moment
        if self._lane is None:
            self.welcome(connected)
        else:
            with suppress(OSError):
                connected.send(b'{"say": "busy"}\n')
            connected.close()

    def welcome(self, connected: socket.socket) -> None:
        """Talk to this lane from now on."""
        connected.setblocking(False)
        self._lane, self._inbox, self._heard, self._off = connected, b"", 0, False
        self._selector.register(connected, selectors.EVENT_READ, self._read)
        report = self._driver.report
        self._say(
            say="hello",
            version=VERSION,
            mode=self._driver.mode.value,
            report=report.value if report else None,
            orders=str(self._orders_at) if self._orders_at else None,
        )
        self._told = ()
        self._tell(time.monotonic())
        for order in self._orders.kept if self._orders else ():
            self._say(**to_lane(order))

    def _read(self) -> None:
        if self._lane is None:
            return
        try:
            got = self._lane.recv(_LONGEST)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        *lines, self._inbox = (self._inbox + got).split(b"\n")
        for line in lines:
            try:
                self._obey(json.loads(line))
            except (ValueError, KeyError, TypeError, RecursionError):
                got = b""  # whoever says that is no lane
        if not got or len(self._inbox) > _LONGEST:
            self._lose()

    def _obey(self, said: dict[str, Any]) -> None:
        now = time.monotonic()
        match said["do"]:
            case "open":
                self._driver.open(now)
            case "close":
                self._driver.close(now)
            case "mode":
                mode = Mode(said["mode"])
                if mode in LATCHED:
                    self._driver.command(mode, now)
                    self._heard = said["number"]
                    self._told = ()
                    self._tell(now)
            case "noted":
                if self._orders is not None:
                    self._orders.noted(said["order"])
            case "walk":
                self._device.send(passes_through(), now)
            case "off":
                self._off = True

    def _lose(self) -> None:
        if self._lane is None:
            return
        self._selector.unregister(self._lane)
        self._lane.close()
        self._lane, self._hangs = None, False
        self._alone_since = time.monotonic()
        self._driver.lane_gone(self._alone_since)

    def _tell(self, now: float) -> None:
        """Say how it is, when that has changed and as a sign of life."""
        device, driver = self._device, self._driver
        state = (
            driver.mode.value,
            self._heard,
            driver.problem or self._unreached,
            round(device.position(now), 3),
            device.passenger(now),
            device.people(now),
            tuple(sorted(device.broken())),
        )
        if state != self._told or now >= self._told_at + ALIVE:
            self._told, self._told_at = state, now
            names = ("mode", "heard", "problem", "position", "passenger", "people", "broken")
            self._say(say="state", pid=os.getpid(), **dict(zip(names, state, strict=True)))

    def _say(self, **said: object) -> None:
        if self._lane is None or self._hangs:
            return
        line = json.dumps(said).encode() + b"\n"
        try:
            self._hangs = self._lane.send(line) != len(line)
        except BlockingIOError:
            self._hangs = True
        except OSError:
            pass  # it has gone; what it said last is read first


def main(arguments: list[str] | None = None) -> None:
    """Drive one gate's barrier."""
    parser = argparse.ArgumentParser(prog="station_gate.barrier.driver")
    parser.add_argument("--modes", type=Path, required=True)
    parser.add_argument("--socket", type=Path)
    parser.add_argument("--orders", type=Path)
    parser.add_argument("--device", type=Path)
    parser.add_argument("--lane", type=int)
    given = parser.parse_args(arguments)
    os.umask(0o077)
    device: Device = WiredBarrier(given.device) if given.device else SimulatedBarrier(fallen=True)
    # the simulated one's clock begins with the machine's: let it catch up
    device.step(time.monotonic())
    server = Server(Driver(device, ModeFile(given.modes)), device)
    with suppress(OSError):  # the lane that began it still has it; another one begins its own
        if given.socket:
            server.admit_lanes(_listen(given.socket))
    if given.orders:
        server.take_orders(given.orders)
    if given.lane is not None:
        server.welcome(socket.socket(fileno=given.lane))
    server.run()


def _listen(path: Path) -> socket.socket:
    """Listen for lanes, in the place of whoever did; raises ``OSError``."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(4)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


if __name__ == "__main__":
    main(sys.argv[1:])
