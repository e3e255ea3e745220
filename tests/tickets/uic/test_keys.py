"""The registry of UIC issuers' keys, and the signatures in all the forms that are found."""

import base64
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from fixtures.library import railtickets
from station_gate.gate.reasons import Reason
from station_gate.issuing.dosipas import UicIssuerKey
from station_gate.problems import BadInput
from station_gate.tickets.checking import DecodedTicket, TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKeys
from station_gate.tickets.uic.signature import holds, load_key, load_point
from tests.conftest import FIXTURES
from tests.tickets.uic.barcodes import AT, KEYS, container, flex, part, record, trusted

P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
DSA = dsa.generate_private_key(2048)
MESSAGE = b"a ticket"


def der(public: Any) -> bytes:
    return bytes(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def encoded(public: Any) -> str:
    return base64.b64encode(der(public)).decode()


def entry(**changes: str) -> str:
    fields = {
        "issuerName": "Demo",
        "issuerCode": "0099",
        "id": "00007",
        "publicKey": encoded(P256.public_key()),
        "signatureAlgorithm": "SHA256withECDSA",
        "startDate": "2026-01-01",
        "endDate": "2026-12-31",
    } | changes
    return "<key>" + "".join(f"<{k}>{v}</{k}>" for k, v in fields.items()) + "</key>"


def load(tmp_path: Path, *entries: str) -> UicKeys:
    path = tmp_path / "keys.xml"
    path.write_text(f"<keys>{''.join(entries)}</keys>", encoding="utf-8")
    return UicKeys.load(path)


# ---------------------------------------------------------------------- the registry


def test_leading_zeros_name_the_same_key(tmp_path: Path) -> None:
    keys = load(tmp_path, entry())
    (key,) = keys.find("99", "7")
    assert (key.issuer_name, key.valid_from, key.valid_until) == (
        "Demo",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert keys.find("0099", "7") == []  # a ticket's codes are made plain before
    assert key.in_date(datetime(2026, 12, 31, 23, 59))
    assert not key.in_date(datetime(2027, 1, 1))


def test_one_number_may_stand_for_two_keys(tmp_path: Path) -> None:
    other = base64.b64encode(der(P384.public_key())).decode()
    keys = load(tmp_path, entry(), entry(publicKey=other))
    assert len(keys) == 2
    assert len(keys.find("99", "7")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"publicKey": "no base64!"},
        {"publicKey": "bm8ga2V5"},
        {
            "publicKey": base64.b64encode(
                der(ed25519.Ed25519PrivateKey.generate().public_key())
            ).decode()
        },
        {"startDate": "soon"},
        {"endDate": ""},
    ],
)
def test_an_entry_that_cannot_be_used_does_not_spoil_the_others(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    keys = load(tmp_path, entry(**changes), entry(id="8"))
    assert (len(keys), keys.unusable) == (1, 1)
    assert keys.find("99", "7") == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<keys>", "is not a UIC key registry"),
        ("<html></html>", "begins with <html>"),
        ("<keys></keys>", "no key that can be used"),
        ('<!DOCTYPE keys [<!ENTITY a "b">]><keys></keys>', "declares entities"),
    ],
)
def test_a_file_that_is_no_registry_gets_one_sentence(
    tmp_path: Path, content: str, sentence: str
) -> None:
    path = tmp_path / "keys.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(sentence)):
        UicKeys.load(path)
    with pytest.raises(BadInput):
        UicKeys.load(tmp_path)
    with pytest.raises(BadInput):
        UicKeys.load(tmp_path / "missing.xml")


