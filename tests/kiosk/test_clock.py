"""The two clocks."""

import pytest

from station_gate.kiosk.clock import RealClock, VirtualClock


class FakeTime:
    """A monotonic clock that only moves when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_a_virtual_clock_moves_by_whole_steps_from_zero() -> None:
    clock = VirtualClock(step=1 / 30)
    assert clock.now() == 0.0
    for _ in range(30 * 60):
        clock.tick()
    assert clock.now() == 60.0


def test_a_real_clock_keeps_its_pace_over_uneven_frames() -> None:
    time = FakeTime()
    clock = RealClock(50.0, monotonic=time.monotonic, sleep=time.sleep)
    for work in (0.005, 0.015, 0.010):
        time.now += work
        clock.tick()
    assert clock.now() == pytest.approx(100.06)
    assert time.slept == pytest.approx([0.015, 0.005, 0.010])


def test_a_real_clock_does_not_hurry_after_a_late_frame() -> None:
    time = FakeTime()
    clock = RealClock(50.0, monotonic=time.monotonic, sleep=time.sleep)
    time.now += 1.0
    clock.tick()
    assert time.slept == []
    clock.tick()
    assert time.slept == pytest.approx([0.02])
