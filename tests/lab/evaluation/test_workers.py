"""Many pictures: encoded once; and a run that is ended keeps what it did."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from station_gate.faces.steps import SHIPPED
from station_gate.lab.evaluation.kept import KeptEncodings
from station_gate.lab.evaluation.workers import acquire_all
from station_gate.problems import BadInput
from tests.conftest import FIXTURES

PORTRAITS = sorted((FIXTURES / "people").glob("*/portrait.jpg"))[:3]


def test_each_picture_is_encoded_once(tmp_path: Path, own_cache: Path) -> None:
    pictures = [*PORTRAITS[:2], PORTRAITS[0]]
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    with KeptEncodings("way", tmp_path / "kept.sqlite") as kept:
        first = acquire_all(pictures, SHIPPED, "centre", kept, 2, progress)
        assert seen == [(0, 2), (1, 2), (2, 2)]
        seen.clear()
        again = acquire_all(pictures, SHIPPED, "centre", kept, 2, progress)
    assert seen == [(2, 2)]  # nothing was left to encode
    for one, other in zip(first, again, strict=True):
        assert one.ours is not None
        assert other.ours is not None
        assert (one.ours == other.ours).all()
    assert first[0] is first[2]


def test_an_ended_run_keeps_what_it_did(tmp_path: Path, own_cache: Path) -> None:
    def end(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    file = tmp_path / "kept.sqlite"
    with KeptEncodings("way", file) as kept, pytest.raises(KeyboardInterrupt):
        acquire_all(PORTRAITS, SHIPPED, "centre", kept, 1, end)
    assert multiprocessing.active_children() == []  # nobody encodes the rest for nobody
    left: list[int] = []
    with KeptEncodings("way", file) as kept:
        acquire_all(PORTRAITS, SHIPPED, "centre", kept, 1, lambda done, total: left.append(done))
    assert left[0] == 1


def test_all_files_that_are_no_pictures_are_named_after_the_others_are_encoded(
    tmp_path: Path, own_cache: Path
) -> None:
    for name, contents in (
        ("text.jpg", b"no picture"),
        ("twin.jpg", b"no picture"),
        ("empty.jpg", b""),
        ("cut.jpg", PORTRAITS[0].read_bytes()[:2000]),
    ):
        (tmp_path / name).write_bytes(contents)
    bad = sorted(tmp_path.glob("*.jpg"))
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    file = tmp_path / "kept.sqlite"
    with KeptEncodings("way", file) as kept, pytest.raises(BadInput) as raised:
        acquire_all([*bad, *PORTRAITS[:2]], SHIPPED, "centre", kept, 2, progress)
    head, *told = str(raised.value).splitlines()
    assert head.startswith("4 of 6 pictures cannot be read; mend these or leave them out")
    assert told == [
        f"  {tmp_path}/cut.jpg: the picture is damaged or cut short; copy or photograph it again.",
        f"  {tmp_path}/empty.jpg: the file is empty (0 bytes); copy or record it again.",
        f"  {tmp_path}/text.jpg: this is not a picture that can be read; use a PNG or JPEG file.",
        f"  {tmp_path}/twin.jpg: this is not a picture that can be read; use a PNG or JPEG file.",
    ]
    assert seen[-1] == (4, 4)  # two portraits, what is cut short, and the twins once
    seen.clear()
    with KeptEncodings("way", file) as kept:
        acquire_all(PORTRAITS[:2], SHIPPED, "centre", kept, 2, progress)
    assert seen == [(2, 2)]  # encoded and kept by the run that was refused


@pytest.mark.parametrize(("bad", "rest"), [(10, 0), (12, 2)])
def test_of_many_files_that_are_no_pictures_ten_are_named(
    tmp_path: Path, bad: int, rest: int
) -> None:
    files = [tmp_path / f"{number:02d}.jpg" for number in range(bad)]
    for file in files:
        file.touch()
    with KeptEncodings("way", None) as kept, pytest.raises(BadInput) as raised:
        acquire_all(files, SHIPPED, "centre", kept, 1, lambda done, total: None)
    _, *told = str(raised.value).splitlines()
    assert ["09.jpg" in line for line in told[:10]] == [False] * 9 + [True]
    assert told[10:] == ([f"  and {rest} more."] if rest else [])


def test_a_cache_that_fails_hides_no_other_end(
    tmp_path: Path, own_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "kept.sqlite"

    def end(done: int, total: int) -> None:
        if done == 1:
            with closing(sqlite3.connect(file)) as base:
                base.execute("drop table acquired")
            raise KeyboardInterrupt

    with KeptEncodings("way", file) as kept, pytest.raises(KeyboardInterrupt):
        acquire_all(PORTRAITS, SHIPPED, "centre", kept, 1, end)
    assert len(caplog.messages) == 1
    assert "cannot be written" in caplog.messages[0]
