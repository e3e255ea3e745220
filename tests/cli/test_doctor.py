"""The doctor on machines that lack something: its line says what to do, the others stand."""

import json
import shutil
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from station_gate.cli import checks, doctor
from station_gate.cli.checks import CHECKS, Check
from station_gate.cli.doctor import Finding, State, examine, run_doctor
from station_gate.faces import cache, models
from station_gate.kiosk.text import fonts as kiosk_fonts
from station_gate.problems import DeviceMissing, ExitCode

NEEDED = {
    *("Python", "pictures and video", "ticket reader", "face models", "face engines"),
    *("drawing", "pictures folder", "journal"),
    "settings",
}


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a home of its own for each test, and no display."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def finding(part: str) -> Finding:
    """Return what the doctor finds out about one part."""
    (found,) = examine(check for check in CHECKS if check.part == part)
    return found


def test_what_is_needed_is_fine_where_the_tests_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(as_json=False) is ExitCode.OK
    *lines, total = capsys.readouterr().out.splitlines()
    states = {check.part: line.split()[0] for check, line in zip(CHECKS, lines, strict=True)}
    assert {part for part, state in states.items() if state == "missing"} == set()
    assert all(states[part] == "fine" for part in NEEDED)
    assert {check.part for check in CHECKS if check.needed} == NEEDED
    assert total == "Everything that is needed is here."


def test_json_says_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (CHECKS[0], Check("half", True, _broken)))
    assert run_doctor(as_json=True) is ExitCode.DEVICE
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1
    assert told["fine"] is False
    assert told["parts"][0] == {
        "part": "Python",
        "state": "fine",
        "says": ".".join(map(str, sys.version_info[:3])),
    }
    assert told["parts"][1]["state"] == "missing"


def _broken() -> str:
    raise RuntimeError("first line\n  second line")


def _absent() -> str:
    raise DeviceMissing("It is not here; bring one.")


def _unloadable() -> str:
    raise ImportError("libGL.so.1: cannot open shared object file")


def test_a_check_that_breaks_is_one_line_and_spoils_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (
        Check("first", True, _broken),
        Check("second", False, _absent),
        Check("third", True, _unloadable),
        Check("fourth", True, lambda: "well"),
    )
    monkeypatch.setattr(doctor, "CHECKS", broken)
    assert run_doctor(as_json=False) is ExitCode.DEVICE
    assert capsys.readouterr().out.splitlines() == [
        "missing   first   It does not work (RuntimeError: first line second line); "
        "run make setup.",
        "optional  second  It is not here; bring one.",
        "missing   third   It cannot be loaded (libGL.so.1: cannot open shared object file); "
        "run make setup.",
        "fine      fourth  well",
        "Needed parts that are missing: 2.",
    ]


def test_an_optional_part_alone_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (Check("second", False, _absent),))
    assert run_doctor(as_json=False) is ExitCode.OK


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (2, 7, 18)])
def test_another_python(version: tuple[int, int, int]) -> None:
    with pytest.raises(DeviceMissing, match=r"install one from 3\.11 to 3\.13"):
        checks.python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 9)])
def test_a_fitting_python(version: tuple[int, int, int]) -> None:
    assert checks.python(version) == ".".join(map(str, version))


def test_no_zbar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyzbar", None)
    found = finding("second ticket reader")
    assert found.state is State.OPTIONAL
    assert found.says.endswith("install the package libzbar0.")
    assert finding("ticket reader").state is State.FINE


def test_a_reader_that_misreads(monkeypatch: pytest.MonkeyPatch) -> None:
    from station_gate.barcodes import reader as barcode

    read = barcode.BarcodeReader.read_still
    monkeypatch.setattr(
        barcode.BarcodeReader,
        "read_still",
        lambda self, pixels: [replace(code, payload=b"?") for code in read(self, pixels)],
    )
    assert finding("ticket reader").state is State.MISSING


def test_no_model_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "PACKAGE", "no_such_package_anywhere")
    for part in ("face models", "face engines"):
        found = finding(part)
        assert found.state is State.MISSING
        assert "is missing; install the no_such_package_anywhere package again" in found.says


