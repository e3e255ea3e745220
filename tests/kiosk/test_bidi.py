"""Mixed lines stand in the order that Unicode's rules give, and Arabic letters are joined."""

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.text.bidi import END_ISOLATE, ISOLATE, Run, visual
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.kiosk.text.texts import load
from station_gate.kiosk.text.typesetting import Style, Typesetter
from station_gate.languages import Script

_FONTS = Fonts.find()
_ARABIC = pytest.mark.skipif("ar" not in _FONTS.languages, reason="no Arabic font here")
_MIXED = [
    "الخطوة 1 من 4",
    "البوابة 4",
    "نحو 10 سم فوق القارئ.",
    "SG 127 إلى الرياض",
    "الرمز F-21",
    "المحاولات المتبقية: 2",
    "من 10:30 إلى 12,5",
    "50% أو 20",
    "قطار SG 127, 4 الرصيف",
    "abc (عربي) def",
]


def test_a_plain_line_is_one_run() -> None:
    assert visual("Gate 4", leftwards=False) == [Run("Gate 4", leftwards=False)]
    assert visual("", leftwards=True) == []


def test_a_name_in_an_arabic_line_keeps_its_own_order() -> None:
    assert visual("إلى SG 127", leftwards=True) == [
        Run("SG 127", leftwards=False),
        Run("إلى ", leftwards=True),
    ]


def test_what_is_filled_in_disturbs_nothing_around_it() -> None:
    # without isolates the number would be drawn into the Latin name before it
    line = load("ar")("go_train", train="SG", destination="4 Northfield")
    assert [run.text for run in visual(line, leftwards=True)] == ["4 Northfield", " إلى ", "SG"]
    assert load("en")("refused_code", code="F-21") == "For staff: F-21"


def test_an_isolate_inside_an_isolate_and_one_that_is_never_ended() -> None:
    line = f"ا {ISOLATE}A {ISOLATE}ب 1{END_ISOLATE} C{END_ISOLATE} د"
    texts = [run.text for run in visual(line, leftwards=True)]
    assert texts == [" د", "A ", "1", "ب ", " C", "ا "]
    assert [run.text for run in visual(f"ا {ISOLATE}A", leftwards=True)] == ["A", "ا "]


@given(st.text("ab 12.,:+%()اب\u064f\u0661\u2067\u2068\u2069", max_size=24), st.booleans())
def test_no_letter_is_lost(text: str, leftwards: bool) -> None:
    runs = visual(text, leftwards=leftwards)
    kept = [letter for letter in text if letter not in "\u2067\u2068\u2069"]
    assert sorted("".join(run.text for run in runs)) == sorted(kept)


@_ARABIC
@pytest.mark.parametrize("leftwards", [True, False])
@pytest.mark.parametrize("text", _MIXED)
def test_the_order_is_that_of_another_library(text: str, leftwards: bool) -> None:
    file = _FONTS.files[Script.ARABIC, Weight.REGULAR]
    font = ImageFont.truetype(file.path, 40, file.index, layout_engine=ImageFont.Layout.RAQM)
    whole, pieces = Image.new("L", (900, 80)), Image.new("L", (900, 80))
    base = "rtl" if leftwards else "ltr"
    ImageDraw.Draw(whole).text((9, 60), text, 255, font, anchor="ls", direction=base)
    x = 9.0
    for run in visual(text, leftwards=leftwards):
        way = "rtl" if run.leftwards else "ltr"
        ImageDraw.Draw(pieces).text((x, 60), run.text, 255, font, anchor="ls", direction=way)
        x += font.getlength(run.text, direction=way)
    different = np.asarray(ImageChops.difference(whole, pieces)) > 128
    drawn = np.asarray(whole) > 128
    assert drawn.any()
    assert different.sum() < 0.1 * drawn.sum()


@_ARABIC
def test_arabic_letters_are_joined() -> None:
    setter = Typesetter(Bench(1.0, 1 << 24), _FONTS)
    style = Style(48)
    joined = setter.width("بيت", style, "ar")
    apart = sum(setter.width(letter, style, "ar") for letter in "بيت")
    assert joined < 0.8 * apart
    opacity = pygame.surfarray.array_alpha(setter.line("بيت", style, "ar"))
    columns = opacity.max(axis=1)[4 : int(joined) - 4]
    assert columns.min() > 100, "there is a gap between the letters"
