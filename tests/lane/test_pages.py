"""A photographed document on the lane's reader: one side, two sides, a doubtful name."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Step
from station_gate.lane.working import InStep
from station_gate.testing.lanerig import LaneRig
from tests.conftest import FIXTURES

PAGES = FIXTURES / "pages"


@pytest.fixture
def rig() -> Iterator[LaneRig]:
    rig = LaneRig()
    yield rig
    rig.lane.close()


def ask(rig: LaneRig, scenario: str, *pictures: str) -> None:
    """Show a scenario's ticket and lay pictures on the reader, one side after the other."""
    rig.document = tuple(PAGES / picture for picture in pictures)
    rig.ticket.hold_up(FIXTURES / "scenarios" / scenario / "ticket.png", rig.now)
    rig.until(Step.DOCUMENT)
    rig.ticket.take_away()


def test_a_card_is_asked_to_be_turned_over_once(rig: LaneRig) -> None:
    ask(rig, "genuine_id_card_photo", "moreno_card/front.jpg", "moreno_card/back.jpg")
    shown = []
    while rig.view.step is Step.DOCUMENT:
        shown.append((rig.view.document_seen, rig.view.document_turned))
        rig.run(1 / 30)
    assert rig.view.step is Step.FACE
    steps = [here for here, before in zip(shown, [None, *shown], strict=False) if here != before]
    assert steps == [(False, False), (True, False), (False, True), (True, True)]
    assert not rig.view.document_turned


def test_a_page_that_cannot_be_read_is_laid_down_again(rig: LaneRig) -> None:
    ask(rig, "page_unreadable", "castillo_blurred/page.jpg")
    rig.until(Step.REFUSED)
    assert rig.view.reason is Reason.DOCUMENT_UNREADABLE
    assert rig.view.tries_left > 0


def test_work_is_done_in_step_or_beside_the_lane() -> None:
    def fails() -> int:
        raise ValueError("so")

    worker: Executor
    for worker in (InStep(), ThreadPoolExecutor(1)):
        assert worker.submit(divmod, 7, 2).result() == (3, 1)
        assert isinstance(worker.submit(fails).exception(), ValueError)
        worker.shutdown()
