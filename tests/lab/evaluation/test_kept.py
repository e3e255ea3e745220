"""Kept encodings: found again as they were, and neither trusted nor lost when something fails."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from station_gate.lab.evaluation.acquire import Acquired
from station_gate.lab.evaluation.kept import KeptEncodings
from station_gate.problems import BadInput


def encoding(value: float) -> np.ndarray:
    return np.full(128, value)


def test_what_is_kept_is_found_by_contents_and_way(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "kept.sqlite"
    with KeptEncodings("one", file) as kept:
        kept.keep([("p", Acquired(encoding(0.5), None)), ("q", Acquired(None, encoding(1)))])
    with KeptEncodings("one", file) as kept:
        found = kept.find(["p", "q", "r"])
    assert set(found) == {"p", "q"}
    assert found["p"].ours is not None
    assert (found["p"].ours == 0.5).all()
    assert found["p"].plain is None
    with KeptEncodings("another", file) as kept:
        assert kept.find(["p"]) == {}
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_cache_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "kept.sqlite").write_text("this is no database, whatever its name says" * 30)
    with pytest.raises(BadInput, match="--no-cache"):
        KeptEncodings("one", tmp_path / "kept.sqlite")
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="--no-cache"):
        KeptEncodings("one", tmp_path / "file" / "kept.sqlite")


def change(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as base, base:
        base.execute(statement, values)


def some(file: Path) -> Path:
    """Return a cache of two pictures, p and q."""
    with KeptEncodings("one", file) as kept:
        kept.keep([(name, Acquired(encoding(0.5), encoding(1), "sharp")) for name in "pq"])
    return file


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ours", np.full(128, 0.25).tobytes()),  # numbers as good as any
        ("ours", np.full(128, np.nan).tobytes()),
        ("ours", b"too short"),
        ("ours", b""),
        ("ours", "a text"),
        ("ours", 7),
        ("ours", None),
        ("plain", np.full(128, np.inf).tobytes()),
        ("plain", 0.5),
        ("beyond", "size"),
        ("beyond", b"sharp"),
        ("checksum", b""),
        ("checksum", "text"),
        ("way", "another"),
    ],
)
def test_a_row_that_is_not_as_it_was_kept_is_absent(
    tmp_path: Path, column: str, value: object
) -> None:
    file = some(tmp_path / "kept.sqlite")
    if column == "way":  # encodings of another pipeline that come to stand in for this one's
        with KeptEncodings("another", file) as kept:
            kept.keep([("p", Acquired(encoding(2), None))])
        change(file, "delete from acquired where picture = 'p' and way = 'one'")
        change(file, "update acquired set way = 'one' where way = 'another'")
    else:
        change(file, f"update acquired set {column} = ? where picture = 'p'", value)
    with KeptEncodings("one", file) as kept:
        assert set(kept.find("pq")) == {"q"}


def test_a_text_that_is_none_costs_its_row_alone(tmp_path: Path) -> None:
    file = some(tmp_path / "kept.sqlite")
    change(file, "update acquired set beyond = cast(x'ff' as text) where picture = 'p'")
    with KeptEncodings("one", file) as kept:
        assert set(kept.find("pq")) == {"q"}


@pytest.mark.parametrize(
    "statement",
    [
        "create table acquired (x)",
        "create table other (picture, way, ours, plain, beyond)",
        "pragma application_id = 77",
    ],
)
def test_a_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, statement: str
) -> None:
    file = tmp_path / "kept.sqlite"
    change(file, statement)
    before = file.read_bytes()
    with pytest.raises(BadInput, match="a database of another program; move it away"):
        KeptEncodings("one", file)
    assert file.read_bytes() == before


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    file = some(tmp_path / "kept.sqlite")
    contents = bytearray(file.read_bytes())
    contents[4096:] = b"\xee" * (len(contents) - 4096)  # all but the first page
    file.write_bytes(contents)
    with (
        KeptEncodings("one", file) as kept,
        pytest.raises(BadInput, match=r"kept\.sqlite cannot be used .*malformed.* delete it"),
    ):
        kept.find("pq")


@pytest.mark.parametrize("later", [False, True])
def test_another_format_is_made_anew(tmp_path: Path, later: bool) -> None:
    file = tmp_path / "kept.sqlite"
    if later:
        change(some(file), "pragma user_version = 99")
    else:  # the first one bore no marks
        change(
            file,
            "create table acquired (picture text not null, way text not null, ours blob, "
            "plain blob, beyond text not null, primary key (picture, way)) without rowid",
        )
        change(file, "insert into acquired values ('p', 'one', null, null, '')")
    with KeptEncodings("one", file) as kept:
        assert kept.find("pq") == {}
    with KeptEncodings("one", some(file)) as kept:
        assert set(kept.find("pq")) == {"p", "q"}


def disk_of(pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files have no more pages: SQLite then fails as on a full disk."""
    connect = sqlite3.connect

    def small(path: Any, **options: Any) -> sqlite3.Connection:
        base: sqlite3.Connection = connect(path, **options)
        if path != ":memory:":
            base.execute(f"pragma max_page_count = {pages}")
        return base

    monkeypatch.setattr("station_gate.lab.evaluation.kept.sqlite3.connect", small)


def test_a_full_disk_is_said_once_and_costs_the_cache_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = some(tmp_path / "kept.sqlite")
    disk_of(4, monkeypatch)
    many = [(f"picture {n}", Acquired(encoding(n), encoding(n))) for n in range(20)]
    with KeptEncodings("one", file) as kept:
        assert kept.lasting
        kept.keep(many)
        assert not kept.lasting
        kept.keep(many)
        assert set(kept.find(["picture 3"])) == {"picture 3"}
    assert len(caplog.messages) == 1
    assert "kept.sqlite cannot be written (database or disk is full)" in caplog.messages[0]
    assert "the measurement goes on" in caplog.messages[0]
    with KeptEncodings("one", file) as kept:
        assert set(kept.find(["p", "q", "picture 3"])) == {"p", "q"}


def test_a_disk_that_is_full_from_the_start_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk_of(1, monkeypatch)
    with KeptEncodings("one", tmp_path / "kept.sqlite") as kept:
        kept.keep([("p", Acquired(encoding(1), None))])
        assert set(kept.find("p")) == {"p"}
        assert not kept.lasting
    assert len(caplog.messages) == 1
    assert "disk is full" in caplog.messages[0]
