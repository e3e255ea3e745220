"""One ticket, one passage: what every keeper of redemptions has to hold."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule

from station_gate.gate.terms import Direction, Outcome
from station_gate.gate.uses import Spent, Use
from station_gate.journal.journal import Journal
from station_gate.journal.redemptions import Redemptions
from tests.journal.passengers import AT, lost, passed, records, reserve, spend, use


class Keeping(Redemptions, Protocol):
    """What the tests need beyond that."""

    def note_used(self, use: Use, gate: str, ago: float) -> None: ...

    def close(self) -> None: ...


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.passes: Callable[[float], None] = lambda _: None

    def __call__(self) -> float:
        return self.now

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        self.passes(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "memory", "PostgreSQL"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Keeping]:
    """Every keeper of redemptions."""
    made: dict[str, Callable[[], Keeping]] = {
        "file": lambda: Journal.open(tmp_path / "journal.db", clock, clock),
        "memory": lambda: Journal.in_memory(clock),
        "PostgreSQL": lambda: at_a_station(request, clock),
    }
    journal = made[request.param]()
    yield journal
    journal.close()


def at_a_station(request: pytest.FixtureRequest, clock: Clock) -> Keeping:
    """One whose clock is its server's: when the test's goes on, what was kept becomes older."""
    postgres = request.getfixturevalue("postgres")
    from station_gate.station.registry import Registry

    dsn = postgres.station()
    clock.passes = partial(postgres.age, dsn)
    return Registry.open(dsn)


T, U = use("T"), use("U")


def test_a_ticket_is_used_once(journal: Keeping) -> None:
    assert journal.uses([T]) == {}
    assert reserve(journal, T)
    assert T in journal.uses([T])
    assert spend(journal, T)
    assert T in journal.uses([T, U])
    assert not reserve(journal, T, number=2)
    assert reserve(journal, U, number=2)


def test_equal_numbers_of_two_issuers_are_two_tickets(journal: Keeping) -> None:
    ours, theirs = use("1001", "RAIL-A"), use("1001", "RAIL-B")
    assert reserve(journal, ours)
    assert spend(journal, ours)
    assert reserve(journal, theirs, number=2)
    assert spend(journal, theirs, number=2)
    assert not reserve(journal, theirs, number=3)


@pytest.mark.parametrize("other", [{"leg": "back"}, {"direction": Direction.EXIT}])
def test_each_leg_and_each_direction_is_used_once(
    journal: Keeping, other: dict[str, object]
) -> None:
    assert reserve(journal, T)
    assert spend(journal, T)
    another = replace(T, **other)  # type: ignore[arg-type]
    assert journal.uses([another]) == {}
    assert reserve(journal, another, number=2)


def test_numbers_that_hold_words_of_others_are_kept_apart(journal: Keeping) -> None:
    for number, name in enumerate(("T out", "T back", "T", "", "T 2026-11-20T09:40"), 1):
        assert reserve(journal, use(name), number=number)
        assert spend(journal, use(name), number=number)
    assert journal.uses([replace(T, direction=Direction.EXIT), replace(T, leg="back")]) == {}


def test_a_released_ticket_may_be_used_again(journal: Keeping) -> None:
    assert reserve(journal, T)
    assert journal.release(T)
    assert journal.uses([T]) == {}
    assert not journal.release(T), "nothing is reserved any more"
    assert reserve(journal, T, number=2)


def test_a_spent_ticket_is_not_given_back(journal: Keeping) -> None:
    assert reserve(journal, T)
    assert spend(journal, T)
    assert not journal.release(T)
    assert not reserve(journal, T, number=2)


def test_the_same_question_has_the_same_answer(journal: Keeping) -> None:
    assert reserve(journal, T)
    assert reserve(journal, T), "its answer may have been lost"
    assert not reserve(journal, T, number=2)


def test_a_passage_knows_how_long_ago_it_was(journal: Keeping, clock: Clock) -> None:
    assert reserve(journal, T)
    clock.go_on(300)
    assert 300 <= journal.uses([T])[T] < 800, "a server's clock goes on by itself, too"
    assert spend(journal, T)
    clock.go_on(57_000)
    assert 57_000 <= journal.uses([T])[T] < 57_800


def test_what_another_gate_tells_of_is_kept_once(journal: Keeping) -> None:
    journal.note_used(T, "B7", 3000.0)
    journal.note_used(T, "B8", 10.0)
    assert 3000 <= journal.uses([T])[T] < 3500
    assert not reserve(journal, T)


def test_a_passage_of_an_unknown_issuer_counts_for_all(journal: Keeping) -> None:
    journal.note_used(use("T", ""), "B7", 3000.0)
    assert 3000 <= journal.uses([T])[T] < 3500
    assert not reserve(journal, T)
    assert not reserve(journal, use("T", "B"))


def test_an_entry_and_its_exit_are_undone_together(journal: Keeping) -> None:
    out = replace(T, direction=Direction.EXIT)
    for number in (1, 3):  # in, out, in, out
        assert reserve(journal, T, number=number)
        assert spend(journal, T, number=number)
        assert reserve(journal, out, number=number + 1)
        assert journal.write(passed(number + 1), "A1", AT, Spent(use=out, undoes=T))
        assert journal.uses([T, out]) == {}


class OneGate(RuleBasedStateMachine):
    """One gate against a plain model of what it did."""

    tickets = Bundle("tickets")

    def __init__(self) -> None:
        super().__init__()
        self.journal = Journal.in_memory(Clock())
        self.model: dict[Use, str] = {}
        self.number = 0

    @rule(target=tickets, ticket=st.sampled_from("ABC"), issuer=st.sampled_from("XY"))
    def reserve(self, ticket: str, issuer: str) -> tuple[Use, int] | None:
        self.number += 1
        what = use(ticket, issuer)
        won = reserve(self.journal, what, number=self.number)
        assert won == (what not in self.model)
        if not won:
            return None
        self.model[what] = "reserved"
        return what, self.number

    @rule(ticket=consumes(tickets))
    def commit(self, ticket: tuple[Use, int] | None) -> None:
        if ticket is not None:
            assert spend(self.journal, ticket[0], number=ticket[1])
            self.model[ticket[0]] = "used"

    @rule(ticket=consumes(tickets))
    def release(self, ticket: tuple[Use, int] | None) -> None:
        if ticket is not None:
            assert self.journal.release(ticket[0])
            del self.model[ticket[0]]

    @rule(ticket=st.sampled_from("ABC"), issuer=st.sampled_from("XY"))
    def ask(self, ticket: str, issuer: str) -> None:
        what = use(ticket, issuer)
        assert (what in self.journal.uses([what])) == (what in self.model)

    def teardown(self) -> None:
        self.journal.close()


TestOneGate = OneGate.TestCase
TestOneGate.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


# ---------------------------------------------------------------------- several gates on a file


@pytest.mark.parametrize("jump", [121.0, -121.0, 86400.0, -86400.0, 1e9, -1e9])
def test_a_reservation_outlasts_every_jump_of_the_clock(tmp_path: Path, jump: float) -> None:
    clock = Clock()
    first, second = (Journal.open(tmp_path / "journal.db", clock) for _ in range(2))
    assert reserve(first, T)
    clock.now += jump
    assert T in second.uses([T])
    assert not reserve(second, T, "A2")
    assert spend(first, T)
    assert not reserve(second, T, "A2")
    assert second.uses([T])[T] < 60, "the time since is the machine's own, not the clock's"
    first.close()
    second.close()


def test_after_a_restart_of_the_machine_the_clock_has_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    journal = Journal.open(tmp_path / "journal.db", clock)
    assert reserve(journal, T)
    assert spend(journal, T)
    journal.close()
    monkeypatch.setattr("station_gate.journal.machine.boot_id", lambda: "the next one")
    clock.now += 600
    journal = Journal.open(tmp_path / "journal.db", clock)
    assert journal.uses([T]) == {T: 600.0}
    clock.now -= 9000
    assert journal.uses([T]) == {T: 0.0}, "somebody set it back"
    journal.close()


@pytest.mark.parametrize("opened", [False, True])
def test_what_a_gate_leaves_behind_is_free_unless_it_was_open(tmp_path: Path, opened: bool) -> None:
    path = tmp_path / "journal.db"
    first, second = Journal.open(path), Journal.open(path)
    assert reserve(first, T)
    if opened:
        first.opens_for(1)
    assert not reserve(second, T, "A2")
    first.close()
    assert reserve(second, T, "A2") is not opened
    second.close()
    found = [record for record in records(path) if record.gate == "A1"]
    assert [record.decision.outcome for record in found] == [Outcome.ABANDONED] * opened
    for record in found:
        assert (record.decision.transaction, record.at) == (1, AT)
        assert record.decision.checks[0] == lost(1).checks[0], "what was known then"
        assert record.decision.checks[-1].name == "passage"


def test_who_was_let_in_before_is_not_taken_for_the_present_passenger(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    first, second = Journal.open(path), Journal.open(path)
    first.opens_for(1)
    assert reserve(first, U, number=1)
    assert spend(first, U, number=1)
    assert reserve(first, T, number=2)
    first.close()
    assert second.uses([T]) == {}
    assert reserve(second, T, "A2")
    second.close()


@pytest.mark.parametrize("gone", ["machine", "seats"])
def test_where_nobody_can_tell_the_passenger_may_have_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """The power failed, and the flaps fell open: or the file beside the journal is lost."""
    path = tmp_path / "journal.db"
    first = Journal.open(path)
    assert reserve(first, T)
    if gone == "machine":
        monkeypatch.setattr("station_gate.journal.machine.boot_id", lambda: "the next one")
    else:
        (tmp_path / "journal.db-gates").unlink()
    second = Journal.open(path)
    assert not reserve(second, T, "A2")
    assert [record.decision.transaction for record in records(path)] == [1]
    second.close()


def test_a_ticket_that_somebody_else_took_by_hand_is_said(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    first, second = Journal.open(path), Journal.open(path)
    assert reserve(first, T)
    assert not second.release(T), "it is not theirs"
    first._file._connection.execute("DELETE FROM redemption")
    assert reserve(second, T, "A2")
    assert not spend(first, T)
    assert len(records(path)) == 1, "the record of a passage is kept all the same"
    first.close()
    second.close()
