"""Lines break where each language allows it, fit their boxes, and say so when they do not."""

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.kiosk.text.linebreaking import pieces, runs, small_pieces
from station_gate.kiosk.text.texts import BREAK, HYPHEN, NARROW, TIE, load
from station_gate.kiosk.text.typesetting import Paragraph, Style, Typesetter
from station_gate.languages import Script

STYLE = Style(20, least=0.6)
_FONTS = Fonts.find()


@pytest.fixture
def setter() -> Typesetter:
    return Typesetter(Bench(1.0, 1 << 24), _FONTS)


def new_setter() -> Typesetter:
    return Typesetter(Bench(1.0, 1 << 24), _FONTS)


def test_runs_of_one_writing_keep_their_spaces() -> None:
    assert runs("SG 127 次", "zh-Hans") == [(Script.LATIN, "SG 127 "), (Script.HANS, "次")]
    assert runs("北原 4 号", "zh-Hans") == [
        (Script.HANS, "北原 "),
        (Script.LATIN, "4 "),
        (Script.HANS, "号"),
    ]


def test_english_and_korean_break_at_spaces() -> None:
    assert pieces("Hold it flat", "en") == ["Hold ", "it ", "flat"]
    assert pieces("승차권을 보여 주세요", "ko") == ["승차권을 ", "보여 ", "주세요"]


def test_chinese_breaks_between_characters_but_not_before_a_comma_nor_inside_a_number() -> None:
    assert pieces("约 10 厘米。好", "zh-Hans") == ["约 ", "10 ", "厘", "米。", "好"]
    assert pieces("点“求助”，", "zh-Hans") == ["点", "“求", "助”，"]


def test_japanese_breaks_where_a_phrase_ends() -> None:
    text = "うまくいかないときは、係員が身分証を確認します"
    assert pieces(text, "ja") == ["うまくいかないときは、", "係員が", "身分証を", "確認します"]
    # a polite prefix belongs to its word, and no line begins with a small or a long letter
    assert pieces("皆さまのお名前をチェックします", "ja") == ["皆さまのお名前を", "チェックします"]
    assert "".join(small_pieces("チェック", "ja")) == "チェック"
    assert not {"ェ", "ッ"} & {piece[0] for piece in small_pieces("チェック", "ja")}


def test_a_long_japanese_phrase_is_broken_inside_rather_than_too_wide() -> None:
    setter = new_setter()
    lines = setter.wrap("きっぷをかざしてください", STYLE, 100, "ja")
    assert len(lines) > 1
    assert all(setter.width(line, STYLE, "ja") <= 100 for line in lines)


def test_a_long_german_word_is_divided_where_the_translator_marked_it() -> None:
    setter = new_setter()
    text = f"Ihr Licht{HYPHEN}bild{HYPHEN}ausweis"
    assert setter.wrap(text, STYLE, 300, "de") == [text]
    assert setter.width(text, STYLE, "de") == setter.width("Ihr Lichtbildausweis", STYLE, "de")
    room = setter.width("Lichtbild-", STYLE, "de") + 1
    lines = setter.wrap(text, STYLE, room, "de")
    assert lines == ["Ihr Licht-", "bild-", "ausweis"]
    # a hyphen is the last resort: here the whole word has a line of its own
    room = setter.width("Lichtbildausweis", STYLE, "de") + 1
    assert setter.wrap(text, STYLE, room, "de") == ["Ihr", text.removeprefix("Ihr ")]


def test_french_marks_and_units_stay_with_their_words() -> None:
    french = load("fr")
    assert french("more_time_title").endswith(f"temps{NARROW}?")
    assert f"«{TIE}Aide{TIE}»{TIE}:" in french("face_without")
    for tag in ("en", "de", "fr", "es"):
        assert f"10{TIE}cm" in load(tag)("advice_hold_flat")
        assert load(tag)("more_time_body", n=5).endswith(f"5{TIE}s")


def test_arabic_lines_begin_on_the_right() -> None:
    setter = new_setter()
    canvas = pygame.Surface((400, 60), 0, 32)
    setter.stack(canvas, [Paragraph("نص", STYLE)], Box(0, 0, 400, 60), "ar", anchor="right")
    columns = pygame.surfarray.array3d(canvas).max(axis=(1, 2))
    assert columns[360:].any()
    assert not columns[:350].any()


@given(
    text=st.text("证件照片，。（）“”：10SG ", min_size=1, max_size=40).filter(
        lambda text: text == text.strip()
    ),
    width=st.floats(20, 300),
)
def test_chinese_lines_obey_kinsoku_and_lose_nothing(text: str, width: float) -> None:
    lines = new_setter().wrap(text, STYLE, width, "zh-Hans")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines[1:]:
        assert not line or line[0] not in "，。）”："
    for line in lines[:-1]:
        assert not line or line[-1] not in "（“"


