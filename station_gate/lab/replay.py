"""Replays scenarios headless on a virtual clock, as fast as the machine.

A replay is deterministic: the clock ticks 30 times a second, recognition is done
in step with a modelled latency, and nothing else knows the time.
"""

from dataclasses import dataclass

from station_gate.gate.decision import Decision
from station_gate.lab.scenario import Expectation, Passenger, Scenario
from station_gate.lab.stage import Stage
from station_gate.lane.assembly import Parts

TICKS_PER_SECOND = 30


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
    def agrees(self) -> bool:
        """Whether outcome and reason are the expected ones."""
        if self.decision is None or self.decision.outcome is not self.expected.outcome:
            return False
        return self.reason == self.expected.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A scenario after its replay."""

    scenario: Scenario
    endings: tuple[Ending, ...]

    @property
    def agrees(self) -> bool:
        """Whether everybody ended as expected."""
        return all(ending.agrees for ending in self.endings)


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
