"""The examples run as they are printed, and say what they promise."""

import runpy
import sys
from pathlib import Path

import pytest

from tests.conftest import FIXTURES, ROOT

PEOPLE = FIXTURES / "people"
SCENARIOS = FIXTURES / "scenarios"


def run(
    name: str,
    *words: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """Run an example as a script, and return what it printed."""
    monkeypatch.setattr(sys, "argv", [name, *map(str, words)])
    runpy.run_path(str(ROOT / "examples" / name), run_name="__main__")
    return capsys.readouterr().out


def test_every_example_is_short_and_tried_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    examples = sorted((ROOT / "examples").glob("*.py"))
    assert len(examples) >= 5
    for path in examples:
        assert f'"{path.name}"' in here
        assert 10 <= len(path.read_text(encoding="utf-8").splitlines()) <= 45


def test_two_pictures_are_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    same = [PEOPLE / "rivera/portrait.jpg"] * 2
    told = run("compare_pictures.py", *same, monkeypatch=monkeypatch, capsys=capsys)
    assert told.startswith("match: 0.000, threshold 0.")
    other = [PEOPLE / "rivera/portrait.jpg", PEOPLE / "chen/portrait.jpg"]
    told = run("compare_pictures.py", *other, monkeypatch=monkeypatch, capsys=capsys)
    assert told.startswith("mismatch: ")


def test_a_stream_is_verified(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = [PEOPLE / "rivera/portrait.jpg", FIXTURES / "recordings/turns_rivera.mp4"]
    told = run("verify_a_stream.py", *stream, monkeypatch=monkeypatch, capsys=capsys)
    assert told.startswith("match after ")
    stream = [PEOPLE / "chen/portrait.jpg", FIXTURES / "recordings/turns_rivera.mp4"]
    told = run("verify_a_stream.py", *stream, monkeypatch=monkeypatch, capsys=capsys)
    assert told.startswith("mismatch after ")


def test_a_ticket_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ticket = [SCENARIOS / "genuine_hall/ticket.png", FIXTURES / "issuer/keys.toml"]
    told = run("read_a_ticket.py", *ticket, monkeypatch=monkeypatch, capsys=capsys)
    assert told.startswith("qr, signed: yes")
    assert "who: " in told


def test_a_document_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = [FIXTURES / "chips/okafor", FIXTURES / "csca"]
    told = run("read_a_document.py", *document, monkeypatch=monkeypatch, capsys=capsys)
    assert "document_kind: chip" in told
    document[0] = FIXTURES / "chips/nobody"
    with pytest.raises(SystemExit, match="there is no such file"):
        run("read_a_document.py", *document, monkeypatch=monkeypatch, capsys=capsys)


def test_a_scenario_is_played(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = SCENARIOS / "genuine_hall"
    told = run("play_a_scenario.py", scenario, monkeypatch=monkeypatch, capsys=capsys)
    assert told.startswith("passed")
    assert "face_distance: " in told
