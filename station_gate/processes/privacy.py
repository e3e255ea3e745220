"""Keeps what is in this process's memory off the disk: no core dumps."""

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4
"""Of linux/prctl.h."""


def forbid_core_dumps() -> None:
    """Leave no core dump if this process crashes: faces and names would be in it.

    The limit is inherited by the processes it starts. Where the kernel hands dumps to a
    program (systemd-coredump, apport) it does not look at the limit, so on Linux the
    process is also made undumpable; that each program has to do anew. Nobody else of the
    same user can then attach a debugger, either.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
