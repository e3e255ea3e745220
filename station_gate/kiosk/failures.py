"""Counting failures: how long to apologise for each, and when they are too many."""

from collections import deque

from station_gate.problems import DeviceMissing, Problem

LIMIT = 3
WITHIN = 60.0
"""Seconds; failures further apart than this are not one trouble."""
APOLOGY = 4.0
"""Seconds that "Out of service" is shown after a failure, ..."""
LONGEST = 6.0
"""... longer after each further one of the same trouble, up to this: with the time that a
lane takes to open, the gate is back within 10 s of the end of what troubled it."""


class Failures:
    """Failures since something last went well.

    A ``steady`` kiosk, which stands in public, goes on however many there are.
    """

    def __init__(self, *, steady: bool) -> None:
        self._steady = steady
        self._times: deque[float] = deque(maxlen=LIMIT)
        self._apology = 0.0
        self._again_at = 0.0

    def clear(self) -> None:
        """Take in that a show went well to its end."""
        self._times.clear()
        self._apology = 0.0

    def add(self, failure: Exception, now: float) -> float:
        """Count one at ``now`` seconds; return the seconds to apologise for it.

        Raises ``DeviceMissing`` when it is one too many.
        """
        same = self._apology > 0.0 and now <= self._again_at + WITHIN
        self._apology = min(2 * self._apology, LONGEST) if same else APOLOGY
        self._again_at = now + self._apology
        self._times.append(now)
        if self._steady:
            return self._apology
        if len(self._times) == LIMIT and now - self._times[0] <= WITHIN:
            raise DeviceMissing(
                f"The kiosk has failed {LIMIT} times in a row and stops; "
                f"the last time: {describe(failure)}"
            ) from failure
        return self._apology


def describe(failure: Exception) -> str:
    """Say in words what failed: a problem's own sentence, else the error's kind and text."""
    if isinstance(failure, Problem):
        return str(failure)
    return f"{type(failure).__name__}: {failure}" if str(failure) else type(failure).__name__
