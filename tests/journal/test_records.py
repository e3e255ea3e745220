"""Looking up what the journal keeps."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.journal.journal import Journal
from station_gate.journal.records import Records, Wanted
from station_gate.problems import BadInput
from tests.journal.passengers import reserve, use

AT = datetime(2026, 11, 24, 8, 30)
PASSED = Decision(transaction=1, outcome=Outcome.PASSED, reason=None, ticket_id="SG1")
REFUSED = Decision(
    transaction=2,
    outcome=Outcome.REFUSED,
    reason=Reason.FACE_MISMATCH,
    attempts=2,
    checks=(Check(name="face_distance", value=0.71, limit=0.5, passed=False),),
    stages=(("ticket", 1.5), ("face", 2.25)),
    duration=4.5,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three passengers of one gate an hour apart, and one of another."""
    path = tmp_path / "journal.sqlite"
    journal = Journal.open(path)
    journal.write(PASSED, "Gate 4", AT)
    journal.write(REFUSED, "Gate 4", AT + timedelta(hours=1))
    journal.write(replace(PASSED, transaction=3), "Gate 4", AT + timedelta(hours=2))
    journal.write(replace(PASSED, transaction=2), "Gate 5", AT + timedelta(hours=2))
    journal.close()
    return path


def test_a_record_comes_back_as_it_was_written(path: Path) -> None:
    records = Records.open(path)
    (found,) = records.numbered(2, "Gate 4")
    assert found.decision == REFUSED
    assert (found.gate, found.at) == ("Gate 4", AT + timedelta(hours=1))
    assert [each.gate for each in records.numbered(2, None)] == ["Gate 4", "Gate 5"]
    records.close()


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), [1, 2, 3, 2]),
        (Wanted(gate="Gate 4"), [1, 2, 3]),
        (Wanted(since=AT + timedelta(hours=1)), [2, 3, 2]),
        (Wanted(until=AT + timedelta(hours=1)), [1]),
        (Wanted(outcome=Outcome.PASSED, gate="Gate 4"), [1, 3]),
        (Wanted(reason=Reason.FACE_MISMATCH), [2]),
        (Wanted(reason=Reason.TICKET_USED), []),
    ],
)
def test_only_what_is_wanted_is_given(path: Path, wanted: Wanted, numbers: list[int]) -> None:
    records = Records.open(path)
    assert [each.decision.transaction for each in records.every(wanted)] == numbers
    assert records.count(wanted) == len(numbers)


def test_the_newest_are_given_with_the_oldest_first(path: Path) -> None:
    found = Records.open(path).newest(Wanted(), 2)
    assert [(each.gate, each.decision.transaction) for each in found] == [
        ("Gate 4", 3),
        ("Gate 5", 2),
    ]


def test_a_gate_goes_on_writing_while_its_journal_is_read(path: Path) -> None:
    journal, records = Journal.open(path), Records.open(path)
    reading = records.every(Wanted())
    next(reading)
    journal.write(replace(PASSED, transaction=9), "Gate 4", AT)
    assert len(list(reading)) == 3, "what is read is one state of the journal, to its end"
    assert records.count(Wanted()) == 5
    journal.close()


def test_scenarios_keep_their_records_in_a_copy_with_its_own_numbers(path: Path) -> None:
    kept = Journal.open(path)
    scenario = Journal.in_memory(copy=kept)
    assert scenario.join("Gate 4") == ("Gate 4", 1)
    scenario.write(PASSED, "Gate 4", AT)
    assert reserve(scenario, use("SG1"), "Gate 4", 1)
    assert reserve(kept, use("SG1"), "Gate 4", 4), "tickets are not shared"
    scenario.close()
    kept.close()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write there: root can only be kept out by a mount."""
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    if subprocess.run(["mount", "--bind", folder, folder], check=False).returncode != 0:
        pytest.skip("root may write everywhere here, and mounting is not allowed")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder, folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("last_record_in", ["file", "wal"])
def test_a_journal_where_nothing_can_be_written_is_read_to_its_last_record(
    path: Path, tmp_path: Path, last_record_in: str
) -> None:
    journal = Journal.open(path)  # a gate that was killed leaves its last records in the -wal file
    journal.write(replace(PASSED, transaction=4), "Gate 4", AT + timedelta(hours=3))
    disk = tmp_path / "disk"
    disk.mkdir()
    shutil.copy(path, disk)
    if last_record_in == "wal":
        shutil.copy(path.with_name(path.name + "-wal"), disk)
    journal.close()
    with read_only(disk):
        records = Records.open(disk / path.name)
        assert records.count(Wanted()) == (5 if last_record_in == "wal" else 4)
        records.close()


def test_what_is_no_journal_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no journal"):
        Records.open(tmp_path / "none.sqlite")
    text = tmp_path / "text.sqlite"
    text.write_text("no database, but long enough to be taken for one" * 100)
    with pytest.raises(BadInput, match="damaged or no journal"):
        Records.open(text)
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(BadInput, match="another program"):
        Records.open(other)


@pytest.mark.parametrize(
    ("column", "value"), [("reason", "no_such"), ("checks", "{"), ("outcome", "left")]
)
def test_a_record_that_was_tampered_with_is_told_in_a_sentence(
    path: Path, column: str, value: str
) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE decision SET {column} = ? WHERE id = 2", (value,))
    connection.commit()
    connection.close()
    with pytest.raises(BadInput, match="Gate 4 #2"):
        list(Records.open(path).every(Wanted()))
