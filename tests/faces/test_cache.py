"""The cache: nothing damaged is used, nothing half written is seen, nothing unwritable matters."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from station_gate.faces import cache

CONTENTS = b"weights"
SHA256 = cache.digest(CONTENTS)


def writer(contents: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(contents)

    return write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "deep" / "cache"
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(folder))
    return folder


def test_without_the_variable_it_is_the_users_cache_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(cache.CACHE_VARIABLE)
    assert cache.cache_folder().name == "station-gate"


def test_what_is_kept_comes_back(folder: Path) -> None:
    assert cache.kept_file("m", SHA256) is None
    cache.keep("m", SHA256, writer(CONTENTS))
    assert cache.kept_file("m", SHA256) == folder / "m"
    assert (folder / "m").read_bytes() == CONTENTS
    assert [path.name for path in folder.iterdir()] == ["m"]


def test_a_damaged_file_is_not_used_and_can_be_replaced(folder: Path) -> None:
    cache.keep("m", SHA256, writer(CONTENTS))
    (folder / "m").write_bytes(CONTENTS[:-1])
    assert cache.kept_file("m", SHA256) is None
    cache.keep("m", SHA256, writer(CONTENTS))
    assert cache.kept_file("m", SHA256) is not None


def test_other_contents_than_expected_are_not_kept(folder: Path) -> None:
    cache.keep("m", SHA256, writer(b"something else"))
    assert not list(folder.iterdir())


def test_a_writer_that_breaks_leaves_nothing(folder: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(CONTENTS[:3])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.keep("m", SHA256, write)
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be_written_is_warned_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(in_the_way / "cache"))
    with caplog.at_level(logging.WARNING):
        cache.keep("m", SHA256, writer(CONTENTS))
        cache.keep("n", SHA256, writer(CONTENTS))
    assert len(caplog.messages) == 1
    assert "cannot be written" in caplog.messages[0]
    assert cache.CACHE_VARIABLE in caplog.messages[0]
    assert cache.kept_file("m", SHA256) is None
