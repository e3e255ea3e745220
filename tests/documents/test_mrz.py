"""Machine-readable zones: the specimens of ICAO Doc 9303, and what is none."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from station_gate.documents.mrz import ZoneError, check_digit, read_zone
from station_gate.gate.likeness import Likeness, compare_names
from station_gate.gate.travel import Holder
from station_gate.issuing.mrzwriting import FORMS, write_zone, zone_name

TODAY = date(2026, 11, 20)
# Doc 9303-5, -6 and -4, appendix: the same person of Utopia on three documents
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6"
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
ANNA = Holder(
    surname="ERIKSSON",
    given_names="ANNA MARIA",
    document_number="D23145890",
    issuer="UTO",
    birth=date(1974, 8, 12),
    expiry=date(2012, 4, 15),
)


@pytest.mark.parametrize(
    ("text", "form", "number", "optional", "code"),
    [
        (TD1, "TD1", "D23145890", "", "I"),
        (TD2, "TD2", "D23145890", "", "I"),
        (TD3, "TD3", "L898902C3", "ZE184226B", "P"),
    ],
)
def test_the_specimens_are_read(
    text: str, form: str, number: str, optional: str, code: str
) -> None:
    zone = read_zone(text)
    assert zone.valid
    assert (zone.form, zone.optional, zone.code, zone.sex) == (form, optional, code, "F")
    assert zone.nationality == "UTO"
    assert "".join(zone.lines) == text
    assert zone.holder(TODAY) == replace(ANNA, document_number=number)


@pytest.mark.parametrize(("form", "text"), [("TD1", TD1), ("TD2", TD2)])
def test_the_specimens_are_written(form: str, text: str) -> None:
    named = replace(ANNA, surname="Eriksson", given_names="Anna Maria")
    assert write_zone(form, named, nationality="UTO", sex="F") == text


def test_check_digits_of_the_standard() -> None:
    # Doc 9303-3, section 4.9: worked examples
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("HA672242<658022549601086<<<<<<<<<<<<<<0") == "8"


@pytest.mark.parametrize("text", [TD1, TD2, TD3])
def test_one_wrong_digit_in_a_checked_field_is_found(text: str) -> None:
    zone = read_zone(text)
    for field in (zone.number[1:], zone.birth, zone.expiry):
        for at in range(text.index(field), text.index(field) + len(field)):
            for instead in "0123456789":
                if text[at].isdigit() and instead != text[at]:
                    wrong = text[:at] + instead + text[at + 1 :]
                    assert not read_zone(wrong).valid, wrong


def test_letters_ten_apart_are_one_to_a_check_digit() -> None:
    assert check_digit("1") == check_digit("B") == check_digit("L")


def test_no_check_digit_protects_the_name() -> None:
    assert read_zone(TD3.replace("ERIKSSON", "ERIKSEN<")).valid


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    # Doc 9303-5, note j: D23145890734 on a card
    number, digit = "D23145890734", check_digit("D23145890734")
    first = f"I<UTO{number[:9]}<{number[9:]}{digit}<".ljust(30, "<")
    birth, expiry = "7408122", "1204159"
    whole = check_digit(first[5:] + birth + expiry + "<" * 11)
    zone = read_zone(f"{first}{birth}F{expiry}UTO{'<' * 11}{whole}{'ERIKSSON<<ANNA':<<30}")
    assert zone.valid
    assert (zone.number, zone.optional) == (number, "")
    second = f"D23145890<UTO{birth}F{expiry}734{digit}<<<"
    whole = check_digit(second[:10] + second[13:20] + second[21:35])
    zone = read_zone(f"{'I<UTOERIKSSON<<ANNA':<<36}{second}{whole}")
    assert zone.valid
    assert zone.number == number


@pytest.mark.parametrize("digit", ["0", "<"])
def test_empty_optional_data_may_have_a_filler_for_its_digit(digit: str) -> None:
    number, birth, expiry = "L898902C36", "7408122", "1204159"
    whole = check_digit(number + birth + expiry + "<" * 14 + digit)
    text = f"{TD3[:44]}{number}UTO{birth}F{expiry}{'<' * 14}{digit}{whole}"
    assert read_zone(text).valid


@pytest.mark.parametrize(
    ("birth", "told"),
    [
        ("740812", date(1974, 8, 12)),
        ("261120", date(2026, 11, 20)),
        ("261121", date(1926, 11, 21)),
        ("000229", date(2000, 2, 29)),
        ("<<<<<<", None),
        ("74<<<<", None),
        ("740800", None),
        ("740000", None),
        ("740230", None),
        ("741301", None),
        ("7A0812", None),
    ],
)
def test_the_century_of_a_birth_is_the_last_possible(birth: str, told: date | None) -> None:
    zone = replace(read_zone(TD3), birth=birth)
    assert zone.holder(TODAY).birth == told


@pytest.mark.parametrize(
    ("expiry", "told"),
    [
        ("310630", date(2031, 6, 30)),
        ("761231", date(2076, 12, 31)),
        ("770101", date(1977, 1, 1)),
        ("<<<<<<", None),
        ("310229", date(2031, 2, 28)),
        ("320229", date(2032, 2, 29)),
        ("310631", date(2031, 6, 30)),
        ("310600", date(2031, 6, 30)),
        ("3106<<", date(2031, 6, 30)),
        ("310000", date(2031, 12, 31)),
        ("31<<<<", date(2031, 12, 31)),
    ],
)
def test_a_document_ends_within_fifty_years(expiry: str, told: date | None) -> None:
    zone = replace(read_zone(TD3), expiry=expiry)
    assert zone.holder(TODAY).expiry == told


@pytest.mark.parametrize("day", ["3A0630", "311301", "310632", "000000", "<<0630", "3<0630"])
def test_a_last_day_that_is_none_is_said(day: str) -> None:
    with pytest.raises(ZoneError, match="no date"):
        replace(read_zone(TD3), expiry=day).holder(TODAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 letters"),
        (TD3[:-1], "87 letters"),
        (TD3.lower(), "other letters"),
        (TD3.replace("<", " "), "other letters"),
        ("٣" * 88, "other letters"),
    ],
)
def test_what_is_no_zone_is_said(text: str, words: str) -> None:
    with pytest.raises(ZoneError, match=words):
        read_zone(text)


@given(
    st.sampled_from([72, 88, 90]).flatmap(
        lambda size: st.text("<ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=size, max_size=size)
    )
)
def test_any_zone_is_read_and_gives_a_holder_or_a_sentence(text: str) -> None:
    zone = read_zone(text)
    try:
        holder = zone.holder(TODAY)
    except ZoneError:
        return
    assert holder.birth is None or holder.birth <= TODAY


NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=1, max_size=60).filter(str.strip)


@given(
    form=st.sampled_from(FORMS),
    surname=NAMES,
    given_names=NAMES,
    number=st.text("ABCXYZ0123456789", min_size=1, max_size=9),
    birth=st.none() | st.dates(date(1930, 1, 1), TODAY),
    expiry=st.none() | st.dates(TODAY, date(2070, 1, 1)),
)
def test_what_is_written_is_read(
    form: str,
    surname: str,
    given_names: str,
    number: str,
    birth: date | None,
    expiry: date | None,
) -> None:
    holder = Holder(
        surname=surname,
        given_names=given_names,
        document_number=number,
        issuer="D",
        birth=birth,
        expiry=expiry,
    )
    zone = read_zone(write_zone(form, holder, nationality="D"))
    assert zone.valid
    read = zone.holder(TODAY)
    assert (read.document_number, read.issuer, read.birth, read.expiry) == (
        number,
        "D",
        birth,
        expiry,
    )
    room = {"TD1": 30, "TD2": 31, "TD3": 39}[form]
    names = zone.lines[2] if form == "TD1" else zone.lines[0][5:]
    whole = len(f"{'<'.join(surname.split())}<<{'<'.join(given_names.split())}")
    if whole <= room:
        assert (read.surname, read.given_names) == (
            " ".join(surname.split()),
            " ".join(given_names.split()),
        )
    else:
        # Doc 9303-4, section 4.2.3: a letter in the last place says that some may be missing
        assert names[-1] != "<" or not re.search("[A-Z]{2}", names[:-1])
        assert read.surname
        assert read.given_names


@given(
    form=st.sampled_from(FORMS),
    surname=st.text("ABDEILMNORSUÄÖÜØÞĐǢ -'", min_size=1, max_size=60),
    given_names=st.text("ABDEILMNORSUÄÖÜØÞĐǢ -'", max_size=60),
)
def test_nobody_is_another_for_a_zone_that_we_wrote(
    form: str, surname: str, given_names: str
) -> None:
    if not zone_name(surname):
        surname, given_names = given_names, ""
    assume(zone_name(surname))
    holder = replace(ANNA, surname=surname, given_names=given_names)
    read = read_zone(write_zone(form, holder, nationality="UTO")).holder(TODAY)
    for ticket in (
        f"{given_names} {surname}",
        f"{surname}, {given_names}",
        f"{surname}/{given_names} MR",
    ):
        likeness = compare_names(ticket, read.surname, read.given_names)
        assert likeness is not Likeness.DIFFERENT, (ticket, read)


@pytest.mark.parametrize(
    ("form", "surname", "given_names", "names"),
    [
        # both halves are there in part, and the last place has a letter
        (
            "TD3",
            "Bennelong Wooloomooloo Warrandyte Warnambool",
            "Dingo Potoroo",
            "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D",
        ),
        (
            "TD3",
            "Nilavadhanananda",
            "Chayapa Dejthamrong Krasuang",
            "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
        ),
        ("TD1", "Papathanasopoulou", "Konstantina Maria", "PAPATHANASOPOULOU<<KONSTANTINA"),
        ("TD1", "Papathanasopoulou", "Konstantin Maria", "PAPATHANASOPOULO<<KONSTANTIN<M"),
        ("TD1", "Arnpolpetcharongsuangsawatdiwong", "", "ARNPOLPETCHARONGSUANGSAWATDIWO"),
        ("TD2", "", "Arnpol", "ARNPOL<<<<<<<<<<<<<<<<<<<<<<<<<"),
    ],
)
def test_a_name_that_is_too_long_is_cut_as_the_standard_has_it(
    form: str, surname: str, given_names: str, names: str
) -> None:
    holder = replace(ANNA, surname=surname, given_names=given_names)
    zone = read_zone(write_zone(form, holder, nationality="UTO"))
    assert (zone.lines[2] if form == "TD1" else zone.lines[0][5:]) == names


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT"),
        ("Østergård", "OESTERGAARD"),
        ("O’Connor", "OCONNOR"),
        ("D'Artagnan", "DARTAGNAN"),
        ("Łukasiewicz", "LUKASIEWICZ"),
        ("Nguyễn Thị", "NGUYEN<THI"),
        ("Straße", "STRASSE"),
        ("Þórsson", "THORSSON"),
        ("Çelik İnan", "CELIK<INAN"),
        ("  Van  der  Berg ", "VAN<DER<BERG"),
        ("", ""),
    ],
)
def test_names_are_spelt_as_the_standard_does(name: str, spelt: str) -> None:
    assert zone_name(name) == spelt


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"surname": "陈"}, "no Latin spelling"),
        ({"surname": "Иванов"}, "no Latin spelling"),
        ({"surname": "-", "given_names": ""}, "name is missing"),
        ({"document_number": "L01X00T471"}, "up to 9"),
        ({"document_number": "Ä1"}, "up to 9"),
    ],
)
def test_what_a_zone_cannot_say_is_said(change: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        write_zone("TD3", replace(ANNA, **change), nationality="UTO")  # type: ignore[arg-type]
