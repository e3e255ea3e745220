"""A kiosk with a real lane in it, whose parts are broken one by one while it runs.

It never ends and hides nothing: one line says what failed, and the idle screen comes back
by itself.
"""

import sqlite3
from collections.abc import Callable, Iterator

import pytest

from station_gate.gate.terms import Step
from station_gate.kiosk.show import Show
from station_gate.testing.kioskrig import KioskRig
from station_gate.testing.lanerig import GOOD_TICKET, LaneRig
from station_gate.testing.laneshow import LaneShow
from station_gate.testing.pilot import Pilot

BOOM = RuntimeError("it fell off")


class Station:
    """A steady kiosk whose lanes come one after the other, as long as they are asked for."""

    def __init__(self, rig: KioskRig) -> None:
        rig.steady = True
        self.errors = rig.errors
        self.lanes: list[LaneShow] = []
        self.pilot = Pilot(rig.kiosk(self._shows()), rig.window)
        self.pilot.wait_for(Step.IDLE)

    def _shows(self) -> Iterator[Callable[[], Show]]:
        while True:
            yield self._open

    def _open(self) -> Show:
        self.lanes.append(LaneShow())
        return self.lanes[-1]

    @property
    def devices(self) -> LaneRig:
        """The devices of the lane that is open."""
        return self.lanes[-1].rig

    def to(self, step: Step) -> None:
        """Let a passenger come as far as a step."""
        self.devices.ticket.hold_up(GOOD_TICKET, self.devices.now)
        self.pilot.wait_for(step)
        self.devices.ticket.take_away()

    def lane_falls_over(self) -> None:
        """Wait until a new lane stands in the place of the one that failed, idle."""
        fallen = len(self.lanes)
        for _ in range(3000):
            self.pilot.frame()
            if len(self.lanes) > fallen and self.pilot.step is Step.IDLE:
                return
        raise AssertionError("no lane came back")


@pytest.fixture
def station(rig: KioskRig) -> Station:
    return Station(rig)


def fail(*_: object) -> None:
    raise BOOM


def test_a_camera_that_is_unplugged_closes_the_gate_until_it_is_back(station: Station) -> None:
    station.to(Step.FACE)
    station.devices.camera.failed = "camera 0 has given no picture"
    station.pilot.wait_for(Step.OUT_OF_SERVICE)
    station.devices.camera.failed = None
    station.pilot.wait_for(Step.IDLE)
    assert station.errors.sentences == []
    assert len(station.lanes) == 1
    told = [line for line in station.devices.log.lines if line.startswith("device:")]
    assert told == ["device: camera 0 has given no picture", "device: works again"]
    station.pilot.frame(90)  # a code counts anew once it has been away for a while
    station.to(Step.FACE)


@pytest.mark.parametrize(
    ("device", "what", "step"),
    [
        ("camera", "read", Step.FACE),
        ("ticket", "read", Step.IDLE),
        ("recognition", "poll", Step.FACE),
        ("recognition", "begin", Step.DOCUMENT),
        ("barrier", "step", Step.IDLE),
    ],
)
def test_a_part_that_raises_costs_one_lane_and_one_line(
    station: Station, monkeypatch: pytest.MonkeyPatch, device: str, what: str, step: Step
) -> None:
    if step is not Step.IDLE:
        station.to(step)
    monkeypatch.setattr(getattr(station.devices, device), what, fail)
    station.lane_falls_over()
    assert station.errors.sentences == ["The kiosk failed: RuntimeError: it fell off"]
    station.to(Step.FACE)


def test_a_camera_that_does_not_start_is_a_fault_and_comes_back(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.to(Step.DOCUMENT)
    with monkeypatch.context() as broken:
        broken.setattr(station.devices.camera, "start", fail)
        station.pilot.wait_for(Step.OUT_OF_SERVICE)
    station.pilot.wait_for(Step.IDLE)
    assert station.errors.sentences == []
    assert len(station.lanes) == 1
    assert any("it fell off" in line for line in station.devices.log.lines)
    station.to(Step.FACE)


def test_a_journal_that_cannot_be_written_is_a_fault_and_comes_back(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    station.to(Step.DOCUMENT)
    with monkeypatch.context() as broken:
        broken.setattr(station.devices.journal, "write", full)
        station.pilot.touch("cancel")
        station.pilot.wait_for(Step.OUT_OF_SERVICE)
    station.pilot.wait_for(Step.IDLE)
    assert station.errors.sentences == []
    assert len(station.lanes) == 1
    assert any("database or disk is full" in line for line in station.devices.log.lines)
    station.to(Step.FACE)


def test_a_recognition_that_has_died_silently_sends_nobody_away_for_good(station: Station) -> None:
    station.devices.recognition.answers = False
    station.to(Step.DOCUMENT)
    station.pilot.wait_for(Step.IDLE)
    assert station.errors.sentences == []
    station.devices.recognition.answers = True
    station.to(Step.FACE)
