"""What a lane may rely on of any barrier: the suite of the port ``Barrier``.

Another barrier is held against it by one more entry of ``BARRIERS``.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from station_gate.barrier.behaviour import passes_through
from station_gate.barrier.driven import DrivenBarrier
from station_gate.barrier.port import Barrier, Device
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.gate.events import BarrierReported, BeamChanged
from station_gate.gate.terms import BarrierReport, Beam

PATIENCE = 30.0
"""Seconds on the barrier's clock until a test gives up; never part of what is asserted."""


class Watched:
    """A barrier on its clock: one that the test moves, or the machine's."""

    def __init__(self, barrier: Device, clock: Callable[[], float]) -> None:
        self.barrier = barrier
        self.clock = clock
        self.heard: list[BarrierReport | tuple[Beam, bool]] = []
        self.times: list[float] = []

    def step(self) -> None:
        """Take in what happened since the last step."""
        for at, event in self.barrier.step(self.clock()):
            self.times.append(at)
            if isinstance(event, BarrierReported):
                self.heard.append(event.report)
            else:
                assert isinstance(event, BeamChanged)
                self.heard.append((event.beam, event.blocked))

    def until(self, done: Callable[[], bool]) -> None:
        """Step until something holds; fail where it never does."""
        end = self.clock() + PATIENCE
        while not done():
            assert self.clock() < end, self.heard
            self.step()


def simulated(folder: Path) -> Iterator[Watched]:
    now = [100.0]

    def clock() -> float:
        now[0] += 0.02
        return now[0]

    yield Watched(SimulatedBarrier(), clock)


def driven(folder: Path) -> Iterator[Watched]:
    barrier = DrivenBarrier(folder, "Gate 4")
    barrier.ready()
    barrier.take_over()

    def clock() -> float:
        time.sleep(0.01)  # its process works meanwhile
        return time.monotonic()

    watched = Watched(barrier, clock)
    # after a loss of power it stands open, and shuts
    watched.until(
        lambda: BarrierReport.CLOSED in watched.heard and barrier.position(clock()) == 0.0
    )
    watched.heard.clear()
    watched.times.clear()
    yield watched
    barrier.end()


BARRIERS = {"simulated": simulated, "driven": driven}


@pytest.fixture(params=BARRIERS)
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    yield from BARRIERS[request.param](tmp_path)


def test_it_opens_and_closes_and_says_so(watched: Watched) -> None:
    barrier, clock = watched.barrier, watched.clock
    assert barrier.position(clock()) == 0.0
    barrier.open(clock())
    watched.until(lambda: BarrierReport.OPENED in watched.heard)
    watched.until(lambda: barrier.position(clock()) == 1.0)
    assert BarrierReport.CLOSED not in watched.heard
    barrier.close(clock())
    watched.until(lambda: BarrierReport.CLOSED in watched.heard)
    watched.until(lambda: barrier.position(clock()) == 0.0)
    assert watched.times == sorted(watched.times)


def test_to_open_what_is_open_is_no_fault_and_keeps_it_open(watched: Watched) -> None:
    barrier, clock = watched.barrier, watched.clock
    for _ in range(2):
        barrier.open(clock())
        watched.until(lambda: barrier.position(clock()) == 1.0)
        watched.step()
    assert BarrierReport.FAULT not in watched.heard
    assert barrier.position(clock()) == 1.0


def test_somebody_who_goes_through_is_seen_by_the_beams_and_is_gone(watched: Watched) -> None:
    barrier, clock = watched.barrier, watched.clock
    assert barrier.passenger(clock()) is None
    barrier.open(clock())
    barrier.send(passes_through(), clock())
    watched.until(lambda: barrier.passenger(clock()) is not None)
    assert len(barrier.people(clock())) == 1
    watched.until(lambda: any(beam in barrier.broken() for beam in Beam))
    watched.until(lambda: barrier.passenger(clock()) is None)
    assert barrier.people(clock()) == ()
    watched.until(lambda: barrier.broken() == frozenset())
    changes = [each for each in watched.heard if isinstance(each, tuple)]
    assert changes, "the beams told nothing"
    for beam in Beam:  # each is blocked and becomes free by turns
        told = [blocked for which, blocked in changes if which is beam]
        assert told == [True, False] * (len(told) // 2)


def test_nobody_is_shut_in_or_shut_on(watched: Watched) -> None:
    barrier, clock = watched.barrier, watched.clock
    barrier.open(clock())
    barrier.send(passes_through(), clock())
    watched.until(lambda: bool(barrier.broken()))
    barrier.close(clock())
    for _ in range(20):
        watched.step()
        if barrier.broken():
            assert barrier.position(clock()) > 0.0
    watched.until(lambda: barrier.passenger(clock()) is None)


def test_a_barrier_that_is_driven_says_what_troubles_it(tmp_path: Path) -> None:
    for watched in driven(tmp_path):
        barrier: Barrier = watched.barrier  # type: ignore[assignment]
        assert barrier.trouble is None
