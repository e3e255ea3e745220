"""The gate's port for other machines: whether it lives, whether it is ready, its figures.

One thread serves it with bounds on everything: how many are connected, how long one may take to
ask and to read, how much it may say. Whoever holds connections open holds only each other up.
"""

import asyncio
import os
import socket
import threading
from http import HTTPStatus

from prometheus_client.exposition import choose_encoder

from station_gate.problems import DeviceMissing
from station_gate.reporting.metrics import Metrics

_MOST_CONNECTIONS = 32
"""Of one more, the oldest is ended: who asks takes a moment, who stays wants nothing good."""
_PATIENCE = 5.0
"""Seconds for a question and its answer."""
_MOST_BYTES = 8192
"""Of a question with its headers."""
_PLAIN = "text/plain; charset=utf-8"

_Answer = tuple[HTTPStatus, str, bytes]


class MetricsServer:
    """Answers whoever asks for the figures, in a thread of its own."""

    def __init__(self, metrics: Metrics, address: str, port: int) -> None:
        """Begin. Raises ``DeviceMissing`` where nothing can listen; port 0 takes a free one."""
        self._metrics = metrics
        try:
            self._listener = _listen(address, port)
        except (OSError, UnicodeError) as error:  # the latter for what can be no host's name
            why = _why(error)
            raise DeviceMissing(
                f"The metrics cannot be served on {address}, port {port}: {why}; "
                "choose another metrics.address or metrics.port."
            ) from None
        self.port = int(self._listener.getsockname()[1])
        self._connected: dict[asyncio.StreamWriter, None] = {}
        self._loop = asyncio.new_event_loop()
        # what goes wrong with a stranger's connection is the stranger's concern
        self._loop.set_exception_handler(lambda loop, context: None)
        self._thread = threading.Thread(target=self._serve, name="metrics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(
                self._answer,
                sock=self._listener,
                limit=_MOST_BYTES,
                backlog=_MOST_CONNECTIONS,  # so many are taken at once before any is sent away
            )
        )
        try:
            self._loop.run_forever()
        finally:
            server.close()
            waiting = asyncio.all_tasks(self._loop)
            for task in waiting:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
            self._loop.run_until_complete(asyncio.sleep(0))  # lets go of the connections
            self._loop.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connected[writer] = None
        if len(self._connected) > _MOST_CONNECTIONS:
            oldest = next(iter(self._connected))
            del self._connected[oldest]
            oldest.transport.abort()
        try:
            async with asyncio.timeout(_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_http(*self._look(head)))
                await writer.drain()
                writer.close()
                await writer.wait_closed()
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            pass  # gone, too slow, or too much to say
        finally:
            self._connected.pop(writer, None)
            writer.transport.abort()

    def _look(self, head: bytes) -> _Answer:
        first, *headers = head.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return HTTPStatus.BAD_REQUEST, _PLAIN, b"this is no HTTP\n"
        method, path = words[0], words[1].partition("?")[0]
        if method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, _PLAIN, b"there is only something to GET\n"
        if path == "/metrics":
            accepted = [h.partition(":")[2] for h in headers if h.lower().startswith("accept:")]
            encode, kind = choose_encoder(",".join(accepted))
            answer = HTTPStatus.OK, kind, encode(self._metrics.registry)
        elif path in ("/livez", "/readyz"):
            wrong = self._metrics.not_alive() or (path == "/readyz" and self._metrics.not_ready())
            status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
            answer = status, _PLAIN, f"{wrong or 'ok'}\n".encode()
        else:
            known = b"there are /livez, /readyz and /metrics\n"
            answer = HTTPStatus.NOT_FOUND, _PLAIN, known
        return answer if method == "GET" else (*answer[:2], b"")


def _http(status: HTTPStatus, kind: str, body: bytes) -> bytes:
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    ).encode() + body


def _why(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError):
        return "no host has such a name"
    if isinstance(error, socket.gaierror) or error.errno is None:
        return str(error.strerror)
    return os.strerror(error.errno)  # without the address, which the sentence has already


def _listen(address: str, port: int) -> socket.socket:
    family, *_, target = socket.getaddrinfo(
        address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    return socket.create_server(target[:2], family=family, backlog=_MOST_CONNECTIONS)
