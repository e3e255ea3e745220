"""Operators' orders that reach the barrier's process past the gate's program.

Theory of operation
-------------------
The socket lies beside the gate's own, in the folder where gates and boards meet, and whoever may
use one may use the other. A board connects, sends a line, and is answered in a line: an order and
an answer as on the link, of those orders alone that say what the gate is set to. They are obeyed
here; the lane hears of them afterwards, for its screen and for the record, and as often as it
takes: what was ordered while the gate's program was stuck or away is kept until a lane has it.
"""

import json
import selectors
import socket
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from station_gate.gate.tables import OPEN_MODES
from station_gate.gate.terms import Mode
from station_gate.processes.sockets import listen, user_name, user_of

ENDING = ".safety"
MODES = {
    "lock": Mode.LOCKED,
    "keep_open": Mode.FREE_PASSAGE,
    "evacuate": Mode.EVACUATION,
    "reset": Mode.IN_SERVICE,
}
"""What commands make of a gate."""
DONE = {
    Mode.LOCKED: "The gate is locked.",
    Mode.FREE_PASSAGE: "The gate is kept open for everybody.",
    Mode.EVACUATION: "The gate is open for evacuation until it is reset.",
    Mode.IN_SERVICE: "The gate is reset.",
}
"""What operators are told of what the barrier was set to."""
EVACUATED = "The gate is open for evacuation: only reset ends that."
MOST = 16
"""Boards that are connected at once."""
_WAIT = 128
"""Boards that may wait to be."""
_STUCK = (
    "The barrier was told to open and does not say that it is open; it is told again and again."
)
_OPENS_WITHIN = 2.0
"""Seconds for an answer: real flaps move in 0.3 to 0.6 s, and say so once a second at least."""
_PACE = 0.1
"""Seconds from order to order of one board: no hand is quicker."""
_KEPT = 32
_LONGEST = 4096
"""Bytes of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyOrder:
    """An order that has been answered."""

    order: str
    command: str
    reason: str
    user: int | None
    """The number of the operator's user, where the kernel says it."""
    at: float
    """Seconds since 1970."""
    done: bool
    answer: str
    operator: str = ""
    """The name of the user; found out at the lane's end, because it may take a while."""


class Obeys(Protocol):
    """Whoever holds the flaps."""

    mode: Mode

    def command(self, mode: Mode, now: float) -> None:
        """Set the gate to something."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether the flaps have said that they are open, since they were told to be."""
        ...


@dataclass(eq=False, slots=True)
class _Caller:
    socket: socket.socket
    user: int | None
    inbox: bytes = b""
    next_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Given:
    """An order that is not answered yet; the caller may have gone meanwhile."""

    caller: _Caller
    told: dict[str, str]
    due: float


class OrderDesk:
    """Takes orders at a socket. Times are seconds that never go back."""

    def __init__(self, path: Path, selector: selectors.BaseSelector, driver: Obeys) -> None:
        """Open the socket; raises ``OSError``.

        ``selector`` watches it and what comes; each has as its data what is to be called.
        """
        self._path = path
        self._listener = listen(path, _WAIT)
        self._inode = path.stat().st_ino
        self._selector = selector
        self._driver = driver
        self._callers: list[_Caller] = []
        self._given: list[_Given] = []
        self.kept: deque[SafetyOrder] = deque(maxlen=_KEPT)
        """What no lane has put on record yet."""
        selector.register(self._listener, selectors.EVENT_READ, self._accept)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._given)

    def settle(self, now: float) -> list[SafetyOrder]:
        """Answer what can be answered; give those orders, which are kept as well."""
        settled = []
        for given in list(self._given):
            done, answer = self._outcome(MODES[given.told["command"]])
            if not done and now < given.due:
                continue
            self._given.remove(given)
            order = SafetyOrder(
                **given.told, user=given.caller.user, at=time.time(), done=done, answer=answer
            )
            self._answer(given.caller, order)
            settled.append(order)
        self.kept.extend(settled)
        return settled

    def noted(self, order: str) -> None:
        """Take in that a lane has put an order on record."""
        for each in [each for each in self.kept if each.order == order]:
            self.kept.remove(each)

    def close(self) -> None:
        """Take the socket away."""
        with suppress(OSError):
            if self._path.stat().st_ino == self._inode:  # not one that came there since
                self._path.unlink()
        self._listener.close()

    def _outcome(self, mode: Mode) -> tuple[bool, str]:
        if self._driver.mode is not mode:
            return False, EVACUATED
        if mode in OPEN_MODES and not self._driver.is_open:
            return False, _STUCK
        return True, DONE[mode]

    def _accept(self) -> None:
        try:
            connected, _ = self._listener.accept()
        except OSError:
            return
        connected.setblocking(False)
        if len(self._callers) >= MOST:
            self._drop(self._callers[0])
        caller = _Caller(connected, user_of(connected))
        self._callers.append(caller)
        self._selector.register(connected, selectors.EVENT_READ, lambda: self._read(caller))
        self._read(caller)  # before anybody else comes

    def _read(self, caller: _Caller) -> None:
        try:
            got = caller.socket.recv(_LONGEST)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        *lines, caller.inbox = (caller.inbox + got).split(b"\n")
        try:
            for line in lines:
                self._take(caller, line)
        except (ValueError, KeyError, TypeError, RecursionError):
            got = b""  # whoever says that is no board
        if not got or len(caller.inbox) > _LONGEST:
            self._drop(caller)

    def _take(self, caller: _Caller, line: bytes) -> None:
        told = _order(line)
        now = time.monotonic()
        if now < caller.next_at:
            raise ValueError("no hand is as quick as that")
        caller.next_at = now + _PACE
        mode = MODES[told["command"]]
        self._driver.command(mode, now)
        opens = mode in OPEN_MODES and self._driver.mode is mode
        self._given.append(_Given(caller, told, now + _OPENS_WITHIN if opens else now))

    def _answer(self, caller: _Caller, order: SafetyOrder) -> None:
        said = {"type": "answer", "order": order.order, "done": order.done, "text": order.answer}
        with suppress(OSError):  # it has gone, or does not read
            caller.socket.send(json.dumps(said).encode() + b"\n")

    def _drop(self, caller: _Caller) -> None:
        if caller not in self._callers:
            return
        self._selector.unregister(caller.socket)
        caller.socket.close()
        self._callers.remove(caller)


def _order(line: bytes) -> dict[str, str]:
    """Read an order; raises ``ValueError``, ``KeyError``, ``TypeError`` or ``RecursionError``."""
    said: dict[str, Any] = json.loads(line)
    told = {name: said[name] for name in ("order", "command", "reason")}
    if said["type"] != "order" or not all(isinstance(value, str) for value in told.values()):
        raise ValueError("that is no order")
    if told["command"] not in MODES or len(told["order"]) > 64:
        raise ValueError("that is no order of this kind")
    if not told["reason"].strip() or len(told["reason"]) > 200:
        raise ValueError("an order has a reason")
    told["reason"].encode()  # half a character cannot be kept anywhere
    return told


def to_lane(order: SafetyOrder) -> dict[str, Any]:
    """Make of an order what the lane's end reads."""
    return {"say": "ordered", **asdict(order)}


def from_driver(said: dict[str, Any]) -> SafetyOrder:
    """Read what ``to_lane`` made."""
    order = SafetyOrder(**{name: value for name, value in said.items() if name != "say"})
    return replace(order, operator=user_name(order.user))
