"""What ``ticket inspect`` says of any payload."""

from dataclasses import replace
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import sign_ticket
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.own import cose
from station_gate.tickets.own.keys import KeyRing
from tests.tickets.conftest import NOW


def told(payload: bytes, keys: KeyRing | None, at: datetime = NOW) -> dict[str, tuple[str, str]]:
    lines = explain(payload, Trust(keys) if keys is not None else None, at)
    return {field: (value, note) for field, value, note in lines}


def test_a_good_ticket_tells_all(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    lines = told(sign_ticket(ticket, key), ring)
    assert lines["signature"] == ("holds", "the key is known and in date")
    values = {field: value for field, (value, _) in lines.items() if field != "signature"}
    assert values == {
        "kind": "station ticket",
        "issuer": "SG",
        "key": "k1",
        "ticket": "SG7K2M9QX4",
        "name": "Erika Mustermann",
        "train": "ICE 1234",
        "from": "Central",
        "to": "Harbour",
        "departure": "2026-11-24 08:53",
        "coach": "12",
        "seat": "63",
        "class": "1",
        "document": ticket.document_hash.hex(),
    }


def test_a_plain_ticket_leaves_out_what_it_has_not(
    key: IssuerKey, ring: KeyRing, ticket: Ticket
) -> None:
    plain = Ticket(
        ticket_id="A",
        issuer="SG",
        key_id="k1",
        name="",
        train="",
        origin="Central",
        destination="Harbour",
        departure=ticket.departure,
        specimen=True,
    )
    lines = told(sign_ticket(plain, key), ring)
    assert "SPECIMEN" in lines["ticket"][1]
    assert lines["name"][0] == lines["train"][0] == lines["document"][0] == "-"
    assert not {"coach", "seat", "class"} & set(lines)


def test_why_a_signature_is_not_trusted(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    payload = sign_ticket(ticket, key)
    forged = sign_ticket(ticket, IssuerKey("SG", "k1", Ed25519PrivateKey.generate()))
    assert told(payload, None)["signature"][0] == "not checked"
    assert told(payload, KeyRing([]))["signature"][0] == "cannot be checked"
    assert told(payload, ring, datetime(2030, 1, 1))["signature"] == (
        "not trusted",
        "key_date: 2030-01-01, wanted: 2026-01-01 to 2026-12-31",
    )
    assert told(forged, ring)["signature"][0] == "wrong"
    # what it says is shown all the same
    assert told(forged, ring)["train"][0] == "ICE 1234"


def test_damage_is_named(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    assert told(sign_ticket(ticket, key)[:-1], ring)["damage"] == (
        "broken CBOR",
        "it cannot be read",
    )
    protected, claims = cose.header("SG", "k1"), cose.write({9: 9})
    careless = cose.seal(protected, claims, key.sign(cose.to_sign(protected, claims)))
    lines = told(careless, ring)
    assert lines["signature"][0] == "holds"
    assert lines["damage"] == ("claims of another kind", "what it says cannot be read")


@pytest.mark.parametrize(
    ("payload", "value", "note"),
    [
        (b"https://example.org/t?id=1", "a web address", "https://example.org/t?id=1"),
        (b"WWW.example.org", "a web address", "WWW.example.org"),
        ("火车票 三号\n车".encode(), "plain text", "火车票 三号 车"),
        (b"x" * 300, "plain text", "x" * 200 + "..."),
        (b"\x00\x01\x02", "binary data of 3 bytes", "no ticket of ours"),
        (b"\xff" * 7, "binary data of 7 bytes", "no ticket of ours"),
        (b"\x1b[2Jgone", "binary data of 8 bytes", "no ticket of ours"),
        (b"", "binary data of 0 bytes", "no ticket of ours"),
    ],
)
def test_other_content_is_named(payload: bytes, value: str, note: str) -> None:
    assert explain(payload, None, NOW) == [("kind", value, note)]


@given(st.binary(max_size=400) | st.binary(max_size=200).map(b"\xd2\x84".__add__))
def test_no_payload_reaches_the_terminal_unwashed(payload: bytes) -> None:
    for line in explain(payload, None, NOW):
        assert all(part.isprintable() for part in line)


def test_a_name_with_an_escape_in_a_forged_ticket_is_not_shown(ticket: Ticket) -> None:
    forger = IssuerKey("SG", "k1", Ed25519PrivateKey.generate())
    payload = sign_ticket(replace(ticket, name="ABCDEFGH"), forger).replace(
        b"ABCDEFGH", b"\x1b[2JAAAA"
    )
    assert explain(payload, None, NOW)[-1][0] == "damage"
