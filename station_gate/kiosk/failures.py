"""Counting failures: one is survived, three in a row end the program."""

from collections import deque

from station_gate.problems import DeviceMissing, Problem

LIMIT = 3
WITHIN = 60.0
"""Seconds; failures further apart than this are not one trouble."""


class Failures:
    """Failures since something last went well."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=LIMIT)

    def clear(self) -> None:
        """A show went well to its end."""
        self._times.clear()

    def add(self, failure: Exception, now: float) -> None:
        """Count one at ``now`` seconds; raises ``DeviceMissing`` when it is one too many."""
        self._times.append(now)
        if len(self._times) == LIMIT and now - self._times[0] <= WITHIN:
            raise DeviceMissing(
                f"The kiosk has failed {LIMIT} times in a row and stops; "
                f"the last time: {describe(failure)}"
            ) from failure


def describe(failure: Exception) -> str:
    """Say in words what failed: a problem's own sentence, else the error's kind and text."""
    if isinstance(failure, Problem):
        return str(failure)
    return f"{type(failure).__name__}: {failure}" if str(failure) else type(failure).__name__
