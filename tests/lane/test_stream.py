"""What a lane tells: in order, to everybody, whoever of them fails."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from station_gate.faces.observation import Coaching
from station_gate.faces.results import Observed
from station_gate.gate.effects import OpenBarrier, TransactionBegan
from station_gate.gate.events import FaceCompared, RedemptionReported, TicketPresented
from station_gate.gate.terms import Mode, Outcome, Step
from station_gate.lane.orders import Command
from station_gate.lane.stream import (
    CodesRead,
    Decided,
    DocumentRead,
    EffectOut,
    EventIn,
    FaceObserved,
    Fault,
    FramesDropped,
    Message,
    OrderGiven,
    OrderSettled,
    Recognised,
    Viewed,
)
from station_gate.operators.link.protocol import Order
from station_gate.testing.lanerig import LaneRig
from tests.journal.passengers import records

OPEN = Order(order="1", command=Command.OPEN, reason="a pushchair")
EVACUATE = Order(order="2", command=Command.EVACUATE, reason="smoke")


class Keeper:
    """Keeps every message."""

    name = "keeper"

    def __init__(self) -> None:
        self.heard: list[Message] = []

    def hear(self, message: Message) -> None:
        self.heard.append(message)

    def place(self, kind: type[Message], content: type | None = None) -> int:
        """Say which message is the first of a kind, with an event or an effect of a kind."""
        for number, message in enumerate(self.heard):
            if isinstance(message, kind):
                held = getattr(message, "event", None) or getattr(message, "effect", None)
                if content is None or isinstance(held, content):
                    return number
        raise AssertionError(f"nobody was told {kind.__name__}")


class Breaks:
    """Fails at every message, or at those of one kind."""

    name = "recorder"

    def __init__(self, kinds: Sequence[type[Message]] = (Message,)) -> None:
        self._kinds = tuple(kinds)
        self.failures = 0

    def hear(self, message: Message) -> None:
        if isinstance(message, self._kinds):
            self.failures += 1
            raise OSError("no space left")


def let_in(rig: LaneRig) -> None:
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.3)
    rig.until(Step.GO)
    rig.until(Step.IDLE)


def test_a_passage_is_told_from_the_code_to_the_record() -> None:
    keeper = Keeper()
    rig = LaneRig(subscribers=(keeper,))
    let_in(rig)
    told = [
        keeper.place(CodesRead),
        keeper.place(EffectOut, TransactionBegan),
        keeper.place(EventIn, TicketPresented),
        keeper.place(DocumentRead),
        keeper.place(FaceObserved),
        keeper.place(EventIn, FaceCompared),
        keeper.place(EventIn, RedemptionReported),
        keeper.place(EffectOut, OpenBarrier),
        keeper.place(Decided),
    ]
    assert told == sorted(told)
    assert isinstance(keeper.heard[keeper.place(FaceObserved) - 1], Recognised)
    times = [message.now for message in keeper.heard]
    assert times == sorted(times)
    views = [message for message in keeper.heard if isinstance(message, Viewed)]
    assert [each.view.now for each in views] == [each.now for each in views]
    assert views[-1].view is rig.view
    rig.lane.close()


def test_recognition_is_told_whoever_it_is_about_and_what_it_passed_over() -> None:
    keeper = Keeper()
    rig = LaneRig(subscribers=(keeper,))
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, job=rig.recognition.job + 7)
    type(rig.recognition).dropped = 3
    try:
        rig.run(0.2)
    finally:
        type(rig.recognition).dropped = 0
    results = [each.result for each in keeper.heard if isinstance(each, Recognised)]
    assert isinstance(results[-1], Observed)
    assert not any(isinstance(each, FaceObserved) for each in keeper.heard)
    assert [each.count for each in keeper.heard if isinstance(each, FramesDropped)] == [3]
    rig.lane.close()


def test_an_order_is_told_when_it_is_given_and_when_it_is_settled() -> None:
    keeper = Keeper()
    rig = LaneRig(subscribers=(keeper,))
    rig.lane.operate(EVACUATE, "lena")
    given, settled = keeper.place(OrderGiven), keeper.place(OrderSettled)
    assert given < keeper.place(EffectOut, OpenBarrier) < settled
    order = keeper.heard[given]
    assert isinstance(order, OrderGiven)
    assert (order.operator, order.word, order.reason) == ("lena", "evacuate", "smoke")
    rig.lane.close()


def test_who_fails_stops_neither_the_lane_nor_another_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    before, after, breaks = Keeper(), Keeper(), Breaks()
    rig = LaneRig(path, subscribers=(before, breaks, after))
    let_in(rig)
    assert before.heard == after.heard
    assert breaks.failures == len(after.heard) > 100
    told = [each.sentence for each in after.heard if isinstance(each, Fault)]
    assert told == ["The recorder has failed: no space left"]
    assert "device: The recorder has failed: no space left" in rig.log.lines
    assert [each.outcome for each in rig.log.decisions] == [Outcome.PASSED]
    assert len(records(path)) == 1
    assert rig.view.mode is Mode.IN_SERVICE
    assert rig.view.trouble == "The recorder has failed: no space left"
    rig.lane.close()
    rig.parts.close()


def test_a_subscriber_that_is_well_again_is_no_trouble_any_more() -> None:
    rig = LaneRig(subscribers=(Breaks((Decided,)),))
    let_in(rig)
    assert rig.view.trouble == "The recorder has failed: no space left"
    rig.run(6.0)
    assert rig.view.trouble is None
    rig.lane.close()


@pytest.mark.parametrize("order", [OPEN, EVACUATE], ids=["open", "evacuate"])
def test_the_flaps_are_told_to_open_before_anybody_hears_of_it(order: Order) -> None:
    class Looks:
        name = "looks"

        def __init__(self) -> None:
            self.opened: list[bool] = []

        def hear(self, message: Message) -> None:
            if isinstance(message, EffectOut) and isinstance(message.effect, OpenBarrier):
                self.opened.append(opened[-1])

    opened = [False]
    looks = Looks()
    rig = LaneRig(subscribers=(looks,))
    really_open = rig.barrier.open

    def open_now(now: float) -> None:
        opened.append(True)
        really_open(now)

    rig.barrier.open = open_now  # type: ignore[method-assign]
    rig.to_face()
    rig.recognition.see(Coaching.HOLD_STILL, distance=0.9)
    rig.until(Step.REFUSED)
    rig.lane.operate(order, "lena")
    rig.run(0.1)
    assert looks.opened == [True]
    rig.lane.close()