@given(
    words=st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=12),
    width=st.floats(120, 600),
)
def test_lines_fit_and_balancing_costs_no_line(words: list[str], width: float) -> None:
    setter = new_setter()
    text = " ".join(words)
    plain = setter.wrap(text, STYLE, width, "en")
    even = setter.balanced(text, STYLE, width, "en")
    for lines in (plain, even):
        assert " ".join(lines) == text
        assert all(setter.width(line, STYLE, "en") <= width for line in lines)
    assert len(even) == len(plain)


def test_balancing_leaves_no_word_alone(setter: Typesetter) -> None:
    text = "We could not match your face to this ID"
    width = setter.width(text, STYLE, "en") - 5
    assert setter.wrap(text, STYLE, width, "en")[-1] == "ID"
    assert setter.balanced(text, STYLE, width, "en") == [
        "We could not match",
        "your face to this ID",
    ]


def test_the_translators_mark_decides_where_it_costs_no_line(setter: Typesetter) -> None:
    text = f"Please use another gate. {BREAK}Staff will help you."
    assert setter.balanced(text, STYLE, 400, "en") == [
        "Please use another gate.",
        "Staff will help you.",
    ]
    assert len(setter.balanced(text, STYLE, 1000, "en")) == 1
    # too narrow for the marked halves: broken as any text
    assert len(setter.balanced(text, STYLE, 150, "en")) >= 3


def test_the_translators_mark_decides_in_a_phrase_that_is_wider_than_a_line(
    setter: Typesetter,
) -> None:
    style = Style(62, Weight.BOLD)
    lines = setter.balanced(f"身分証を{BREAK}お取りください", style, 520, "ja")
    assert lines == ["身分証を", "お取りください"]


def test_a_forced_break_stays(setter: Typesetter) -> None:
    assert setter.balanced("Thank you.\nPlease go", STYLE, 900, "en") == ["Thank you.", "Please go"]


def test_a_label_shrinks_before_it_overflows(setter: Typesetter) -> None:
    dst = pygame.Surface((400, 100), 0, 32)
    full = setter.width("Platform", STYLE, "en")
    assert setter.label(dst, "Platform", 0, 50, STYLE, "en", width=full * 0.8) <= full * 0.8
    assert setter.overflows == []
    setter.label(dst, "Platform", 0, 50, STYLE, "en", width=full * 0.3)
    setter.label(dst, "Platform", 0, 50, STYLE, "en", width=full * 0.3)
    assert len(setter.overflows) == 1
    assert "'Platform'" in setter.overflows[0]


def test_what_does_not_fit_is_noted_so_often_and_no_more(setter: Typesetter) -> None:
    """Names and stations come without end, and a kiosk runs for weeks."""
    dst = pygame.Surface((400, 100), 0, 32)
    for number in range(150):
        setter.label(dst, f"Platform {number}", 0, 50, STYLE, "en", width=20)
    assert len(setter.overflows) == 100


def test_a_stack_shrinks_as_a_whole_and_notes_what_does_not_fit(setter: Typesetter) -> None:
    dst = pygame.Surface((400, 400), 0, 32)
    words = [Paragraph("Show your ticket", STYLE, 1), Paragraph("Hold it above", STYLE, 1, 10)]
    roomy = setter.stack(dst, words, Box(0, 0, 400, 400), "en")
    tight = setter.stack(dst, words, Box(0, 0, 400, roomy * 0.8), "en")
    assert tight <= roomy * 0.8
    assert setter.overflows == []
    setter.stack(dst, words, Box(0, 0, 400, roomy * 0.3), "en")
    assert len(setter.overflows) == 1


def test_a_stack_in_the_middle_has_as_much_room_above_as_below(setter: Typesetter) -> None:
    dst = pygame.Surface((400, 400), 0, 32)
    words = [Paragraph("Show", STYLE, 1)]
    height = setter.stack(dst, words, Box(0, 0, 400, 400), "en")
    end = setter.stack(dst, words, Box(0, 0, 400, 400), "en", middle=True)
    assert end == pytest.approx((400 + height) / 2)


def test_text_has_no_dark_fringe(setter: Typesetter) -> None:
    line = setter.line("Stop", Style(40, colour=STYLE.colour._replace(red=255)), "en")
    pixels = pygame.surfarray.array3d(line)
    visible = pygame.surfarray.array_alpha(line) > 8
    assert visible.any()
    assert (pixels[visible][:, 0] >= 250).all()
