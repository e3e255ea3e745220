"""What a board knows: counted once, whatever is told twice."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station_gate.gate.terms import Alarm, Mode
from station_gate.operators.board.figures import Passing
from station_gate.operators.board.model import KEPT_WHOLE, Board, Gate
from station_gate.operators.board.words import notice_line, state_of
from station_gate.operators.link.protocol import News, Notice
from tests.operators.board.gates import (
    FRAUD,
    NOW,
    PASSED,
    REFUSED,
    STATE,
    ended,
    hello,
    intervened,
)


def board() -> Board:
    made = Board()
    made.now = NOW
    return made


def numbers(gate: Gate | None) -> list[int]:
    assert gate is not None
    return [each.decision.transaction for each in gate.passings]


def test_what_a_gate_tells_again_after_a_reconnection_is_counted_once() -> None:
    told: list[News] = [hello(), ended(1), ended(2, REFUSED), intervened(3)]
    made = board()
    for _ in range(2):
        for news in told:
            made.heard("a", news)
        made.lost("a", "")
    gate = made.gate("a")
    assert numbers(gate) == [1, 2]
    assert gate is not None
    assert len(gate.interventions) == 1
    assert not gate.connected


def test_a_gate_that_was_started_anew_begins_to_count_again_and_loses_nothing() -> None:
    made = board()
    for news in (hello(), ended(1), ended(2, REFUSED), hello(run="two"), ended(1, REFUSED)):
        made.heard("a", news)
    assert numbers(made.gate("a")) == [1, 2, 2]


def test_a_journals_passengers_are_counted_and_not_twice() -> None:
    old = replace(PASSED, transaction=7, duration=9.0)
    recorded = [Passing(NOW - 100, old), Passing(NOW - 0.2, PASSED)]
    made = Board({"Gate 4": recorded, "Gate 9": recorded})
    made.now = NOW
    later = replace(PASSED, transaction=3)
    for news in (hello(), ended(1), ended(2, later), hello(run="two"), ended(1, old)):
        made.heard("a", news)
    assert numbers(made.gate("a")) == [7, 1, 3, 7], "the last is another one of that number"


def test_old_passengers_keep_their_times_and_lose_their_checks() -> None:
    made = board()
    made.heard("a", hello())
    for serial in range(1, KEPT_WHOLE + 11):
        made.heard("a", ended(serial))
    gate = made.gate("a")
    assert gate is not None
    passings = list(gate.passings)
    assert [bool(each.decision.checks) for each in passings] == [False] * 10 + [True] * KEPT_WHOLE
    assert all(each.decision.stages for each in passings)


def test_gates_stand_in_the_order_of_their_numbers() -> None:
    made = board()
    for name in ("Gate 10", "Gate 9", "北 2", "Gate 9a"):
        made.heard(name, hello(name))
    assert [gate.name for gate in made.gates] == ["Gate 9", "Gate 9a", "Gate 10", "北 2"]


def test_the_state_says_the_worst_first() -> None:
    made = board()
    made.heard("a", hello())
    gate = made.gate("a")
    assert gate is not None
    assert state_of(gate, NOW).plain == "! starting"
    made.heard("a", STATE)
    assert state_of(gate, NOW).plain == "✓ in service"
    made.heard("a", replace(STATE, mode=Mode.LOCKED))
    assert state_of(gate, NOW).plain == "! locked"
    made.heard("a", replace(STATE, mode=Mode.LOCKED, alarm=Alarm.FRAUD))
    assert state_of(gate, NOW).plain == "✗ ALARM fraud"
    assert state_of(gate, NOW + 65).plain == "✗ stands still 1:05"
    made.lost("a", "")
    assert state_of(gate, NOW + 65).plain == "✗ gone 1:05"
    made.lost("a", "it speaks version 2")
    assert state_of(gate, NOW).plain == "✗ cannot be read"


def test_notices_stay_on_the_board_when_the_gate_goes() -> None:
    made = board()
    made.heard("a", hello())
    made.heard("a", FRAUD)
    made.lost("a", "")
    gate = made.gate("a")
    assert gate is not None
    assert gate.notices == FRAUD.notices


def test_what_never_said_its_name_goes_by_its_socket() -> None:
    made = board()
    made.lost("impostor", "it did not say who it is")
    assert [gate.name for gate in made.gates] == ["impostor"]


@pytest.mark.parametrize(("offset", "shown"), [(0.0, "08:20:00"), (28_800.0, "16:20:00")])
def test_times_are_the_stations_wherever_the_board_stands(offset: float, shown: str) -> None:
    at = datetime(2026, 11, 20, 8, 20, tzinfo=UTC).timestamp()
    gate = Gate("a", name="Gate 4", state=replace(STATE, offset=offset))
    notice = Notice(kind="fault", text="It is stuck.", began=at, ended=at + 60, count=1)
    line = notice_line(gate, notice).plain
    assert line.startswith(f"✗ Gate 4 {shown} ")
    assert line.endswith(f"over {shown[:3]}21:00")
