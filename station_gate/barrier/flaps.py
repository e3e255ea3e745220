"""Simulated flaps: where they are at a time, and what they report of themselves."""

from dataclasses import dataclass
from typing import NamedTuple

from station_gate.gate.terms import BarrierReport

OPENING = 0.45
CLOSING = 0.50
"""Seconds for the whole way. Real flaps move in 0.3 to 0.6 s (docs/constants.md)."""
ATTEMPTS = 5
"""Closings in a row that meet something before the barrier calls itself faulty."""
RECOVERY = 5.0
"""Seconds that the safety zone must be free until a faulty barrier works again."""


class Report(NamedTuple):
    """What the barrier said and when: seconds on the lane's clock."""

    at: float
    report: BarrierReport


@dataclass(frozen=True, slots=True)
class _Motion:
    """A move from ``origin`` to ``target`` (0 closed to 1 open) that began at ``began``."""

    began: float
    origin: float
    target: float

    @property
    def ends(self) -> float:
        whole = OPENING if self.target > self.origin else CLOSING
        return self.began + whole * abs(self.target - self.origin)

    def position(self, at: float) -> float:
        if at >= self.ends:
            return self.target
        done = max(0.0, (at - self.began) / (self.ends - self.began))
        eased = done * done * (3.0 - 2.0 * done)  # starts and stops gently
        return self.origin + (self.target - self.origin) * eased


class Flaps:
    """The flaps with their own safety, as real gates have it.

    Commands and ``advance`` come in the order of their times, seconds on the
    lane's clock. Every command is answered by a report once it is carried out.
    Whenever something is in the safety zone while they close, they open again
    and report ``blocked``; after ``ATTEMPTS`` times in a row ``fault``, and they
    stay open, whatever the command, until the zone was free for ``RECOVERY``.

    Springs push them open and the motor holds them shut: without power they fall open.
    """

    def __init__(self, *, fallen: bool = False) -> None:
        """``fallen``: they stand open, as without power; else they are shut."""
        place = 1.0 if fallen else 0.0
        self._motion = _Motion(0.0, place, place)
        self._powered = True
        self._asked: float | None = None
        """When the command was given that has no answer yet."""
        self._failed_attempts = 0
        self._faulty = False
        self._free_since: float | None = None
        self._close_after_fault = False

    def position(self, at: float) -> float:
        """Where the flaps are, 0 closed to 1 open, from the latest command on."""
        return self._motion.position(at)

    @property
    def closing(self) -> bool:
        """Whether they are on their way to closed and have not said that they are."""
        return self._motion.target == 0.0 and self._asked is not None

    @property
    def resting(self) -> bool:
        """Whether nothing will change without a command: every one has been answered."""
        return self._asked is None and not self._faulty

    def open(self, at: float) -> None:
        """Begin to open, from wherever they are."""
        self._close_after_fault = False
        if self._powered and not self._faulty:
            self._turn(1.0, at)

    def lose_power(self, at: float) -> None:
        """Fall open and hear nothing."""
        self._turn(1.0, at)
        self._asked = None
        self._powered = self._faulty = False

    def regain_power(self, at: float) -> None:
        """Obey again, from wherever they are."""
        self._powered = True
        self._failed_attempts = 0

    def close(self, at: float) -> None:
        """Begin to close, from wherever they are."""
        if not self._powered:
            return
        if self._faulty:
            self._close_after_fault = True
        else:
            self._turn(0.0, at)

    def advance(self, to: float, *, obstructed: bool) -> list[Report]:
        """Let time pass; ``obstructed``: something is in the safety zone at ``to``."""
        reports = self._arrive(to)
        if obstructed and self.closing:
            reports.append(self._shrink_back(to))
            reports += self._arrive(to)
        if self._faulty:
            self._recover(to, obstructed)
            reports += self._arrive(to)
        return reports

    def _turn(self, target: float, at: float) -> None:
        if self._motion.target != target:
            self._motion = _Motion(at, self.position(at), target)
        self._asked = at

    def _arrive(self, to: float) -> list[Report]:
        if self._asked is None or self._motion.ends > to:
            return []
        at = max(self._motion.ends, self._asked)
        self._asked = None
        if self._motion.target == 0.0:
            self._failed_attempts = 0
            return [Report(at, BarrierReport.CLOSED)]
        return [Report(at, BarrierReport.OPENED)]

    def _shrink_back(self, at: float) -> Report:
        self._turn(1.0, at)
        self._failed_attempts += 1
        if self._failed_attempts < ATTEMPTS:
            return Report(at, BarrierReport.BLOCKED)
        self._faulty = True
        self._free_since = None
        self._asked = None  # a faulty barrier opens, but does not say that all is well
        return Report(at, BarrierReport.FAULT)

    def _recover(self, to: float, obstructed: bool) -> None:
        if obstructed:
            self._free_since = None
        elif self._free_since is None:
            self._free_since = to
        elif to >= self._free_since + RECOVERY:
            at = self._free_since + RECOVERY
            self._faulty = False
            self._failed_attempts = 0
            self._turn(0.0 if self._close_after_fault else 1.0, at)
            self._close_after_fault = False
