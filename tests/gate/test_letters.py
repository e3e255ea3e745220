"""The table of Latin letters: every one that Unicode has gets a spelling."""

import re
import unicodedata

import pytest

from station_gate.gate.letters import UNSURE, spell, spellings

LATIN = [
    chr(code)
    for code in range(0x110000)
    if unicodedata.name(chr(code), "").startswith("LATIN ") and chr(code).isalpha()
]


def test_every_latin_letter_of_unicode_has_an_answer() -> None:
    assert len(LATIN) > 1200
    without = [letter for letter in LATIN if not re.fullmatch("[A-Z]*", spell(letter))]
    assert without == []


def test_few_latin_letters_are_written_as_nothing() -> None:
    # glottal stops, clicks, tones and their like: ICAO leaves such signs out
    silent = [letter for letter in LATIN if not spell(letter)]
    signs = "GLOTTAL|CLICK|TONE|SALTILLO|PERCUSSIVE|SINOLOGICAL|EGYPTOLOGICAL|AIN|FRICATIVE|SPIRANT"
    odd = "TRESILLO|CUATRILLO|TWO WITH STROKE"
    for letter in silent:
        assert re.search(f"{signs}|{odd}", unicodedata.name(letter)), unicodedata.name(letter)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        # Doc 9303-3, section 6.A
        ("ÁÀÂÄÅÃĂĄĀÆ", "AAAAEAAAAAAAE"),
        ("ĆĈČĊÇĎĐÐ", "CCCCCDDD"),
        ("ÉÈÊËĚĖĘĒĔ", "EEEEEEEEE"),
        ("ĜĞĠĢĤĦ", "GGGGHH"),
        ("ıÍÌÎÏİĮĪĨ", "IIIIIIIII"),
        ("ĲĴĶĹĽĻŁĿ", "IJJKLLLLL"),
        ("ŃÑŇŅŊ", "NNNNN"),
        ("ØÓÒÔÖÕŐŌŎŒ", "OEOOOOEOOOOOE"),
        ("ŔŘŖŚŜŠŞß", "RRRSSSSSS"),
        ("ŤŢŦÞ", "TTTTH"),
        ("ÚÙÛÜŨŬŰŮŪŲ", "UUUUEUUUUUU"),
        ("ŴÝŶŸŹŽŻ", "WYYYZZZ"),
        # letters of other languages, with one accent and with several
        ("Thị Nguyễn Đặng", "THI NGUYEN DANG"),
        ("ǕǺǾǢ", "UEAAOEAE"),
        ("ƆkaiƐsi Ɣ ʻŌ", "OKAIESI G O"),
        ("ǃXóõ ǀAi", "XOO AI"),
        ("ﬃ ǆ ŉ", "FFI DZ N"),
        ("M\u0308uller u\u0308", "MULLER UE"),
        ("O’Connor-Smith 2", "OCONNOR-SMITH 2"),
    ],
)
def test_letters_are_spelled_as_the_standard_recommends(text: str, spelled: str) -> None:
    assert spell(text) == spelled


@pytest.mark.parametrize("letter", ["Ж", "λ", "田", "א", "�"])
def test_letters_of_other_scripts_are_unsure(letter: str) -> None:
    assert spell(f"a{letter}b") == f"A{UNSURE}B"


def test_other_official_spellings_are_known() -> None:
    assert spellings("Ü") == ("UE", "U", "UXX", "YU", "V")
    assert spellings("Ǚ") == spellings("Ü")
    assert "DJ" in spellings("Đ")
