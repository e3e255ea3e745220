"""A gate's figures for Prometheus. Imported only where they are asked for.

No figure is about one passenger: there are counts, times in buckets, and the gate's
state. docs/metrics.md is made from this table.
"""

import time
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)

from station_gate import __version__
from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Family, Reason
from station_gate.gate.terms import Alarm, Mode, Outcome, Step

NO_REASON = "none"
"""The reason of who passed: a label cannot be null."""
STAGES = ("ticket", "document", "face", "checking", "go", "refused", "assistance")

_REFUSALS = frozenset(
    reason
    for reason in Reason
    if reason.family is not Family.PASSENGER and reason is not Reason.MODE_CHANGED
)
_BY_STAFF = frozenset({Reason.STAFF_WANTED, Reason.STAFF_OPENED})
REASONS: Mapping[Outcome, frozenset[Reason]] = {
    Outcome.REFUSED: _REFUSALS,
    Outcome.ASSISTED: _REFUSALS | _BY_STAFF,
    Outcome.ABANDONED: frozenset(Reason) - _REFUSALS - _BY_STAFF | {Reason.DEVICE_FAILED},
}
"""What each outcome can be for; who passed did so for no reason."""
_LIVES = 30.0
"""Seconds without a sign of the kiosk's loop after which it counts as hanging: a screen takes
milliseconds, the slowest start of a lane a few seconds."""
_READY = (Mode.IN_SERVICE, Mode.FREE_PASSAGE)

_STAGE_BUCKETS = (0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120)
_PASSAGE_BUCKETS = (2, 4, 6, 8, 10, 13, 16, 20, 30, 45, 60, 120, 300)
_FRAME_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.13, 0.2, 0.35, 0.6, 1)


class State(Protocol):
    """What is watched of a lane."""

    @property
    def step(self) -> Step:
        """What the screen shows."""
        ...

    @property
    def mode(self) -> Mode:
        """What the lane is for."""
        ...

    @property
    def alarm(self) -> Alarm:
        """What it is alarmed about."""
        ...

    @property
    def barrier(self) -> float:
        """0 closed to 1 open."""
        ...

    @property
    def people(self) -> tuple[float, ...]:
        """Where everybody in the lane is."""
        ...


