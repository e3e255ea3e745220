"""The record of a Chinese resident card: 256 bytes and a portrait."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from station_gate.documents.document import DocumentRefused
from station_gate.documents.resident import (
    LONG_TERM,
    RECORD_BYTES,
    Record,
    check_record,
    load_resident,
    number_digit,
    read_record,
    write_record,
)
from station_gate.gate.likeness import Likeness, compare_names
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Holder
from station_gate.problems import BadInput

# the number is the example of GB 11643 itself
RECORD = Record(
    name="张三",
    sex="2",
    nation="01",
    birth="19491231",
    address="北京市朝阳区某街1号",
    number="11010519491231002X",
    authority="北京市公安局",
    valid_from="20210630",
    valid_until="20310630",
)


def card(folder: Path, record: Record = RECORD, picture: str = "portrait.bmp") -> Path:
    (folder / "record.bin").write_bytes(write_record(record))
    pixels = np.arange(126, dtype=np.uint8)[:, None, None] + np.zeros((126, 102, 3), np.uint8)
    Image.fromarray(pixels).save(folder / picture)
    return folder


@pytest.mark.parametrize("picture", ["portrait.bmp", "portrait.png"])
def test_a_card_is_read(tmp_path: Path, picture: str) -> None:
    document = load_resident(card(tmp_path, picture=picture))
    assert document.holder == Holder(
        surname="张三",
        given_names="",
        document_number="11010519491231002X",
        issuer="CHN",
        birth=date(1949, 12, 31),
        expiry=date(2031, 6, 30),
    )
    assert document.portrait.shape == (126, 102, 3)
    assert document.portrait[100, 50].tolist() == [100, 100, 100]
    assert [(check.name, check.passed) for check in document.checks] == [
        ("number_check_digit", True),
        ("birth_in_number", True),
    ]
    told = " ".join(f"{check.value} {check.limit}" for check in document.checks)
    assert not any(secret in told for secret in ("张", "1101", "1949"))


def test_the_name_is_the_tickets(tmp_path: Path) -> None:
    holder = load_resident(card(tmp_path)).holder
    assert compare_names("张三", holder.surname, holder.given_names) is Likeness.MATCH
    assert compare_names("李四", holder.surname, holder.given_names) is Likeness.DIFFERENT
    # a ticket in Latin letters is for staff to compare
    assert compare_names("ZHANG SAN", holder.surname, holder.given_names) is Likeness.SIMILAR


def test_a_long_term_card_never_expires(tmp_path: Path) -> None:
    assert (
        load_resident(card(tmp_path, replace(RECORD, valid_until=LONG_TERM))).holder.expiry is None
    )


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({"number": "110105194912310021"}, "number_check_digit"),
        ({"number": "11010519491231003X"}, "number_check_digit"),
        ({"number": "110105491231002"}, "number_check_digit"),
        ({"number": ""}, "number_check_digit"),
        ({"number": "1101051949123100٢X"}, "number_check_digit"),
        ({"birth": "19491230"}, "birth_in_number"),
        ({"birth": ""}, "birth_in_number"),
    ],
)
def test_a_wrong_number_is_refused(tmp_path: Path, change: dict[str, str], failed: str) -> None:
    with pytest.raises(DocumentRefused) as caught:
        load_resident(card(tmp_path, replace(RECORD, **change)))
    assert caught.value.reason is Reason.DOCUMENT_UNREADABLE
    assert [check.passed for check in caught.value.checks][-1] is False
    assert caught.value.checks[-1].name == failed


@given(st.text("0123456789", min_size=16, max_size=16), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(rest: str, at: int, more: int) -> None:
    first = "1" + rest
    number = first + number_digit(first)
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert check_record(replace(RECORD, number=number))[0].passed
    assert not check_record(replace(RECORD, number=wrong))[0].passed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "no name"),
        ({"valid_until": "20311330"}, "last day is no date"),
        ({"valid_until": "20310232"}, "last day is no date"),
        ({"valid_until": "永久"}, "last day is no date"),
        ({"valid_until": "2031063 "}, "last day is no date"),
        ({"address": "a\x1b[2J"}, "address has letters that cannot be shown"),
    ],
)
def test_a_faulty_record_gets_one_sentence(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        load_resident(card(tmp_path, replace(RECORD, **change)))


@pytest.mark.parametrize("birth", ["19490231", "19490000"])
def test_a_day_of_birth_that_never_was_is_no_reason_to_refuse(tmp_path: Path, birth: str) -> None:
    first = f"110105{birth}002"
    record = replace(RECORD, birth=birth, number=first + number_digit(first))
    assert load_resident(card(tmp_path, record)).holder.birth is None


def test_a_last_day_that_its_month_lacks_is_the_months_last(tmp_path: Path) -> None:
    holder = load_resident(card(tmp_path, replace(RECORD, valid_until="20310229"))).holder
    assert holder.expiry == date(2031, 2, 28)


@pytest.mark.parametrize("rare", ["\ue123", "\uffff"])
def test_a_rare_letter_is_a_box_and_decides_nothing(tmp_path: Path, rare: str) -> None:
    document = load_resident(card(tmp_path, replace(RECORD, name=f"张{rare}", address=rare)))
    assert document.holder.surname == "张□"
    assert not document.name_sure
    assert read_record(tmp_path / "record.bin").address == "□"


@pytest.mark.parametrize("size", [1, 255, 257, 1280])
def test_a_record_of_another_size_gets_one_sentence(tmp_path: Path, size: int) -> None:
    card(tmp_path)
    (tmp_path / "record.bin").write_bytes(bytes(size))
    with pytest.raises(BadInput, match=f"has 256 bytes, this has {size}"):
        load_resident(tmp_path)


def test_what_is_no_text_gets_one_sentence(tmp_path: Path) -> None:
    card(tmp_path)
    (tmp_path / "record.bin").write_bytes(b"\x00\xd8" * 128)
    with pytest.raises(BadInput, match="name is no text in UTF-16LE"):
        load_resident(tmp_path)


def test_a_missing_portrait_gets_one_sentence(tmp_path: Path) -> None:
    (card(tmp_path) / "portrait.bmp").unlink()
    with pytest.raises(BadInput, match=r"put portrait\.bmp or portrait\.png there"):
        load_resident(tmp_path)


def test_a_record_that_does_not_fit_is_not_written() -> None:
    assert len(write_record(RECORD)) == RECORD_BYTES == 256
    with pytest.raises(ValueError, match="name has more than 15 letters"):
        write_record(replace(RECORD, name="名" * 16))


@given(st.binary(min_size=256, max_size=256))
def test_any_record_is_read_or_refused(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.bin"
        path.write_bytes(content)
        try:
            checks = check_record(read_record(path))
        except BadInput:
            return
    assert not checks[-1].passed
