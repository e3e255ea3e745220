"""Every language says everything, with the same blanks to fill in and letters that exist."""

import re
import string
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import station_gate.kiosk
from station_gate.faces.observation import Coaching, Side
from station_gate.gate.reasons import Reason
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.screens.advice import ADVICE
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.kiosk.text.texts import BREAK, _typeset, load
from station_gate.languages import TAGS, Script

INSULTS = {
    "en": "open your eyes|trust|nobody stood|see you in person",
    "zh-Hans": "睁开|真伪|停留的时间|来早",
    "zh-Hant": "張開眼|真偽|停留的時間|來早",
    "ko": "눈을 떠|믿고|나가세요|머문 시간|이미 (나갈 때 )?사용한",
    "ja": "目を開け|お戻りください|いらした時間",
    "de": "augen öffnen|vortreten|niemand stand|persönlich sehen|sie zurück",
    "fr": "ouvrez les yeux|personne n’est resté|voir en personne|seul devant|êtes entré",
    "es": "abra los ojos|nadie estuvo|verle en persona|relacionarle",
    "ar": "افتح عينيك|امسح|اثبت مكانك|الوثوق|لم يقف أحد",
}
"""What was said once: orders to people who cannot, suspicion, reproaches, one sex alone."""
_CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(station_gate.kiosk.__file__).parent.rglob("*.py")
)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("tag", TAGS)
def test_languages_have_the_same_keys_and_blanks(tag: str) -> None:
    english = load("en").lines
    lines = load(tag).lines
    assert list(lines) == list(english)
    for key, line in lines.items():
        assert blanks(line) == blanks(english[key]), key


@pytest.mark.parametrize("tag", TAGS)
def test_no_text_is_empty_or_left_in_english(tag: str) -> None:
    for key, line in load(tag).lines.items():
        assert line.strip(), key
        assert line == line.strip(), key
        assert not line.startswith(BREAK), key
        assert not line.endswith(BREAK), key
        if tag != "en" and not blanks(line) and key != "ticket_distance":
            assert line != load("en").lines[key], key


@pytest.mark.parametrize("tag", TAGS)
def test_every_reason_and_coaching_has_its_words(tag: str) -> None:
    lines = load(tag).lines
    for reason in Reason:
        assert f"reason_{reason.code}_title" in lines
        assert f"reason_{reason.code}_body" in lines
    for coaching in Coaching:
        assert f"coaching_{coaching.value}" in lines


def test_no_text_is_there_for_nobody() -> None:
    made = {f"reason_{reason.code}_{part}" for reason in Reason for part in ("title", "body")}
    for kind in ("face", "face_again", "face_turn", "face_ahead", "face_moment"):
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


def test_or_stands_right_after_what_it_is_the_other_way_of() -> None:
    joins_to = {"advice_other_gate": "advice_call", "advice_buy": "advice_todays_ticket"}
    for reason, lines in ADVICE.items():
        keys = [key for _, key in lines]
        for before, key in pairwise(["", *keys]):
            if load("en")(key).startswith("Or "):
                assert before == joins_to[key], reason


@pytest.mark.parametrize(("tag", "insults"), INSULTS.items(), ids=str)
def test_nobody_is_insulted_or_sent_away(tag: str, insults: str) -> None:
    for key, line in load(tag).lines.items():
        assert not re.search(insults, line.replace(BREAK, ""), re.IGNORECASE), key


@pytest.mark.parametrize(
    ("tag", "key", "kept"),
    [
        ("en", "more_time_body", "{n}\u00a0s"),
        ("ar", "ticket_body", "10\u00a0سم"),
        ("de", "checking_title", "geprüft\u00a0…"),
    ],
)
def test_what_belongs_together_stays_on_a_line(tag: str, key: str, kept: str) -> None:
    assert kept in load(tag).lines[key]


def test_a_unit_is_kept_with_its_number_whatever_it_is_written_as() -> None:
    assert _typeset("خلال {n} ثانية", "ar").endswith("{n}\u00a0ثانية")
    assert _typeset("{n} of {total}", "en") == "{n} of {total}"


def test_french_marks_have_the_spaces_that_french_gives_them() -> None:
    narrow, whole = "\u202f", "\u00a0"
    assert _typeset("Un problème ? Non !", "fr") == f"Un problème{narrow}? Non{narrow}!"
    assert _typeset("Ici ; là : ici", "fr") == f"Ici{narrow}; là{whole}: ici"
    assert _typeset("« Aide »", "fr") == f"«{whole}Aide{whole}»"
    assert _typeset("Ready ? Yes", "en") == "Ready ? Yes"


def test_a_narrow_space_is_narrow_in_a_font_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = Fonts.find()
    usual = fonts.advance(" ", Script.LATIN, Weight.REGULAR)
    face = fonts.face

    class Without:
        def __init__(self, *asked: Any) -> None:
            self._face = face(*asked)

        def get_metrics(self, text: str) -> list[Any]:
            return [None] if text == "\u202f" else self._face.get_metrics(text)

    monkeypatch.setattr(fonts, "face", Without)
    assert 0.5 * usual < fonts.advance("\u202f", Script.LATIN, Weight.REGULAR) < 0.8 * usual


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
    for tag in TAGS:
        assert (tag in fonts.languages) == (not fonts.missing(tag))
        assert (tag in fonts.languages) != any(f" {tag}:" in line for line in fonts.report)
