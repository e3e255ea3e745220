"""Every language says everything, with the same blanks to fill in and letters that exist."""

import re
import string
from pathlib import Path

import pytest

import station_gate.kiosk
from station_gate.faces.observation import Coaching, Side
from station_gate.gate.reasons import Reason
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.fonts import Fonts
from station_gate.kiosk.screens.advice import ADVICE
from station_gate.kiosk.texts import BREAK, LANGUAGES, load

_CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(station_gate.kiosk.__file__).parent.rglob("*.py")
)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_languages_have_the_same_keys_and_blanks(tag: str) -> None:
    english = load("en").lines
    lines = load(tag).lines
    assert list(lines) == list(english)
    for key, line in lines.items():
        assert blanks(line) == blanks(english[key]), key


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_text_is_empty_or_left_in_english(tag: str) -> None:
    for key, line in load(tag).lines.items():
        assert line.strip(), key
        assert line == line.strip(), key
        assert not line.startswith(BREAK), key
        assert not line.endswith(BREAK), key
        if tag != "en" and not blanks(line) and key != "ticket_distance":
            assert line != load("en").lines[key], key


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_reason_and_coaching_has_its_words(tag: str) -> None:
    lines = load(tag).lines
    for reason in Reason:
        assert f"reason_{reason.code}_title" in lines
        assert f"reason_{reason.code}_body" in lines
    for coaching in Coaching:
        assert f"coaching_{coaching.value}" in lines


def test_no_text_is_there_for_nobody() -> None:
    made = {f"reason_{reason.code}_{part}" for reason in Reason for part in ("title", "body")}
    for kind in ("face", "face_again", "face_turn", "face_ahead"):
        made |= {f"{kind}_title", f"{kind}_body"}
    made |= {f"turn_{side.value}" for side in Side} | {f"aid_{aid.value}" for aid in Aid}
    made |= {f"coaching_{coaching.value}" for coaching in Coaching} | {"coaching_start"}
    written = set(re.findall(r'"([a-z_]+)"', _CODE))
    assert set(load("en").lines) - made - written == set()


def test_every_reason_comes_with_advice_that_exists() -> None:
    assert set(ADVICE) == set(Reason)
    for lines in ADVICE.values():
        assert 1 <= len(lines) <= 3
        for _, key in lines:
            assert load("en")(key)


def test_no_blame_and_no_score() -> None:
    for line in load("en").lines.values():
        assert not re.search(
            r"\b(fail(ed)? you|invalid|illegal|score|wrong|rejected)\b", line, re.I
        )


def test_instructions_are_short() -> None:
    for key in ("idle", "ticket", "document", "face", "checking"):
        assert len(load("en")(f"{key}_title").split()) <= 5
        assert len(load("en")(f"{key}_body").split()) <= 12


def test_every_language_here_can_be_drawn_or_is_reported() -> None:
    fonts = Fonts.find()
    for tag in LANGUAGES:
        assert (tag in fonts.languages) == (not fonts.missing(tag))
        assert (tag in fonts.languages) != any(f" {tag}:" in line for line in fonts.report)
