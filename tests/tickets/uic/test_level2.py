"""The dynamic part of a barcode: fresh from the passenger's app, or a screenshot."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from fixtures.library import railtickets
from station_gate.gate.reasons import Reason
from station_gate.issuing.dosipas import AppStamp, encode_ticket
from station_gate.tickets.checking import DecodedTicket, TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.uper import barcode_header, decode, encode
from tests.tickets.uic.barcodes import AT, KEYS, record

TRUST = Trust(KeyRing([]), KEYS)
APP = railtickets.shown_by_app(record(), AT, 60)
PHONE = ec.generate_private_key(ec.SECP256R1())


def judged(payload: bytes, at: datetime, trust: Trust = TRUST) -> DecodedTicket | TicketRefused:
    try:
        decoded = decode_any(payload, trust, at)
    except TicketRefused as refused:
        return refused
    # a gate asks for these after its other rules; here it is enough that one fails
    for check in decoded.freshness:
        if not check.passed:
            return TicketRefused(Reason.CODE_NOT_FRESH, (*decoded.checks, check))
    return decoded


def reason(payload: bytes, at: datetime = AT, trust: Trust = TRUST) -> Reason | None:
    verdict = judged(payload, at, trust)
    return verdict.reason if isinstance(verdict, TicketRefused) else None


def changed(payload: bytes, **parts: Any) -> bytes:
    """Change parts of the header; ``level1`` and ``outer`` change what is inside."""
    schema = barcode_header(2)
    header = decode(schema, "UicBarcodeHeader", payload)
    outer = header["level2SignedData"]
    for where, changes in ((outer["level1Data"], "level1"), (outer, "outer"), (header, "header")):
        where.update(parts.get(changes, {}))
        for key in [key for key, value in where.items() if value is None]:
            del where[key]
    return encode(schema, "UicBarcodeHeader", header)


def resigned(**level1: Any) -> bytes:
    """Return an app's code whose level 1 says more, signed by the issuer and the phone."""
    schema = barcode_header(2)
    stamp = AppStamp(PHONE, AT, 60)
    payload = changed(encode_ticket(record(), railtickets.issuer_key(), stamp), level1=level1)
    header = decode(schema, "UicBarcodeHeader", payload)
    outer = header["level2SignedData"]
    sign = ec.ECDSA(SHA256())
    issuer = railtickets.issuer_key().private
    outer["level1Signature"] = issuer.sign(
        encode(schema, "Level1DataType", outer["level1Data"]), sign
    )
    header["level2Signature"] = PHONE.sign(encode(schema, "Level2DataType", outer), sign)
    return encode(schema, "UicBarcodeHeader", header)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-61, Reason.CODE_NOT_FRESH),
        (-60, None),
        (0, None),
        (60, None),
        (61, Reason.CODE_NOT_FRESH),
        (86400, Reason.CODE_NOT_FRESH),
    ],
)
def test_a_code_is_good_for_its_seconds(seconds: int, expected: Reason | None) -> None:
    assert reason(APP, AT + timedelta(seconds=seconds)) is expected


def test_the_check_says_how_old_the_code_is() -> None:
    verdict = judged(APP, AT + timedelta(seconds=90))
    assert isinstance(verdict, TicketRefused)
    check = verdict.checks[-1]
    assert (check.name, check.value, check.limit, check.unit) == ("freshness", 90, "-60 to 60", "s")


def test_the_stations_clock_is_told_from_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    assert reason(APP, AT.replace(tzinfo=berlin)) is Reason.CODE_NOT_FRESH
    assert reason(APP, AT.astimezone(berlin)) is None


def test_new_years_eve() -> None:
    late = datetime(2026, 12, 31, 23, 59, 50, tzinfo=UTC)
    app = railtickets.shown_by_app(record(), late, 60)
    assert reason(app, datetime(2027, 1, 1, 0, 0, 20, tzinfo=UTC)) is None


def test_level_2_alone_opens_nothing() -> None:
    stranger = ec.generate_private_key(ec.SECP256R1())
    key = railtickets.issuer_key()
    forged = encode_ticket(
        record(),
        type(key)(key.provider, key.key_id, stranger),
        AppStamp(PHONE, AT, 60),
    )
    assert reason(forged) is Reason.SIGNATURE_WRONG
    unsigned = changed(APP, outer={"level1Signature": None})
    verdict = judged(unsigned, AT)
    assert isinstance(verdict, TicketRefused)
    assert (verdict.checks[-1].name, verdict.checks[-1].value) == ("signature", "none")


