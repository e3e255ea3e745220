"""The gate's end of the link: a socket that boards connect to, served by a thread.

The gate never waits for a board. What it says is put into each board's outbox, which has a
limit: a board that does not read is dropped, and so is one that sends what is no order. Orders
wait in a short queue for the gate, which carries them out in its own time; one that is not taken
within ``PATIENCE`` is answered "not carried out", so that no gate opens long after the click.
"""

import fcntl
import os
import pwd
import selectors
import socket
import stat
import struct
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from station_gate.link.folder import ready_folder, socket_path
from station_gate.link.protocol import (
    LONGEST_ORDER,
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

PATIENCE = 5.0
"""Seconds that an order waits for the gate."""
KEPT = 300
"""Passengers that a board is told of when it connects; of interventions a third."""
_MOST_BOARDS = 16
_MOST_ORDERS = 16
_OUTBOX = 8 << 20
"""Bytes: more than everything that is kept."""


@dataclass(eq=False, slots=True)
class _Board:
    """One connected board."""

    socket: socket.socket
    operator: str
    inbox: bytearray = field(default_factory=bytearray)
    outbox: bytearray = field(default_factory=bytearray)
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
    board: _Board
    at: float


class GatePort:
    """Lets boards see one gate and give it orders. Its methods may be called by any thread."""

    def __init__(self, folder: Path, gate: str) -> None:
        """Open the socket and begin to serve.

        Raises ``BadInput`` where the folder cannot be used, or a gate of this name lives.
        """
        self._lock = threading.Lock()
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
            self._listener = _listen(self._path, folder, gate)
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
            taken = list(self._orders)
            self._orders.clear()
        return taken

    def answer(self, received: Received, *, done: bool, text: str) -> None:
        """Tell whoever gave the order what came of it."""
        line = encode(Answer(order=received.order.order, done=done, text=text))
        with self._lock:
            received.board.put(line)
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
            while not self._closing:
                for key, _ in selector.select(timeout=1.0):
                    if key.fileobj is self._listener:
                        self._accept(selector)
                    elif key.fileobj is self._wakened:
                        with suppress(BlockingIOError):
                            self._wakened.recv(4096)
                    else:
                        self._read(key.data)
                self._expire()
                self._write(selector)
            for board in self._boards:
                board.socket.close()
        for end in (self._listener, self._wakened, self._waker):
            end.close()

    def _accept(self, selector: selectors.BaseSelector) -> None:
        try:
            connected, _ = self._listener.accept()
        except OSError:
            return  # it has gone again, or there are too many open files: a later one may do
        if len(self._boards) >= _MOST_BOARDS:
            connected.close()
            return
        connected.setblocking(False)
        board = _Board(connected, _user_of(connected))
        with self._lock:
            known = (self._hello, self._state, self._notices, *self._ended, *self._intervened)
            board.put(b"".join(known))
            self._boards.add(board)
        selector.register(connected, selectors.EVENT_READ, board)

    def _read(self, board: _Board) -> None:
        try:
            got = board.socket.recv(LONGEST_ORDER)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        board.inbox += got
        *lines, board.inbox = board.inbox.split(b"\n")
        try:
            for line in lines:
                self._take_in(decode_order(bytes(line)), board)
        except ProtocolError:
            board.gone = True
        if not got or len(board.inbox) > LONGEST_ORDER:
            board.gone = True

    def _take_in(self, order: Order, board: _Board) -> None:
        received = Received(order, board.operator, board, time.monotonic())
        with self._lock:
            if busy := len(self._orders) >= _MOST_ORDERS:
                pass
            else:
                self._orders.append(received)
        if busy:
            self.answer(received, done=False, text="Not carried out: too many orders wait.")

    def _expire(self) -> None:
        """Answer orders that the gate has not taken in time: its lane stands still."""
        latest = time.monotonic() - PATIENCE
        with self._lock:
            late = [each for each in self._orders if each.at < latest]
            for each in late:
                self._orders.remove(each)
        for each in late:
            self.answer(each, done=False, text="Not carried out: the gate did not take it in time.")

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
                selector.unregister(board.socket)
                board.socket.close()
                with self._lock:
                    self._boards.discard(board)
                continue
            with self._lock:
                del board.outbox[:sent]
                more = bool(board.outbox)
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if more else 0)
            selector.modify(board.socket, events, board)


def _listen(path: Path, folder: Path, gate: str) -> socket.socket:
    """Open the socket; one that a dead gate left is taken over. Raises ``BadInput``."""
    try:
        with _alone_in(folder):
            if _somebody_listens(path):
                raise BadInput(
                    f"A gate called {gate!r} runs here already; this one is on no board. "
                    "Give it another gate.name."
                )
            path.unlink(missing_ok=True)
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                listener.bind(str(path))
                # for the same people as the folder; nobody can connect before it listens
                path.chmod(0o600 | stat.S_IMODE(folder.stat().st_mode) & 0o060)
                listener.listen(_MOST_BOARDS)
                listener.setblocking(False)
            except OSError:
                listener.close()
                raise
            return listener
    except OSError as error:
        raise BadInput(
            f"The gate cannot be put on a board: {path} cannot be opened ({error.strerror}); "
            "set files.link to another folder."
        ) from None


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while looking and binding: two gates may start at the same moment."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _somebody_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)
        try:
            probe.connect(str(path))
        except BlockingIOError:
            return True  # alive, with many who wait
        except OSError:
            return False
    return True


def _user_of(connected: socket.socket) -> str:
    """Name the user at the other end, as the kernel knows it."""
    if not hasattr(socket, "SO_PEERCRED"):
        return "somebody"  # the folder's permissions say who can have been
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
