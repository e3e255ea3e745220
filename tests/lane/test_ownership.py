"""A live lane lets go of all that it opened, whatever fails and whenever."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.capture import camera as camera_module
from station_gate.capture.camera import open_cameras
from station_gate.capture.feed import CameraFeed
from station_gate.gate.decision import Decision
from station_gate.gate.gate import Gate
from station_gate.gate.terms import Action, Mode, Outcome, Step
from station_gate.journal.journal import Journal
from station_gate.lane.lane import Lane
from station_gate.lane.live import LiveLane
from station_gate.lane.orders import Command
from station_gate.lane.parts import Parts
from station_gate.lane.scanning import InStepScanner
from station_gate.lane.stream import LaneFailed, Message
from station_gate.operators.link.protocol import Order
from station_gate.problems import DeviceMissing
from station_gate.settings import Settings
from station_gate.testing.lanerig import CLOCK, DOCUMENT, LaneRig, ScriptedRecognition
from tests.lane.exclusive import ExclusiveDevices

BOOM = RuntimeError("a fault of the program")


def boom(*_: object) -> None:
    raise BOOM


class Standing(SimulatedBarrier):
    """A barrier that outlives its lanes."""

    mode: Mode = Mode.IN_SERVICE

    def take_over(self) -> None:
        """Do nothing: it is shut and nobody is in it."""


class World:
    """Cameras that only one can hold, and parts of which the open ones are known."""

    name = "world"

    def __init__(self, ticket: str | None) -> None:
        self.devices = ExclusiveDevices()
        self.ticket = ticket
        self.parts = LaneRig().parts
        self.open: set[str] = set()
        self.fails: set[str] = set()
        self.barrier = Standing()
        self.decisions: list[Decision] = []
        self.orders: list[Order] = []
        self.given_up: list[Exception] = []
        """What fails at being made or closed: "make recognition", "close journal" ..."""

    def held(self) -> set[str]:
        """Everything that somebody still holds."""
        return self.open | {f"camera {index}" for index in self.devices.open_now}

    def open_lane(self) -> LiveLane:
        return LiveLane(
            lambda opened: open_cameras(opened, face="0", ticket=self.ticket),
            self._make_parts,
            barrier=self.barrier,
            document=[DOCUMENT],
            clock=lambda: CLOCK,
        )

    def _make_parts(self) -> Parts:
        if "make parts" in self.fails:
            raise BOOM
        journal, scanner = Journal.in_memory(clock=lambda: 0.0), InStepScanner()
        self._watch("journal", journal)
        write = journal.write

        def written(decision: Decision, *rest: Any) -> bool:
            self.decisions.append(decision)
            return write(decision, *rest)

        journal.write = written  # type: ignore[method-assign,assignment]
        self._watch("scanner", scanner)
        if "number" in self.fails:
            journal.join = boom  # type: ignore[method-assign,assignment]
        parts = self.parts.heard_by(self, operators=self)
        return replace(parts, journal=journal, scanner=scanner, recognise=self._recognise)

    def attend(self, lane: Lane) -> None:
        """Give an operator's orders, as a lane meets them."""
        while self.orders:
            assert lane.operate(self.orders.pop(), "alice").done

    def hear(self, message: Message) -> None:
        if isinstance(message, LaneFailed):
            self.given_up.append(message.failure)

    def _recognise(self, settings: Settings) -> ScriptedRecognition:
        if "make recognition" in self.fails:
            raise BOOM
        recognition = ScriptedRecognition()
        self._watch("recognition", recognition)
        return recognition

    def _watch(self, name: str, made: Journal | InStepScanner | ScriptedRecognition) -> None:
        self.open.add(name)
        close = made.close

        def closed() -> None:
            close()
            self.open.discard(name)
            if f"close {name}" in self.fails:
                raise BOOM

        made.close = closed  # type: ignore[method-assign]


