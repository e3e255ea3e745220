"""The right face for each writing, and one clear line where there is none."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pygame.freetype
import pytest

from station_gate.kiosk.text import fonts as module
from station_gate.kiosk.text.fonts import FontFile, Fonts, Weight, script_of
from station_gate.languages import Script

_BUNDLED = "freesansbold.ttf"


@pytest.fixture
def no_known_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FAMILIES", dict.fromkeys(Script, ()))


def answer_with(line: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*args: object, **kwargs: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 0, stdout=line)

    return run


@pytest.mark.parametrize(
    ("letter", "tag", "script"),
    [
        ("A", "ko", Script.LATIN),
        ("·", "zh-Hans", Script.LATIN),
        ("直", "zh-Hans", Script.HANS),
        ("直", "ko", Script.HANGUL),  # Korean shapes in a Korean text
        ("直", "en", Script.HANS),  # a station's name in an English text
        ("한", "en", Script.HANGUL),
        ("，", "zh-Hans", Script.HANS),
        ("“", "zh-Hans", Script.HANS),
        ("“", "en", Script.LATIN),
        ("門", "zh-Hant", Script.HANT),
        ("駅", "ja", Script.KANA),
        ("の", "ja", Script.KANA),
        ("ب", "ar", Script.ARABIC),
        ("ب", "en", Script.ARABIC),
        ("4", "ar", Script.LATIN),
        ("駅", "ar", Script.HANS),
    ],
)
def test_writing_is_recognised(letter: str, tag: str, script: Script) -> None:
    assert script_of(letter, tag) is script


def test_noto_is_opened_at_the_face_of_each_writing() -> None:
    fonts = Fonts.find()
    files = {script: fonts.files.get((script, Weight.BOLD)) for script in Script}
    for script, index, name in (
        (Script.HANS, 2, "Noto Sans CJK SC"),
        (Script.HANGUL, 1, "Noto Sans CJK KR"),
        (Script.HANT, 3, "Noto Sans CJK TC"),
        (Script.KANA, 0, "Noto Sans CJK JP"),
    ):
        file = files[script]
        if file is None or "NotoSansCJK" not in file.path:
            pytest.skip("fonts-noto-cjk is not installed here")
        assert file.index == index
        assert fonts.face(script, Weight.BOLD, 20).name == name


@pytest.mark.usefixtures("no_known_places")
def test_with_no_fonts_at_all_pygames_own_draws_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    fonts = Fonts.find()
    assert fonts.files[Script.LATIN, Weight.REGULAR].path.endswith(_BUNDLED)
    assert fonts.languages == ("en", "de", "fr", "es")
    latin, chinese, taiwanese, korean, japanese, arabic = fonts.report
    assert latin == (
        "Latin text is drawn with pygame's own bold font: "
        "install the package fonts-inter for the intended look."
    )
    assert "zh-Hans" in chinese
    assert "install the package fonts-noto-cjk." in chinese
    assert " zh-Hant:" in taiwanese
    assert " ko:" in korean
    assert " ja:" in japanese
    assert arabic.startswith("The kiosk cannot offer ar: ")
    assert arabic.endswith("install the package fonts-noto-ui-core.")
    assert fonts.paths == {Path(pygame.__file__).parent / _BUNDLED}


def test_a_pillow_that_cannot_join_letters_costs_arabic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "can_shape", lambda: False)
    fonts = Fonts.find()
    assert "ar" not in fonts.languages
    assert any(line.startswith("The kiosk cannot offer ar: Pillow") for line in fonts.report)


@pytest.mark.usefixtures("no_known_places")
def test_what_fontconfig_knows_is_used_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = FontFile(str(Path(pygame.__file__).parent / _BUNDLED))
    # the upper half of the index names an instance of a variable font
    monkeypatch.setattr(subprocess, "run", answer_with(f"{bundled.path}|{3 << 16}"))
    fonts = Fonts.find()
    assert fonts.files[Script.LATIN, Weight.BOLD] == bundled
    assert fonts.report[0].startswith(f"Latin text is drawn with {_BUNDLED}: install")
    # it answered the same for Chinese, but that file has no Chinese letters
    assert (Script.HANS, Weight.BOLD) not in fonts.files


@pytest.mark.usefixtures("no_known_places")
@pytest.mark.parametrize("answer", ["", "/nowhere/at-all.ttf|0", __file__ + "|0"])
def test_a_useless_answer_of_fontconfig_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(subprocess, "run", answer_with(answer))
    assert Fonts.find().files[Script.LATIN, Weight.BOLD].path.endswith(_BUNDLED)


def test_shapers_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FACES_KEPT", 3)
    fonts = Fonts.find()
    for size in (10, 11, 12, 13, 10):
        fonts.shaper(Script.ARABIC, Weight.BOLD, size)
        assert len(fonts._shapers) <= 3


def test_open_faces_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FACES_KEPT", 3)
    fonts = Fonts.find()
    for size in (10, 11, 12, 13, 10):
        assert isinstance(fonts.face(Script.LATIN, Weight.BOLD, size), pygame.freetype.Font)
        assert len(fonts._open) <= 3
