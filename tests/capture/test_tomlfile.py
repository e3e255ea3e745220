"""A stranger's TOML costs one sentence: no time, no memory, no traceback."""

from pathlib import Path

import pytest

from station_gate.lab.scenario import load_scenario
from station_gate.problems import BadInput
from station_gate.settings import load_settings
from station_gate.tomlfile import read_toml

HOSTILE = [
    (b"a = " + b"[" * 50_000, "nested too deep"),
    (b"a = " + b"{b = " * 10_000, "nested too deep"),
    (b".".join([b"a"] * 20_000) + b" = 1", "more than 64 dots"),  # takes tomllib minutes
    (b"[" + b".".join([b"a"] * 20_000) + b"]", "more than 64 dots"),
    (b"a = \xff", "no text in UTF-8"),
    (b"a = ", "is not a TOML file"),
]


@pytest.mark.parametrize(("content", "said"), HOSTILE)
def test_hostile_text_is_refused_at_once(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "scenario.toml").write_bytes(content)
    with pytest.raises(BadInput, match=said):
        load_scenario(tmp_path)
    with pytest.raises(BadInput, match=said):
        load_settings(tmp_path / "scenario.toml")
    with pytest.raises(BadInput, match=said):
        read_toml(tmp_path / "scenario.toml", "document")


def test_a_file_of_two_gigabytes_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # holds no bytes on the disk
    for load in (load_scenario, load_settings):
        with pytest.raises(BadInput, match="2,000 MB"):
            load(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").mkdir()
    with pytest.raises(BadInput, match="this is a folder"):
        load_scenario(tmp_path)
    with pytest.raises(BadInput, match="this is a folder"):
        load_settings(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_at_the_beginning_is_no_letter(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 1\n", encoding=encoding)
    assert read_toml(path, "settings") == {"a": 1}


@pytest.mark.parametrize(
    "number", ["9" * 4301, "-" + "1_000" * 1500, "0x" + "f" * 5000, "9223372036854775808"]
)
@pytest.mark.parametrize("place", ["a = {}", "[b]\na = [[1, {}]]", "[[c]]\nx = {{ y = {} }}"])
def test_a_number_without_end_is_one_sentence(tmp_path: Path, number: str, place: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(place.format(number))
    with pytest.raises(BadInput, match="too many digits") as caught:
        read_toml(path, "settings")
    assert len(str(caught.value)) < 300