@pytest.fixture(params=[None, "1"], ids=["one camera", "two cameras"])
def world(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> World:
    world = World(request.param)
    monkeypatch.setattr(camera_module, "CameraFeed", partial(CameraFeed, opener=world.devices.open))
    return world


def test_a_lane_that_is_closed_can_be_opened_again(world: World) -> None:
    for _ in range(3):
        lane = world.open_lane()
        assert lane.advance(0.0).step is Step.IDLE
        assert {"camera 0", "journal", "scanner", "recognition"} <= world.held()
        lane.close()
        assert world.held() == set()
    assert world.devices.busy == 0


@pytest.mark.parametrize("fails", ["make parts", "number", "make recognition"])
def test_a_lane_that_cannot_be_made_leaves_nothing_open(world: World, fails: str) -> None:
    world.fails = {fails}
    for _ in range(2):
        with pytest.raises(RuntimeError, match="a fault of the program"):
            world.open_lane()
        assert world.held() == set()
    world.fails = set()
    world.open_lane().close()
    assert world.devices.busy == 0


def test_a_second_camera_that_cannot_be_opened_frees_the_first(world: World) -> None:
    absent = "0" if world.ticket is None else world.ticket
    world.devices.open_now.add(absent)  # another program has it
    with pytest.raises(DeviceMissing):
        world.open_lane()
    assert world.held() == {f"camera {absent}"}
    world.devices.open_now.clear()
    world.open_lane().close()


@pytest.mark.parametrize("fails", ["journal", "scanner", "recognition", "passenger", "everything"])
@pytest.mark.parametrize("after", [0.0, 0.5])
def test_a_part_that_fails_at_closing_keeps_no_other_open(
    world: World, monkeypatch: pytest.MonkeyPatch, fails: str, after: float
) -> None:
    lane = world.open_lane()
    lane.advance(after)
    whole = fails == "everything"
    if fails == "passenger" or whole:  # whoever is there is given the ticket back, or not
        lane.act(Action.START)
        monkeypatch.setattr(Gate, "receive", boom)
    world.fails = (
        {"close journal", "close scanner", "close recognition"} if whole else {f"close {fails}"}
    )
    with pytest.raises(RuntimeError, match="a fault of the program"):
        lane.close()
    assert world.held() == set()
    lane.close()  # twice is harmless
    monkeypatch.undo()
    assert world.devices.open("0") is not None


def test_a_lane_follows_what_its_barrier_was_set_to_past_it(world: World) -> None:
    lane = world.open_lane()
    lane.advance(0.0)
    world.barrier.mode = Mode.EVACUATION
    assert lane.advance(0.1).mode is Mode.IN_SERVICE, "an order may be on its way here, too"
    assert lane.advance(0.7).mode is Mode.EVACUATION
    assert lane.advance(1.7).barrier == 1.0
    world.barrier.mode = Mode.IN_SERVICE
    lane.advance(1.8)
    assert lane.advance(2.4).mode is Mode.IN_SERVICE
    lane.close()


@pytest.mark.parametrize("again", [False, True], ids=["once", "and while they are seen out"])
def test_a_lane_that_fails_lets_go_through_who_stands_in_the_open_gate(
    world: World, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    lane = world.open_lane()
    lane.advance(0.0)
    world.orders.append(Order(order="1", command=Command.OPEN, reason="a pram"))
    for tick in range(1, 10):
        view = lane.advance(tick / 10)
    assert (view.step, view.barrier) == (Step.GO, 1.0)
    monkeypatch.setattr(Lane, "_read_tickets", boom)
    view = lane.advance(1.0)
    assert (view.step, view.barrier) == (Step.GO, 1.0)
    assert view.trouble == "The lane has failed: a fault of the program"
    if again:
        monkeypatch.setattr(Lane, "_follow_barrier", boom)
    tick = 10
    with pytest.raises(RuntimeError, match="a fault of the program"):  # noqa: PT012
        while tick < 600:
            tick += 1
            lane.advance(tick / 10)
    assert again == (tick == 11)
    assert [str(failure) for failure in world.given_up] == ["a fault of the program"]
    if not again:
        assert [each.outcome for each in world.decisions] == [Outcome.ASSISTED]
    lane.close()


def test_a_button_that_breaks_the_lane_ends_it_in_its_turn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = world.open_lane()
    monkeypatch.setattr(Gate, "receive", boom)
    lane.act(Action.START)
    monkeypatch.undo()
    with pytest.raises(RuntimeError, match="a fault of the program"):
        lane.advance(0.1)
    lane.close()
