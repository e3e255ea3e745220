"""The log in a file: the same lines as JSON, in files of a limited size."""

import io
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from station_gate.problems import BadInput
from station_gate.reporting.log.log import ConsoleLog
from station_gate.reporting.log.logfile import LogFile

AT = datetime(2026, 5, 9, 8, 3, 7)


@contextmanager
def open_log(path: Path, **changes: int) -> Iterator[tuple[ConsoleLog, io.StringIO]]:
    """Yield a log for people beside its file; what is complained about comes with it."""
    complaints = io.StringIO()
    file = LogFile(path, **{"size": 1, "count": 3} | changes, complaints=complaints)
    with closing(ConsoleLog(io.StringIO(), "human", "gate-1", "info", file)) as log:
        yield log, complaints


def lines(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_file_gets_json_whoever_reads_the_other_lines(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "gate.jsonl"
    with open_log(path) as (log, _):
        log.event(1.0, AT, "mode", "in service, 100 % of it")
        log.event(1.0, AT, "face", "coaching", "debug")
        log.heading("上海")
    assert lines(path) == ["in service, 100 % of it", "上海"]


def test_what_was_written_before_is_kept(tmp_path: Path) -> None:
    for number in (1, 2):
        with open_log(tmp_path / "log") as (log, _):
            log.heading(str(number))
    assert lines(tmp_path / "log") == ["1", "2"]


def test_a_new_file_is_begun_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with open_log(path, count=2) as (log, complaints):
        for number in range(50):
            log.heading(f"{number} " + "x" * 99_900)
    kept = [path, tmp_path / "log.1", tmp_path / "log.2"]
    assert sorted(tmp_path.iterdir()) == sorted(kept)
    assert all(each.stat().st_size <= 1_000_000 for each in kept)
    assert {each.stat().st_mode & 0o777 for each in kept} == {0o600}, "for the gate's user alone"
    numbers = [int(text.split()[0]) for each in reversed(kept) for text in lines(each)]
    assert numbers == list(range(50))[-len(numbers) :]
    assert len(numbers) > 18
    assert complaints.getvalue() == ""


def test_where_nothing_can_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be written: .*; choose another log\.file"):
        LogFile(tmp_path, 1, 1, io.StringIO())
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="cannot be written"):
        LogFile(tmp_path / "file" / "log", 1, 1, io.StringIO())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_a_full_disk_is_told_once_and_stops_nobody(tmp_path: Path) -> None:
    # as a service would: the name of the log is a link to where there is room
    (tmp_path / "log").symlink_to("/dev/full")
    with open_log(tmp_path / "log") as (log, complaints):
        for _ in range(3):
            log.heading("x")
    (told,) = complaints.getvalue().splitlines()
    assert "cannot be written any more: No space left" in told
