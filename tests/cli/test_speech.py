"""Which voice a kiosk takes, by its setting, and what is said where there is none."""

from pathlib import Path

import pytest

from station_gate.assembly.kiosk import aids_of, find_voice
from station_gate.cli.checks import speech
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.sound.player import SilentSound, Sound, SteadySound
from station_gate.kiosk.speech.espeak import VOICES
from station_gate.problems import DeviceMissing
from station_gate.settings import Settings
from station_gate.settings.kiosk import KioskSection

VOICES_LISTED = "\\n".join(f" 5  {voice}  --/M  Name  path" for voice in VOICES.values())


@pytest.fixture
def audible() -> Sound:
    """Return a device that can be opened, as far as that is asked here."""
    return SteadySound(SilentSound(), print)


def settings(value: str) -> Settings:
    return Settings(kiosk=KioskSection.model_validate({"speech": value}))


def install(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Make a program that is found as espeak-ng, and nothing else is found."""
    program = folder / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize("value", ["offered", "on"])
def test_a_voice_is_taken_where_it_is_wanted_and_can_be_heard(
    value: str,
    audible: Sound,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install(monkeypatch, tmp_path, f'printf "{VOICES_LISTED}\\n"')
    voice = find_voice(settings(value), audible)
    assert voice is not None
    assert voice.languages == tuple(VOICES)
    assert find_voice(settings("off"), audible) is None
    assert find_voice(settings(value), SilentSound()) is None
    assert capsys.readouterr() == ("", "")
    assert (Aid.SPEECH in aids_of(settings(value))) is (value == "on")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("offered", ""),
        ("on", "Nothing is spoken: there is no espeak-ng here; run make speech.\n"),
    ],
)
def test_without_the_program_one_line_is_said_to_who_asked_for_it(
    value: str,
    told: str,
    audible: Sound,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_voice(settings(value), audible) is None
    assert capsys.readouterr() == ("", told)
    with pytest.raises(DeviceMissing, match=r"There is no espeak-ng.*; run make speech"):
        speech()


def test_a_program_that_fails_is_told(
    audible: Sound,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install(monkeypatch, tmp_path, "exit 4")
    assert find_voice(settings("offered"), audible) is None
    told = capsys.readouterr().err
    assert told == "Nothing is spoken: espeak-ng has failed (it ended with 4).\n"
    with pytest.raises(DeviceMissing, match=r"has failed \(it ended with 4\); install it again"):
        speech()
