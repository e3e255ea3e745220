"""Tickets that live in an app: fresh codes, screenshots, and everything else about them."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.decision import Check
from station_gate.gate.moments import civil
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import App, sign_ticket
from station_gate.problems import BadInput
from station_gate.tickets.checking import DecodedTicket, TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.own.appcode import open_shown
from station_gate.tickets.own.cose import Damaged, seal, to_sign, write
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.own.ticketcode import decode
from tests.tickets.conftest import NOW

PHONE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
MADE = NOW


def dynamic(ticket: Ticket) -> Ticket:
    return replace(ticket, app_key=PHONE.public_key().public_bytes_raw(), renewed=60)


@pytest.fixture
def app(key: IssuerKey, ticket: Ticket) -> App:
    return App(sign_ticket(dynamic(ticket), key), PHONE)


def judged(payload: bytes, ring: KeyRing, at: datetime = NOW) -> DecodedTicket | Reason:
    try:
        return decode(payload, ring, at)
    except TicketRefused as refused:
        return refused.reason


def freshness(payload: bytes, ring: KeyRing, at: datetime = NOW) -> Check:
    decoded = judged(payload, ring, at)
    assert isinstance(decoded, DecodedTicket)
    (check,) = decoded.freshness
    return check


def test_an_apps_code_says_the_ticket_and_takes_less_than_400_bytes(
    app: App, ring: KeyRing, ticket: Ticket
) -> None:
    payload = app.code(MADE)
    decoded = judged(payload, ring)
    assert isinstance(decoded, DecodedTicket)
    assert decoded.ticket == dynamic(ticket)
    assert decoded.checks[-1].name == "app"
    assert len(payload) < 400


@pytest.mark.parametrize(
    ("age", "good"), [(-61, False), (-60, True), (0, True), (75, True), (76, False)]
)
def test_a_code_is_good_for_its_minute_and_a_little(
    app: App, ring: KeyRing, age: int, good: bool
) -> None:
    check = freshness(app.code(MADE), ring, NOW + timedelta(seconds=age))
    assert check == Check(name="freshness", value=age, limit="-60 to 75", passed=good, unit="s")


def test_the_stations_clock_is_told_from_utc(app: App, ring: KeyRing) -> None:
    berlin = timezone(timedelta(hours=1))
    payload = app.code(MADE)
    assert not decode(payload, ring, NOW.replace(tzinfo=berlin)).freshness[0].passed
    assert decode(payload, ring, NOW.astimezone(berlin)).freshness[0].passed


def test_the_ticket_alone_was_never_made_to_be_shown(app: App, ring: KeyRing) -> None:
    check = freshness(app.ticket, ring)
    assert (check.value, check.passed) == ("no time stamp", False)


def test_another_phone_opens_nothing(app: App, ring: KeyRing) -> None:
    thief = App(app.ticket, Ed25519PrivateKey.generate())
    assert judged(thief.code(MADE), ring) is Reason.SIGNATURE_WRONG


def test_nobody_wraps_a_paper_ticket(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    wrapped = App(sign_ticket(ticket, key), PHONE).code(MADE)
    assert judged(wrapped, ring) is Reason.SIGNATURE_WRONG


def test_the_app_cannot_change_the_ticket(app: App, ring: KeyRing) -> None:
    at = app.ticket.index(b"Mustermann")
    changed = app.ticket[:at] + b"N" + app.ticket[at + 1 :]
    assert judged(App(changed, PHONE).code(MADE), ring) is Reason.SIGNATURE_WRONG


@given(st.data())
def test_no_bit_of_a_code_may_change(data: st.DataObject) -> None:
    issuer = IssuerKey("SG", "k1", PHONE)
    ticket = Ticket(
        ticket_id="A", issuer="SG", key_id="k1", name="N", train="1", origin="X",
        destination="Y", departure=civil(NOW), renewed=60,
        app_key=PHONE.public_key().public_bytes_raw(),
    )  # fmt: skip
    payload = App(sign_ticket(ticket, issuer), PHONE).code(MADE)
    bit = data.draw(st.integers(0, 8 * len(payload) - 1))
    changed = bytearray(payload)
    changed[bit // 8] ^= 1 << bit % 8
    from tests.tickets.conftest import public_key

    assert isinstance(judged(bytes(changed), KeyRing([public_key(issuer)])), Reason)


PROTECTED = write({1: -8, 16: "sg-app"})
CLAIMS = write({6: 1, -65538: b"t"})


@pytest.mark.parametrize(
    ("claims", "signature"),
    [
        (CLAIMS, b"short"),
        (write({6: 1}), bytes(64)),
        (write({6: "1", -65538: b"t"}), bytes(64)),
        (write({6: 1, -65538: b"t", 7: 1}), bytes(64)),
        (write({6: 2**70, -65538: b"t"}), bytes(64)),
        (write([1]), bytes(64)),
        (b"\xff", bytes(64)),
        (write({6: 1, -65538: bytes(1100)}), bytes(64)),
    ],
)
def test_a_broken_envelope_is_damaged(claims: bytes, signature: bytes) -> None:
    with pytest.raises(Damaged):
        open_shown(seal(PROTECTED, claims, signature))


def test_an_unprotected_header_and_a_wrong_key_open_nothing() -> None:
    import cbor2

    with pytest.raises(Damaged):
        open_shown(write(cbor2.CBORTag(18, [PROTECTED, {1: 1}, CLAIMS, bytes(64)])))
    with pytest.raises(Damaged):
        open_shown(seal(PROTECTED, CLAIMS, bytes(64))[:-1])
    with pytest.raises(Damaged):
        open_shown(write(cbor2.CBORTag(18, [PROTECTED, 1, CLAIMS, bytes(64)])))
    shown = open_shown(seal(PROTECTED, CLAIMS, PHONE.sign(to_sign(PROTECTED, CLAIMS))))
    assert shown is not None
    assert shown.holds(PHONE.public_key().public_bytes_raw())
    assert not shown.holds(b"no key")


def test_inspect_says_when_the_code_was_made(app: App, ring: KeyRing) -> None:
    trust = Trust(ring)
    lines = {field: (value, note) for field, value, note in explain(app.code(MADE), trust, NOW)}
    assert lines["app"][0] == "new code every 60 s"
    assert lines["made"] == ("2026-11-24 08:30:00 UTC", "signed by the app")
    late = {f: (v, n) for f, v, n in explain(app.code(MADE), trust, NOW + timedelta(hours=1))}
    assert late["signature"] == ("holds", "freshness: 3600.0, wanted: -60 to 75 s")
    thief = App(app.ticket, Ed25519PrivateKey.generate())
    stolen = {f: (v, n) for f, v, n in explain(thief.code(MADE), trust, NOW)}
    assert stolen["signature"][0] == "wrong at the app"
    assert stolen["made"][1] == "NOT signed by the app"
    sent = {f: (v, n) for f, v, n in explain(app.ticket, trust, NOW)}
    assert sent["made"][0] == "-"


# ---------------------------------------------------------------------- the app's file


def test_an_app_comes_back_from_its_file(tmp_path: Path, app: App) -> None:
    app.save(tmp_path / "phone.app")
    assert (tmp_path / "phone.app").stat().st_mode & 0o077 == 0
    again = App.load(tmp_path / "phone.app")
    assert again.code(MADE) == app.code(MADE)
    assert again.renewed == 60
    with pytest.raises(BadInput, match="exists already"):
        app.save(tmp_path / "phone.app")


def test_a_file_that_is_no_app_is_one_sentence(
    tmp_path: Path, key: IssuerKey, ticket: Ticket, app: App
) -> None:
    path = tmp_path / "phone.app"
    for content in (b"Ticket: !!!\n", b"nothing", b"Ticket: aGVsbG8=\nno key"):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="is no app's ticket"):
            App.load(path)
    path.unlink()
    App(sign_ticket(ticket, key), PHONE).save(path)
    with pytest.raises(BadInput, match="for no app"):
        App.load(path)
    path.unlink()
    App(b"rubbish", PHONE).save(path)
    with pytest.raises(BadInput, match="cannot be read"):
        App.load(path)
