"""A board's end of the link: finds every gate of the folder, and again after it was away."""

import asyncio
import itertools
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from station_gate.operators.link.folder import sockets
from station_gate.operators.link.protocol import (
    LONGEST_NEWS,
    PROTOCOL,
    Answer,
    Command,
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


class Listener(Protocol):
    """Whoever is told. ``key`` names a gate's socket, the same each time the gate comes back."""

    def heard(self, key: str, news: News) -> None:
        """A gate said something."""
        ...

    def lost(self, key: str, why: str) -> None:
        """A gate is not to be heard any more; ``why`` is a short text, or empty."""
        ...


class Watcher:
    """Keeps a connection to every gate. Use it within one asyncio loop."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        self._folder = folder
        self._listener = listener
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._writers: dict[str, asyncio.StreamWriter] = {}
        self._asked: dict[tuple[str, str], asyncio.Future[Answer]] = {}
        self._numbers = itertools.count(1)

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

    async def order(
        self, key: str, command: Command, reason: str, notice: str | None = None
    ) -> Answer:
        """Give a gate an order and wait for what comes of it; ``notice`` as in ``Order``."""
        order = Order(order=str(next(self._numbers)), command=command, reason=reason, notice=notice)
        writer = self._writers.get(key)
        if writer is None:
            return _not_done(order, "Not carried out: the gate is not connected.")
        asked = asyncio.get_running_loop().create_future()
        self._asked[key, order.order] = asked
        try:
            writer.write(encode(order))
            return await asyncio.wait_for(asked, ANSWER_WITHIN)
        except TimeoutError:
            return _not_done(order, "The gate has not answered: look at what it does.")
        finally:
            del self._asked[key, order.order]

    async def _listen(self, path: Path) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_NEWS)
        except OSError:
            return  # a dead gate's socket, or one that is just being made: the next look tells
        key, why = path.stem, ""
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
        first = await reader.readline()
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
        for (asked_of, order), asked in self._asked.items():
            if asked_of == key and not asked.done():
                text = "The gate was cut off before it answered: look at what it does."
                asked.set_result(Answer(order=order, done=False, text=text))


def _not_done(order: Order, text: str) -> Answer:
    return Answer(order=order.order, done=False, text=text)
