"""What a lane owes its journal: written in order, and again until it is there."""

from collections import deque
from collections.abc import Callable

from station_gate.problems import Problem

AGAIN = 2.0
"""Seconds until a journal that failed is tried again: it may take its time to fail."""


class Ledger:
    """Writes at once where that works; else keeps what is to be written, in order.

    Nothing is tried between two attempts, so that a journal which keeps everybody
    waiting costs the lane one wait each time, and not one for every line.
    """

    def __init__(self) -> None:
        self._owed: deque[Callable[[], object]] = deque()
        self._again_at = 0.0
        self.failed: str | None = None
        """Why the journal cannot be written, if it cannot."""

    @property
    def owed(self) -> int:
        """How much has not been written yet."""
        return len(self._owed)

    def write(self, now: float, write: Callable[[], object]) -> None:
        """Write, or keep for later; raises what is no problem of the journal's."""
        self._owed.append(write)
        if self.failed is None:
            self._write_all(now)

    def settle(self, now: float, *, at_once: bool = False) -> None:
        """Try again what is owed, if it is time."""
        if self._owed and (at_once or now >= self._again_at):
            self._write_all(now)

    def _write_all(self, now: float) -> None:
        while self._owed:
            try:
                self._owed[0]()
            except Problem as problem:
                self._again_at = now + AGAIN
                self.failed = str(problem)
                return
            except Exception:
                self._owed.popleft()  # a mistake will not mend by itself
                raise
            self._owed.popleft()
        self.failed = None
