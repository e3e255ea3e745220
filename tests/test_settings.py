"""Settings: one table, two sources, one sentence for what is wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import TZPATH

import pytest

from station_gate.gate.terms import Direction
from station_gate.gate.timetable import Timetable
from station_gate.gate.timings import Timings
from station_gate.problems import BadInput
from station_gate.settings import load_settings, setting_rows


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATION_GATE_TIMINGS__FACE", raising=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_are_the_cores_own() -> None:
    assert load_settings().gate_timings() == Timings()


def test_the_file_counts_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "[timings]\nface = 8\nticket = 20\n[gate]\nname = 'Gate 9'\n")
    monkeypatch.setenv("STATION_GATE_TIMINGS__FACE", "12.5")
    settings = load_settings(path)
    assert (settings.timings.face, settings.timings.ticket) == (12.5, 20)
    assert settings.gate.name == "Gate 9"


def test_trains_and_platforms_reach_the_rules(tmp_path: Path) -> None:
    path = write(tmp_path, '[gate]\nplatforms = ["4"]\n[gate.trains]\n"SG 127" = "4"\n')
    profile = load_settings(path).gate_profile()
    assert profile.platform_of("sg127") == "4"
    assert profile.platforms == {"4"}


def test_relative_files_start_at_the_settings_file(tmp_path: Path) -> None:
    path = write(tmp_path, '[files]\nissuers = "keys.toml"\njournal = "/var/j.sqlite"\n')
    files = load_settings(path).files
    assert files.issuers == tmp_path / "keys.toml"
    assert files.journal == Path("/var/j.sqlite")
    assert files.document_key is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[timings]\nfacee = 8\n", "no setting timings.facee; did you mean timings.face?"),
        ("[timing]\nface = 8\n", "no setting timing; did you mean timings?"),
        ("[zzz]\n", "no setting zzz; see docs/settings.md"),
        ("[timings]\nface = 0.5\n", "timings.face = 0.5 cannot be used, it should be greater"),
        ("[timings]\nface = 'soon'\n", "timings.face = 'soon' cannot be used, it should be a"),
        ("[face]\nengine = 'cnn'\n", "face.engine = 'cnn' cannot be used, it should be 'onnx'"),
        ("[gate]\nboarding_closes = 7200\n", "boarding opens before it closes"),
        ("face =\n", "is not a TOML file"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_settings(write(tmp_path, text))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_a_folder_and_a_binary_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no settings file"):
        load_settings(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="this is a folder"):
        load_settings(tmp_path)
    binary = tmp_path / "b.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="is not a TOML file"):
        load_settings(binary)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("STATION_GATE_TIMING__FACE", "8", "STATION_GATE_TIMING__FACE names no setting"),
        ("STATION_GATE_FACE", "8", "STATION_GATE_FACE names no setting"),
        ("STATION_GATE_TIMINGS__FACEE", "8", "STATION_GATE_TIMINGS__FACEE: there is no setting"),
        ("STATION_GATE_TIMINGS__FACE", "x", "the environment variable STATION_GATE_TIMINGS__FACE"),
        ("STATION_GATE_GATE__PLATFORMS", "[", "STATION_GATE_GATE__PLATFORMS"),
    ],
)
def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInput) as caught:
        load_settings()
    assert sentence in str(caught.value)


def test_every_setting_is_explained() -> None:
    rows = list(setting_rows())
    assert len({row.name for row in rows}) == len(rows) > 30
    assert all(row.help.endswith((".", "?")) or row.help for row in rows)
    (face,) = [row for row in rows if row.name == "timings.face"]
    assert (face.default, face.unit, face.bounds) == ("10", "seconds", "2 to 120")
    (width,) = [row for row in rows if row.name == "kiosk.width"]
    assert (width.default, width.unit, width.bounds) == ("", "pixels", "480 to 3840")


def test_what_real_tickets_need_reaches_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        '[gate]\nalso_called = ["9900127"]\narea_tickets = ["Day Pass"]\ntime_zone = "UTC"\n'
    )
    settings = load_settings(path)
    profile = settings.gate_profile()
    assert profile.also_called == {"9900127"}
    assert profile.area_tickets == {"Day Pass"}
    assert settings.time_zone() is UTC
    for name in ("Mars/Olympus", "../etc/passwd", "\\u0000"):
        path.write_text(f'[gate]\ntime_zone = "{name}"\n')
        with pytest.raises(BadInput, match="is no time zone"):
            load_settings(path).time_zone()


def test_what_an_operator_rules_reaches_the_rules(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(
        '[gate]\ndirection = "exit"\nclasses = ["1"]\nwide = true\nreturn_within = 60\n'
        'exit_needs_entry = false\n[files]\ntimetable = "feed"\ndeny_list = "denied.txt"\n'
    )
    settings = load_settings(file)
    timetable = Timetable([])
    profile = settings.gate_profile(timetable)
    assert profile.direction is Direction.EXIT
    assert (profile.classes, profile.wide, profile.return_within) == (frozenset({"1"}), True, 60)
    assert not profile.exit_needs_entry
    assert profile.timetable is timetable
    assert settings.files.timetable == tmp_path / "feed"
    assert settings.files.deny_list == tmp_path / "denied.txt"
    entry = settings.with_gate({"direction": "entry"}).gate_profile()
    assert entry.direction is Direction.ENTRY
    assert entry.wide, "the rest stays"


def test_without_a_zone_the_machines_counts_with_its_changes_of_the_clock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = tmp_path / "localtime"
    summer, winter = datetime(2026, 7, 1, 12), datetime(2026, 12, 1, 12)

    def offsets() -> list[timedelta | None]:
        zone = load_settings().time_zone()
        return [moment.replace(tzinfo=zone).utcoffset() for moment in (summer, winter)]

    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert offsets() == [timedelta(hours=2), timedelta(hours=1)]
    monkeypatch.delenv("TZ")
    monkeypatch.setattr("station_gate.zones._LOCAL", rules)
    for folder in TZPATH:
        if (found := Path(folder) / "America/New_York").exists():
            rules.write_bytes(found.read_bytes())
            assert offsets() == [timedelta(hours=-4), timedelta(hours=-5)]
    rules.write_bytes(b"no rules")
    assert None not in offsets()
    monkeypatch.setenv("TZ", "Nowhere/Land")
    assert None not in offsets()
