"""Tag, length, value: what is right is read, what is not is refused at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.documents.chip.tlv import (
    MOST_DEPTH,
    MOST_ELEMENTS,
    Malformed,
    definite,
    elements,
    find,
    leaves,
    only,
    write,
)

TAGS = st.sampled_from([0x02, 0x04, 0x30, 0x61, 0x5F1F, 0x7F60])


@given(TAGS, st.sampled_from([0, 1, 127, 128, 255, 256, 65535, 65536]), st.binary(max_size=9))
def test_what_is_written_is_read(tag: int, size: int, end: bytes) -> None:
    value = bytes(size) + end
    assert only(write(tag, value), tag) == value


@given(TAGS, st.binary(max_size=200), st.integers(min_value=1, max_value=300))
def test_a_cut_element_is_refused_wherever_it_is_cut(tag: int, value: bytes, cut: int) -> None:
    whole = write(tag, value)
    with pytest.raises(Malformed, match="cut short"):
        only(whole[: max(0, len(whole) - cut)], tag)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        told = [*leaves(data), *(element.value for element in elements(data))]
    except Malformed:
        return
    assert sum(map(len, told)) <= 2 * len(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cut short"),
        (b"\x77", "cut short"),
        (b"\x77\x80", "length of 0 bytes"),
        (b"\x77\x85\0\0\0\0\0", "length of 5 bytes"),
        (b"\x77\x84\xff\xff\xff\xff", "4294967295 bytes are missing"),
        (b"\x77\x82\x01", "cut short"),
        (b"\x7f\xff\x01\x00", "tag of more than two bytes"),
        (b"\x77\x00\x00", "1 bytes follow its end"),
        (b"\x61\x00", "begins with tag 61 instead of 77"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        only(data, 0x77)


def test_the_first_of_a_tag_is_found() -> None:
    side_by_side = write(0x02, b"a") + write(0x5F1F, b"b") + write(0x5F1F, b"c")
    assert find(side_by_side, 0x5F1F) == b"b"
    assert find(side_by_side, 0x04) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7780020107 0000", "7703020107"),
        ("7706 3080 0500 0000", "7704 3002 0500"),
        ("7780 3080 04020000 0000 0000", "7706 3004 04020000"),
        ("7780 7f2e80 040141 0000 0000", "7706 7f2e03 040141"),
        # what has none stays as it is, lengths that are longer than need be included
        ("77 8200 03 020107", "77 8200 03 020107"),
        ("7780 30 8103 020107 0000", "7706 30 8103 020107"),
    ],
)
def test_marks_become_lengths(written: str, meant: str) -> None:
    assert definite(bytes.fromhex(written)) == bytes.fromhex(meant)


@given(st.binary(max_size=200))
def test_without_marks_nothing_changes(data: bytes) -> None:
    whole = write(0x77, write(0x04, data) + write(0x30, write(0x04, data)))
    assert definite(whole) == whole
    definite(b"\x77\x80" + data)  # anything is survived


def test_an_element_of_indefinite_length_without_end_is_refused() -> None:
    for data in (b"\x77\x80\x02\x01\x07", b"\x77\x80" * 50, b"\x04\x80\x00\x00"):
        assert definite(data) == data
        with pytest.raises(Malformed):
            only(data, 0x77)
    many = b"\x30\x80" + b"\x05\x00" * 20_000 + b"\x00\x00"
    with pytest.raises(Malformed):
        only(many, 0x30)


def nested(depth: int) -> bytes:
    data = b"\x02\x01\x07"
    for _ in range(depth):
        data = write(0x30, data)
    return data


def test_nesting_has_an_end() -> None:
    assert list(leaves(nested(MOST_DEPTH - 1))) == [b"\x07"]
    with pytest.raises(Malformed, match="nested more than"):
        list(leaves(nested(MOST_DEPTH)))
    with pytest.raises(Malformed, match="nested more than"):
        list(leaves(nested(20_000)))  # far deeper than Python could call itself


def test_the_number_of_elements_has_an_end() -> None:
    most = b"\x05\x00" * MOST_ELEMENTS
    assert len(list(elements(most))) == MOST_ELEMENTS
    with pytest.raises(Malformed, match="more than"):
        list(elements(most + b"\x05\x00"))
    with pytest.raises(Malformed, match="more than"):
        list(leaves(write(0x30, most)))


def test_leaves_are_told_in_order() -> None:
    tree = write(0x30, write(0x02, b"1") + write(0x30, write(0x04, b"2"))) + write(0x02, b"3")
    assert list(leaves(tree)) == [b"1", b"2", b"3"]