@pytest.mark.parametrize(
    "changes",
    [
        {"startDate": "2026-01-01Z", "endDate": "2026-12-31+02:00"},
        {"startDate": "2026-01-01T00:00:00", "endDate": "2026-12-31T23:59:59.5Z"},
        {"publicKey": "\n  ".join(["", *re.findall(".{1,64}", encoded(P256.public_key())), ""])},
        {"id": "\n 00007 \n"},
    ],
)
@pytest.mark.parametrize("space", ["", ' xmlns="urn:other"', ' xmlns="urn:x" version="2"'])
def test_a_registry_may_be_written_by_any_xml_tool(
    tmp_path: Path, changes: dict[str, str], space: str
) -> None:
    path = tmp_path / "keys.xml"
    path.write_text(
        f'<?xml version="1.0"?>\n<!-- keys --><keys{space}>\n<!-- one -->{entry(**changes)}</keys>',
        encoding="utf-8",
    )
    (key,) = UicKeys.load(path).find("99", "7")
    assert (key.valid_from, key.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1u:", f"<keys>{entry(**changes)}</keys>")
    path.write_text(prefixed.replace("<u:keys>", '<u:keys xmlns:u="urn:u">'), encoding="utf-8")
    assert len(UicKeys.load(path)) == 1


def test_the_published_registry_loads(shared_data: Path) -> None:
    keys = UicKeys.load(shared_data / "uic/keys/uic-publickeys.xml")
    # five entries hold no key that can be read: bad base64 or odd parameters
    assert (len(keys), keys.unusable) == (55, 5)


# ---------------------------------------------------------------------- signatures


def raw(signature: bytes, size: int) -> bytes:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def test_a_signature_comes_in_three_forms() -> None:
    public = P256.public_key()
    signature = P256.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    for form in (signature, signature + bytes(8), raw(signature, 32)):
        assert holds(public, form, MESSAGE)
        assert not holds(public, form, b"another ticket")
    for form in (signature + b"x", signature[:-1], b"", b"\x30", b"\x30\x00\x00", b"abc"):
        assert not holds(public, form, MESSAGE)


@pytest.mark.parametrize(
    ("identifier", "named", "expected"),
    [
        ("", "", True),
        ("", "SHA256withECDSA", True),
        ("1.2.840.10045.4.3.2", "SHA1withDSA", True),  # the ticket's own word goes first
        ("1.2.840.10045.4.3.3", "", False),
        ("2.16.840.1.101.3.4.3.2", "", False),  # DSA, for a curve's key
        ("1.2.3.4", "", False),
        ("", "SHA1-DSA (1024)", False),
    ],
)
def test_the_hash_is_the_ticket_s_or_the_registry_s(
    identifier: str, named: str, expected: bool
) -> None:
    signature = P256.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    public = P256.public_key()
    assert holds(public, signature, MESSAGE, identifier=identifier, named=named) is expected


def test_dsa_takes_its_hash_from_the_key_where_nobody_says() -> None:
    signature = DSA.sign(MESSAGE, hashes.SHA256())
    assert holds(DSA.public_key(), signature, MESSAGE)
    assert holds(DSA.public_key(), signature, MESSAGE, named="SHA256withDSA(2048,256)")
    assert holds(DSA.public_key(), raw(signature, 32), MESSAGE)
    assert not holds(DSA.public_key(), signature, MESSAGE, named="SHA1withDSA")


@pytest.mark.parametrize("private", [P256, P384])
def test_the_app_s_key_is_a_point(private: ec.EllipticCurvePrivateKey) -> None:
    public = private.public_key()
    for form in (PublicFormat.CompressedPoint, PublicFormat.UncompressedPoint):
        point = load_point(public.public_bytes(Encoding.X962, form))
        assert der(point) == der(public)
    assert der(load_point(der(public))) == der(public)


@pytest.mark.parametrize(
    "data", [b"", b"\x02", b"\x02" + bytes(31), b"\x05" + bytes(32), b"x" * 90]
)
def test_what_is_no_key_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="neither"):
        load_key(data)
    with pytest.raises(ValueError, match=r"neither|[Pp]oint|invalid"):
        load_point(data)


# ---------------------------------------------------------------------- containers


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_container_with_dsa_opens(version: int) -> None:
    payload = container(flex(record(), version), DSA)
    decoded = decode_any(payload, Trust(KeyRing([]), trusted(DSA.public_key())), AT)
    assert decoded.ticket.train == "SG 127"
    assert decoded.checks[0].value == "UIC #UT02"


