"""A barrier that is not simulated: a program or a controller at the other end of a socket.

One word on each line, either way. To the barrier: ``open`` or ``close``, said again every
``REPEAT`` seconds, so that one which hears nothing for half a second knows that nobody drives
it any more, and falls open as it does without power. From it, when it changes and at least once
a second: ``opened``, ``closed``, ``blocked``, ``fault``; when they change: ``beam entry 1``
(blocked) or ``0`` (free), and ``at 0.5``, where the flaps are.
"""

import socket
from contextlib import suppress
from pathlib import Path

from station_gate.barrier.behaviour import Behaviour
from station_gate.barrier.simulated import Happening
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.terms import BarrierReport, Beam

REPEAT = 0.1
"""Seconds."""
_RECONNECT = 0.2
_LONGEST = 64
"""Bytes of a line."""


class WiredBarrier:
    """A ``Device`` that is connected to, and again after it was away."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self._inbox = b""
        self._wanted: bool | None = None
        self._said_at = self._tried_at = float("-inf")
        self._position = 1.0
        self._blocked: set[Beam] = set()

    def open(self, now: float) -> None:
        """Tell it to open, now and as long as nothing else is wanted."""
        self._want(True, now)

    def close(self, now: float) -> None:
        """Tell it to close, now and as long as nothing else is wanted."""
        self._want(False, now)

    def step(self, now: float) -> list[Happening]:
        """Say again what is wanted, and hear what it has to say."""
        if self._socket is None and now >= self._tried_at + _RECONNECT:
            self._tried_at = now
            self._connect()
            self._said_at = float("-inf")
        if now >= self._said_at + REPEAT:
            self._say(now)
        return [(now, event) for event in self._hear()]

    def position(self, now: float) -> float:
        """Where the flaps are, as far as it says."""
        return self._position

    def passenger(self, now: float) -> float | None:
        """Nobody knows: it has beams and no places."""
        return None

    def people(self, now: float) -> tuple[float, ...]:
        """Nobody knows: it has beams and no places."""
        return ()

    def broken(self) -> frozenset[Beam]:
        """Return the beams that somebody stands in."""
        return frozenset(self._blocked)

    def send(self, behaviour: Behaviour, now: float) -> None:
        """Do nothing: its people are real."""

    def _want(self, wanted: bool, now: float) -> None:
        self._wanted = wanted
        self._say(now)

    def _say(self, now: float) -> None:
        if self._socket is None or self._wanted is None:
            return
        self._said_at = now
        try:
            self._socket.send(b"open\n" if self._wanted else b"close\n")
        except BlockingIOError:
            return  # it does not read: it will fall open
        except OSError:
            self._lose()

    def _connect(self) -> None:
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        try:
            connection.connect(str(self._path))
        except OSError:
            connection.close()
        else:
            self._socket, self._inbox = connection, b""

    def _hear(self) -> list[BarrierReported | BeamChanged]:
        try:
            got = self._socket.recv(4096) if self._socket is not None else None
        except BlockingIOError:
            return []
        except OSError:
            got = b""
        if got is None:
            return []
        if not got:
            self._lose()
            return [BarrierReported(report=BarrierReport.FAULT)]
        *lines, self._inbox = (self._inbox + got).split(b"\n")
        self._inbox = self._inbox[-_LONGEST:]
        return [event for line in lines if (event := self._event(line)) is not None]

    def _event(self, line: bytes) -> BarrierReported | BeamChanged | None:
        words = line.decode("ascii", "replace").split()
        with suppress(ValueError):
            match words:
                case ["at", place]:
                    self._position = min(1.0, max(0.0, float(place)))
                case ["beam", beam, blocked]:
                    changed = BeamChanged(beam=Beam(beam), blocked=blocked == "1")
                    (self._blocked.add if changed.blocked else self._blocked.discard)(changed.beam)
                    return changed
                case [report]:
                    return BarrierReported(report=BarrierReport(report))
        return None

    def _lose(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
