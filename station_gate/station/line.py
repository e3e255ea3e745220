"""A gate's line to its station's database: a thread of its own waits in it, nobody else does.

A network that has gone gives neither an answer nor an error, whatever time-outs the database's
client is given. So whoever asks has a deadline of their own; what is answered after it was not
for nothing, for who asked is part of every question.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from station_gate.problems import DeviceMissing
from station_gate.station.registry import Registry

_Answer = TypeVar("_Answer")
_Job = tuple[Callable[[Registry], Any], "Future[Any]"]


class Line:
    """One connection, opened when it is needed. The methods may be called by any thread."""

    def __init__(self, open_registry: Callable[[], Registry]) -> None:
        self._open = open_registry
        self._registry: Registry | None = None
        self._ready = threading.Condition()
        self._first: deque[_Job] = deque()
        self._rest: deque[_Job] = deque()
        self._busy_since: float | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="station database", daemon=True)
        self._thread.start()

    def ask(
        self, do: Callable[[Registry], _Answer], within: float, *, first: bool = False
    ) -> _Answer:
        """Have something done and give its answer; ``first``: before whatever else waits.

        Raises what it raises, and ``DeviceMissing`` where nobody answers within so many seconds;
        what has not been begun by then is not done any more.
        """
        future = self.submit(do, first=first)
        try:
            return future.result(within)
        except TimeoutError:
            future.cancel()
            raise DeviceMissing("Nobody answers.") from None

    def submit(
        self, do: Callable[[Registry], _Answer], *, first: bool = False
    ) -> "Future[_Answer]":
        """Have something done, in order."""
        future: Future[_Answer] = Future()
        with self._ready:
            (self._first if first else self._rest).append((do, future))
            self._ready.notify()
        return future

    def cut_if_stuck(self, longer: float) -> None:
        """End a wait that has lasted longer than so many seconds."""
        with self._ready:
            since, registry = self._busy_since, self._registry
        if since is not None and registry is not None and time.monotonic() - since > longer:
            registry.cut()

    def close(self, within: float) -> None:
        """End when what waits has been done, but wait for that no longer than so many seconds."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        self._thread.join(within)
        if self._thread.is_alive():
            self.cut_if_stuck(0.0)
            self._thread.join(within)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            do, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                if self._registry is None:
                    self._registry = self._open()
                answer = do(self._registry)
            except BaseException as failure:
                self._hang_up()
                future.set_exception(failure)
            else:
                future.set_result(answer)
        self._hang_up()

    def _next(self) -> _Job | None:
        with self._ready:
            self._busy_since = None
            while not (self._first or self._rest):
                if self._closing:
                    return None
                self._ready.wait()
            self._busy_since = time.monotonic()
            return (self._first or self._rest).popleft()

    def _hang_up(self) -> None:
        with self._ready:
            registry, self._registry = self._registry, None
        if registry is not None:
            registry.close()
