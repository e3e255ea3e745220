"""A board's end of the link: finds every gate of the folder, and again after it was away.

What a gate is set to can also be ordered from the process of its barrier, which has a socket of
its own: an evacuation is ordered there first, because the gate's program may be stuck, and the
others where the gate does not answer.
"""

import asyncio
import uuid
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from station_gate.lane.orders import Command
from station_gate.operators.link.folder import ENDING, barrier_socket, sockets
from station_gate.operators.link.protocol import (
    LONGEST_NEWS,
    MODES,
    PROTOCOL,
    Answer,
    Hello,
    News,
    Order,
    ProtocolError,
    decode_news,
    encode,
)

LOOK_EVERY = 1.0
"""Seconds from look to look into the folder."""
ANSWER_WITHIN = 7.0
"""Seconds until an order counts as not answered: longer than a gate lets it wait."""
BARRIER_WITHIN = 3.0
"""Seconds until the barrier counts as not answering: longer than it waits for its flaps."""
HELLO_WITHIN = 3.0
"""Seconds until a gate that does not say who it is counts as stuck."""

_AGAIN = 0.05
"""Seconds until a barrier that let go of us is called again."""


class _NoAnswer(Exception):
    """Nobody has answered; the message says what that means for the order."""


class Listener(Protocol):
    """Whoever is told. ``key`` names a gate's socket, the same each time the gate comes back."""

    def heard(self, key: str, news: News) -> None:
        """Take in what a gate said."""
        ...

    def lost(self, key: str, why: str) -> None:
        """Take in that a gate is not to be heard any more; ``why`` is a short text, or empty."""
        ...


class Watcher:
    """Keeps a connection to every gate. Use it within one asyncio loop."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        self._folder = folder
        self._listener = listener
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._writers: dict[str, asyncio.StreamWriter] = {}
        self._asked: dict[tuple[str, str], asyncio.Future[Answer]] = {}

    async def run(self) -> None:
        """Look for gates and listen to them until cancelled."""
        try:
            while True:
                for path in sockets(self._folder):
                    task = self._tasks.get(path.stem)
                    if task is None or task.done():
                        self._tasks[path.stem] = asyncio.create_task(self._listen(path))
                await asyncio.sleep(LOOK_EVERY)
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def reaches(self, key: str) -> bool:
        """Return whether a gate is connected, or its barrier may be reached."""
        return key in self._writers or self._barrier_of(key).exists()

    async def order(self, key: str, command: str, reason: str, notice: str | None = None) -> Answer:
        """Give a gate an order and wait for what comes of it; ``notice`` as in ``Order``."""
        order = Order(order=uuid.uuid4().hex, command=command, reason=reason, notice=notice)
        ways = [self._ask_gate, self._ask_barrier][: 2 if command in MODES else 1]
        if command == Command.EVACUATE:
            ways.reverse()
        text = ""
        for ask in ways:
            try:
                return await ask(key, order)
            except _NoAnswer as why:
                text = text or str(why)
        return Answer(order=order.order, done=False, text=text)

    async def _ask_gate(self, key: str, order: Order) -> Answer:
        writer = self._writers.get(key)
        if writer is None:
            raise _NoAnswer("Not carried out: the gate is not connected.")
        asked = asyncio.get_running_loop().create_future()
        self._asked[key, order.order] = asked
        try:
            writer.write(encode(order))
            return await asyncio.wait_for(asked, ANSWER_WITHIN)
        except TimeoutError:
            raise _NoAnswer("The gate has not answered: look at what it does.") from None
        finally:
            del self._asked[key, order.order]

    async def _ask_barrier(self, key: str, order: Order) -> Answer:
        with suppress(OSError, ValueError, TimeoutError, ProtocolError):
            async with asyncio.timeout(BARRIER_WITHIN):
                while not (line := await self._told(self._barrier_of(key), order)):
                    await asyncio.sleep(_AGAIN)  # it has many callers and had to let us go
            answer = decode_news(line)
            if isinstance(answer, Answer) and answer.order == order.order:
                return answer
        raise _NoAnswer("The gate has not answered: look at what it does.")

    async def _told(self, path: Path, order: Order) -> bytes:
        """Give what is answered to an order at a socket, nothing where the connection ended."""
        reader, writer = await asyncio.open_unix_connection(path)
        with closing(writer), suppress(ConnectionResetError, BrokenPipeError):
            writer.write(encode(order))
            return await reader.readline()
        return b""

    async def _barrier_listens(self, key: str) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self._barrier_of(key))
        except OSError:
            return False
        writer.close()
        return True

    def _barrier_of(self, key: str) -> Path:
        return barrier_socket(self._folder / f"{key}{ENDING}")

    async def _listen(self, path: Path) -> None:
        key, why = path.stem, ""
        try:
            reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_NEWS)
        except OSError:  # a dead gate's socket, or one that is just being made
            if await self._barrier_listens(key):
                self._listener.lost(key, "its program does not run; its barrier takes orders")
            return
        try:
            await self._hear(key, reader, writer)
        except ProtocolError as error:
            why = str(error)
        except (OSError, ValueError):  # ValueError: a line longer than any that a gate sends
            why = "it was cut off"
        finally:
            self._writers.pop(key, None)
            self._give_up(key)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            self._listener.lost(key, why)

    async def _hear(
        self, key: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            first = await asyncio.wait_for(reader.readline(), HELLO_WITHIN)
        except TimeoutError:
            raise ProtocolError("it does not say who it is: it hangs") from None
        hello = decode_news(first) if first else None
        if not isinstance(hello, Hello):
            raise ProtocolError("it did not say who it is")
        self._listener.heard(key, hello)
        if hello.protocol != PROTOCOL:
            raise ProtocolError(
                f"it speaks version {hello.protocol}, this board version {PROTOCOL}"
            )
        self._writers[key] = writer
        while line := await reader.readline():
            news = decode_news(line)
            if isinstance(news, Hello):
                raise ProtocolError("it said twice who it is")
            if isinstance(news, Answer):
                asked = self._asked.get((key, news.order))
                if asked is not None and not asked.done():
                    asked.set_result(news)
            elif news is not None:
                self._listener.heard(key, news)

    def _give_up(self, key: str) -> None:
        """Whoever waits for an answer of a gate that has gone need not wait any longer."""
        for (asked_of, _), asked in self._asked.items():
            if asked_of == key and not asked.done():
                text = "The gate was cut off before it answered: look at what it does."
                asked.set_exception(_NoAnswer(text))
