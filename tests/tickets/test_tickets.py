"""The one front door: every kind of payload ends as a ticket or as a refusal with its reason."""

from datetime import UTC, datetime

import pytest

from fixtures.library import railtickets
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import sign_ticket
from station_gate.tickets.boardingpass import read_boarding_pass
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any, format_of, load_schemas_ahead
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic import uper
from tests.tickets.conftest import NOW
from tests.tickets.uic.barcodes import AT, KEYS, record

PASS = b"M1SHARMA/ARJUN        EUTO127 HBRNFDSG 0127 324Y012A0001 100"
FOREIGN = {
    "airline boarding pass (IATA BCBP)": PASS,
    "small railway ticket (SSB, UIC 918.2)": b"\x31" + bytes(113),
    "local transport ticket (VDV-KA)": b"\x9e\x81\x80" + bytes(128) + b"\x9a\x05VDV" + bytes(20),
    "French regional ticket (SNCF TER)": b"2200" + bytes(682),
}


def test_each_format_finds_its_keys(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    trust = Trust(ring, KEYS)
    assert decode_any(sign_ticket(ticket, key), trust, NOW).ticket == ticket
    assert decode_any(railtickets.signed(record()), trust, AT).ticket.issuer == "9990"
    app = railtickets.shown_by_app(record(), AT, 60)
    assert decode_any(app, trust, AT).ticket.train == "SG 127"


@pytest.mark.parametrize(("kind", "payload"), FOREIGN.items(), ids=list(FOREIGN))
def test_known_kinds_are_refused_by_name(kind: str, payload: bytes, ring: KeyRing) -> None:
    known = format_of(payload)
    assert known is not None
    assert known.name == kind
    with pytest.raises(TicketRefused) as caught:
        decode_any(payload, Trust(ring), NOW)
    assert caught.value.reason is Reason.TICKET_UNSUPPORTED
    assert caught.value.checks[-1].value == kind
    assert ("kind", kind) == explain(payload, None, NOW)[0][:2]


@pytest.mark.parametrize(
    "payload",
    [b"", b"hello", b"https://example.org", bytes(114), b"\x9e" + bytes(200), b"2200" + bytes(80)],
)
def test_anything_else_is_no_ticket(payload: bytes, ring: KeyRing) -> None:
    assert format_of(payload) is None
    with pytest.raises(TicketRefused) as caught:
        decode_any(payload, Trust(ring), NOW)
    assert caught.value.reason is Reason.NOT_A_TICKET


def test_no_uic_ticket_is_believed_without_a_registry(ring: KeyRing) -> None:
    with pytest.raises(TicketRefused) as caught:
        decode_any(railtickets.signed(record()), Trust(ring), AT)
    assert caught.value.reason is Reason.ISSUER_UNKNOWN


def test_a_boarding_pass_is_explained() -> None:
    told = [(field, value) for field, value, _ in explain(PASS, None, NOW)]
    assert told[1:] == [
        ("name", "SHARMA/ARJUN"),
        ("flight", "SG 127"),
        ("from", "HBR"),
        ("to", "NFD"),
        ("day", "324"),
        ("seat", "12A"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        PASS[:40].decode(),
        PASS.decode().replace("M1", "M9"),
        PASS.decode().replace("M1", "M2"),
        PASS.decode().replace("HBR", "hbr"),
        PASS.decode().replace("SHARMA", "SH\x1b[2J"),
        PASS.decode().replace("012A", "01\x1bA"),
    ],
)
def test_what_only_looks_like_a_boarding_pass_is_none(text: str) -> None:
    assert read_boarding_pass(text.encode()) is None


def test_a_uic_ticket_is_explained_field_by_field(ring: KeyRing) -> None:
    app = railtickets.shown_by_app(record(), AT, 60)
    told = explain(app, Trust(ring, KEYS), AT)
    values = [(field, value) for field, value, _ in told]
    assert values == [
        ("kind", "railway ticket (DOSIPAS, U2)"),
        ("issuer", "9990"),
        ("key", "1"),
        ("signature", "holds"),
        ("records", "FCB 3"),
        ("level 2", "holds"),
        ("made", "20 November 09:40:00 UTC"),
        ("sold", "2026-11-18 12:00 UTC"),
        ("booking", "PNR1"),
        ("passenger", "Alex Rivera"),
        ("right", "reservation"),
        ("reference", "R1"),
        ("ticket", "9990-PNR1-R1"),
        ("product", "reservation"),
        ("name", "Alex Rivera"),
        ("train", "SG 127"),
        ("from", "9900127"),
        ("to", "9900128"),
        ("departure", "2026-11-20 10:05"),
        ("coach", "7"),
        ("seat", "12A"),
        ("class", "2"),
        ("document", "-"),
    ]


@pytest.mark.parametrize(
    ("trust", "at", "value", "note"),
    [
        (None, AT, "not checked", "no public keys"),
        (Trust(KeyRing([])), AT, "not checked", "no public keys"),
        (Trust(KeyRing([]), KEYS), datetime(2040, 1, 1, tzinfo=UTC), "not trusted", "key_date"),
        (
            Trust(KeyRing([]), KEYS),
            datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
            "holds",
            "freshness: 8400",
        ),
    ],
)
def test_why_a_uic_signature_is_not_enough(
    trust: Trust | None, at: datetime, value: str, note: str
) -> None:
    app = railtickets.shown_by_app(record(), AT, 60)
    (line,) = [line for line in explain(app, trust, at) if line[0] == "signature"]
    assert line[1] == value
    assert note in line[2]


def test_a_forged_uic_ticket_is_explained_and_not_believed() -> None:
    forged = railtickets.tampered(record(), record(reservation={"departureTime": 5}))
    told = {line[0]: line for line in explain(forged, Trust(KeyRing([]), KEYS), AT)}
    assert told["signature"][1:] == ("wrong", "signature: wrong, wanted: holds")
    assert told["name"][1] == "Alex Rivera"


def test_the_schemas_are_loaded_before_the_first_ticket(ring: KeyRing) -> None:
    assert load_schemas_ahead(Trust(ring)) is None
    uper.rail_ticket.cache_clear()
    thread = load_schemas_ahead(Trust(ring, KEYS))
    assert thread is not None
    thread.join()
    assert uper.rail_ticket.cache_info().currsize == 3
    decode_any(railtickets.signed(record()), Trust(ring, KEYS), AT)
    assert uper.rail_ticket.cache_info().currsize == 3
