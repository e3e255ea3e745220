"""What the journal keeps, and that a ticket is used once."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Outcome
from station_gate.journal.database import VERSION
from station_gate.journal.journal import LEASE, Journal
from station_gate.problems import BadInput, DeviceMissing

AT = datetime(2026, 11, 24, 8, 30, 0, 250_000)
REFUSED = Decision(
    transaction=7,
    outcome=Outcome.REFUSED,
    reason=Reason.FACE_MISMATCH,
    ticket_id="SG7",
    attempts=2,
    checks=(
        Check(name="station", value="中央", limit="中央", passed=True),
        Check(name="face_distance", value=0.71, limit=0.5, passed=False),
        Check(name="document_expiry", value=12.0, limit=0.0, passed=True, unit="days left"),
    ),
    stages=(("ticket", 1.5), ("face", 2.25)),
    duration=4.5,
)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
    finally:
        connection.close()


# ---------------------------------------------------------------------- records


def test_a_record_keeps_every_value(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.db")
    journal.write(REFUSED, "A1", AT)
    passed = Decision(transaction=8, outcome=Outcome.PASSED, reason=None)
    journal.write(passed, "A1", AT)
    journal.close()

    first, second = rows(tmp_path / "journal.db", "decision")
    assert json.loads(first.pop("checks")) == [
        {"name": "station", "value": "中央", "limit": "中央", "passed": True, "unit": ""},
        {"name": "face_distance", "value": 0.71, "limit": 0.5, "passed": False, "unit": ""},
        {
            "name": "document_expiry",
            "value": 12.0,
            "limit": 0.0,
            "passed": True,
            "unit": "days left",
        },
    ]
    assert json.loads(first.pop("stages")) == {"ticket": 1.5, "face": 2.25}
    assert first == {
        "id": 1,
        "lane": "A1",
        "transaction": 7,
        "at": "2026-11-24T08:30:00.250",
        "outcome": "refused",
        "reason": "face_mismatch",
        "ticket_id": "SG7",
        "attempts": 2,
        "duration": 4.5,
    }
    assert (second["outcome"], second["reason"], second["ticket_id"]) == ("passed", None, None)


def test_transactions_count_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    assert journal.next_transaction("A1") == 1
    journal.write(REFUSED, "A1", AT)
    journal.close()
    journal = Journal.open(path)
    assert journal.next_transaction("A1") == 8
    assert journal.next_transaction("A2") == 1
    # one that crashed before its record was written is not counted again either
    assert journal.reserve("T", "A1", 8)
    assert journal.next_transaction("A1") == 9
    journal.close()


# ---------------------------------------------------------------------- one ticket, one passage


def test_a_ticket_is_used_once() -> None:
    journal = Journal.in_memory(Clock())
    assert journal.used_ago("T") is None
    assert journal.reserve("T", "A1", 1)
    assert journal.used_ago("T") is not None
    assert journal.commit("T")
    assert journal.used_ago("T") is not None
    assert not journal.reserve("T", "A1", 2)
    assert journal.reserve("U", "A1", 2)


def test_a_released_ticket_may_be_used_again() -> None:
    journal = Journal.in_memory(Clock())
    assert journal.reserve("T", "A1", 1)
    assert journal.release("T")
    assert journal.used_ago("T") is None
    assert journal.reserve("T", "A1", 2)


def test_a_passage_knows_how_long_ago_it_was() -> None:
    clock = Clock()
    journal = Journal.in_memory(clock)
    assert journal.reserve("T", "A1", 1)
    clock.now += 30
    assert journal.used_ago("T") == 30.0
    assert journal.commit("T")
    clock.now += 570
    assert journal.used_ago("T") == 600.0
    clock.now -= 9000  # somebody set the clock back
    assert journal.used_ago("T") == 0.0


def test_what_another_gate_tells_of_is_kept_once() -> None:
    journal = Journal.in_memory(Clock())
    journal.note_used("T", "B7", 3000.0)
    journal.note_used("T", "B8", 10.0)
    assert journal.used_ago("T") == 3000.0
    assert not journal.reserve("T", "A1", 1)


def test_an_entry_and_its_exit_are_undone_together_and_stay_on_record(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path, Clock())
    for number in (1, 3):  # in, out, in, out
        for name, transaction in (("T", number), ("T out", number + 1)):
            assert journal.reserve(name, "A1", transaction)
            assert journal.commit(name)
        journal.reopen("T", "T out")
        assert journal.used_ago("T") is None
        assert journal.used_ago("T out") is None
    journal.reopen("T", "T out")  # given back by another lane meanwhile
    journal.close()
    assert sorted(row["ticket_id"] for row in rows(path, "redemption")) == [
        "T out undone by A1 2",
        "T out undone by A1 4",
        "T undone by A1 2",
        "T undone by A1 4",
    ]


@pytest.mark.parametrize("step", [1.0, -1.0])
def test_a_reservation_of_a_crashed_lane_runs_out(tmp_path: Path, step: float) -> None:
    clock = Clock()
    crashed = Journal.open(tmp_path / "journal.db", clock)
    assert crashed.reserve("T", "A1", 1)
    other = Journal.open(tmp_path / "journal.db", clock)
    clock.now += step * LEASE
    assert other.used_ago("T") is not None
    assert not other.reserve("T", "A2", 1)
    clock.now += step
    assert other.used_ago("T") is None
    assert other.reserve("T", "A2", 1)
    # the slow lane cannot take back or use up what is another's now
    assert not crashed.release("T")
    assert other.commit("T")
    assert other.used_ago("T") is not None
    crashed.close()
    other.close()


def test_a_late_commit_still_counts_while_nobody_else_took_the_ticket() -> None:
    clock = Clock()
    journal = Journal.in_memory(clock)
    assert journal.reserve("T", "A1", 1)
    clock.now += 10 * LEASE
    assert journal.commit("T")
    assert not journal.reserve("T", "A1", 2)


def test_only_who_reserved_may_settle() -> None:
    journal = Journal.in_memory(Clock())
    with pytest.raises(KeyError):
        journal.commit("T")
    journal.reserve("T", "A1", 1)
    journal.commit("T")
    with pytest.raises(KeyError):
        journal.release("T")


class Redemptions(RuleBasedStateMachine):
    """Two lanes on one file against a plain model of it."""

    tickets = Bundle("tickets")

    def __init__(self) -> None:
        super().__init__()
        self.journal = Journal.in_memory(Clock())
        self.model: dict[str, str] = {}
        self.number = 0

    @rule(target=tickets, ticket=st.sampled_from("ABC"))
    def reserve(self, ticket: str) -> str | None:
        self.number += 1
        won = self.journal.reserve(ticket, "A1", self.number)
        assert won == (ticket not in self.model)
        if not won:
            return None
        self.model[ticket] = "reserved"
        return ticket

    @rule(ticket=consumes(tickets))
    def commit(self, ticket: str | None) -> None:
        if ticket is not None:
            assert self.journal.commit(ticket)
            self.model[ticket] = "used"

    @rule(ticket=consumes(tickets))
    def release(self, ticket: str | None) -> None:
        if ticket is not None:
            assert self.journal.release(ticket)
            del self.model[ticket]

    @rule(ticket=st.sampled_from("ABC"))
    def ask(self, ticket: str) -> None:
        assert (self.journal.used_ago(ticket) is not None) == (ticket in self.model)

    def teardown(self) -> None:
        self.journal.close()


TestRedemptions = Redemptions.TestCase
TestRedemptions.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


# ---------------------------------------------------------------------- files that are no journal


def database(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal.open(path).close()
    database(path, f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(BadInput, match=f"version {VERSION + 1}, this program writes version "):
        Journal.open(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    database(path, "CREATE TABLE photo (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(BadInput, match="another program"):
        Journal.open(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["photos.db"]


@pytest.mark.parametrize("content", [b"not a database, but long enough " * 40, b"\x89PNG" * 300])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="damaged or no journal"):
        Journal.open(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(("first", "last"), [(0, 600), (8, 60), (3000, 3400)])
def test_a_damaged_journal_is_noticed_and_left_alone(tmp_path: Path, first: int, last: int) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    for number in range(200):
        journal.write(REFUSED, f"A{number}", AT)
    journal.close()
    content = bytearray(path.read_bytes())
    for page in range(4096 * 2, len(content), 4096):
        content[page + first : page + last] = b"\xaa" * (last - first)
    path.write_bytes(content)
    with pytest.raises(BadInput, match="damaged") as caught:
        Journal.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_a_journal_cut_short_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    for number in range(200):
        journal.write(REFUSED, f"A{number}", AT)
    journal.close()
    path.write_bytes(path.read_bytes()[: 4096 * 3 + 100])
    with pytest.raises(BadInput, match="damaged"):
        Journal.open(path)


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "journal.db"):
        with pytest.raises(DeviceMissing, match="cannot be written") as caught:
            Journal.open(path)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fault", ["PRAGMA query_only = ON", "PRAGMA max_page_count = 1"])
def test_a_disk_that_fails_later_is_one_sentence_and_changes_nothing(
    tmp_path: Path, fault: str
) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    assert journal.reserve("T", "A1", 1)
    journal._connection.execute(fault)  # as on a disk that is gone read-only, or full
    long = replace(REFUSED, stages=((("x" * 100_000), 1.0),))
    with pytest.raises(DeviceMissing, match="cannot be written"):
        journal.write(long, "A1", AT)
    assert journal.used_ago("T") is not None
    journal._connection.execute("PRAGMA query_only = OFF")
    journal._connection.execute("PRAGMA max_page_count = 100000")
    journal.write(REFUSED, "A1", AT)
    assert journal.commit("T")
    assert len(rows(path, "decision")) == 1
    journal.close()


def test_a_change_that_breaks_off_is_undone() -> None:
    journal = Journal.in_memory(Clock())
    with pytest.raises(UnicodeEncodeError):
        journal.reserve("T", "lane \ud800", 1)  # no such text can be written
    assert journal.used_ago("T") is None
    assert journal.reserve("T", "A1", 1)


def test_a_folder_for_the_journal_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    Journal.open(path).close()
    assert path.is_file()
