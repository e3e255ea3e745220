"""People walking through, one story at a time; the invariants are in test_safety.py."""

from itertools import pairwise

import pytest

from station_gate.barrier.behaviour import (
    Behaviour,
    Stand,
    WalkTo,
    intrudes,
    never_goes,
    passes_through,
    stands_between_flaps,
    tailgates,
    turns_back,
)
from station_gate.barrier.flaps import OPENING
from station_gate.barrier.geometry import DEPTH, ENTRY_BEAM, EXIT_BEAM, LEFT, LENGTH, WALKING_SPEED
from station_gate.barrier.simulated import Happening, SimulatedBarrier
from station_gate.gate.events import BarrierReported, BeamChanged


def _told(news: tuple[Happening, ...]) -> list[str]:
    """Return the happenings in short: "+entry" blocked, "-entry" free, or a report."""
    return [
        event.report.value
        if isinstance(event, BarrierReported)
        else f"{'+' if event.blocked else '-'}{event.beam.value}"
        for _, event in news
    ]


def _at(news: tuple[Happening, ...], what: str) -> float:
    (time,) = [at for (at, _), told in zip(news, _told(news), strict=True) if told == what]
    return time


def _first_leaves_the_zone(barrier: SimulatedBarrier) -> tuple[Happening, ...]:
    """Step until the safety zone becomes free; return the last news."""
    for tick in range(1000):
        news = barrier.step(tick / 100)
        if "-safety" in _told(news):
            return news
    raise AssertionError("nobody left the zone in ten seconds")


def test_a_passenger_walks_through() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(reaction=0.6), 10.0)
    barrier.open(10.0)
    news = barrier.step(20.0)
    assert _told(news) == ["opened", "+entry", "-entry", "+safety", "+exit", "-safety", "-exit"]
    assert _at(news, "opened") == pytest.approx(10.0 + OPENING)
    first_step = _at(news, "+entry") - ENTRY_BEAM / WALKING_SPEED
    # the flaps are wide enough a little before they are wide open
    assert 10.6 + OPENING / 2 < first_step < 10.6 + OPENING + 0.02
    through = (EXIT_BEAM + DEPTH - ENTRY_BEAM) / WALKING_SPEED
    assert _at(news, "-exit") - _at(news, "+entry") == pytest.approx(through, abs=0.02)
    assert barrier.passenger(20.0) is None
    barrier.close(20.0)
    assert _told(barrier.step(21.0)) == ["closed"]


def test_a_passenger_is_somewhere_all_the_way() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(), 0.0)
    barrier.open(0.0)
    places = []
    for frame in range(60 * 5):
        barrier.step(frame / 60)
        place = barrier.passenger(frame / 60)
        if place is not None:
            places.append(place)
    assert places[0] == 0.0
    assert places[-1] == 1.0
    steps = [b - a for a, b in pairwise(places)]
    stride = WALKING_SPEED / 60 / LENGTH
    assert all(-1e-9 <= step <= stride + 1e-9 for step in steps)
    walking = [step for a, step in zip(places, steps, strict=False) if 0 < a < 0.95]
    assert walking == pytest.approx([stride] * len(walking)), "no judder between two ticks"


def test_news_is_told_once() -> None:
    barrier = SimulatedBarrier()
    barrier.open(0.0)
    assert len(barrier.step(1.0)) == 1
    assert barrier.step(1.0) == ()
    assert barrier.step(2.0) == ()


def test_nobody_walks_against_closed_flaps() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(), 0.0)
    assert barrier.step(60.0) == ()
    barrier.open(60.0)
    assert _told(barrier.step(70.0)) == ["opened"], "they have gone away meanwhile"


def test_somebody_who_never_goes_leaves_the_lane_empty() -> None:
    barrier = SimulatedBarrier()
    barrier.send(never_goes(), 0.0)
    barrier.open(0.0)
    assert _told(barrier.step(10.0)) == ["opened"]
    assert barrier.passenger(10.0) is None


def test_a_slow_passenger_goes_after_all() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(reaction=12.0), 0.0)
    barrier.open(0.0)
    assert 12.0 < _at(barrier.step(20.0), "+entry") < 13.0


def test_an_intruder_stops_at_the_flaps_and_goes_back() -> None:
    barrier = SimulatedBarrier()
    barrier.send(intrudes(seconds=3.0), 0.0)
    news = barrier.step(2.0)
    assert _told(news) == ["+entry", "-entry"]
    assert barrier.passenger(2.0) == pytest.approx((0.8 - DEPTH / 2) / LENGTH)
    assert _told(barrier.step(20.0)) == ["+entry", "-entry"]
    assert barrier.passenger(20.0) is None


def test_a_passenger_who_turns_back_never_reaches_the_zone() -> None:
    barrier = SimulatedBarrier()
    barrier.send(turns_back(), 0.0)
    barrier.open(0.0)
    assert _told(barrier.step(20.0)) == ["opened", "+entry", "-entry", "+entry", "-entry"]
    assert barrier.passenger(20.0) is None


