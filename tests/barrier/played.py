"""A barrier of its own process with a log of its own: flaps that need power to stay shut.

``python -m tests.barrier.played SOCKET LOG``. It knows nothing of gates, and only its log
counts: one line for each thing that happened, with the time in seconds since 1970.
"""

import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TRAVEL = 0.3
"""Seconds from shut to open, as of quick flaps (docs/constants.md: 0.3 to 0.6 s)."""
WATCHDOG = 0.5
"""Seconds without a word after which the flaps fall open."""


class PlayedBarrier:
    """Runs one, and reads its log."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "barrier"
        self._log = folder / "barrier.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "PlayedBarrier":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.barrier.played", str(self.path), str(self._log)],
            stdin=subprocess.PIPE,
        )
        while not self._log.exists():
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()

    def tell(self, line: str) -> None:
        """Let it say something: "beam safety 1"."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Everything that happened so far."""
        text = self._log.read_text().rpartition("\n")[0]
        return [(float(at), what) for at, what in (line.split() for line in text.splitlines())]

    @property
    def is_open(self) -> bool:
        """Whether the flaps stand open."""
        return self.lines[-1][1] == "opened"

    @property
    def is_shut(self) -> bool:
        """Whether the flaps stand shut."""
        return self.lines[-1][1] == "closed"

    def shut_since_it_opened(self) -> int:
        """How often the flaps left their place since they were first open after being shut."""
        words = [what for _, what in self.lines]
        last_shut = len(words) - words[::-1].index("closed") if "closed" in words else 0
        after = words[last_shut:]
        opened = after.index("opened") if "opened" in after else len(after)
        return sum(word in ("closing", "closed") for word in after[opened:])


def main(path: str, log: str) -> None:
    """Play until killed."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(4)
    place, wanted = 1.0, True
    driver: socket.socket | None = None
    heard = then = time.monotonic()
    told = float("-inf")
    with Path(log).open("a", buffering=1) as lines:

        def note(what: str) -> None:
            lines.write(f"{time.time():.4f} {what}\n")

        note("opened")
        inbox = b""
        while True:
            ready: list[Any] = [listener, 0] if driver is None else [listener, driver, 0]
            for each in select.select(ready, [], [], 0.01)[0]:
                if each == 0:
                    said = os.read(0, 4096)
                    if not said:
                        return
                    if driver is not None:
                        driver.send(said)
                    continue
                if each is listener:
                    connection, _ = listener.accept()
                    if driver is not None:
                        driver.close()
                    driver, inbox = connection, b""
                    driver.setblocking(False)
                    told = float("-inf")
                    continue
                try:
                    got = each.recv(4096)
                except OSError:
                    got = b""
                if not got:
                    each.close()
                    driver = None
                    continue
                *words, inbox = (inbox + got).split(b"\n")
                heard = time.monotonic()
                if words and (words[-1] == b"open") != wanted:
                    wanted = words[-1] == b"open"
                    note("opening" if wanted else "closing")
                    then = heard  # from now on, and not from the last look
            now = time.monotonic()
            if (driver is None or now > heard + WATCHDOG) and not wanted:
                wanted = True
                note("falling")
            before, step = place, (now - then) / TRAVEL
            then = now
            place = min(1.0, place + step) if wanted else max(0.0, place - step)
            arrived = place in (0.0, 1.0)
            if place != before and arrived:
                note("opened" if wanted else "closed")
            if driver is not None and (place != before or now > told + 1.0):
                told = now
                word = b"" if not arrived else b"opened\n" if wanted else b"closed\n"
                try:
                    driver.send(b"at %.3f\n%s" % (place, word))
                except OSError:
                    driver.close()
                    driver = None


if __name__ == "__main__":
    main(*sys.argv[1:])