@pytest.mark.parametrize("name", list(checks.MODEL_SHA256))
def test_a_model_with_one_bit_changed(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = models.model_path
    copy = tmp_path / name
    shutil.copy(real(name), copy)
    with copy.open("r+b") as file:
        file.seek(100_000)
        (byte,) = file.read(1)
        file.seek(100_000)
        file.write(bytes([byte ^ 1]))
    monkeypatch.setattr(models, "model_path", lambda asked: copy if asked == name else real(asked))
    found = finding("face models")
    assert found.state is State.MISSING
    assert f"The face model {name} is damaged" in found.says


def test_engines_that_do_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    from station_gate.faces import encoder

    encode = encoder.OnnxEncoder.encode
    monkeypatch.setattr(
        encoder.OnnxEncoder, "encode", lambda self, chips: encode(self, chips) + 1e-4
    )
    found = finding("face engines")
    assert found.state is State.MISSING
    assert "encodings are not dlib's (distance 0.0011); set face.engine to dlib" in found.says


def test_no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {
        script: tuple(replace(family, pattern="/nowhere/{}.otf") for family in families)
        for script, families in kiosk_fonts._FAMILIES.items()
    }
    monkeypatch.setattr(kiosk_fonts, "_FAMILIES", nowhere)
    monkeypatch.setenv("PATH", "")  # nor fontconfig to ask
    found = finding("fonts")
    assert found.state is State.OPTIONAL
    for words in ("install the package fonts-inter", "zh-Hans", "ko", "fonts-noto-cjk"):
        assert words in found.says


def test_no_display() -> None:
    found = finding("display")
    assert found.state is State.OPTIONAL
    assert "SDL_VIDEODRIVER is set to dummy; the kiosk plays headless" in found.says


def test_sound_with_and_without_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert finding("sound").state is State.FINE
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    found = finding("sound")
    assert found.state is State.OPTIONAL
    assert "There is no sound device" in found.says


def test_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    from station_gate.capture import devices
    from station_gate.capture.devices import FoundCamera

    here: tuple[FoundCamera, ...] = ()
    monkeypatch.setattr(devices, "list_cameras", lambda: here)
    assert finding("cameras").says == "No camera is connected; connect one to run a live gate."
    here = (FoundCamera(0, "Webcam", True), FoundCamera(2, "Reader", True))
    assert finding("cameras") == Finding("cameras", State.FINE, "0 (Webcam), 2 (Reader)")
    here = (FoundCamera(0, "Webcam", True), FoundCamera(2, "video2", False))
    found = finding("cameras")
    assert found.state is State.OPTIONAL
    assert "Camera 2 may not be opened by you; add yourself to the group" in found.says


def test_folders_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch, own_folders: Path) -> None:
    (own_folders / "out").touch()  # files stand in the way
    (own_folders / "data").touch()
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(own_folders / "out" / "cache"))
    assert finding("pictures folder").state is State.MISSING
    assert "run the program in a folder of your own" in finding("pictures folder").says
    assert finding("cache folder").state is State.OPTIONAL
    assert f"name another one in {cache.CACHE_VARIABLE}" in finding("cache folder").says
    assert finding("journal").state is State.MISSING
    assert "set files.journal to a place that can be written" in finding("journal").says


def test_the_doctor_leaves_no_journal_and_no_folder(own_folders: Path) -> None:
    assert finding("journal").says.endswith("journal.sqlite (none yet)")
    assert finding("pictures folder").state is State.FINE
    assert finding("cache folder").state is State.FINE
    assert list(own_folders.iterdir()) == []


def test_a_journal_that_is_there(own_folders: Path) -> None:
    from station_gate.journal.journal import Journal

    path = own_folders / "data" / "station-gate" / "journal.sqlite"
    path.parent.mkdir(parents=True)
    Journal.open(path).close()
    assert finding("journal") == Finding("journal", State.FINE, str(path))
    path.write_bytes(b"no journal at all, but long enough to look at" * 100)
    found = finding("journal")
    assert found.state is State.MISSING
    assert "is damaged or no journal" in found.says


def test_a_disk_without_shared_memory(monkeypatch: pytest.MonkeyPatch, own_folders: Path) -> None:
    # as SQLite answers on a network disk: it keeps the older way without an error
    from station_gate.journal import file
    from station_gate.journal.database import open_database

    def no_wal(path: Path | None, *, make: bool) -> sqlite3.Connection:
        connection = open_database(path, make=make)
        connection.execute("PRAGMA journal_mode = DELETE")
        return connection

    monkeypatch.setattr(file, "open_database", no_wal)
    found = finding("journal")
    assert found.state is State.MISSING
    assert "set files.journal to a place on a local disk" in found.says


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STATION_GATE_FOO", "1"),
        ("STATION_GATE_FILES__JURNAL", "x"),
        ("STATION_GATE_TIMINGS__FCE", "8"),
        ("STATION_GATE_GATE__WIDE", "x"),
    ],
)
def test_a_variable_that_is_no_setting_is_told_as_that(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    asked = [check for check in CHECKS if check.part in ("settings", "journal")]
    assert [finding.state for finding in examine(asked)] == [State.FINE, State.FINE]
    monkeypatch.setenv(variable, value)
    found = {finding.part: finding for finding in examine(asked)}
    assert found["settings"].state is State.MISSING
    assert variable in found["settings"].says
    assert found["journal"].state is State.FINE, "nothing is wrong with the journal"
