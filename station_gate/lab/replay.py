"""Replays scenarios headless on a virtual clock, as fast as the machine.

A replay is deterministic: the clock ticks 30 times a second, recognition is done
in step with a modelled latency, and nothing else knows the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from station_gate.gate.decision import Decision
from station_gate.lab.scenario import Expectation, Passenger, Scenario
from station_gate.lab.stage import Stage
from station_gate.lane.parts import Parts

TICKS_PER_SECOND = 30


class Verdict(Enum):
    """An ending beside its expectation; marked ones are neither passed nor failed."""

    AS_EXPECTED = "as expected"
    NOT_AS_EXPECTED = "not as expected"
    NOT_YET_DETECTED = "not yet detected"
    NOW_DETECTED = "now detected, remove the mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one passenger's transaction ended, beside how it had to.

    ``decision`` is ``None`` when the passenger's transaction never ended.
    """

    passenger: Passenger
    decision: Decision | None

    @property
    def expected(self) -> Expectation:
        """What the scenario says."""
        return self.passenger.expect

    @property
    def reason(self) -> str:
        """The reason's code, empty for a passage or for no ending at all."""
        decision = self.decision
        return decision.reason.code if decision and decision.reason else ""

    @property
    def verdict(self) -> Verdict:
        """Whether outcome and reason are the expected ones, as far as that counts already.

        A transaction that never ended is a failure even where the ending is marked.
        """
        if self.decision is None:
            return Verdict.NOT_AS_EXPECTED
        hit = self.decision.outcome is self.expected.outcome and self.reason == self.expected.reason
        if self.expected.not_yet_detected:
            return Verdict.NOW_DETECTED if hit else Verdict.NOT_YET_DETECTED
        return Verdict.AS_EXPECTED if hit else Verdict.NOT_AS_EXPECTED

    @property
    def agrees(self) -> bool | None:
        """The verdict as yes or no; ``None`` for a marked ending, which is neither."""
        return {Verdict.AS_EXPECTED: True, Verdict.NOT_AS_EXPECTED: False}.get(self.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A scenario after its replay."""

    scenario: Scenario
    endings: tuple[Ending, ...]

    @property
    def agrees(self) -> bool | None:
        """Whether everybody ended as expected; ``None`` where only marked endings leave it open."""
        answers = {ending.agrees for ending in self.endings}
        return False if False in answers else None if None in answers else True

    @property
    def failed(self) -> bool:
        """Whether somebody ended otherwise than expected, marked endings aside."""
        return self.agrees is False


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a whole replay came to: complete unless scenarios are ``missing``."""

    replayed: tuple[Replayed, ...]
    missing: tuple[str, ...] = ()
    """The scenarios that were not played any more, by name."""
    settings: tuple[Mapping[str, Any], ...] = ()
    """Of each library: its ``scenarios``, and the ``layers`` that its settings came from."""


def endings_of(stage: Stage) -> Replayed:
    """Put what happened on a stage beside what was expected."""
    passengers = stage.scenario.passengers
    decisions: list[Decision | None] = list(stage.decisions)
    decisions += [None] * (len(passengers) - len(decisions))
    pairs = zip(passengers, decisions, strict=False)  # a touch can add a transaction
    return Replayed(
        scenario=stage.scenario,
        endings=tuple(Ending(passenger=p, decision=d) for p, d in pairs),
    )


def replay(scenario: Scenario, parts: Parts) -> Replayed:
    """Play one scenario to its end."""
    stage = Stage(scenario, parts)
    try:
        tick = 0
        while not stage.finished:
            stage.advance(tick / TICKS_PER_SECOND)
            tick += 1
    finally:
        stage.close()
    return endings_of(stage)