def test_an_old_container_with_a_short_key_opens() -> None:
    old = dsa.generate_private_key(1024)
    payload = container(flex(record(), 1), old, version=1)
    trust = Trust(KeyRing([]), trusted(old.public_key(), algorithm="SHA1withDSA(1024,160)"))
    assert decode_any(payload, trust, AT).checks[0].value == "UIC #UT01"


def test_letters_in_a_key_s_name() -> None:
    payload = container(flex(record()), DSA, key_id="TT005")
    trust = Trust(KeyRing([]), trusted(DSA.public_key(), "TT005"))
    assert isinstance(decode_any(payload, trust, AT), DecodedTicket)


def head(flags: str) -> bytes:
    return part("U_HEAD", "01", f"9990{'ORDER1':<20}201120260900{flags}ENDE".encode())


@pytest.mark.parametrize(
    ("flags", "specimen"), [("0", False), ("1", False), ("4", True), ("7", True)]
)
def test_the_head_may_say_specimen(flags: str, specimen: bool) -> None:
    payload = container(head(flags) + flex(record()), DSA)
    decoded = decode_any(payload, Trust(KeyRing([]), trusted(DSA.public_key())), AT)
    assert decoded.ticket.specimen is specimen


def test_the_data_may_say_specimen() -> None:
    data = record()
    data["issuingDetail"]["specimen"] = True
    assert decode_any(railtickets.signed(data), Trust(KeyRing([]), KEYS), AT).ticket.specimen


@pytest.mark.parametrize(
    "content",
    [part("U_FLEX", "03", b"\0"), part("U_FLEX", "01", flex(record(), 3)[12:]), b"x"],
)
def test_a_trusted_issuer_s_broken_data_is_damage(content: bytes) -> None:
    trust = Trust(KeyRing([]), trusted(DSA.public_key()))
    with pytest.raises(TicketRefused) as caught:
        decode_any(container(content, DSA), trust, AT)
    assert caught.value.reason is Reason.TICKET_DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        part("U_HEAD", "01", b"short"),
        part("U_HEAD", "01", b"x" * 41),
        part("U_TLAY", "01", b""),
        part("U_TLAY", "01", b"RCT29999"),
        part("U_TLAY", "01", b"RCT20001x"),
        part("0080BL", "09", b"S0019999x"),
        part("118199", "01", b"{"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_nothing_is_refused_for_its_print(content: bytes, first: bool) -> None:
    data = flex(record())
    payload = container(content + data if first else data + content, DSA)
    trust = Trust(KeyRing([]), trusted(DSA.public_key()))
    assert decode_any(payload, trust, AT).ticket.train == "SG 127"
    with pytest.raises(TicketRefused) as caught:
        decode_any(container(content, DSA), trust, AT)
    assert caught.value.reason is Reason.TICKET_UNSUPPORTED  # to staff


@pytest.mark.parametrize(
    ("number", "version"), [("01", 1), ("1 ", 1), ("13", 1), ("02", 2), (" 3", 3)]
)
def test_a_version_is_written_in_several_ways(number: str, version: int) -> None:
    content = part("U_FLEX", number, flex(record(), version)[12:])
    trust = Trust(KeyRing([]), trusted(DSA.public_key()))
    assert decode_any(container(content, DSA), trust, AT).ticket.train == "SG 127"


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_der_may_be_longer_than_one_byte_says(curve: ec.EllipticCurve) -> None:
    private = ec.generate_private_key(curve)
    public, size = private.public_key(), (curve.key_size + 7) // 8
    digest = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}[curve.key_size]
    signature = private.sign(MESSAGE, ec.ECDSA(digest))
    for form in (signature, signature + bytes(5), raw(signature, size)):
        assert holds(public, form, MESSAGE, named=f"SHA{digest.digest_size * 8}withECDSA")
    for form in (signature[:-1], b"\x30\x81", b"\x30\x84\xff\xff\xff\xff", signature + b"x"):
        assert not holds(public, form, MESSAGE, named=f"SHA{digest.digest_size * 8}withECDSA")


