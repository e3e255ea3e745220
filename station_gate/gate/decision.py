"""The decision record: what was measured, what was decided and why."""

from dataclasses import dataclass, field

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome

_MOST_DIGITS = 17
"""Significant digits that tell every two floating-point numbers apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: the measured value beside its limit, on pass and on fail.

    ``value`` and ``limit`` are numbers or short texts without biometric data;
    ``unit`` is empty for texts and bare numbers. ``name`` is snake_case and
    stable ("signature", "face_distance", "boarding_window"). ``passed`` says that this
    value keeps to this limit, and nothing else: what other checks found has checks of its own.
    """

    name: str
    value: float | str
    limit: float | str
    passed: bool
    unit: str = ""


def rounded(value: float, *limits: float, digits: int = 3) -> float:
    """Round to significant digits, more of them where fewer would move it past a limit.

    So what a record shows always lies on the side of its limit where the value itself lies.
    """
    for count in range(digits, _MOST_DIGITS):
        near = float(f"{value:.{count}g}")
        if all((near < limit, near > limit) == (value < limit, value > limit) for limit in limits):
            return near
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One transaction: outcome, reason, every check and each stage's time.

    Times are seconds since the transaction began, on the lane's clock, so that
    a replay gives the same record every time. ``reason`` is ``None`` exactly
    when the outcome is ``passed``.
    """

    transaction: int
    outcome: Outcome
    reason: Reason | None
    ticket_id: str | None = None
    attempts: int = 1
    checks: tuple[Check, ...] = ()
    stages: tuple[tuple[str, float], ...] = field(default=())
    """Seconds spent in each stage: ("ticket", 1.2), ("document", 2.0), ..."""
    duration: float = 0.0

    def __post_init__(self) -> None:
        if (self.reason is None) != (self.outcome is Outcome.PASSED):
            raise ValueError(f"a reason goes with not passing: {self.outcome}, {self.reason}")
