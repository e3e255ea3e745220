"""The end of a barrier's process where it takes orders itself, in the hands of a test."""

import socket
import threading
from contextlib import suppress
from pathlib import Path

from station_gate.operators.link.folder import barrier_socket, socket_path
from station_gate.operators.link.protocol import Answer, Order, decode_order, encode

SAID = "The barrier has been told."


class BarrierEnd:
    """Keeps each order, and answers it unless it is told not to."""

    def __init__(self, folder: Path, gate: str = "Gate 4", *, answers: bool = True) -> None:
        self.orders: list[Order] = []
        self._answers = answers
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(barrier_socket(socket_path(folder, gate))))
        self._listener.listen()
        self._connected: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connected, _ = self._listener.accept()
                self._connected = connected
                with connected, connected.makefile("rb") as lines:
                    for line in lines:
                        order = decode_order(line)
                        self.orders.append(order)
                        if self._answers:
                            answer = Answer(order=order.order, done=True, text=SAID)
                            connected.sendall(encode(answer))

    def close(self) -> None:
        """Take no more, also from a board whose end this very thread would have to close."""
        self._listener.shutdown(socket.SHUT_RDWR)
        while self._thread.is_alive():
            if self._connected is not None:
                with suppress(OSError):
                    self._connected.shutdown(socket.SHUT_RDWR)
            self._thread.join(0.05)
        self._listener.close()
