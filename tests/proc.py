"""Processes of this machine as Linux tells of them: a bare one has no pgrep."""

from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += [int(each) for each in (task / "children").read_text().split()]
    return found


def running(*words: str) -> list[int]:
    """Return the processes whose command line has all of these words."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("latin-1")
            if all(word in command for word in words):
                found.append(int(process.name))
    return found