def test_flaps_do_not_close_on_somebody_who_stands_there() -> None:
    barrier = SimulatedBarrier()
    barrier.send(stands_between_flaps(seconds=3.0), 0.0)
    barrier.open(0.0)
    assert _told(barrier.step(2.5))[-1] == "+safety"
    barrier.close(2.5)
    assert _told(barrier.step(2.5)) == ["blocked", "opened"]
    assert barrier.position(2.5) == 1.0
    news = barrier.step(10.0)
    assert _told(news) == ["+exit", "-safety", "-exit"]
    barrier.close(10.0)
    assert _told(barrier.step(11.0)) == ["closed"]


def test_insisting_on_it_makes_a_fault_and_the_barrier_recovers() -> None:
    barrier = SimulatedBarrier()
    barrier.send(stands_between_flaps(seconds=20.0), 0.0)
    barrier.open(0.0)
    barrier.step(3.0)
    for attempt in range(5):
        barrier.close(4.0 + attempt)
    assert _told(barrier.step(9.0)) == ["blocked", "opened"] * 4 + ["fault"]
    news = barrier.step(60.0)
    assert _told(news) == ["+exit", "-safety", "-exit", "opened"]
    assert _at(news, "opened") - _at(news, "-safety") == pytest.approx(5.0, abs=0.011)


def test_a_close_follower_looks_like_one_long_passenger() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(), 0.0)
    barrier.send(tailgates(gap=0.2), 0.0)
    barrier.open(0.0)
    told = _told(barrier.step(20.0))
    assert told.count("+safety") == told.count("-safety") == 1
    assert told.count("+entry") == told.count("+exit") == 2


def test_a_follower_at_a_distance_pushes_through_closing_flaps() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(), 0.0)
    barrier.send(tailgates(gap=0.7), 0.0)
    barrier.open(0.0)
    left = _at(_first_leaves_the_zone(barrier), "-safety")
    barrier.close(left)
    told = _told(barrier.step(20.0))
    assert told[: told.index("blocked")].count("+safety") == 1
    assert told[told.index("blocked") :] == [
        "blocked",
        "opened",
        "-exit",  # the one in front, who has left
        "+exit",
        "-safety",
        "-exit",
    ]


def test_an_ordinary_second_passenger_waits_for_the_flaps() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(), 0.0)
    barrier.open(0.0)
    left = _at(_first_leaves_the_zone(barrier), "-safety")
    barrier.send(Behaviour(legs=(WalkTo(LEFT),)), left)
    barrier.close(left)
    told = _told(barrier.step(30.0))
    assert "closed" in told
    assert "blocked" not in told
    assert barrier.passenger(30.0) is None, "and goes away when they stay closed"


def test_a_command_with_an_earlier_time_counts_from_what_was_reached() -> None:
    barrier = SimulatedBarrier()
    barrier.step(5.0)
    barrier.open(4.0)
    assert barrier.step(6.0)[0][0] == pytest.approx(5.0 + OPENING)


def test_a_long_rest_costs_nothing_and_changes_nothing() -> None:
    barrier = SimulatedBarrier()
    barrier.step(1e7)
    barrier.send(passes_through(), 1e7)
    barrier.open(1e7)
    news = barrier.step(1e7 + 10)
    assert _told(news)[-1] == "-exit"
    assert all(isinstance(event, BarrierReported | BeamChanged) for _, event in news)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Behaviour(legs=(WalkTo(1.0),)),
        lambda: Behaviour(legs=(WalkTo(0.8), Stand(1.0))),
        lambda: Behaviour(legs=(), speed=0.0),
        lambda: Behaviour(legs=(), apart=-0.1),
        lambda: Behaviour(legs=(), needs=1.5),
    ],
)
def test_nobody_behaves_like_that(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=r"the last leg|nobody walks"):
        make()


def test_without_power_the_flaps_fall_open_and_hear_nothing() -> None:
    barrier = SimulatedBarrier()
    barrier.lose_power(1.0)
    assert barrier.step(1.0 + OPENING) == ()
    assert barrier.position(1.0 + OPENING) == 1.0
    barrier.close(2.0)
    assert barrier.step(10.0) == ()
    assert barrier.position(10.0) == 1.0
    barrier.regain_power(10.0)
    assert barrier.position(11.0) == 1.0, "until somebody commands"
    barrier.close(11.0)
    assert _told(barrier.step(20.0)) == ["closed"]
    assert barrier.position(20.0) == 0.0


def test_a_loss_of_power_lets_out_who_stands_before_shut_flaps() -> None:
    barrier = SimulatedBarrier()
    barrier.send(passes_through(), 0.0)
    barrier.step(4.0)
    barrier.lose_power(4.0)
    barrier.step(30.0)
    assert barrier.passenger(30.0) is None, "they went through"
    assert barrier.position(30.0) == 1.0


def test_flaps_that_had_no_power_until_now_stand_open() -> None:
    barrier = SimulatedBarrier(fallen=True)
    assert barrier.step(5.0) == ()
    assert barrier.position(5.0) == 1.0
