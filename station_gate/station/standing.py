"""How a gate stands with its station's database: pure, and told the time by whoever asks."""

from collections.abc import Callable
from enum import StrEnum

FIRST, LONGEST = 0.5, 2.5
"""Seconds from a failure to the next try, which double up to the second: with the time that
connecting takes a gate is back within 5 s."""


class Stands(StrEnum):
    """What a gate does about its station."""

    ONLINE = "online"
    OFFLINE = "offline"
    """The database does not answer: the gate decides by what it knows itself."""
    DRAINING = "draining"
    """The database answers again and is being sent what happened meanwhile."""


class Standing:
    """Online, offline or draining. Times are seconds on one clock that never goes back."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        """``jitter`` gives 0 to 1: how much of the second half of a wait is waited.

        A gate begins offline, with its first try due at once.
        """
        self._jitter = jitter
        self._wait = FIRST
        self.now = Stands.OFFLINE
        self.since: float | None = None
        """Since when the database has not been reached; ``None`` before the first try."""
        self.why = ""
        self.waiting = 0
        """How many passages the database has not got."""
        self.again_at = 0.0
        """When it is tried again."""

    @property
    def may_ask(self) -> bool:
        """Whether the database is asked before somebody is let in."""
        return self.now is not Stands.OFFLINE

    def is_due(self, now: float) -> bool:
        """Return whether it is time to try again."""
        return self.now is Stands.OFFLINE and now >= self.again_at

    def fails(self, now: float, why: str) -> bool:
        """Take in that the database did not answer, or said no; tell whether that is news."""
        fresh = self.since is None or self.now is not Stands.OFFLINE
        if fresh:
            self.since, self._wait = now, FIRST
        self.now, self.why = Stands.OFFLINE, why
        self.again_at = now + self._wait * (1 + self._jitter()) / 2
        self._wait = min(2 * self._wait, LONGEST)
        return fresh

    def answers(self, waiting: int) -> bool:
        """Take in an answer while so many passages wait; tell whether the database was away."""
        fresh = self.now is Stands.OFFLINE
        self.waiting = waiting
        self.now = Stands.DRAINING if waiting else Stands.ONLINE
        self.since = None
        return fresh

    def counts(self, waiting: int) -> None:
        """So many passages wait now; whoever had fallen behind is online when none does."""
        self.waiting = waiting
        if self.now is Stands.DRAINING and not waiting:
            self.now = Stands.ONLINE

    def sentence(self, now: float) -> str | None:
        """Say for the operator what is wrong, since when, how many wait and what comes next."""
        if self.now is Stands.DRAINING:
            return f"The station's database is back; {_passages(self.waiting)} to be sent yet."
        if self.now is Stands.ONLINE or self.since is None:
            return None
        again = max(0.0, self.again_at - now)
        return (
            f"The station's database has not answered for {_span(now - self.since)}; "
            f"{_passages(self.waiting)} wait, the next try is in {again:.0f} s. {self.why}"
        ).rstrip()


def _passages(count: int) -> str:
    return f"{count} passage{'' if count == 1 else 's'}"


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