@pytest.mark.parametrize(
    "content", [b"", part("0080BL", "02", b"x"), part("U_FLEX", "04", b"\0"), head("0")]
)
def test_what_this_gate_does_not_read_goes_to_staff(content: bytes) -> None:
    with pytest.raises(TicketRefused) as caught:
        decode_any(container(content, DSA), Trust(KeyRing([]), trusted(DSA.public_key())), AT)
    assert caught.value.reason is Reason.TICKET_UNSUPPORTED


def layout_of(count: int, *fields: bytes) -> bytes:
    return part("U_TLAY", "01", b"RCT2" + f"{count:04}".encode() + b"".join(fields))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (layout_of(1, b"0102010500004", b"Caf\xe9"), ("print", "  Café", "line 1")),
        (layout_of(1, b"0102010500005", b"Caf\xc3\xa9"), ("print", "  Café", "line 1")),
        (layout_of(1, b"0102010500004", b"a\nb\x1b"), ("print", "  b", "line 2")),
        (layout_of(1, b"0102010500005", b"a\\nb "), ("print", "  b", "line 2")),
        (
            layout_of(9999),
            ("remark", "it announces 9999 fields and holds 0", "of the printed text"),
        ),
        (layout_of(1, b"0102010500009", b"short"), ("print", "  short", "line 1")),
        # numbers filled up with blanks, a count that is none or wrong
        (layout_of(1, b" 1 2 1 50   5", b"Caf\xc3\xa9"), ("print", "  Café", "line 1")),
        (
            part("U_TLAY", "01", b"RCT21   0102010505   12345"),
            ("print", "  12345", "line 1"),
        ),
        (part("U_TLAY", "01", b"RCT2    " + b"0102010500001a"), ("print", "  a", "line 1")),
        (layout_of(1, b"0102010500001a", b"0202010500001b"), ("print", "  b", "line 2")),
        # lengths in characters, for which the next field begins too early, and of neither kind
        (layout_of(2, "0102010500004Café0202010500003Ærø".encode()), ("print", "  Café", "line 1")),
        (layout_of(2, "0102010500004Café0202010500003Ærø".encode()), ("print", "  Ærø", "line 2")),
        (layout_of(2, b"0102010500002Cafe0202010500001b"), ("print", "  Cafe", "line 1")),
        (layout_of(2, b"0102010500002Cafe0202010500001b"), ("print", "  b", "line 2")),
        # up to where it breaks
        (layout_of(3, b"0102010500001a", b"0202010500001b", b"xx"), ("print", "  a", "line 1")),
        (
            layout_of(3, b"0102010500001a", b"xx0201050000"),
            ("print", "  axx0201050000", "line 1"),
        ),
    ],
)
def test_the_printed_text_is_shown(content: bytes, line: tuple[str, str, str]) -> None:
    assert line in explain(container(content + flex(record()), DSA), None, AT)


@pytest.mark.parametrize("text", ["Gültig für Ærø", "Ærør", "ÆØÅ 1", "plain", "København H 0301"])
@pytest.mark.parametrize("behind", [b"", b"\0\0", part("0080VU", "01", b"\0d")])
def test_a_record_s_length_may_count_characters(text: str, behind: bytes) -> None:
    field = f"030101720{len(text):04}{text}"
    body = f"RCT20001{field}"
    print_ = f"U_TLAY01{12 + len(body):04}{body}".encode()
    payload = container(print_ + flex(record()) + behind, DSA)
    trust = Trust(KeyRing([]), trusted(DSA.public_key()))
    assert decode_any(payload, trust, AT).ticket.train == "SG 127"
    assert ("print", f" {text}", "line 3") in explain(payload, None, AT)
    # and where the print is the last record
    last = container(flex(record()) + print_, DSA)
    assert ("print", f" {text}", "line 3") in explain(last, None, AT)


# ---------------------------------------------------------------------- our own test key


def test_a_ticket_has_one_form_only() -> None:
    assert railtickets.signed(record()) == railtickets.signed(record())


def test_a_private_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="elliptic curve"):
        UicIssuerKey.load(FIXTURES / "issuer/SGR-DEMO-1.pem", 9990, 1)
    path = tmp_path / "key.pem"
    path.write_bytes(P256.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(BadInput, match="elliptic curve"):
        UicIssuerKey.load(path, 9990, 1)
