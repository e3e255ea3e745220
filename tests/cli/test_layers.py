"""Settings are layers: a user's file changes what it says, and nothing behind their back."""

import json
from pathlib import Path

import pytest

from station_gate.assembly.libraries import Libraries, station_of
from station_gate.lab.scenario import load_scenario
from station_gate.problems import BadInput, WrongUsage
from station_gate.settings import PROGRAM, load_settings, read_layers
from tests.cli.test_cli import run
from tests.conftest import FIXTURES

GENUINE = FIXTURES / "scenarios/genuine_hall"


def test_a_users_file_changes_one_value_of_the_librarys_station(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[face]\nfalse_match_rate = "0.01%"\n')
    library = Libraries(mine).of(load_scenario(GENUINE))
    plain = Libraries(None).of(load_scenario(GENUINE))
    assert library.settings.face.false_match_rate == "0.01%"
    assert library.settings.gate == plain.settings.gate
    assert library.settings.files == plain.settings.files
    assert library.settings.files.timetable is not None


def test_each_layer_wins_over_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["program", "library", "file", "environment", "line"]
    values = dict(zip(names, (10.0, 11.0, 12.0, 13.0, 14.0), strict=True))
    library, mine = tmp_path / "station.toml", tmp_path / "mine.toml"
    assert load_settings().timings.face == values["program"]
    library.write_text("[timings]\nface = 11\nticket = 21\n")
    assert load_settings(library).timings.face == values["library"]
    mine.write_text("[timings]\nface = 12\n")
    assert load_settings(library, mine).timings.face == values["file"]
    monkeypatch.setenv("STATION_GATE_TIMINGS__FACE", "13")
    assert load_settings(library, mine).timings.face == values["environment"]
    asked = ["timings.face=14"]
    settings = load_settings(library, mine, assignments=asked)
    assert (settings.timings.face, settings.timings.ticket) == (values["line"], 21)
    layers = read_layers(library, mine, assignments=asked)
    assert layers.source_of("timings.face") == "command line"
    assert layers.source_of("timings.ticket") == str(library)
    assert layers.source_of("timings.document") == PROGRAM
    monkeypatch.delenv("STATION_GATE_TIMINGS__FACE")
    assert [each["source"] for each in layers.described()] == [
        str(library),
        str(mine),
        "environment",
        "command line",
    ]


def test_relative_files_start_at_the_file_that_names_them(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    library, mine = tmp_path / "a/station.toml", tmp_path / "b/mine.toml"
    library.write_text('[files]\ntimetable = "feed"\ndeny_list = "denied.txt"\n')
    mine.write_text('[files]\ndeny_list = "mine.txt"\n[log]\nfile = "gate.log"\n')
    settings = load_settings(library, mine)
    assert settings.files.timetable == tmp_path / "a/feed"
    assert settings.files.deny_list == tmp_path / "b/mine.txt"
    assert settings.log.file == tmp_path / "b/gate.log"


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_a_library_brings_its_own_station(tmp_path: Path, depth: int) -> None:
    (tmp_path / "station.toml").write_text('[gate]\nname = "Mine"\n')
    folder = tmp_path.joinpath(*["deep"] * depth)
    folder.mkdir(exist_ok=True, parents=True)
    assert station_of(folder) == tmp_path / "station.toml"


def test_without_one_the_bundled_station_is_taken(tmp_path: Path) -> None:
    assert station_of(tmp_path).samefile(FIXTURES / "station.toml")


@pytest.mark.parametrize("wrong", ["gate", "gate=1", "=1", ".a=1", "gate.=1"])
def test_what_sets_nothing_is_told(wrong: str) -> None:
    with pytest.raises(WrongUsage, match="sets nothing"):
        load_settings(assignments=[wrong])


def test_the_source_of_a_wrong_value_is_named(tmp_path: Path) -> None:
    library, mine = tmp_path / "station.toml", tmp_path / "mine.toml"
    library.write_text("[timings]\nface = 9\n")
    mine.write_text("[timings]\nface = 0.5\n")
    with pytest.raises(BadInput, match=f"In {mine}: timings.face = 0.5"):
        load_settings(library, mine)
    with pytest.raises(BadInput, match=r"In command line: .* did you mean gate.liveness"):
        load_settings(assignments=["gate.livness=off"])


def test_the_command_prints_each_value_with_its_source(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[face]\nfalse_match_rate = "1%"\n')
    done = run("settings", str(GENUINE), "--config", str(mine), "--set", "gate.liveness=off")
    assert 'gate.liveness = "off"  # command line' in done.stdout
    assert f'face.false_match_rate = "1%"  # {mine}' in done.stdout
    assert "timings.face" not in done.stdout, "nobody has set it"
    told = json.loads(run("settings", "--json").stdout)["settings"]
    assert told["timings.face"] == {"value": 10.0, "source": PROGRAM}