@pytest.mark.parametrize(
    "parts",
    [
        {"header": {"level2Signature": None}},
        {"header": {"level2Signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"}},
        {"outer": {"level2Data": None}},
        {"outer": {"level2Data": {"dataFormat": "FDC1", "data": b"\0\0"}}},
    ],
    ids=["not signed", "wrong", "without data", "other data"],
)
def test_level_2_is_whole_or_refused(parts: dict[str, Any]) -> None:
    assert reason(changed(APP, **parts)) is Reason.SIGNATURE_WRONG


def test_nothing_unsigned_may_be_added_to_a_static_ticket() -> None:
    static = railtickets.signed(record())
    assert reason(static) is None
    added = {"outer": {"level2Data": {"dataFormat": "FDC1", "data": b""}}}
    assert reason(changed(static, **added)) is Reason.SIGNATURE_WRONG
    assert reason(changed(static, header={"level2Signature": b"x" * 64})) is Reason.SIGNATURE_WRONG


def test_the_issuer_may_end_a_codes_validity() -> None:
    end = {"endOfValidityYear": 2026, "endOfValidityDay": 324, "endOfValidityTime": 580}
    ending = resigned(**end)  # 20 November, 09:40
    assert reason(ending) is None
    assert reason(ending, AT + timedelta(minutes=1)) is Reason.CODE_NOT_FRESH
    half = resigned(endOfValidityYear=2026)
    assert reason(half) is Reason.TICKET_DAMAGED


@pytest.mark.parametrize(
    ("level1", "expected"),
    [
        ({"level2PublicKey": b"\x02" + bytes(32)}, Reason.SIGNATURE_WRONG),
        ({"level2PublicKey": b"no key"}, Reason.SIGNATURE_WRONG),
        ({"level2SigningAlg": "1.2.840.10045.4.3.3"}, Reason.SIGNATURE_WRONG),
        ({"level2SigningAlg": "1.2.3"}, Reason.SIGNATURE_WRONG),
        ({"level2SigningAlg": None}, None),
        ({"validityDuration": None}, None),
    ],
)
def test_what_the_issuer_says_of_level_2_counts(
    level1: dict[str, Any], expected: Reason | None
) -> None:
    assert reason(resigned(**level1)) is expected


@pytest.mark.parametrize(
    ("data_format", "data", "expected", "value"),
    [
        ("_9990", b"anything", Reason.CODE_NOT_FRESH, "no time stamp"),
        ("FDC2", b"", Reason.CODE_NOT_FRESH, "no time stamp"),
        ("FDC1", b"\0", Reason.CODE_NOT_FRESH, "no time stamp"),
        ("FDC1", b"\xff", Reason.TICKET_DAMAGED, "broken data"),
    ],
)
def test_an_apps_code_says_when_it_was_made(
    data_format: str, data: bytes, expected: Reason, value: str
) -> None:
    schema = barcode_header(2)
    header = decode(schema, "UicBarcodeHeader", resigned())
    outer = header["level2SignedData"]
    outer["level2Data"] = {"dataFormat": data_format, "data": data}
    header["level2Signature"] = PHONE.sign(
        encode(schema, "Level2DataType", outer), ec.ECDSA(SHA256())
    )
    payload = encode(schema, "UicBarcodeHeader", header)
    verdict = judged(payload, AT)
    assert isinstance(verdict, TicketRefused)
    assert verdict.reason is expected
    assert verdict.checks[-1].value == value
    (made,) = [line for line in explain(payload, TRUST, AT) if line[0] == "made"]
    assert made[1] == "-"


@pytest.mark.parametrize(
    ("records", "damage"),
    [
        ([{"dataFormat": "FCB3", "data": b"x"}] * 2, "too many"),
        ([{"dataFormat": f"_{n}", "data": b""} for n in range(33)], "too many"),
        ([{"dataFormat": "_\x07", "data": b""}], "signs"),
        ([{"dataFormat": "_9990", "data": bytes(3000)}], "bytes"),
    ],
)
def test_a_barcode_s_records_are_strict(records: list[dict[str, Any]], damage: str) -> None:
    verdict = judged(changed(APP, level1={"dataSequence": records}), AT)
    assert isinstance(verdict, TicketRefused)
    assert verdict.reason is Reason.TICKET_DAMAGED
    assert damage in str(verdict.checks[-1].value)
