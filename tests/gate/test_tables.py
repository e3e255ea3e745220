"""The tables fit together: every state, limit and verdict has its place in them."""

from dataclasses import fields
from typing import get_args

import pytest

from station_gate.gate.effects import Effect
from station_gate.gate.flow import Flow
from station_gate.gate.guard import Guard
from station_gate.gate.reasons import Reason
from station_gate.gate.states import Assistance, AwaitingTicket, State, WithPassenger
from station_gate.gate.tables import (
    AGAIN,
    AT_ANY_TIME,
    COMMANDED,
    FLOW,
    LIMITS,
    LOOKED_AT,
    MODE,
    OTHERWISE_USED,
    REASONS,
    SHOWN,
    VERDICTS,
    IllegalSignal,
    ModeSignal,
    Passage,
    PassageSignal,
)
from station_gate.gate.terms import FaceVerdict, Mode
from station_gate.gate.timings import Timings
from station_gate.gate.transaction import Transaction


def test_every_state_of_the_passage_has_its_class_and_its_row() -> None:
    classes = [case for case in get_args(State) if case.__name__ != "Idle"]
    assert [case.passage for case in classes] == [p for p in Passage if p is not Passage.IDLE]
    assert list(FLOW) == list(Passage)
    assert set(LIMITS) == set(SHOWN) == set(Passage) - {Passage.IDLE}
    assert set(get_args(WithPassenger)) == set(classes)


def test_every_time_limit_is_a_setting() -> None:
    known = {field.name for field in fields(Timings)}
    for limit in (*LIMITS.values(), LOOKED_AT):
        assert limit.setting in known


@pytest.mark.parametrize("passage", Passage)
def test_what_may_come_at_any_time_has_an_entry_in_every_state(passage: Passage) -> None:
    assert set(FLOW[passage]) >= set(AT_ANY_TIME) >= set(OTHERWISE_USED.values())


def test_a_transaction_ends_with_an_outcome_and_only_so() -> None:
    for passage, row in FLOW.items():
        for to in row.values():
            ends = to.state is Passage.IDLE and passage is not Passage.IDLE
            assert (to.outcome is not None) == ends


def test_every_verdict_has_one_signal_and_all_but_a_match_a_reason() -> None:
    assert set(VERDICTS) == set(FaceVerdict)
    signals = {*VERDICTS.values(), PassageSignal.UNCLEAR_AGAIN}
    assert set(FLOW[Passage.COMPARED]) == signals | set(AT_ANY_TIME)
    assert set(REASONS[Passage.COMPARED]) >= signals - {PassageSignal.MATCH}


def test_trying_again_leads_where_its_signal_says() -> None:
    for passage, signal in AGAIN.items():
        assert FLOW[Passage.REFUSED][signal].state is passage


def test_modes_are_commanded_by_name_and_each_change_is_something_to_a_passenger() -> None:
    assert set(COMMANDED) == set(Mode) - {Mode.FAULTY}
    for mode, signal in COMMANDED.items():
        assert MODE[Mode.IN_SERVICE][signal] is mode
    assert set(OTHERWISE_USED) == set(ModeSignal)


@pytest.mark.parametrize(
    "signal", [PassageSignal.WENT_THROUGH, PassageSignal.HELP], ids=["no entry", "another state"]
)
def test_a_change_that_the_table_does_not_have_changes_nothing(signal: PassageSignal) -> None:
    out: list[Effect] = []
    flow = Flow(out, Guard(out, 1.0), Timings(), face_frames=5, first_transaction=1)
    state, told = flow.state, list(out)
    with pytest.raises(IllegalSignal, match=f"{signal.value!r} is illegal in state 'idle'"):
        flow.go(signal, AwaitingTicket(transaction=Transaction(number=1, began=0.0)), 0.0)
    assert (flow.state, out) == (state, told)
    helped = Assistance(
        transaction=Transaction(number=1, began=0.0), reason=Reason.STAFF_WANTED, admitted=False
    )
    flow.go(PassageSignal.HELP, helped, 0.0)
    assert flow.state == helped
