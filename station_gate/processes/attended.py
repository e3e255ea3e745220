"""A watched process with a thread that asks it and tends it: requests in, futures out."""

import logging
import threading
from collections import deque
from concurrent.futures import Future
from typing import Any

from station_gate.processes.watched import ProcessLost, WatchedProcess

_log = logging.getLogger(__name__)


class AttendedProcess:
    """A process that is asked without waiting for it."""

    def __init__(self, process: WatchedProcess) -> None:
        """Start the thread; it stops the process when it is stopped."""
        self._process = process
        self._changed = threading.Condition()
        self._waiting: deque[tuple[object, Future[Any]]] = deque()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="attendant", daemon=True)
        self._thread.start()

    @property
    def failed(self) -> str | None:
        """What happened to the process, until its successor is ready."""
        return self._process.failed

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid

    def ask(self, request: object) -> Future[Any]:
        """Give what will hold the answer; its error is ``ProcessLost`` where there is none."""
        answer: Future[Any] = Future()
        with self._changed:
            self._waiting.append((request, answer))
            self._changed.notify()
        return answer

    def stop(self) -> None:
        """Stop for good, at once; what is under way is lost."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._process.close()
        self._thread.join()
        self._process.release()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._work()
            except Exception as error:  # one answer lost, not all that are still to come
                _log.debug("a process was not attended to", exc_info=error)

    def _work(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._waiting, self._process.pause)
            asked = self._waiting.popleft() if self._waiting else None
        if asked is None:
            self._process.tend()
            return
        request, answer = asked
        if answer.set_running_or_notify_cancel():
            try:
                answer.set_result(self._process.ask(request))
            except ProcessLost as lost:
                answer.set_exception(lost)
