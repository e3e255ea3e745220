"""What operators made of a gate outlives it, on a disk that is full and in a file that is not."""

import errno
import os
from pathlib import Path

import pytest

from station_gate.barrier.modefile import LATCHED, ModeFile
from station_gate.gate.terms import Mode


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gate.mode"


def test_a_new_gate_is_in_service(path: Path) -> None:
    file = ModeFile(path)
    assert file.read() is Mode.IN_SERVICE
    assert file.problem is None


@pytest.mark.parametrize("mode", LATCHED)
def test_what_was_kept_is_read_again(path: Path, mode: Mode) -> None:
    assert ModeFile(path).keep(mode)
    assert ModeFile(path).read() is mode
    assert [each.name for each in path.parent.iterdir()] == ["gate.mode"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_full_disk_has_room_for_another_mode(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ModeFile(path)
    file.keep(Mode.IN_SERVICE)
    real, inode = os.open, path.stat().st_ino

    def full(name: str | Path, how: int, mode: int = 0o777) -> int:
        if how & os.O_CREAT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(name, how, mode)

    monkeypatch.setattr(os, "open", full)
    assert file.keep(Mode.EVACUATION)
    assert file.problem is None
    assert ModeFile(path).read() is Mode.EVACUATION
    assert path.stat().st_ino == inode


def test_a_folder_that_is_not_there_is_a_problem_and_no_more(tmp_path: Path) -> None:
    file = ModeFile(tmp_path / "gone" / "gate.mode")
    assert not file.keep(Mode.EVACUATION)
    assert file.problem is not None
    assert "cannot be written" in file.problem
    (tmp_path / "gone").mkdir()
    assert file.keep(Mode.EVACUATION)
    assert file.problem is None


@pytest.mark.parametrize(
    "content",
    [b"", b"evacuation", b"\x00" * 256, b'{"mode": "party"}', b"[]", b'{"mode": "faulty"}'],
)
def test_a_file_that_says_nothing_may_have_said_evacuation(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    file = ModeFile(path)
    assert file.read() is Mode.EVACUATION
    assert file.problem is not None
    assert "stands open until it is reset" in file.problem
    assert path.read_bytes() == content, "for whoever looks into it"


def test_a_folder_in_its_place_is_no_mode(path: Path) -> None:
    path.mkdir()
    assert ModeFile(path).read() is Mode.EVACUATION
