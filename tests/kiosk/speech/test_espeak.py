"""eSpeak NG itself, where it is installed, and a program in its place that fails."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from station_gate.gate.terms import Cue
from station_gate.kiosk.sound.cues import PEAK_DB as CUES_DB
from station_gate.kiosk.sound.cues import RATE, Wave, samples
from station_gate.kiosk.speech import espeak
from station_gate.kiosk.speech.espeak import PEAK_DB, PROGRAM, VOICES, Espeak, SpeechFailed
from station_gate.kiosk.speech.words import likely
from station_gate.kiosk.text.texts import BREAK, HYPHEN, load
from station_gate.languages import TAGS

here = pytest.mark.skipif(
    shutil.which(PROGRAM) is None, reason="espeak-ng is not here: make speech installs it"
)


def voice() -> Espeak:
    found = Espeak.find()
    assert found is not None
    return found


def level(wave: Wave) -> float:
    """Return the loudest tenth of a second, RMS in dB below full scale."""
    left = wave[:, 0].astype(float) / 32767
    parts = np.pad(left, (0, -len(left) % (RATE // 10))).reshape(-1, RATE // 10)
    return float(20 * np.log10(np.sqrt((parts**2).mean(axis=1)).max()))


# ---------------------------------------------------------------------- the real one


@here
def test_every_language_but_japanese_has_a_voice() -> None:
    assert set(TAGS) - set(voice().languages) == {"ja"}


@here
@pytest.mark.parametrize("tag", VOICES)
def test_prompts_are_spoken_neither_cut_nor_clipped_nor_louder_than_a_cue(tag: str) -> None:
    speaker, texts = voice(), load(tag)
    asked = list(likely(texts))[:4]
    for text in asked:
        wave = speaker.say(tag, text)
        assert wave.dtype == np.int16
        assert wave.shape[1] == 2
        # a syllable is two or three letters and takes a fifth of a second; a Chinese or
        # Korean character is one, with the signs between them that make pauses
        each = len(wave) / RATE / len(text)
        low, high = (0.1, 0.4) if tag in ("zh-Hans", "zh-Hant", "ko") else (0.045, 0.17)
        assert low < each < high, text
        peak = 20 * np.log10(np.abs(wave.astype(int)).max() / 32767)
        assert peak == pytest.approx(PEAK_DB, abs=0.01)
        assert (np.abs(wave[:, 0].astype(int)) == np.abs(wave.astype(int)).max()).sum() < 4
        assert abs(int(wave[-1, 0])) < 300, "the end was cut off"
        for cue in Cue:
            assert CUES_DB[cue] >= PEAK_DB
            assert level(wave) < level(samples(cue))


@here
@pytest.mark.parametrize("tag", VOICES)
def test_no_text_is_spelt_out_in_another_language(tag: str) -> None:
    """Where a voice cannot read a letter, it names it in English."""
    lines = [line for line in load(tag).lines.values() if not re.search("[A-Za-z{]", line)]
    if tag in ("en", "de", "fr", "es"):  # their letters are no reason to leave a text out
        lines = [line for line in load(tag).lines.values() if "{" not in line]
    assert len(lines) > 150
    text = "\n\n".join(lines).replace(BREAK, "").replace(HYPHEN, "")
    borrowed = {"fr": 2, "ar": 2, "de": 1}  # "Screenshot" is an English word in German
    assert english_words(VOICES[tag], text) <= borrowed.get(tag, 0)


@here
@pytest.mark.parametrize(("tag", "name"), [("ja", "ja"), ("zh-Hans", "cmn")])
def test_voices_that_cannot_read_are_not_used(tag: str, name: str) -> None:
    told = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    if " 1.51" not in told.stdout:
        pytest.skip(f"another espeak-ng may read more than 1.51: {told.stdout.split('Data')[0]}")
    lines = [line for line in load(tag).lines.values() if not re.search("[A-Za-z{]", line)]
    assert english_words(name, "\n\n".join(lines[:40])) > 40
    assert VOICES.get(tag) != name


def english_words(name: str, text: str) -> int:
    """How often the voice changes to English, by what it says of the phonemes."""
    command = [PROGRAM, "-v", name, "-q", "-x", "--stdin"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return done.stdout.decode().count("(en)")


@here
@pytest.mark.parametrize("hostile", ["-v nope", "--help", "$(touch x)", "; ls", "<voice name='x'>"])
def test_a_text_is_only_read(hostile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(voice().say("en", hostile)) > RATE // 10
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------- one that fails

Make = Callable[[str], Espeak]

LIST = 'if [ "$1" = --voices ]; then echo " 5  de  --/M  German  gmw/de"; exit 0; fi\n'


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def program(script: str) -> Espeak:
        path = tmp_path / "espeak-ng"
        path.write_text(f"#!/bin/sh\n{LIST}{script}\n", encoding="utf-8")
        path.chmod(0o755)
        found = Espeak.find(str(path))
        assert found is not None
        return found

    return program


def test_a_program_that_is_not_there_is_no_voice() -> None:
    assert Espeak.find("no-such-program") is None


def test_only_languages_whose_voice_is_there_are_spoken(make: Make) -> None:
    assert make("").languages == ("de",)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", "it ended with 3"),
        ("cat", "it gave no sound"),
        (":", "it gave no sound"),
        ("cat >/dev/null; head -c 100000 /dev/zero", "it gave no sound"),
        ("kill -9 $$", "it ended with -9"),
    ],
)
def test_a_program_that_fails_is_told_why(make: Make, script: str, why: str) -> None:
    with pytest.raises(SpeechFailed, match=why):
        make(script).say("de", "Guten Tag")


def test_silence_and_other_forms_of_sound_are_no_speech(make: Make, tmp_path: Path) -> None:
    def header(channels: int, rate: int) -> bytes:
        form = (1).to_bytes(2, "little") + channels.to_bytes(2, "little")
        form += rate.to_bytes(4, "little") + bytes(4) + bytes(2) + (16).to_bytes(2, "little")
        return b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + form + b"data\0\0\0\0"

    sound = tmp_path / "sound.wav"
    program = make(f"cat >/dev/null; cat '{sound}'")
    for content, why in (
        (header(1, 22050) + bytes(2000), "silence"),
        (header(2, 22050) + b"\1" * 2000, "unknown form"),
        (header(1, 1) + b"\1" * 2000, "unknown form"),
        (header(1, 22050), "silence"),
    ):
        sound.write_bytes(content)
        with pytest.raises(SpeechFailed, match=why):
            program.say("de", "Guten Tag")
    sound.write_bytes(header(1, 24000) + b"\0\1" * 24000)
    assert len(program.say("de", "Guten Tag")) == RATE


def test_a_program_that_hangs_is_ended(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "PATIENCE", 0.1)
    with pytest.raises(SpeechFailed, match=r"it did not answer in 0\.1 s"):
        make("exec sleep 600").say("de", "Guten Tag")


def test_voices_that_are_not_listed_are_told(tmp_path: Path) -> None:
    path = tmp_path / "espeak-ng"
    path.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    path.chmod(0o755)
    with pytest.raises(SpeechFailed, match="it ended with 7"):
        Espeak.find(str(path))
