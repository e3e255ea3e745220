"""A gate at a station: with its database, without it, and afterwards."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing as closing_any
from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Direction, Outcome
from station_gate.gate.uses import Spent
from station_gate.journal.interventions import Intervention
from station_gate.problems import DeviceMissing
from station_gate.station.conflicts import conflicts, gaps, settle
from station_gate.station.database import closing, connect
from station_gate.station.keeper import Rule
from station_gate.station.mirror import Told
from station_gate.station.registry import Registry
from station_gate.station.standing import Stands
from tests.journal.passengers import AT, lost, passed, reserve, spend, use
from tests.station.rig import AGate
from tests.station.servers import Postgres, until

T, U = use("T"), use("U")
Make = Callable[..., AGate]


@pytest.fixture
def dsn(postgres: Postgres) -> str:
    return postgres.station()


@pytest.fixture
def gate(tmp_path: Path, dsn: str) -> Iterator[Make]:
    """Make gates, each with a journal of its own."""
    made: list[AGate] = []

    def make(name: str = "A1", rule: Rule = Rule.LET_IN) -> AGate:
        found = AGate(tmp_path / f"{name} {len(made)}.db", dsn, name, rule)
        made.append(found)
        return found

    yield make
    for each in made:
        each.close()


def test_one_ticket_opens_one_gate_of_the_station(gate: Make, dsn: str) -> None:
    first, second = gate("A1"), gate("A2")
    assert reserve(first.keeper, T, "A1")
    assert not reserve(second.keeper, T, "A2")
    assert spend(first.keeper, T, "A1")
    first.until_sent()
    assert not reserve(second.keeper, T, "A2")
    with closing(connect(dsn)) as station:
        row = station.execute("SELECT gate, transaction, mode, station FROM passage").fetchall()
        assert row == [("A1", 1, "online", "HBR")]
        kept = station.execute("SELECT gate, outcome, ticket_id FROM decision").fetchall()
        assert kept == [("A1", "passed", "T")]
        assert conflicts(station) == []


def test_who_does_not_pass_gets_the_ticket_back(gate: Make) -> None:
    first, second = gate("A1"), gate("A2")
    assert reserve(first.keeper, T, "A1")
    assert first.keeper.release(T)
    until(lambda: reserve(second.keeper, T, "A2"), "given back")


def test_a_database_that_says_nothing_costs_one_deadline_and_then_nothing(gate: Make) -> None:
    one = gate()
    one.network.hole.clear()
    assert reserve(one.keeper, T), "by its own rule"
    assert one.keeper.stands[0] is Stands.OFFLINE
    assert spend(one.keeper, T)
    began = time.process_time()
    assert not reserve(one.keeper, T, number=2), "it knows its own passengers"
    assert time.process_time() - began < 0.3, "it works, it does not wait"
    assert "passage waits" in str(one.keeper.remark) or "passages wait" in str(one.keeper.remark)
    one.network.hole.set()
    one.until_sent()
    assert one.keeper.remark is None


def test_staff_decide_where_the_operator_wants_it(gate: Make) -> None:
    one = gate(rule=Rule.STAFF)
    one.network.refused = True
    with pytest.raises(DeviceMissing, match="staff look at the tickets"):
        reserve(one.keeper, T)
    with pytest.raises(DeviceMissing, match="staff"):
        one.keeper.probe()
    one.network.refused = False
    until(lambda: one.keeper.stands[0] is Stands.ONLINE, "online")
    one.keeper.probe()
    assert reserve(one.keeper, T)


def test_an_answer_after_the_deadline_is_the_gates_own(gate: Make, dsn: str) -> None:
    """The database gets the question all the same, and it is no second passenger."""
    one, other = gate("A1"), gate("A2")
    one.network.hole.clear()
    assert reserve(one.keeper, T, "A1")
    one.network.hole.set()
    assert spend(one.keeper, T, "A1")
    one.until_sent()
    assert not reserve(other.keeper, T, "A2")
    with closing(connect(dsn)) as station:
        assert conflicts(station) == []


def test_a_late_answer_for_somebody_who_left_is_given_back(gate: Make) -> None:
    one, other = gate("A1"), gate("A2")
    one.network.hole.clear()
    assert reserve(one.keeper, T, "A1")
    assert one.keeper.release(T)
    one.network.hole.set()
    one.until_sent()
    until(lambda: reserve(other.keeper, T, "A2"), "given back")


def test_what_passed_at_two_gates_without_the_database_is_reported_once(
    gate: Make, dsn: str
) -> None:
    first, second, third = gate("A1"), gate("A2"), gate("A3")
    for each in (first, second, third):
        each.network.refused = True
        assert reserve(each.keeper, T, each.name)
        assert spend(each.keeper, T, each.name)
    assert reserve(first.keeper, U, "A1", number=2)
    assert spend(first.keeper, U, "A1", number=2)
    for each in (first, second, third):
        each.network.refused = False
        each.until_sent()
    with closing(connect(dsn)) as station:
        (found,) = conflicts(station)
        assert found.use == T
        assert sorted(seen.gate for seen in found.seen) == ["A1", "A2", "A3"]
        assert [seen.gate for seen in found.seen] == ["A1", "A2", "A3"] or not found.order_known
        assert {seen.mode for seen in found.seen} == {"offline"}
        settle(station, found.id, "alice", "a family on one ticket")
        assert conflicts(station) == []
        (found,) = conflicts(station, settled=True)
        assert (found.settled_by, found.remark) == ("alice", "a family on one ticket")
        assert gaps(station) == []


def test_who_was_first_is_not_said_where_a_clock_may_be_wrong(
    gate: Make, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = gate("A1"), gate("A2")
    for each in (first, second):
        each.network.refused = True
        assert reserve(each.keeper, T, each.name)
        assert spend(each.keeper, T, each.name)
    # the machine was started anew: only the clock knows when that was
    monkeypatch.setattr("station_gate.journal.machine.boot_id", lambda: "the next one")
    for each in (first, second):
        each.network.refused = False
        each.until_sent()
    with closing(connect(dsn)) as station:
        (found,) = conflicts(station)
        assert found.spread >= 120
        assert not found.order_known


def test_an_entry_that_was_undone_is_no_conflict(gate: Make, dsn: str) -> None:
    first, second = gate("A1"), gate("A2")
    out = replace(T, direction=Direction.EXIT)
    for number, (entry, leaving) in enumerate([(first, second), (second, first)], 1):
        assert reserve(entry.keeper, T, entry.name, number)
        assert spend(entry.keeper, T, entry.name, number)
        entry.until_sent()
        leaving.keeper._learn()
        assert T in leaving.keeper.uses([T, out])
        assert reserve(leaving.keeper, out, leaving.name, 10 + number)
        spent = Spent(use=out, undoes=T)
        assert leaving.keeper.write(passed(10 + number), leaving.name, AT, spent)
        leaving.until_sent()
        entry.keeper._learn()
        assert entry.keeper.uses([T, out]) == {}
    with closing(connect(dsn)) as station:
        assert conflicts(station) == []
        assert station.execute("SELECT count(*) FROM passage").fetchone() == (4,)


def test_gates_tell_each_other_while_the_database_is_away(gate: Make) -> None:
    first, second = gate("A1"), gate("A2")
    for each in (first, second):
        each.network.refused = True
    assert reserve(first.keeper, T, "A1")
    assert spend(first.keeper, T, "A1")
    assert first.told
    assert all(name != b"T" for name, _ in first.told), "a ticket's name is not told"
    second.keeper.mirror.note_names([(name, Told(0.0, undone)) for name, undone in first.told])
    assert T in second.keeper.uses([T])
    assert not reserve(second.keeper, T, "A2")


def test_a_gate_that_starts_without_its_database_lets_in_all_the_same(
    tmp_path: Path, dsn: str
) -> None:
    before = AGate(tmp_path / "a.db", dsn, "A1")
    assert reserve(before.keeper, T)
    assert spend(before.keeper, T)
    before.until_sent()
    before.close()
    again = AGate(tmp_path / "a.db", "postgresql://127.0.0.1:1/nowhere", "A1")
    assert again.next == 2
    assert not reserve(again.keeper, T, number=2)
    assert reserve(again.keeper, U, number=3)
    assert again.keeper.remark is not None
    again.close()


def test_what_a_stopped_gate_had_reserved_is_free_when_it_is_back(tmp_path: Path, dsn: str) -> None:
    with closing_any(Registry.open(dsn)) as other:
        before = AGate(tmp_path / "a.db", dsn, "A1")
        assert reserve(before.keeper, T)
        before.network.refused = True  # nothing more is heard of it
        before.keeper.close()
        assert not reserve(other, T, "A2")
        again = AGate(tmp_path / "a.db", dsn, "A1")
        until(lambda: reserve(other, T, "A2"), "given back")
        again.close()


def test_who_was_in_the_open_gate_when_it_stopped_has_passed(tmp_path: Path, dsn: str) -> None:
    with closing_any(Registry.open(dsn)) as other:
        before = AGate(tmp_path / "a.db", dsn, "A1")
        assert reserve(before.keeper, T)
        before.keeper.opens_for(1)
        before.network.refused = True
        before.keeper.close()
        again = AGate(tmp_path / "a.db", dsn, "A1")
        again.until_sent()
        assert not reserve(other, T, "A2")
        again.close()
    with closing(connect(dsn)) as station:
        assert station.execute("SELECT outcome FROM decision").fetchall() == [("abandoned",)]


def test_an_older_copy_of_a_journal_begins_anew(tmp_path: Path, dsn: str) -> None:
    copy = tmp_path / "copy.db"
    first = AGate(tmp_path / "a.db", dsn, "A1")
    first.close()
    copy.write_bytes((tmp_path / "a.db").read_bytes())
    second = AGate(tmp_path / "a.db", dsn, "A1")
    assert reserve(second.keeper, T)
    assert spend(second.keeper, T)
    second.until_sent()
    second.close()
    third = AGate(copy, dsn, "A1")
    assert reserve(third.keeper, U)
    assert spend(third.keeper, U)
    third.until_sent()
    third.close()
    with closing(connect(dsn)) as station:
        names = station.execute("SELECT ticket_id FROM passage ORDER BY ticket_id").fetchall()
        assert names == [("T",), ("U",)], "nothing is taken for something that was sent before"


def test_two_gates_of_one_name_have_two_names_on_record(gate: Make) -> None:
    first, second = gate("A1"), gate("A1")
    assert (first.name, second.name) == ("A1", "A1 (2)")


def test_what_operators_did_and_refusals_are_kept_at_the_station(gate: Make, dsn: str) -> None:
    one = gate()
    one.keeper.write(lost(1), "A1", AT)
    one.keeper.intervene(
        Intervention(
            gate="A1", at=AT, operator="alice", command="open", reason="a pram", done=True,
            answer="ok", transaction=1,
        )
    )  # fmt: skip
    one.until_sent()
    with closing(connect(dsn)) as station:
        assert station.execute("SELECT outcome, reason, checks FROM decision").fetchall() == [
            (Outcome.ABANDONED, Reason.DEVICE_FAILED.code, [["face_distance", 0.3, 0.5, True, ""]])
        ]
        row = station.execute("SELECT operator, reason, done FROM intervention").fetchone()
        assert row == ("alice", "a pram", True)


def test_what_has_not_been_sent_is_not_purged(gate: Make) -> None:
    one = gate()
    one.network.refused = True
    assert reserve(one.keeper, T), "nobody answers"
    one.keeper.write(lost(1), "A1", AT)
    later = AT.replace(year=AT.year + 3)
    assert one.keeper.purge(later, later).records == 0
    one.network.refused = False
    one.until_sent()
    assert one.keeper.purge(later, later).records == 1
