"""A journal that is spoilt while a gate uses it is noticed, and the gate goes on once mended."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station_gate.journal.journal import Journal
from station_gate.problems import Problem
from tests.journal.passengers import records, reserve, spend, use


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """Yield a gate's journal in which one passenger has passed."""
    journal = Journal.open(path)
    assert journal.join("A1") == ("A1", 1)
    assert reserve(journal, use("first"))
    assert spend(journal, use("first"))
    yield journal
    journal.close()


def checkpoint(path: Path) -> None:
    """Bring every record into the file itself."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def older_copy(path: Path) -> None:
    other = path.with_name("older.sqlite")
    with closing(Journal.open(other)) as journal:
        spend(journal, use("before"), "A9")
    other.replace(path)


def older_copy_alone(path: Path) -> None:
    older_copy(path)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink()


def nothing(path: Path) -> None:
    empty = path.with_name("empty")
    empty.touch()
    empty.replace(path)
    path.with_name(path.name + "-wal").unlink()


def cut(part: float) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        checkpoint(path)
        os.truncate(path, int(path.stat().st_size * part) // 4096 * 4096)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (Path.unlink, "was deleted or moved"),
        (move, "was deleted or moved"),
        (older_copy, "its -wal is still the old one's"),
        (older_copy_alone, "another one than the gate used, or an older copy"),
        (nothing, "is empty"),
        (cut(0.5), "damaged"),
        (cut(0), "is empty"),
    ],
    ids=[
        *("deleted", "moved", "older copy", "older copy alone", "replaced by nothing"),
        *("cut short", "emptied"),
    ],
)
def test_it_is_noticed_before_anything_more_is_decided(
    journal: Journal, path: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(path)
    for _ in range(2):
        with pytest.raises(Problem, match="journal"):
            journal.uses([use("first")])
        with pytest.raises(Problem, match=sentence) as caught:
            reserve(journal, use("second"), number=2)
        assert "\n" not in str(caught.value)
    assert path.exists() is (sentence != "was deleted or moved"), "no new one is made meanwhile"


def test_a_journal_that_was_moved_away_and_comes_back_goes_on(journal: Journal, path: Path) -> None:
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-gates"))]
    away = path.with_name("away")
    away.mkdir()
    for file in files:
        file.rename(away / file.name)
    with pytest.raises(Problem, match="was deleted or moved"):
        journal.uses([])
    for file in files:
        (away / file.name).rename(file)
    goes_on(journal, path)


def test_a_copy_that_has_everything_is_as_good(journal: Journal, path: Path) -> None:
    checkpoint(path)
    copy = shutil.copy(path, path.with_name("backup"))
    path.unlink()
    with pytest.raises(Problem):
        journal.uses([])
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    shutil.copy(copy, path)
    goes_on(journal, path)


@pytest.mark.parametrize("end", ["-wal", "-shm", "-gates"])
def test_what_belongs_to_it_may_be_lost_without_losing_a_passage(
    journal: Journal, path: Path, end: str
) -> None:
    path.with_name(path.name + end).unlink()
    goes_on(journal, path)


def goes_on(journal: Journal, path: Path) -> None:
    """Check that a passenger more passes, and that others know of everything."""
    journal.probe()
    assert use("first") in journal.uses([use("first")])
    assert reserve(journal, use("second"), number=2)
    with closing(Journal.open(path)) as other:
        assert not reserve(other, use("second"), "A2"), "its gate is alive"
        assert not reserve(other, use("first"), "A2")
        assert other.join("A1")[0] == "A1 (2)"
        assert spend(journal, use("second"), number=2)
        assert not reserve(other, use("second"), "A2")
    assert [record.decision.transaction for record in records(path)] == [1, 2]


def test_a_file_of_0_bytes_is_no_new_journal(path: Path) -> None:
    path.touch()
    with pytest.raises(Problem, match=r"is empty \(0 bytes\)"):
        Journal.open(path)
    assert path.read_bytes() == b""
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_journal_that_was_lost_without_its_latest_records_is_said(path: Path) -> None:
    journal = Journal.open(path)
    assert reserve(journal, use("first"))
    path.unlink()
    with pytest.raises(Problem, match=r"is gone, but journal\.sqlite-wal"):
        Journal.open(path)
    assert not path.exists()
    journal.close()


def test_an_empty_log_that_was_left_behind_is_no_loss(path: Path) -> None:
    path.with_name(path.name + "-wal").touch()
    with closing(Journal.open(path)) as journal:
        assert reserve(journal, use("T"))


def test_only_the_gates_user_may_read_what_is_kept(path: Path) -> None:
    old = os.umask(0)
    try:
        with closing(Journal.open(path)) as made:
            assert reserve(made, use("T"))
            kept = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    finally:
        os.umask(old)
    assert kept == {f"{path.name}{end}": 0o600 for end in ("", "-wal", "-shm", "-gates")}


def test_a_mode_that_the_operator_chose_stays(journal: Journal, path: Path) -> None:
    journal.close()
    path.chmod(0o660)
    path.with_name(path.name + "-gates").unlink()
    with closing(Journal.open(path)) as again:
        assert reserve(again, use("second"), number=2)
        kept = {file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert kept == {0o660}, "as for gates of several users of a group"
