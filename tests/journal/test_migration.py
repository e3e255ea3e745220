"""Journals of every earlier version become those of today, whole or not at all."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.gate.terms import Direction
from station_gate.journal import schema
from station_gate.journal.journal import Journal
from station_gate.journal.records import Records, Wanted
from station_gate.journal.schema import APPLICATION, VERSION, use_of_name
from tests.journal.passengers import reserve, use

OLD = """
    CREATE TABLE decision (
        id INTEGER PRIMARY KEY, lane TEXT NOT NULL, "transaction" INTEGER NOT NULL,
        at TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, ticket_id TEXT,
        attempts INTEGER NOT NULL, duration REAL NOT NULL, stages TEXT NOT NULL,
        checks TEXT NOT NULL
    );
    CREATE INDEX decision_by_transaction ON decision (lane, "transaction");
    CREATE TABLE redemption (
        ticket_id TEXT PRIMARY KEY, lane TEXT NOT NULL, "transaction" INTEGER NOT NULL,
        reserved_at REAL NOT NULL, used INTEGER NOT NULL CHECK (used IN (0, 1))
    ) WITHOUT ROWID;
    INSERT INTO decision VALUES
        (1, 'Gate 4', 7, '2026-11-24T08:30:00.250', 'passed', NULL, 'SG-1', 1, 4.5,
         '{"ticket": 1.5}',
         '[{"name": "face_distance", "value": 0.3, "limit": 0.5, "passed": true, "unit": ""}]'),
        (2, 'Gate 5', 3, '2026-11-24T08:31:00.000', 'refused', 'face_mismatch', NULL, 1, 4.5,
         '{}', '[]');
    INSERT INTO redemption VALUES
        ('SG-1', 'Gate 4', 7, 1000, 1),
        ('SG-1 out', 'Gate 4', 8, 1060, 1),
        ('SG-2 back', 'Gate 4', 9, 1000, 1),
        ('SG-2 back out', 'Gate 4', 10, 1000, 1),
        ('SG-3 2026-11-20T09:40', 'Gate 4', 11, 1000, 1),
        ('SG 4 out of town', 'Gate 4', 12, 1000, 1),
        ('SG-5 undone by Gate 4 14', 'Gate 4', 13, 1000, 1),
        ('SG-5 out undone by Gate 4 14', 'Gate 4', 14, 1000, 1),
        ('SG-5 undone by Gate 4 16', 'Gate 4', 15, 1000, 1),
        ('SG-6', 'Gate 4', 20, 1000, 0);
"""
INTERVENTIONS = """
    CREATE TABLE intervention (
        id INTEGER PRIMARY KEY, lane TEXT NOT NULL, at TEXT NOT NULL, operator TEXT NOT NULL,
        command TEXT NOT NULL, reason TEXT NOT NULL, done INTEGER NOT NULL CHECK (done IN (0, 1)),
        answer TEXT NOT NULL, "transaction" INTEGER
    );
    INSERT INTO intervention VALUES
        (1, 'Gate 4', '2026-11-24T08:30:00.000', 'alice', 'open', 'wheelchair', 1, 'Done.', 7);
"""
MADE = {1: OLD, 2: OLD + INTERVENTIONS}
OUT = Direction.EXIT
USED = [
    use("SG-1"),
    replace(use("SG-1"), direction=OUT),
    replace(use("SG-2"), leg="back"),
    replace(use("SG-2"), leg="back", direction=OUT),
    replace(use("SG-3"), leg="2026-11-20T09:40"),
    use("SG 4 out of town"),
]
FREE = [use("SG-2"), use("SG-3"), use("SG-5"), replace(use("SG-5"), direction=OUT), use("SG-6")]


def make(path: Path, version: int) -> None:
    """Make a journal as that version of the program did."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(MADE[version])
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {version}")
    path.chmod(0o644)


def check(path: Path, version: int) -> None:
    """Check that a journal that was of this version has everything."""
    journal = Journal.open(path)
    assert sorted(map(str, journal.uses(USED + FREE))) == sorted(map(str, USED))
    assert not reserve(journal, USED[0], "Gate 9")
    assert not reserve(journal, replace(USED[0], issuer="B"), "Gate 9"), "whose it was is unknown"
    assert reserve(journal, FREE[0], "Gate 9")
    assert journal.join("Gate 4") == ("Gate 4", 21)
    assert journal.join("Gate 5") == ("Gate 5", 4)
    journal.close()
    with closing(Records.open(path)) as records:
        first, second = records.every(Wanted())
        (face,) = first.decision.checks
        assert (face.name, face.value, first.decision.stages) == (
            "face_distance",
            0.3,
            (("ticket", 1.5),),
        )
        assert second.decision.transaction == 3
        orders = [each.operator for each in records.interventions(Wanted())]
        assert orders == (["alice"] if version > 1 else [])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        undone = connection.execute("SELECT count(*) FROM redemption WHERE undone > 0").fetchone()
        assert undone == (3,)


def test_every_earlier_version_is_tried() -> None:
    assert list(MADE) == list(range(1, VERSION))


@pytest.mark.parametrize("version", MADE)
def test_an_older_journal_keeps_everything(tmp_path: Path, version: int) -> None:
    path = tmp_path / "journal.sqlite"
    make(path, version)
    check(path, version)
    assert path.stat().st_mode & 0o777 == 0o600, "earlier versions let everybody read it"


@pytest.mark.parametrize("version", MADE)
def test_an_older_journal_may_be_read_as_it_is(tmp_path: Path, version: int) -> None:
    path = tmp_path / "journal.sqlite"
    make(path, version)
    before = path.read_bytes()
    with closing(Records.open(path)) as records:
        assert records.count(Wanted()) == 2
        assert len(records.interventions(Wanted())) == version - 1
    assert path.read_bytes() == before


VICTIM = """
import os, signal, sys
from pathlib import Path
from station_gate.journal import schema
from station_gate.journal.journal import Journal

step = schema._key_redemptions
def dies_after_it(connection):
    connection.execute("PRAGMA cache_size = 1")  # so that unfinished pages reach the disk
    step(connection)
    os.kill(os.getpid(), signal.SIGKILL)
schema._STEPS[2] = dies_after_it
Journal.open(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("version", MADE)
def test_a_kill_in_the_middle_of_it_loses_nothing(tmp_path: Path, version: int) -> None:
    path = tmp_path / "journal.sqlite"
    make(path, version)
    root = Path(__file__).resolve().parents[2]
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, str(path)],
        check=False,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert victim.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    check(path, version)


def test_a_step_that_fails_leaves_the_journal_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.sqlite"
    make(path, 1)

    def fails(connection: sqlite3.Connection) -> None:
        raise OSError("no room")

    monkeypatch.setitem(schema._STEPS, 2, fails)
    with pytest.raises(Exception, match="no room"):
        Journal.open(path)
    monkeypatch.undo()
    check(path, 1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SG-1", use("SG-1", "")),
        ("SG-1 out", replace(use("SG-1", ""), direction=OUT)),
        ("SG-1 back out", replace(use("SG-1", ""), leg="back", direction=OUT)),
        ("", use("", "")),
    ],
)
def test_the_texts_of_before_are_read(name: str, expected: object) -> None:
    assert use_of_name(name) == expected
