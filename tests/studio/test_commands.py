"""The studio's commands as a user meets them, without Blender and without the assets."""

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fixtures.studio.__main__ import COMMANDS, main
from fixtures.studio.commands.options import numbers, part, seeds, share_of
from fixtures.studio.commands.select import name_and_view
from fixtures.studio.commands.sheet import sheet_of
from station_gate.problems import BadInput


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--help"])
    assert left.value.code == 0
    assert "usage: python -m fixtures.studio" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["sample", "--seeds", "0-1"], ["portraits"]])
def test_rendering_without_blender_is_one_sentence(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "bpy", None)
    assert main(words) == 4
    assert "run make studio" in capsys.readouterr().err


def test_selecting_without_pictures_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["select", "cast", "--pictures", str(tmp_path)]) == 3
    assert "has no pictures; render them with" in capsys.readouterr().err


def test_pictures_name_their_person_and_view() -> None:
    assert name_and_view("s0012_front") == ("s0012", "front")
    assert name_and_view("park_like_hall_smile") == ("park_like", "hall_smile")
    with pytest.raises(BadInput, match="named after no view"):
        name_and_view("holiday")


def test_the_sheet_shows_every_picture_in_its_place(tmp_path: Path) -> None:
    for k, gray in enumerate((40, 120, 200)):
        cv2.imwrite(str(tmp_path / f"p{k}.png"), np.full((30, 20, 3), gray, np.uint8))
    out = tmp_path / "made" / "sheet.png"
    pictures = sorted(str(p) for p in tmp_path.glob("p*.png"))
    options = ["--out", str(out), "--height", "60", "--columns", "2"]
    assert main(["sheet", *pictures, *options]) == 0
    sheet = cv2.imread(str(out))
    assert sheet is not None
    assert sheet.shape == (2 * 78, 2 * 40, 3)
    assert [int(sheet[30, x, 0]) for x in (20, 60)] == [40, 120]
    assert int(sheet[78 + 30, 20, 0]) == 200
    assert int(sheet[78 + 30, 60, 0]) == 255


def test_a_sheet_of_something_else_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("no picture")
    assert main(["sheet", str(other)]) == 3
    assert "cannot be read" in capsys.readouterr().err


def test_tiles_fill_rows() -> None:
    tiles = [np.full((4, 3, 3), k, np.uint8) for k in (1, 2, 3)]
    sheet = sheet_of(tiles, 2)
    assert sheet[:, :, 0].tolist() == [[1] * 3 + [2] * 3] * 4 + [[3] * 3 + [255] * 3] * 4


def test_work_is_shared_without_gaps() -> None:
    names = [f"n{k}" for k in range(7)]
    shares = [share_of(names, (k, 3)) for k in (1, 2, 3)]
    assert sorted(name for share in shares for name in share) == names


def test_options_are_read_or_refused() -> None:
    assert (part("2/3"), list(seeds("4-6")), numbers("3,17")) == ((2, 3), [4, 5, 6], (3, 17))
    for read, text in ((part, "3/2"), (part, "x"), (seeds, "6-4"), (seeds, "6"), (numbers, "a")):
        with pytest.raises(argparse.ArgumentTypeError):
            read(text)
