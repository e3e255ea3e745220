"""What the journal keeps, and that a ticket is used once."""

import json
import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from station_gate.gate.decision import Check, Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Outcome
from station_gate.journal.journal import Journal
from station_gate.journal.schema import VERSION
from station_gate.problems import BadInput, DeviceMissing
from tests.journal.passengers import AT, records, reserve, spend, use

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
    assert json.loads(zlib.decompress(first.pop("checks"))) == [
        ["station", "中央", "中央", True, ""],
        ["face_distance", 0.71, 0.5, False, ""],
        ["document_expiry", 12.0, 0.0, True, "days left"],
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
    assert journal.join("A1") == ("A1", 1)
    journal.write(REFUSED, "A1", AT)
    journal.close()
    journal = Journal.open(path)
    assert journal.join("A1") == ("A1", 8)
    assert journal.join("A2") == ("A2", 1)
    # one that crashed before its record was written is not counted again either
    assert reserve(journal, use("T"), "A1", 8)
    journal.close()
    journal = Journal.open(path)
    assert journal.join("A1") == ("A1", 9)
    journal.close()


def test_two_gates_of_one_name_share_no_numbers(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    first, second = Journal.open(path), Journal.open(path)
    assert first.join("Gate 4") == ("Gate 4", 1)
    assert second.join("Gate 4") == ("Gate 4 (2)", 1)
    first.close()
    third = Journal.open(path)
    assert third.join("Gate 4") == ("Gate 4", 1), "the first has gone"
    assert third.join("Gate 4") == ("Gate 4 (3)", 1)
    second.close()
    third.close()


def test_writing_a_record_once_more_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal.open(path)
    assert reserve(journal, use("T"))
    assert spend(journal, use("T"))
    assert spend(journal, use("T")), "an answer that was lost may be asked for again"
    journal.close()
    assert len(records(path)) == 1


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
    assert reserve(journal, use("T"))
    journal._file._connection.execute(fault)  # as on a disk that is gone read-only, or full
    long = replace(REFUSED, stages=((("x" * 100_000), 1.0),))
    with pytest.raises(DeviceMissing, match="cannot be written"):
        journal.write(long, "A1", AT)
    assert use("T") in journal.uses([use("T")])
    journal._file._connection.execute("PRAGMA query_only = OFF")
    journal._file._connection.execute("PRAGMA max_page_count = 100000")
    assert spend(journal, use("T"))
    assert len(rows(path, "decision")) == 1
    journal.close()


def test_a_change_that_breaks_off_is_undone() -> None:
    journal = Journal.in_memory(Clock())
    with pytest.raises(UnicodeEncodeError):
        reserve(journal, use("T"), "lane \ud800")  # no such text can be written
    assert journal.uses([use("T")]) == {}
    assert reserve(journal, use("T"))


def test_a_folder_for_the_journal_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    Journal.open(path).close()
    assert path.is_file()
