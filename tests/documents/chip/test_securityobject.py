"""A security object that is not built as it must be is refused, and costs nothing."""

from typing import Any

import pytest
from asn1crypto import cms
from hypothesis import given
from hypothesis import strategies as st

from station_gate.documents.chip.certificate import read_certificate, subject_of
from station_gate.documents.chip.securityobject import read_security_object
from station_gate.documents.chip.tlv import Malformed, write
from tests.documents.chip.makers import State, lds, security_object

STATE = State()
CONTENT = lds({1: b"zone", 2: b"portrait"})
SOD = security_object(STATE, CONTENT)


def attribute(kind: str, value: object, times: int = 1) -> list[dict[str, Any]]:
    return [{"type": kind, "values": [value]}] * times


TYPE = attribute("content_type", "2.23.136.1.1.1")
DIGEST = attribute("message_digest", b"d" * 32)


@pytest.mark.parametrize(
    ("sod", "words"),
    [
        (b"", "cut short"),
        (SOD[:-1], "cut short"),
        (SOD + b"\0", "follow its end"),
        (SOD[4:], "instead of 77"),
        (write(0x77, b"\x30\x00"), "no security object"),
        (write(0x77, b"\x02\x01\x07"), "no security object"),
        (write(0x77, cms.ContentInfo({"content_type": "data"}).dump()), "not signed"),
        (security_object(STATE, b""), "no security object"),
        (security_object(STATE, b"no elements"), "cut short|length of"),
        (security_object(STATE, lds({0: b"zone"})), "data group 0"),
        (security_object(STATE, lds({17: b"zone"})), "data group 17"),
        (security_object(STATE, CONTENT, signatures=0), "exactly one signature"),
        (security_object(STATE, CONTENT, signatures=2), "exactly one signature"),
        (security_object(STATE, CONTENT, attributes=[]), "covers no attributes"),
        (security_object(STATE, CONTENT, attributes=TYPE), "one attribute message digest"),
        (security_object(STATE, CONTENT, attributes=DIGEST), "one attribute content type"),
        (
            security_object(STATE, CONTENT, attributes=[*TYPE, *DIGEST, *DIGEST]),
            "one attribute message digest",
        ),
        (
            security_object(STATE, CONTENT, certificates=[STATE.signer] * 9),
            "more than 8 certificates",
        ),
    ],
)
def test_what_is_wrong_is_said(sod: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        read_security_object(sod)


def test_a_data_group_named_twice_is_refused() -> None:
    twice = CONTENT.replace(b"\x02\x01\x02", b"\x02\x01\x01")
    assert twice != CONTENT
    with pytest.raises(Malformed, match="data group 1 wrongly or twice"):
        read_security_object(security_object(STATE, twice))


def test_a_deep_or_crowded_object_is_refused_before_anything_understands_it() -> None:
    deep = b"\x05\x00"
    for _ in range(10_000):
        deep = write(0x30, deep)
    with pytest.raises(Malformed, match="nested more than"):
        read_security_object(write(0x77, deep))
    with pytest.raises(Malformed, match="more than 4096 elements"):
        read_security_object(write(0x77, write(0x30, b"\x05\x00" * 40_000)))


@given(st.integers(min_value=0, max_value=len(SOD) - 1))
def test_a_cut_object_is_refused_wherever_it_is_cut(at: int) -> None:
    with pytest.raises(Malformed):
        read_security_object(SOD[:at])


@given(st.binary(max_size=300))
def test_any_contents_are_refused(contents: bytes) -> None:
    with pytest.raises(Malformed):
        read_security_object(write(0x77, contents))


@given(st.binary(max_size=300))
def test_any_bytes_are_no_certificate(der: bytes) -> None:
    with pytest.raises(Malformed):
        read_certificate(der)
    with pytest.raises(Malformed):
        subject_of(der)
