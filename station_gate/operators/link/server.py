"""The gate's end of the link: a socket that boards connect to, served by a thread.

The gate never waits for a board. What it says is put into each board's outbox, which has a
limit: a board that does not read is dropped, and so is one that sends what is no order. Orders
wait in short queues for the gate, one for each board, which are served in turn: whoever floods
the gate with orders waits behind itself, and nobody else does. One that is not taken within
``PATIENCE`` is answered "not carried out", so that no gate opens long after the click.

What operators make of the gate (an evacuation first of all) does not wait for the gate: it goes
to whoever holds the barrier the moment it is read, before every other order, and is answered from
there where no lane answers within ``DIRECTLY``. It stays in the queue for the record.
"""

import selectors
import socket
import threading
import time
import uuid
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from station_gate.barrier.orders import DONE, SafetyOrder
from station_gate.gate.terms import Mode
from station_gate.lane.orders import Command
from station_gate.operators.link.folder import ready_folder, socket_path
from station_gate.operators.link.protocol import (
    LONGEST_ORDER,
    MODES,
    PROTOCOL,
    Answer,
    Ended,
    Hello,
    Intervened,
    News,
    Notices,
    Order,
    ProtocolError,
    State,
    decode_order,
    encode,
)
from station_gate.problems import BadInput
from station_gate.processes.sockets import InUse, listen, user_name, user_of

PATIENCE = 5.0
"""Seconds that an order waits for the gate."""
KEPT = 300
"""Passengers that a board is told of when it connects; of interventions a third."""
_MOST_BOARDS = 16
_MOST_ORDERS = 4
"""Of one board that wait; of further ones nothing is read meanwhile."""
_MOST_SETTLED = 32
"""Orders that were done and answered without a lane, and wait for one to put them on record."""
_PACE = 0.1
"""Seconds from order to order of one board: no hand is quicker."""
DIRECTLY = 0.4
"""Seconds that a lane has to answer what has been done already."""
_RESTING = 0.5
"""Seconds in which nobody is let in after that has failed: there is no open file left."""
_LOOK = 0.05
"""Seconds from look to look while orders wait."""
_OUTBOX = 8 << 20
"""Bytes: more than everything that is kept."""


@dataclass(eq=False, slots=True)
class _Board:
    """One connected board."""

    socket: socket.socket
    operator: str
    inbox: bytearray = field(default_factory=bytearray)
    outbox: bytearray = field(default_factory=bytearray)
    read: deque[tuple[Order, float]] = field(default_factory=deque)
    """Orders that have been read, and when; they wait for their turn."""
    waiting: int = 0
    """How many of this board's orders the gate has not answered."""
    next_at: float = 0.0
    heard: float = field(default_factory=time.monotonic)
    """When it came, or last said something."""
    gone: bool = False

    def put(self, line: bytes) -> None:
        """Add a line to what is to be sent; drop the board if it has not read for long."""
        self.outbox += line
        self.gone = self.gone or len(self.outbox) > _OUTBOX


@dataclass(frozen=True, slots=True)
class Received:
    """An order that waits, and who gave it."""

    order: Order
    operator: str
    """The user of the operating system at the other end."""
    board: _Board | None
    """``None``: the barrier took it itself."""
    at: float
    direct: bool = False
    """It has been handed to whoever holds the barrier."""
    settled: str = ""
    """What the operator has been answered already, of an order that went there directly."""
    done: bool = True
    """What came of that."""


class Direct(Protocol):
    """Whoever holds the barrier whatever the lane does. May be called by any thread."""

    def command(self, mode: Mode) -> None:
        """Set the gate to something; return at once."""
        ...

    def is_done(self, mode: Mode) -> bool:
        """Return whether that has been done."""
        ...

    def take_orders(self) -> list[SafetyOrder]:
        """Give what it was ordered past the gate since the last call, for the record."""
        ...


