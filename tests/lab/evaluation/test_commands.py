"""``evaluate`` and ``calibrate`` from pictures to files, on rendered and on real people."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from station_gate.cli.calibrate import run_calibrate
from station_gate.cli.evaluate import EvaluateOrder, run_evaluate
from station_gate.cli.measuring import MaterialOrder, check_place, read_order, write_file
from station_gate.lab.evaluation.calibrating import TooFewPairs, check_enough
from station_gate.problems import BadInput, ExitCode

RATES = {"0.01", "0.001", "0.0001"}
BLOCK = {
    "failure_to_acquire",
    "eer",
    "fnmr_at_fmr",
    "threshold_at_fmr",
    "shipped_threshold",
    "pairs",
}


def order(pairs: Path, images: Path | None = None, all_pairs: bool = False) -> MaterialOrder:
    return MaterialOrder(
        pairs=pairs,
        images=images,
        all_pairs=all_pairs,
        seed=0,
        impostors=1000,
        choice="centre",
        processes=2,
        cache=True,
    )


def measured(out: Path, material: MaterialOrder, groups: Path | None = None) -> dict[str, Any]:
    given = EvaluateOrder(
        material=material, groups=groups, json=None, html=None, out=out, config=None
    )
    assert run_evaluate(given) is ExitCode.OK
    found: dict[str, Any] = json.loads((out / "report.json").read_text())
    return found


def check_form(found: dict[str, Any]) -> None:
    assert set(found) == {
        "version",
        "ours",
        "baseline",
        "groups",
        "groups_at_common_threshold",
        "strangers",
        "notes",
    }
    common = found["groups_at_common_threshold"]
    assert set(common) == RATES
    for groups in common.values():
        assert set(groups) == set(found["groups"])
        for both in groups.values():
            assert set(both) == {"ours", "baseline"}
            assert all(set(errors) == {"fmr", "fnmr"} for errors in both.values())
    assert found["version"] == 1
    for block in (found["ours"], found["baseline"], *found["groups"].values()):
        assert set(block) == BLOCK
        assert set(block["fnmr_at_fmr"]) == set(block["threshold_at_fmr"]) == RATES
        assert set(block["shipped_threshold"]) == {"fmr", "fnmr"}
        assert set(block["pairs"]) == {"genuine", "impostor"}


def test_folders_of_people_to_a_report(
    own_cache: Path, passengers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("person,group\ns1000,<b>\ns2014,<b>\n")
    found = measured(tmp_path / "out", order(passengers), groups)
    check_form(found)
    ours = found["ours"]
    assert ours["pairs"] == {"genuine": 12, "impostor": 54}
    assert ours["failure_to_acquire"] == 0
    assert ours["eer"] == 0  # rendered people are easily told apart
    assert ours["fnmr_at_fmr"] == dict.fromkeys(RATES)  # too few pairs for any
    assert found["groups"]["<b>"]["pairs"] == {"genuine": 6, "impostor": 9}
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("<figure>") == 24
    assert "src='data:image/jpeg;base64," in page
    assert "http" not in page  # needs nothing else
    assert "&lt;b&gt; by itself" in page
    assert "<b>" not in page
    for name in ("det.png", "distances.png", "distances-plain.png"):
        with Image.open(tmp_path / "out" / name) as plot:
            assert plot.size == (760, 520)
    assert "within the limits that the gate sets for portraits" in page
    assert len(found["notes"]) == 2  # why so many numbers are missing, and this
    told = " ".join(capsys.readouterr().out.split())
    assert "too few pairs" in told
    assert found["strangers"] is None
    assert "54 impostor pairs cannot show 1 in 100 (100 or more are needed) or 1 in" in told
    assert "within the limits that the gate sets for portraits" in told


def test_what_is_left_out_of_the_material_is_said_before_it_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a/1.jpg", "a/2.jpg", "a/3.heic", "b/1.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert len(read_order(order(tmp_path)).pictures) == 3
    assert capsys.readouterr().err.startswith(
        "station-gate: 1 file in people's folders is left out (1 .heic)"
    )


def test_too_few_pairs_write_no_calibration(
    own_cache: Path, passengers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "c.json"
    assert run_calibrate(order(passengers), output, 1e-3) is ExitCode.NO
    assert not output.exists()
    said = capsys.readouterr().err
    assert said == (
        "station-gate: 1 in 1,000 needs at least 3,000 impostor pairs; you gave 54. Two pictures "
        "each of 40 people are enough, or more pictures each of fewer.\n"
    )


def test_pictures_without_faces_are_said(own_cache: Path, tmp_path: Path) -> None:
    for name, colour in (("a", "red"), ("b", "blue")):
        (tmp_path / name).mkdir()
        for width in (90, 91):
            Image.new("RGB", (width, 90), colour).save(tmp_path / name / f"{width}.png")
    with pytest.raises(BadInput, match="No pair of the folder"):
        measured(tmp_path / "out", order(tmp_path))


def test_real_people_and_a_calibration_that_evaluate_takes(
    own_cache: Path, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lfw = shared_data / "lfw"
    lines = (lfw / "pairs.txt").read_text().splitlines()
    genuine, impostor = lines[1:16], lines[301:316]
    assert all(len(line.split("\t")) == 4 for line in impostor)
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("\n".join(genuine + impostor) + "\n")
    found = measured(tmp_path / "out", order(pairs, lfw / "images"))
    check_form(found)
    assert found["ours"]["pairs"] == {"genuine": 15, "impostor": 15}
    assert found["ours"]["eer"] <= 0.1
    assert found["baseline"]["eer"] <= 0.1
    # 45 people give 1,000 pairs of strangers, which show 1 in 100 and not 1 in 10,000
    assert 0.3 < found["ours"]["threshold_at_fmr"]["0.01"] < 0.5
    assert found["ours"]["threshold_at_fmr"]["0.0001"] is None
    strangers = found["strangers"]["ours"]
    assert strangers["impostor"] > 900
    assert 0 <= strangers["fmr_at_shipped_threshold"] < 0.02
    # the second measurement finds every encoding kept
    output = tmp_path / "own.json"
    assert run_calibrate(order(pairs, lfw / "images", True), output, 1e-2) is ExitCode.OK
    config = tmp_path / "settings.toml"
    config.write_text('[face]\nfalse_match_rate = "1%"\n[files]\ncalibration = "own.json"\n')
    again = EvaluateOrder(
        material=order(pairs, lfw / "images", True),
        groups=None,
        json=tmp_path / "again.json",
        html=None,
        out=None,
        config=config,
    )
    assert run_evaluate(again) is ExitCode.OK
    shipped = json.loads((tmp_path / "again.json").read_text())["ours"]["shipped_threshold"]
    assert shipped["fmr"] <= 0.01
    assert "calibration: user: every pair" in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize("option", ["json", "html", "out"])
def test_a_place_that_cannot_be_written_is_said_before_the_work(
    option: str, tmp_path: Path, passengers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station_gate.cli.evaluate.measure", nothing_is_measured)
    (tmp_path / "file").write_text("")
    given = EvaluateOrder(
        material=order(passengers), groups=None, json=None, html=None, out=None, config=None
    )
    given = replace(given, **{option: tmp_path / "file" / "below"})  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=r"cannot be written: .*; choose another place"):
        run_evaluate(given)


def test_a_table_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, passengers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("station_gate.cli.calibrate.measure", nothing_is_measured)
    with pytest.raises(BadInput, match=f"{tmp_path} cannot be written: Is a directory"):
        run_calibrate(order(passengers), tmp_path, 1e-2)


def nothing_is_measured(*_: object) -> None:
    pytest.fail("the work was begun")


def test_a_file_is_written_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, link = tmp_path / "report.json", tmp_path / "link.json"
    path.write_text("before")
    link.symlink_to(path)

    def full(self: Path, contents: bytes) -> None:
        self.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(BadInput, match="No space left"):
            write_file(link, b"after")
    assert path.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.json", "report.json"]
    write_file(link, b"after")
    assert path.read_text() == "after"
    assert link.is_symlink()


def test_a_report_goes_into_a_pipe_as_well(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check_place(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"figures")
    assert os.read(reader, 100) == b"figures"
    os.close(reader)
    assert pipe.is_fifo()


def test_names_that_are_no_text_do_not_spoil_the_report(
    own_cache: Path, passengers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Archives of other systems have such names."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xf6r"))
    shutil.copytree(passengers, folder)
    measured(tmp_path / "out", order(folder))
    assert "f?r" in (tmp_path / "out" / "report.html").read_text()
    assert "f?r" in capsys.readouterr().out


def test_pairs_that_are_lost_to_faces_not_found_are_named() -> None:
    with pytest.raises(TooFewPairs, match=r"you gave 300, 2 of them with a picture on which no f"):
        check_enough(300, 298, 1e-2, lost=2)
