"""Who writes next when several gates want to: whoever has waited longest, but for nobody gone."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_gate.journal.seats import Seats, Turn


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Seats]]:
    (tmp_path / "journal.sqlite").touch()
    made = [Seats(tmp_path / "journal.sqlite") for _ in range(3)]
    for seats in made:
        seats.sit()
    yield made
    for seats in made:
        seats.close()


def now() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every pause that was taken, in no time."""
    taken: list[float] = []
    monkeypatch.setattr("station_gate.journal.seats.time.sleep", taken.append)
    return taken


def wait_since(seats: Seats, since: int) -> None:
    seats._put("waiting", since)


def test_seats_are_each_taken_once_and_free_again(three: list[Seats], tmp_path: Path) -> None:
    assert [seats.seat for seats in three] == [0, 1, 2]
    first, second, _ = three
    assert first.is_alive(1, second.sitter)
    assert not first.is_alive(1, second.sitter + 1), "somebody else sat there"
    assert not first.is_alive(77, 1)
    sitter = second.sitter
    second.close()
    assert not first.is_alive(1, sitter)
    again = Seats(tmp_path / "journal.sqlite")
    again.sit()
    assert again.seat == 1
    again.close()


def test_the_first_in_line_waits_for_nobody(three: list[Seats], naps: list[float]) -> None:
    since = now() - 10**9
    wait_since(three[0], since)
    wait_since(three[1], since + 1)
    Turn(three[0], since).wait()
    assert naps == []


def test_who_has_waited_long_goes_before_who_has_just_come(
    three: list[Seats], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_since(three[0], now() - 10**9)
    taken = []

    def nap(seconds: float) -> None:
        taken.append(seconds)
        if len(taken) == 3:
            wait_since(three[0], 0)  # it has written

    monkeypatch.setattr("station_gate.journal.seats.time.sleep", nap)
    Turn(three[1], now()).wait()
    assert len(taken) == 3


def test_nobody_steps_back_for_one_who_has_only_just_come(
    three: list[Seats], naps: list[float]
) -> None:
    wait_since(three[0], now() - 1000)
    Turn(three[1], now()).wait()
    assert naps == []


def test_who_ended_while_waiting_is_waited_for_once(
    three: list[Seats], naps: list[float], tmp_path: Path
) -> None:
    wait_since(three[0], now() - 10**9)
    words = bytes(three[1]._words)
    three[0].close()  # as a kill -9 leaves it: the time stands, the lock is gone
    three[1]._words[:] = memoryview(words).cast("Q")
    Turn(three[1], now()).wait()
    assert len(naps) == 1


def test_who_stands_still_is_passed_over(
    three: list[Seats], naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_since(three[0], now() - 10**9)
    clock = iter(range(now(), now() + 10**12, 10**8))  # a tenth of a second from look to look
    monkeypatch.setattr("station_gate.journal.seats.time.clock_gettime_ns", lambda _: next(clock))
    Turn(three[1], now()).wait()
    assert 0 < len(naps) < 10