class Metrics:
    """The figures of one gate, in a registry of their own."""

    def __init__(self, gate: str) -> None:
        # a second series for each, which no dashboard needs
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Info(
            "station_gate_build", "The program, and the gate's name.", registry=self.registry
        )
        build.info({"version": __version__, "gate": gate})
        self._transactions = Counter(
            "station_gate_transactions",
            "Passengers who are done, by how it ended and why.",
            ("outcome", "reason"),
            registry=self.registry,
        )
        self._transaction_seconds = Histogram(
            "station_gate_transaction_duration_seconds",
            "From the first touch or ticket of a passenger to the end.",
            ("outcome",),
            buckets=_PASSAGE_BUCKETS,
            registry=self.registry,
        )
        self._stage_seconds = Histogram(
            "station_gate_stage_duration_seconds",
            "What a passenger spent in each stage that they came to.",
            ("stage",),
            buckets=_STAGE_BUCKETS,
            registry=self.registry,
        )
        self._attempts = Counter(
            "station_gate_attempts",
            "Tries of all passengers who are done, the first of each included.",
            registry=self.registry,
        )
        self._mode = self._states("station_gate_mode", "1 for what the gate is for now.", Mode)
        self._step = self._states("station_gate_step", "1 for what the screen shows now.", Step)
        self._alarm = self._states("station_gate_alarm", "1 for the alarm that is on now.", Alarm)
        self._alarms = Counter(
            "station_gate_alarms", "Alarms that began.", ("alarm",), registry=self.registry
        )
        self._faults = Counter(
            "station_gate_faults",
            "Times the gate went out of service because a device failed.",
            registry=self.registry,
        )
        self._barrier = Gauge(
            "station_gate_barrier_open_ratio",
            "The flaps: 0 closed, 1 open.",
            registry=self.registry,
        )
        self._people = Gauge(
            "station_gate_people_in_lane",
            "People between the gate's two ends.",
            registry=self.registry,
        )
        self._looked_at = Histogram(
            "station_gate_face_frame_duration_seconds",
            "What looking at one live frame took; its count is the frames looked at.",
            buckets=_FRAME_BUCKETS,
            registry=self.registry,
        )
        self._dropped = Counter(
            "station_gate_face_frames_dropped",
            "Live frames that a newer one replaced while another was looked at.",
            registry=self.registry,
        )
        self._recognition_failures = Counter(
            "station_gate_recognition_failures",
            "Times that face recognition itself broke.",
            registry=self.registry,
        )
        self._kiosk_failures = Counter(
            "station_gate_kiosk_failures",
            'Failures that the kiosk survived, showing "Out of service".',
            registry=self.registry,
        )
        self._last: tuple[Step, Mode, Alarm] | None = None
        self._seen = time.monotonic()
        self._begin_at_zero()

    def _states(self, name: str, tells: str, states: type[StrEnum]) -> Gauge:
        gauge = Gauge(name, tells, (name.rpartition("_")[2],), registry=self.registry)
        for state in states:
            gauge.labels(state.value).set(0)
        return gauge

    def _begin_at_zero(self) -> None:
        """Make every series there can be: a rate needs the zero before the one."""
        for outcome in Outcome:
            for reason in REASONS.get(outcome, ()):
                self._transactions.labels(outcome.value, reason.code)
            self._transaction_seconds.labels(outcome.value)
        self._transactions.labels(Outcome.PASSED.value, NO_REASON)
        for stage in STAGES:
            self._stage_seconds.labels(stage)
        for alarm in set(Alarm) - {Alarm.NONE}:
            self._alarms.labels(alarm.value)

    def decision(self, decision: Decision) -> None:
        """Count a passenger who is done."""
        outcome = decision.outcome.value
        reason = decision.reason.code if decision.reason else NO_REASON
        self._transactions.labels(outcome, reason).inc()
        self._transaction_seconds.labels(outcome).observe(decision.duration)
        self._attempts.inc(decision.attempts)
        for stage, seconds in decision.stages:
            self._stage_seconds.labels(stage).observe(seconds)

    def watch(self, state: State) -> None:
        """Take the lane's state as it is now."""
        self._seen = time.monotonic()
        self._barrier.set(state.barrier)
        self._people.set(len(state.people))
        now = state.step, state.mode, state.alarm
        if now == self._last:
            return
        before, self._last = self._last, now
        if state.alarm is not Alarm.NONE and (before is None or before[2] is not state.alarm):
            self._alarms.labels(state.alarm.value).inc()
        if state.mode is Mode.FAULTY and (before is None or before[1] is not Mode.FAULTY):
            self._faults.inc()
        _turn(self._step, Step, state.step)
        _turn(self._mode, Mode, state.mode)
        _turn(self._alarm, Alarm, state.alarm)

    def not_alive(self) -> str:
        """Say why the kiosk counts as hanging; empty for one whose loop turns."""
        silent = time.monotonic() - self._seen
        return f"the kiosk has not moved for {silent:.0f} s" if silent > _LIVES else ""

    def not_ready(self) -> str:
        """Say why nobody can go through now; empty where the gate works."""
        if self._last is None:
            return "the gate has not opened yet"
        mode = self._last[1]
        return "" if mode in _READY else f"the gate is {mode.value.replace('_', ' ')}"

    def frame(self, seconds: float) -> None:
        """Count a live frame that was looked at."""
        self._looked_at.observe(seconds)

    def dropped(self, count: int) -> None:
        """Count live frames that were not looked at."""
        self._dropped.inc(count)

    def recognition_failed(self) -> None:
        """Count that recognition broke."""
        self._recognition_failures.inc()

    def kiosk_failed(self) -> None:
        """Count a failure that the kiosk survived."""
        self._seen = time.monotonic()
        self._kiosk_failures.inc()


def _turn(gauge: Gauge, states: Iterable[StrEnum], now: StrEnum) -> None:
    for state in states:
        gauge.labels(state.value).set(state is now)
