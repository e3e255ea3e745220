"""The machine's own time, which no correction of its clock moves."""

import time
from functools import cache
from pathlib import Path


@cache
def boot_id() -> str:
    """Give the name of the machine's present run: another one after each start.

    Empty where the system does not tell.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def ticks() -> float:
    """Give seconds since the machine was started, those that it slept included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def clock() -> float:
    """Give seconds since 1970 by the machine's clock, which may be set."""
    return time.time()
