"""Tickets to bytes and back, and everything a hostile hand may put in a code."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import sign_ticket
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.own import cose
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.own.ticketcode import decode
from tests.tickets.conftest import NOW, public_key

KEY = IssuerKey("SG", "k1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
RING = KeyRing([public_key(KEY)])
ALL_CHECKS = ["format", "issuer", "key_date", "key", "signature", "contents"]


def refusal(payload: bytes, keys: KeyRing = RING, at: datetime = NOW) -> TicketRefused:
    with pytest.raises(TicketRefused) as caught:
        decode(payload, keys, at)
    # whatever the reason: all checks but the last passed, and each says its limit
    *passed, failed = caught.value.checks
    assert all(check.passed for check in passed)
    assert not failed.passed
    assert all(check.value and check.limit for check in caught.value.checks)
    return caught.value


# ---------------------------------------------------------------------- what is meant to work


def test_a_usual_ticket_takes_about_190_bytes(key: IssuerKey, ticket: Ticket) -> None:
    assert len(sign_ticket(ticket, key)) <= 200


def test_a_good_ticket_comes_back_with_every_check(
    key: IssuerKey, ring: KeyRing, ticket: Ticket
) -> None:
    decoded = decode(sign_ticket(ticket, key), ring, NOW)
    assert decoded.ticket == ticket
    assert [check.name for check in decoded.checks] == ALL_CHECKS
    assert all(check.passed and check.value and check.limit for check in decoded.checks)


ISSUED_BEFORE = bytes.fromhex(
    "d2844aa20127044553472f6b31a0586ea2074a5347374b324d395158343a00010000aa01"
    "704572696b61204d75737465726d616e6e02684943452031323334036743656e7472616c"
    "0467486172626f7572051a01c89f350662313207623633086131094873616c7473616c74"
    "0a507369787465656e2062797465207461675840a4e1f7941c64fee39927b99baa2bede8"
    "065ca56e41aaf72ac5d8fd6c59b3ef38fd4758ba3a9167ebd302258ab12761ea8399234f"
    "4ca4e21fda6152d92ead8e04"
)


def test_a_ticket_in_somebodys_pocket_stays_good(ticket: Ticket) -> None:
    # a change of the format would strand every ticket that was issued before it
    assert decode(ISSUED_BEFORE, RING, NOW).ticket == ticket
    assert sign_ticket(ticket, KEY) == ISSUED_BEFORE


def test_a_ticket_has_one_form_only(key: IssuerKey, ticket: Ticket) -> None:
    assert sign_ticket(ticket, key) == sign_ticket(ticket, key)


@pytest.mark.parametrize("key_of_the_name", [1.0, True])
def test_a_claim_has_one_key_only(key_of_the_name: object) -> None:
    # found by fuzzing: to Python both are the key 1, so a ticket had two more forms
    claims = cose.write({7: b"SG7K", -65537: {key_of_the_name: "Erika", 5: 1}})
    with pytest.raises(cose.Damaged, match="one agreed way"):
        cose.read(claims)


def text(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.text(min_size=least, max_size=most).filter(str.isprintable)


TICKETS = st.builds(
    lambda binding, **fields: Ticket(
        issuer="SG", key_id="k1", document_salt=binding[0], document_hash=binding[1], **fields
    ),
    binding=st.just((b"", b""))
    | st.tuples(st.binary(min_size=4, max_size=16), st.binary(min_size=16, max_size=16)),
    ticket_id=st.from_regex(r"[A-Za-z0-9-]{1,32}", fullmatch=True),
    name=text(80),
    train=text(16),
    origin=text(40, 1),
    destination=text(40, 1),
    departure=st.datetimes(datetime(1970, 1, 1), datetime(2098, 1, 1)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    coach=text(8),
    seat=text(8),
    travel_class=text(16),
    specimen=st.booleans(),
    wide=st.booleans(),
    conditions=st.lists(text(40, 1), max_size=4).map(tuple),
)


@given(TICKETS)
def test_every_ticket_survives_the_round_trip(ticket: Ticket) -> None:
    assert decode(sign_ticket(ticket, KEY), RING, NOW).ticket == ticket


def test_an_open_ticket_survives_too(ticket: Ticket) -> None:
    day = replace(
        ticket,
        departure=None,
        valid_from=datetime(2026, 11, 24),
        valid_until=datetime(2026, 11, 25, 3, 0),
    )
    assert decode(sign_ticket(day, KEY), RING, NOW).ticket == day


# ---------------------------------------------------------------------- what cannot be written


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x" * 81},
        {"train": "x" * 17},
        {"seat": "1\n2"},
        {"origin": "\x1b[31mCentral"},
        {"ticket_id": "no blanks"},
        {"departure": datetime(2026, 11, 24, 8, 53, 30)},
        {"departure": datetime(1969, 12, 31)},
        {"departure": datetime(2200, 1, 1)},
        {"document_hash": b"short"},
        {"document_salt": b""},
        {"issuer": "XX"},
        {"key_id": "k2"},
    ],
    ids=str,
)
def test_what_a_gate_would_refuse_is_not_issued(
    key: IssuerKey, ticket: Ticket, change: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        sign_ticket(replace(ticket, **change), key)


# ---------------------------------------------------------------------- damage and forgery


@given(st.data())
def test_one_flipped_bit_is_always_noticed(data: st.DataObject) -> None:
    payload = bytearray(sign_ticket(data.draw(TICKETS), KEY))
    bit = data.draw(st.integers(0, 8 * len(payload) - 1))
    payload[bit // 8] ^= 1 << bit % 8
    assert refusal(bytes(payload)).reason in {
        Reason.NOT_A_TICKET,
        Reason.TICKET_DAMAGED,
        Reason.ISSUER_UNKNOWN,
        Reason.SIGNATURE_WRONG,
    }


@given(st.data())
def test_a_cut_ticket_is_damaged(data: st.DataObject) -> None:
    payload = sign_ticket(data.draw(TICKETS), KEY)
    length = data.draw(st.integers(2, len(payload) - 1))
    assert refusal(payload[:length]).reason is Reason.TICKET_DAMAGED


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(payload: bytes) -> None:
    assert refusal(payload).reason in {Reason.NOT_A_TICKET, Reason.TICKET_DAMAGED}


@given(st.binary(max_size=300))
def test_any_bytes_that_begin_like_a_ticket_are_damaged(rest: bytes) -> None:
    assert refusal(b"\xd2\x84" + rest).reason is Reason.TICKET_DAMAGED


@pytest.mark.parametrize(
    "payload", [b"", b"https://example.org/", "火车票".encode(), b"#UT01" + bytes(80), b"\xd2"]
)
def test_other_content_is_no_ticket(payload: bytes) -> None:
    assert refusal(payload).reason is Reason.NOT_A_TICKET


def test_real_tickets_of_other_kinds_are_no_tickets_of_ours(shared_data: Path) -> None:
    payloads = [path.read_bytes() for path in (shared_data / "uic").rglob("*.bin")]
    assert payloads
    assert {refusal(payload).reason for payload in payloads} == {Reason.NOT_A_TICKET}


def test_an_unknown_issuer_and_an_unknown_key(key: IssuerKey, ticket: Ticket) -> None:
    refused = refusal(sign_ticket(ticket, key), KeyRing([]))
    assert refused.reason is Reason.ISSUER_UNKNOWN
    assert refused.checks[-1].value == "SG/k1"
    other = IssuerKey("SG", "k2", key.private)
    assert (
        refusal(sign_ticket(replace(ticket, key_id="k2"), other), KeyRing([public_key(key)])).reason
        is Reason.ISSUER_UNKNOWN
    )


@pytest.mark.parametrize(
    ("at", "good"),
    [
        (datetime(2025, 12, 31, 23, 59), False),
        (datetime(2026, 1, 1, 0, 0), True),
        (datetime(2026, 12, 31, 23, 59), True),
        (datetime(2027, 1, 1, 0, 0), False),
    ],
)
def test_a_key_is_good_on_both_of_its_days(
    key: IssuerKey, ring: KeyRing, ticket: Ticket, at: datetime, good: bool
) -> None:
    payload = sign_ticket(ticket, key)
    if good:
        assert decode(payload, ring, at).ticket == ticket
    else:
        refused = refusal(payload, ring, at)
        assert refused.reason is Reason.KEY_OUT_OF_DATE
        assert refused.checks[-1].limit == "2026-01-01 to 2026-12-31"


def test_a_revoked_key_is_not_trusted(key: IssuerKey, ticket: Ticket) -> None:
    refused = refusal(sign_ticket(ticket, key), KeyRing([public_key(key, revoked=True)]))
    assert refused.reason is Reason.KEY_REVOKED
    assert refused.checks[-1].value == "revoked"


def test_somebody_elses_signature_under_our_name(ring: KeyRing, ticket: Ticket) -> None:
    forger = IssuerKey("SG", "k1", Ed25519PrivateKey.generate())
    assert refusal(sign_ticket(ticket, forger), ring).reason is Reason.SIGNATURE_WRONG


# ---------------------------------------------------------------------- hostile envelopes


def sealed(
    protected: bytes | None = None,
    unprotected: Any = None,
    claims: bytes = b"\xa0",
    signature: bytes = bytes(64),
    *more: Any,
) -> bytes:
    header = cose.header("SG", "k1") if protected is None else protected
    parts = [header, {} if unprotected is None else unprotected, claims, signature, *more]
    return cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True)


def test_the_hostile_envelopes_differ_from_a_good_one_only_in_their_fault() -> None:
    assert refusal(sealed()).reason is Reason.SIGNATURE_WRONG


ENVELOPES = {
    "trailing bytes": sealed() + b"\x00",
    "too large": sealed(claims=bytes(1025)),
    "too few parts": b"\xd2\x83\x40\xa0\x40",
    "too many parts": b"\xd2\x84" + sealed(None, None, b"\xa0", bytes(64), 1)[2:],
    "a header outside the signature": sealed(unprotected={4: b"SG/k1"}),
    "claims that are no bytes": b"\xd2\x84\x40\xa0\x01\x40",
    "a short signature": sealed(signature=bytes(63)),
    "another algorithm": sealed(cose.write({1: -7, 4: b"SG/k1"})),
    "a critical header": sealed(cose.write({1: -8, 2: [99], 4: b"SG/k1"})),
    "an unknown header": sealed(cose.write({1: -8, 4: b"SG/k1", 99: 0})),
    "no key id": sealed(cose.write({1: -8})),
    "a header that is no map": sealed(cose.write([1, -8])),
    "an empty header": sealed(b""),
    "a key name with an escape": sealed(cose.write({1: -8, 4: b"SG/\x1b[2J"})),
    "a key name without an issuer": sealed(cose.write({1: -8, 4: b"k1"})),
    "a key name of a megabyte": b"\xd2\x84\x5a\x00\x0f\x42\x40" + bytes(900),
    "a header key twice": sealed(b"\xa3\x01\x27\x01\x27\x04\x45SG/k1"),
    "a header out of order": sealed(b"\xa2\x04\x45SG/k1\x01\x27"),
    "a number in a longer form": sealed(b"\xa2\x01\x38\x07\x04\x45SG/k1"),
    "an endless header": sealed(b"\xbf\x01\x27\x04\x45SG/k1\xff"),
    "an endless array": b"\xd2\x9f" + sealed()[2:] + b"\xff",
    "deep arrays": b"\xd2\x84" + b"\x81" * 900,
    "deep tags": b"\xd2\x84" + b"\xd2" * 900,
    "a length without end": b"\xd2\x84\x5b" + b"\xff" * 8,
    "an array without end": b"\xd2\x84\x9b" + b"\xff" * 8,
    "a huge number": sealed(unprotected=cbor2.CBORTag(2, b"\xff" * 800)),
    "a costly pattern": sealed(unprotected=cbor2.CBORTag(35, "(a+)+" * 100)),
    "a huge exponent": sealed(unprotected=cbor2.CBORTag(4, [10**9, 1])),
    "a reference to itself": b"\xd2\x84\xd8\x1c\x81\xd8\x1d\x00",
    "another tag": b"\xd1" + sealed()[1:],
}


@pytest.mark.parametrize("payload", ENVELOPES.values(), ids=ENVELOPES)
def test_a_hostile_envelope_is_refused(payload: bytes) -> None:
    assert refusal(payload).reason in {Reason.TICKET_DAMAGED, Reason.NOT_A_TICKET}


# ---------------------------------------------------------------------- claims of a careless issuer


def signed(claims: Any) -> bytes:
    protected = cose.header("SG", "k1")
    body = claims if isinstance(claims, bytes) else cose.write(claims)
    return cose.seal(protected, body, KEY.sign(cose.to_sign(protected, body)))


def journey(**change: Any) -> dict[Any, Any]:
    fields = {"k3": "Central", "k4": "Harbour", "k5": 29_900_000} | change
    return {int(name[1:]): value for name, value in fields.items() if value is not None}


def test_the_least_that_a_ticket_says() -> None:
    ticket = decode(signed({7: b"A", -65537: journey()}), RING, NOW).ticket
    assert ticket.departure == datetime(1970, 1, 1) + timedelta(minutes=29_900_000)
    assert (ticket.name, ticket.train, ticket.specimen) == ("", "", False)


CLAIMS: dict[str, Any] = {
    "no claims": b"",
    "no map": [1, 2],
    "no id": {-65537: journey()},
    "no journey": {7: b"A"},
    "an id as text": {7: "A", -65537: journey()},
    "an id with a blank": {7: b"A B", -65537: journey()},
    "an empty id": {7: b"", -65537: journey()},
    "an unknown claim": {4: 1, 7: b"A", -65537: journey()},
    "no time": {7: b"A", -65537: {3: "A", 4: "B"}},
    "a time that is none": {7: b"A", -65537: journey(k12=-1)},
    "conditions that are none": {7: b"A", -65537: journey(k15=[])},
    "too many conditions": {7: b"A", -65537: journey(k15=["a"] * 5)},
    "a wide mark that is none": {7: b"A", -65537: journey(k14=1)},
    "an app's key without a period": {
        7: b"A",
        8: {1: {1: 1, -1: 6, -2: bytes(32)}},
        -65537: journey(),
    },
    "a period without an app's key": {7: b"A", -65537: journey(k16=60)},
    "a period of no time": {7: b"A", 8: {1: {1: 1, -1: 6, -2: bytes(32)}}, -65537: journey(k16=1)},
    "an app's key of another kind": {
        7: b"A",
        8: {1: {1: 2, -1: 6, -2: bytes(32)}},
        -65537: journey(k16=60),
    },
    "an app's key that is short": {
        7: b"A",
        8: {1: {1: 1, -1: 6, -2: b"x"}},
        -65537: journey(k16=60),
    },
    "an unknown field": {7: b"A", -65537: journey(k99=1)},
    "a field with a text key": {7: b"A", -65537: {**journey(), "x": 1}},
    "a field with a list key": {7: b"A", -65537: {**journey(), (1, 2): 1}},
    "no origin": {7: b"A", -65537: journey(k3=None)},
    "an empty origin": {7: b"A", -65537: journey(k3="")},
    "no departure": {7: b"A", -65537: journey(k5=None)},
    "a departure that is true": {7: b"A", -65537: journey(k5=True)},
    "a departure with a fraction": {7: b"A", -65537: journey(k5=2.5)},
    "a departure before the clock": {7: b"A", -65537: journey(k5=-1)},
    "a departure beyond the calendar": {7: b"A", -65537: journey(k5=2**70)},
    "a name as bytes": {7: b"A", -65537: journey(k1=b"Erika")},
    "a name too long": {7: b"A", -65537: journey(k1="x" * 81)},
    "a name with an escape": {7: b"A", -65537: journey(k1="\x1b[2J")},
    "a name written backwards": {7: b"A", -65537: journey(k1="\u202eakirE")},
    "a hash without salt": {7: b"A", -65537: journey(k10=bytes(16))},
    "a salt without hash": {7: b"A", -65537: journey(k9=bytes(8))},
    "a short hash": {7: b"A", -65537: journey(k9=bytes(8), k10=bytes(15))},
    "a specimen that is not": {7: b"A", -65537: journey(k11=False)},
    "a specimen that is 1": {7: b"A", -65537: journey(k11=1)},
    "claims out of order": b"\xa2\x3a\x00\x01\x00\x00\xa0\x07\x41A",
    "trailing bytes": cose.write({7: b"A", -65537: journey()}) + b"\x00",
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS)
def test_claims_that_a_gate_does_not_understand_are_refused(claims: Any) -> None:
    refused = refusal(signed(claims))
    assert refused.reason is Reason.TICKET_DAMAGED
    assert [check.name for check in refused.checks] == ALL_CHECKS


def test_nothing_is_read_before_the_signature_holds() -> None:
    payload = bytearray(signed(b"\xff"))
    payload[-1] ^= 1
    assert refusal(bytes(payload)).reason is Reason.SIGNATURE_WRONG
