"""Names that steer a terminal: whatever the program says about a file, it says in plain text."""

import shutil
from pathlib import Path

import pytest

from station_gate.cli import main
from station_gate.problems import BadInput, printable
from tests.conftest import FIXTURES

STEERING = "a\x1b]0;owned\x07\x9b31m\u202egnp\r\nstation-gate: all is well\x00"
NAME = STEERING.replace("\x00", "")


@pytest.mark.parametrize("letter", STEERING[1:6] + "\x00\x07\x9b\u202e\r\n\udcff\u2028")
def test_a_problem_is_one_printable_line(letter: str) -> None:
    said = str(BadInput(f"x{letter}y is wrong."))
    assert said.isprintable()
    assert str(BadInput(said)) == said, "a sentence within a sentence is not escaped again"


def said_by(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object
) -> str:
    monkeypatch.setattr("sys.argv", ["station-gate", *map(str, arguments)])
    with pytest.raises(SystemExit):
        main()
    out, err = capfd.readouterr()
    return out + err


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", NAME, NAME),
        ("ticket", "inspect", NAME),
        ("document", "inspect", NAME),
        ("replay", NAME),
        ("kiosk", "--demo", "--headless", "--config", NAME),
        ("journal", "list", "--journal", NAME),
        ("journal", "list", "--since", NAME),
        ("evaluate", NAME),
        ("timetable", NAME, "--station", "x"),
        ("compare", "one", "two", NAME),  # an argument too many
        ("kiosk", "--camera", NAME),  # no number
        ("replay", f"--{NAME}"),  # no option
        (NAME,),  # no command
    ],
    ids=lambda arguments: " ".join(arguments).split("a\x1b")[0],
)
@pytest.mark.parametrize("there", [False, True], ids=["absent", "there"])
def test_what_is_said_about_a_file_steers_no_terminal(
    arguments: tuple[str, ...],
    there: bool,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    if there:
        Path(NAME).write_bytes(b"of no known kind")
    said = said_by(capfd, monkeypatch, *arguments)
    assert said
    assert all(line.isprintable() for line in said.split("\n"))
    assert "station-gate: all is well" not in said.split("\n")


def test_what_was_written_where_is_said_in_plain_text(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / NAME
    said = said_by(capfd, monkeypatch, "ticket", "keygen", folder, "--issuer", "X", "--key-id", "1")
    assert printable(NAME) in said
    assert all(line.isprintable() for line in said.split("\n"))


def test_a_scenario_that_names_a_hostile_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / "scenarios" / "not_a_ticket", tmp_path / "s")
    script = tmp_path / "s" / "scenario.toml"
    script.write_text(script.read_text().replace('"ticket.png"', r'"\u001b]0;owned\u0007.png"'))
    said = said_by(capfd, monkeypatch, "replay", tmp_path / "s")
    assert "owned" in said
    assert all(line.isprintable() for line in said.split("\n"))
