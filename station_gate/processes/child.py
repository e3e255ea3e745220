"""The other side of ``WatchedProcess``: ``python -m station_gate.processes.child``.

It is given the numbers of two descriptors, for messages and for pictures, its parent's
process id, and, for people who look at processes, what it does. The first message is a
callable that makes the task; each further one is a request and the shape of a picture, and
is answered by what the task returns.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from station_gate.problems import Problem
from station_gate.processes.messages import ALIVE, READY, Failed
from station_gate.processes.pictures import PictureMemory
from station_gate.processes.privacy import forbid_core_dumps

_PR_SET_PDEATHSIG = 1
"""Of linux/prctl.h: the signal to get when the parent is gone."""
_FIRST_TO_GO = b"800"
"""Of 1000: whom the kernel ends first where memory is short, so that it is not the kiosk."""


def main() -> None:
    """Serve the parent until it closes its end, or is gone."""
    messages, pictures, parent = map(int, sys.argv[1:4])
    _settle(parent)
    memory = PictureMemory(pictures)
    with Connection(messages) as connection, suppress(EOFError):
        try:
            task = connection.recv()()
            connection.send(READY)
            while True:
                request, shape = connection.recv()
                if request == ALIVE:
                    connection.send(ALIVE)
                    continue
                picture = None if shape is None else memory.read(shape)
                connection.send(task(request, picture))
                del picture
        except Problem as problem:
            connection.send(Failed(str(problem)))


def _settle(parent: int) -> None:
    """Be a process that outlives nobody, dumps no memory and is the first to make room."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    with suppress(OSError):  # before the next line, after which the file is not ours any more
        Path("/proc/self/oom_score_adj").write_bytes(_FIRST_TO_GO)
    forbid_core_dumps()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we could ask
        sys.exit(0)


if __name__ == "__main__":
    main()
