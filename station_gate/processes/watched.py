"""A process of our own that does one task, is watched, and is started anew when it fails.

Theory of operation
-------------------
The parent asks, the process answers, one question at a time; a picture that belongs to a
question lies in memory that both see. Whoever has nothing to ask tends the process, which
asks whether it is alive. A process that ends, or owes an answer for too long, is killed
and started anew after a pause that grows while it keeps failing. ``failed`` says what
happened until the new one is ready.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any

from station_gate.processes.messages import ALIVE, READY, Failed
from station_gate.processes.pictures import PictureMemory, Pixels

_log = logging.getLogger(__name__)

Task = Callable[[Any, Pixels | None], Any]
"""Answers a request and its picture; an error that it raises ends its process."""

ANSWER = 4.0
"""Seconds for an answer: forty times what a frame takes, and it may be a busy machine."""
START = 30.0
"""Seconds to be ready in; one takes 1 s, the very first 2, and a machine that starts up more."""
BEAT = 1.0
"""Seconds between two signs of life of a process that is not asked anything else."""
PAUSES = (0.2, 1.0, 2.0, 4.0)
"""Seconds before a process that failed is started anew: at first, and while it fails again.
The last with a start is well under 10 s, in which a gate has to be back."""
WELL = 30.0
"""Seconds after which a process that works is no more the one that kept failing."""
_LOOK = 0.1
"""Seconds between two looks at a process that is being started."""


class ProcessLost(Exception):
    """The process cannot answer; the message is a sentence for the operator."""


class WatchedProcess:
    """A process with a task. For one thread, but for ``failed`` and ``close``.

    ``name`` begins the sentences ("Face recognition"). ``make_task`` is called in the
    process; it is sent there, so it must be something that can be pickled.
    """

    def __init__(
        self,
        name: str,
        make_task: Callable[[], Task],
        *,
        answer: float = ANSWER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the process; it is not waited for."""
        self.make_task = make_task
        self._name = name
        self._patience = answer
        self._clock = clock
        self._memory = PictureMemory()
        self._guard = threading.Lock()
        """Of the process and of whether it is over with it."""
        self._over = False
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._ready = False
        self._failed: str | None = None
        self._failures = 0
        self._since = self._seen = self._again = clock()
        with suppress(ProcessLost):  # then ``failed`` says so, and it is tried again
            self._start()

    @property
    def failed(self) -> str | None:
        """What happened to the process, until it or its successor is ready."""
        return self._failed

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        process = self._process
        return None if process is None else process.pid

    @property
    def pause(self) -> float:
        """Seconds until ``tend`` is to be called."""
        return BEAT if self._ready else _LOOK

    def ask(self, request: object, picture: Pixels | None = None) -> Any:
        """Give the answer to a request; waits for it, the first time also for the start.

        Raises ``ProcessLost`` when there is none; a new process is then on its way.
        """
        if not self._ready:
            if self._failed is not None:
                raise ProcessLost(self._failed)
            self._await_start(max(0.0, self._since + START - self._clock()))
        try:
            shape = None if picture is None else self._memory.write(picture)
        except OSError as error:
            raise self._lost(f"has no memory for a picture ({error.strerror})") from None
        self._send((request, shape))
        return self._receive(self._patience, f"has not answered for {self._patience:.0f} seconds")

    def tend(self) -> None:
        """See to the process when there is nothing to ask; to be called every ``pause``."""
        with suppress(ProcessLost):
            if self._process is None:
                if self._clock() >= self._again:
                    self._start()
            elif not self._ready:
                if self._clock() > self._since + START:
                    raise self._lost(f"was not ready after {START:.0f} seconds")
                self._await_start(0.0)
            elif self._clock() >= self._seen + BEAT:
                self._send((ALIVE, None))
                said = f"has not answered for {self._patience:.0f} seconds"
                self._receive(self._patience, said)

    def renew(self, sentence: str) -> None:
        """Put a new process in the place of this one, for the reason given."""
        self._give_up(sentence)

    def wipe(self) -> None:
        """Leave nothing of any picture in the memory that is shared."""
        self._memory.wipe()

    def close(self) -> None:
        """End the process at once, whatever it is doing; from any thread."""
        with self._guard:
            self._over = True
            self._kill()

    def release(self) -> None:
        """Let go of the rest, once no thread asks or tends any more."""
        self.close()
        self._disconnect()
        self._memory.wipe()
        self._memory.close()

    # ---------------------------------------------------------------- starting and ending

    def _start(self) -> None:
        try:
            ours, theirs = Pipe()
            self._connection, self._ready = ours, False
            with theirs, self._guard:
                if self._over:
                    return
                descriptors = (theirs.fileno(), self._memory.descriptor)
                self._process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "station_gate.processes.child"),
                        *map(str, (*descriptors, os.getpid(), self._name)),
                    ],
                    pass_fds=descriptors,
                    # what is imported there is what is imported here
                    env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=None if _log.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
                    start_new_session=True,  # a terminal's Ctrl-C is not for it
                )
            self._since = self._clock()
            self._send(self.make_task)
        except OSError as error:
            raise self._lost(f"cannot be started ({error.strerror})") from None

    def _await_start(self, patience: float) -> None:
        if patience == 0.0 and not self._has_something_to_say():
            return
        answer = self._receive(patience, f"was not ready after {START:.0f} seconds")
        if answer != READY:
            raise self._lost("does not say what it should")
        self._ready, self._failed = True, None
        self._since = self._clock()

    def _has_something_to_say(self) -> bool:
        assert self._connection is not None
        try:
            return self._connection.poll(0)
        except OSError:
            return True  # that it is gone

    def _send(self, message: object) -> None:
        assert self._connection is not None
        try:
            self._connection.send(message)
        except OSError:
            raise self._lost(self._how_it_ended()) from None

    def _receive(self, patience: float, too_late: str) -> Any:
        assert self._connection is not None
        try:
            if not self._connection.poll(patience):
                raise self._lost(too_late)
            answer = self._connection.recv()
        except (EOFError, OSError):
            raise self._lost(self._how_it_ended()) from None
        except ProcessLost:
            raise
        except Exception as error:  # its memory was damaged before it died
            _log.debug("an answer cannot be understood", exc_info=error)
            raise self._lost("does not say what it should") from None
        if isinstance(answer, Failed):
            self._give_up(answer.sentence)
            raise ProcessLost(answer.sentence)
        self._seen = self._clock()
        return answer

    def _lost(self, what: str) -> ProcessLost:
        sentence = f"{self._name} {what}; it is started anew."
        self._give_up(sentence)
        return ProcessLost(sentence)

    def _give_up(self, sentence: str) -> None:
        """End what there is, say why, and plan the next start."""
        with self._guard:
            self._kill()
            self._process = None
        self._disconnect()
        now = self._clock()
        if self._ready and now - self._since >= WELL:
            self._failures = 0
        self._ready, self._failed = False, sentence
        self._again = now + PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _kill(self) -> None:
        """End the process, also one that is stopped or stuck."""
        if self._process is None:
            return
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):  # the kernel has it; it is reaped later
            self._process.wait(2.0)

    def _how_it_ended(self) -> str:
        """Say in words how a process came to close its end."""
        process = self._process
        if process is None or self._over:
            return "has been ended"
        try:
            code = process.wait(1.0)
        except subprocess.TimeoutExpired:
            return "has stopped answering"
        if code == -signal.SIGKILL:
            return "was ended from outside, perhaps for want of memory"
        if code < 0:
            return f"has crashed ({signal.Signals(-code).name})"
        return f"has ended by itself (code {code})"