class GatePort:
    """Lets boards see one gate and give it orders. Its methods may be called by any thread."""

    def __init__(self, folder: Path, gate: str, direct: Direct | None = None) -> None:
        """Open the socket and begin to serve; ``direct`` is told of modes at once.

        Raises ``BadInput`` where the folder cannot be used, or a gate of this name lives.
        """
        self._lock = threading.Lock()
        self._direct = direct
        self._boards: set[_Board] = set()
        self._orders: deque[Received] = deque()
        self._hello = encode(Hello(protocol=PROTOCOL, gate=gate, run=uuid.uuid4().hex))
        self._state = self._notices = b""
        self._ended: deque[bytes] = deque(maxlen=KEPT)
        self._intervened: deque[bytes] = deque(maxlen=KEPT // 3)
        self._closing = False
        self._wakened, self._waker = socket.socketpair()
        self._wakened.setblocking(False)
        self._waker.setblocking(False)
        try:
            ready_folder(folder)
            self._path = socket_path(folder, gate)
            self._listener = _listen(self._path, gate)
        except BadInput:
            self._wakened.close()
            self._waker.close()
            raise
        self._inode = self._path.stat().st_ino
        self._thread = threading.Thread(target=self._serve, name="link", daemon=True)
        self._thread.start()

    def publish(self, news: News) -> None:
        """Tell every board, and those that will come. Returns at once."""
        line = encode(news)
        with self._lock:
            match news:
                case State():
                    self._state = line
                case Notices():
                    self._notices = line
                case Ended():
                    self._ended.append(line)
                case Intervened():
                    self._intervened.append(line)
                case _:
                    raise ValueError(f"{type(news).__name__} is not for everybody")
            for board in self._boards:
                board.put(line)
        self._wake()

    def take_orders(self) -> list[Received]:
        """Give the orders that came since the last call, but none that has waited too long."""
        self._expire()
        with self._lock:
            # one of each board: the gate goes on between two orders of the same hand
            taken: list[Received] = []
            for each in list(self._orders):
                if all(each.board is not other.board for other in taken):
                    taken.append(each)
                    self._orders.remove(each)
        if self._direct is not None:
            taken += map(_settled, self._direct.take_orders())
        return taken

    def answer(self, received: Received, *, done: bool, text: str) -> None:
        """Tell whoever gave the order what came of it."""
        if received.settled or received.board is None:
            return
        line = encode(Answer(order=received.order.order, done=done, text=text))
        with self._lock:
            received.board.put(line)
            received.board.waiting -= 1
        self._wake()

    def close(self) -> None:
        """End every connection and take the socket away."""
        self._closing = True
        self._wake()
        self._thread.join()
        with suppress(OSError):
            if self._path.stat().st_ino == self._inode:  # not one that somebody put there since
                self._path.unlink()

    def _wake(self) -> None:
        with suppress(OSError):  # full: it will wake anyway; closed: nobody is there any more
            self._waker.send(b"!")

    # ------------------------------------------------------------------ the thread

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._wakened, selectors.EVENT_READ)
            resting = 0.0
            while not self._closing:
                if resting and time.monotonic() >= resting:
                    selector.register(self._listener, selectors.EVENT_READ)
                    resting = 0.0
                waits = bool(self._orders) or any(board.read for board in self._boards)
                for key, _ in selector.select(timeout=_LOOK if waits else 1.0):
                    if key.fileobj is self._listener:
                        if not self._accept(selector):
                            # who waits makes the socket readable again and again
                            selector.unregister(self._listener)
                            resting = time.monotonic() + _RESTING
                    elif key.fileobj is self._wakened:
                        with suppress(BlockingIOError):
                            self._wakened.recv(4096)
                    else:
                        self._read(key.data)
                self._queue()
                self._expire()
                self._write(selector)
            for board in self._boards:
                board.socket.close()
        for end in (self._listener, self._wakened, self._waker):
            end.close()

    def _accept(self, selector: selectors.BaseSelector) -> bool:
        """Let a board in; the answer is no where this machine has nothing left for it."""
        try:
            connected, _ = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return True  # it has gone again
        except OSError:
            return False
        connected.setblocking(False)
        board = _Board(connected, user_name(user_of(connected)))
        if len(self._boards) >= _MOST_BOARDS:
            self._make_room(board.operator)
        with self._lock:
            known = (self._hello, self._state, self._notices, *self._ended, *self._intervened)
            board.put(b"".join(known))
            self._boards.add(board)
        selector.register(connected, selectors.EVENT_READ, board)
        return True

    def _make_room(self, newcomer: str) -> None:
        """End the board that has been silent the longest, of the user who has the most."""
        users = Counter(board.operator for board in self._boards)
        users[newcomer] += 1
        most = max(users.values())
        crowd = [board for board in self._boards if users[board.operator] == most]
        idle = [board for board in crowd if not board.waiting] or crowd
        min(idle or self._boards, key=lambda board: board.heard).gone = True

    def _read(self, board: _Board) -> None:
        try:
            got = board.socket.recv(LONGEST_ORDER)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        board.inbox += got
        board.heard = time.monotonic()
        *lines, board.inbox = board.inbox.split(b"\n")
        try:
            now = time.monotonic()
            board.read.extend((decode_order(bytes(line)), now) for line in lines)
            self._queue_urgent(board)  # before the next board is even read
        except ProtocolError:
            board.gone = True
        if not got or len(board.inbox) > LONGEST_ORDER:
            board.gone = True

    def _queue(self) -> None:
        """Hand on what was read, in turn and in no hurry; an evacuation at once."""
        now = time.monotonic()
        for board in list(self._boards):
            self._queue_urgent(board)
            if board.read and board.waiting < _MOST_ORDERS and now >= board.next_at:
                board.next_at = now + _PACE
                self._take_in(*board.read.popleft(), board)

    def _queue_urgent(self, board: _Board) -> None:
        urgent = [each for each in board.read if each[0].command == Command.EVACUATE]
        for each in urgent[:1] if board.waiting < 2 * _MOST_ORDERS else ():
            board.read.remove(each)
            self._take_in(*each, board)

    def _take_in(self, order: Order, at: float, board: _Board) -> None:
        in_time = at >= time.monotonic() - PATIENCE
        mode = MODES.get(order.command) if self._direct is not None and in_time else None
        if self._direct is not None and mode is not None:
            self._direct.command(mode)
        received = Received(order, board.operator, board, at, direct=mode is not None)
        with self._lock:
            board.waiting += 1
            if order.command == Command.EVACUATE:
                self._orders.appendleft(received)
            else:
                self._orders.append(received)

    def _expire(self) -> None:
        """Answer orders that the gate has not taken in time: its lane stands still."""
        now = time.monotonic()
        with self._lock:
            late = [each for each in self._orders if not each.settled and self._is_late(each, now)]
            for each in late:
                self._orders.remove(each)
        for each in late:
            if not self._is_done(each):
                text = "Not carried out: the gate did not take it in time."
                self.answer(each, done=False, text=text)
                continue
            text = f"{DONE[MODES[each.order.command]]} The gate's lane has not answered."
            self.answer(each, done=True, text=text)
            with self._lock:  # for the record, when there is a lane again
                if sum(bool(other.settled) for other in self._orders) < _MOST_SETTLED:
                    self._orders.append(replace(each, settled=text))

    def _is_late(self, received: Received, now: float) -> bool:
        if received.at < now - PATIENCE:
            return True
        return received.at < now - DIRECTLY and self._is_done(received)

    def _is_done(self, received: Received) -> bool:
        mode = MODES.get(received.order.command)
        direct = self._direct if received.direct else None
        return direct is not None and mode is not None and direct.is_done(mode)

    def _write(self, selector: selectors.BaseSelector) -> None:
        for board in list(self._boards):
            with self._lock:
                waiting = bytes(board.outbox[: 1 << 16])
            try:
                sent = board.socket.send(waiting) if waiting and not board.gone else 0
            except BlockingIOError:
                sent = 0
            except OSError:
                board.gone = True
            if board.gone:
                self._watch(selector, board, 0)
                board.socket.close()
                with self._lock:
                    self._boards.discard(board)
                continue
            with self._lock:
                del board.outbox[:sent]
                more = bool(board.outbox)
            # who has orders waiting is not read: a flood stays with whoever makes it
            events = 0 if board.read else selectors.EVENT_READ
            events |= selectors.EVENT_WRITE if more else 0
            self._watch(selector, board, events)

    @staticmethod
    def _watch(selector: selectors.BaseSelector, board: _Board, events: int) -> None:
        known = selector.get_map().get(board.socket)
        if events == (known.events if known is not None else 0):
            return  # each call of the system gives the lane's thread its turn, and takes a while
        if events and known is not None:
            selector.modify(board.socket, events, board)
        elif events:
            selector.register(board.socket, events, board)
        else:
            selector.unregister(board.socket)


def _settled(taken: SafetyOrder) -> Received:
    """Make of what the barrier took itself an order that is only to be kept."""
    order = Order(order=taken.order, command=taken.command, reason=taken.reason)
    late = time.time() - taken.at
    text = taken.answer if late < 2.0 else f"{taken.answer} Written down {late:.0f} s later."
    return Received(order, taken.operator, None, time.monotonic(), settled=text, done=taken.done)


def _listen(path: Path, gate: str) -> socket.socket:
    """Open the socket; one that a dead gate left is taken over. Raises ``BadInput``."""
    try:
        return listen(path, _MOST_BOARDS)
    except InUse:
        raise BadInput(
            f"A gate called {gate!r} runs here already; this one is on no board. "
            "Give it another gate.name."
        ) from None
    except OSError as error:
        raise BadInput(
            f"The gate cannot be put on a board: {path} cannot be opened ({error.strerror}); "
            "set files.link to another folder."
        ) from None
