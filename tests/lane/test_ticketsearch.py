"""Which of several codes before the reader counts, and how long the gate looks for another."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from fixtures.library import railtickets
from station_gate.capture.image import read_image
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Step
from station_gate.lane.ticketsearch import PATIENCE
from station_gate.testing.lanerig import CLOCK, GOOD_TICKET, LaneRig
from tests.barcodes.pictures import Picture
from tests.conftest import FIXTURES


def of_scenario(name: str) -> Picture:
    return read_image(FIXTURES / "scenarios" / name / "ticket.png")


def drawn(payload: bytes) -> Picture:
    rows = np.array(list(segno.make_qr(payload, error="m").matrix_iter(scale=6, border=4)))
    return np.repeat(np.where(rows > 0, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def worn(picture: Picture) -> Picture:
    """So that it is not read at the first look."""
    rng = np.random.default_rng(1)
    faded = cv2.GaussianBlur(picture, (0, 0), 2.0).astype(np.float32) * 0.075 + 111
    return np.clip(faded + rng.normal(0, 3, faded.shape), 0, 255).astype(np.uint8)


def beside(*pictures: Picture) -> Picture:
    height = max(len(picture) for picture in pictures)
    padded = [
        np.pad(each, ((0, height - len(each)), (0, 0), (0, 0)), constant_values=255)
        for each in pictures
    ]
    return np.concatenate(padded, axis=1)


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Callable[[Picture], LaneRig]]:
    rigs: list[LaneRig] = []

    def hold_up(picture: Picture) -> LaneRig:
        path = tmp_path / "shown.png"
        Image.fromarray(picture).save(path)
        rig = LaneRig()
        rig.document = None
        rig.ticket.hold_up(path, rig.now)
        rigs.append(rig)
        return rig

    yield hold_up
    for rig in rigs:
        rig.lane.close()


Show = Callable[[Picture], LaneRig]
GOOD = read_image(GOOD_TICKET)


@pytest.mark.parametrize("other", ["wrong_station", "ticket_expired", "not_a_ticket"])
@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
def test_of_two_codes_the_one_that_opens_wins_wherever_it_lies(
    show: Show, other: str, first: bool
) -> None:
    rig = show(beside(*[GOOD, of_scenario(other)][:: 1 if first else -1]))
    rig.run(PATIENCE + 0.5)
    assert rig.view.step is Step.DOCUMENT
    assert rig.view.journey is not None
    assert rig.view.journey.train == "SG 127"


@pytest.mark.parametrize(
    "other", [drawn(b"https://example.com/app"), of_scenario("ticket_expired")], ids=["url", "old"]
)
@pytest.mark.parametrize("first", [True, False], ids=["left", "right"])
def test_a_worn_ticket_is_looked_for_beside_a_clear_code_that_does_not_open(
    show: Show, other: Picture, first: bool
) -> None:
    rig = show(beside(*[worn(GOOD), other][:: 1 if first else -1]))
    rig.run(PATIENCE + 0.5)
    assert rig.view.step is Step.DOCUMENT


def test_a_lone_code_that_does_not_open_is_refused_after_a_while(show: Show) -> None:
    rig = show(drawn(b"https://example.com/app"))
    assert rig.run(0.5).step is Step.IDLE
    rig.run(PATIENCE)
    assert (rig.view.step, rig.view.reason) == (Step.REFUSED, Reason.NOT_A_TICKET)


def test_a_code_that_is_taken_away_is_answered_all_the_same(show: Show) -> None:
    rig = show(of_scenario("ticket_expired"))
    rig.run(0.3)
    rig.ticket.take_away()
    rig.run(PATIENCE)
    assert (rig.view.step, rig.view.reason) == (Step.REFUSED, Reason.TICKET_EXPIRED)
    assert len(rig.log.decisions) <= 1


def test_what_is_told_does_not_depend_on_the_place(show: Show) -> None:
    said = set()
    one, two = of_scenario("ticket_expired"), of_scenario("wrong_station")
    poster = drawn(b"https://example.com/app")
    for pictures in ((one, two, poster), (poster, two, one), (two, one)):
        rig = show(beside(*pictures))
        rig.run(PATIENCE + 0.5)
        assert rig.view.step is Step.REFUSED
        said.add(rig.view.reason)
    assert said == {Reason.WRONG_STATION}, "the one that came further in the rules"


def test_a_refused_code_that_stays_is_no_new_one_but_another_beside_it_is(
    show: Show, tmp_path: Path
) -> None:
    old = of_scenario("ticket_expired")
    rig = show(old)
    rig.until(Step.REFUSED)
    rig.lane.act(Action.CANCEL)
    rig.until(Step.IDLE)
    assert rig.run(1.0).step is Step.IDLE
    Image.fromarray(beside(old, worn(GOOD))).save(tmp_path / "both.png")
    rig.ticket.hold_up(tmp_path / "both.png", rig.now)
    assert rig.run(PATIENCE).step is Step.DOCUMENT


def test_two_railway_tickets_on_a_page(show: Show) -> None:
    old = railtickets.signed(
        railtickets.record(
            "Alex",
            "Rivera",
            "X0",
            openTicket=railtickets.open_ticket("O0", CLOCK.date() - timedelta(days=40)),
        )
    )
    new = railtickets.signed(
        railtickets.record(
            "Alex", "Rivera", "X1", openTicket=railtickets.open_ticket("O1", CLOCK.date())
        )
    )
    for pair in ((old, new), (new, old)):
        rig = show(beside(*map(drawn, pair)))
        rig.run(PATIENCE + 0.5)
        assert rig.view.step is Step.DOCUMENT
