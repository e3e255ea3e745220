"""How a gate stands with its station: every way from state to state."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from station_gate.station.standing import FIRST, LONGEST, Standing, Stands


def standing(jitter: float = 0.0) -> Standing:
    return Standing(lambda: jitter)


def test_a_gate_begins_offline_and_tries_at_once() -> None:
    gate = standing()
    assert (gate.now, gate.may_ask, gate.is_due(0.0)) == (Stands.OFFLINE, False, True)
    assert gate.sentence(0.0) is None, "nobody has tried yet"


def test_one_missed_answer_is_enough() -> None:
    gate = standing()
    assert gate.answers(0)
    assert (gate.now, gate.may_ask, gate.sentence(1.0)) == (Stands.ONLINE, True, None)
    assert not gate.is_due(100.0)
    assert gate.fails(10.0, "It did not answer.")
    assert gate.now is Stands.OFFLINE
    assert not gate.is_due(10.0)
    assert not gate.fails(10.3, "Nor now."), "that is no news"
    assert gate.since == 10.0


def test_waits_double_and_are_never_long() -> None:
    gate = standing(jitter=1.0)
    waits = []
    for _ in range(6):
        gate.fails(0.0, "")
        waits.append(gate.again_at)
    assert waits == [0.5, 1.0, 2.0, LONGEST, LONGEST, LONGEST]


def test_gates_do_not_all_come_back_at_the_same_moment() -> None:
    early, late = standing(0.0), standing(1.0)
    for gate in (early, late):
        gate.fails(0.0, "")
    assert (early.again_at, late.again_at) == (FIRST / 2, FIRST)


def test_what_waits_is_sent_first_and_the_operator_is_told() -> None:
    gate = standing()
    gate.answers(0)
    gate.fails(60.0, "Connection refused.")
    gate.counts(2)
    assert gate.sentence(90.0) == (
        "The station's database has not answered for 30 s; 2 passages wait, the next try is in "
        "0 s. Connection refused."
    )
    assert gate.sentence(360.0) is not None
    assert "for 5 min" in str(gate.sentence(360.0))
    gate.counts(1)
    assert gate.answers(1)
    assert (gate.now, gate.may_ask) == (Stands.DRAINING, True)
    assert gate.sentence(91.0) == "The station's database is back; 1 passage to be sent yet."
    gate.counts(0)
    assert gate.now is Stands.ONLINE
    assert not gate.answers(0)


class AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = standing(0.5)
        self.time = 0.0

    @rule(seconds=st.floats(0, 100))
    def wait(self, seconds: float) -> None:
        self.time += seconds

    @rule()
    def fail(self) -> None:
        self.gate.fails(self.time, "")
        assert self.gate.now is Stands.OFFLINE
        assert self.time < self.gate.again_at <= self.time + LONGEST

    @rule(waiting=st.integers(0, 3))
    def answer(self, waiting: int) -> None:
        self.gate.answers(waiting)
        assert self.gate.may_ask

    @rule(waiting=st.integers(0, 3))
    def count(self, waiting: int) -> None:
        before = self.gate.may_ask
        self.gate.counts(waiting)
        assert self.gate.may_ask is before

    @invariant()
    def nobody_is_forgotten(self) -> None:
        if self.gate.now is Stands.OFFLINE:
            assert self.gate.is_due(max(self.time, self.gate.again_at))
        if self.gate.now is Stands.ONLINE and self.gate.since is not None:
            raise AssertionError("online, but away since then")


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
