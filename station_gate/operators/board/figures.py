"""What a board says of many passengers: counts, rates, medians and percentiles."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome, Step

WHOLE = "whole"
"""The stage that is all of a passenger's time."""
_ORDER = {step.value: number for number, step in enumerate(Step)}


@dataclass(frozen=True, slots=True)
class Passing:
    """One passenger who is done; ``at`` is when, in seconds since 1970."""

    at: float
    decision: Decision


@dataclass(frozen=True, slots=True)
class StageTimes:
    """How long passengers took for one stage: seconds."""

    name: str
    count: int
    median: float
    percentile_95: float


def outcomes(passings: Iterable[Passing]) -> Counter[Outcome]:
    """Count passengers by how they ended."""
    return Counter(each.decision.outcome for each in passings)


def refusals(passings: Iterable[Passing]) -> list[tuple[Reason, int]]:
    """Count why passengers did not simply pass, the most frequent reason first."""
    found = Counter(each.decision.reason for each in passings if each.decision.reason is not None)
    return sorted(found.items(), key=lambda item: (-item[1], item[0].staff_code))


def per_minute(passings: Iterable[Passing], now: float, minutes: int) -> float:
    """Say how many passed a minute, on average over the last so many minutes."""
    begin = now - 60 * minutes
    passed = (p for p in passings if p.decision.outcome is Outcome.PASSED and begin < p.at <= now)
    return sum(1 for _ in passed) / minutes


def each_minute(passings: Iterable[Passing], now: float, minutes: int) -> list[int]:
    """Count who passed in each of the last so many minutes, the oldest first."""
    counts = [0] * minutes
    for each in passings:
        ago = int((now - each.at) // 60)
        if each.decision.outcome is Outcome.PASSED and 0 <= ago < minutes:
            counts[minutes - 1 - ago] += 1
    return counts


def stage_times(passings: Iterable[Passing]) -> list[StageTimes]:
    """Give the times of each stage that anybody came to, in walking order, then of all of it."""
    seconds: dict[str, list[float]] = {}
    whole: list[float] = []
    for each in passings:
        for name, spent in each.decision.stages:
            seconds.setdefault(name, []).append(spent)
        whole.append(each.decision.duration)
    rows = sorted(seconds.items(), key=lambda item: (_ORDER.get(item[0], len(_ORDER)), item[0]))
    if whole:
        rows.append((WHOLE, whole))
    return [_times(name, values) for name, values in rows]


def _times(name: str, values: Sequence[float]) -> StageTimes:
    return StageTimes(name, len(values), statistics.median(values), percentile(values, 95))


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the value that ``percent`` % are not above, between the two nearest where none is.

    The same as ``numpy.percentile``: 0 is the least and 100 would be the greatest value.
    """
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
