"""Whatever bytes a code holds: one refused ticket, no crash, no passage, little memory."""

import tracemalloc
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fixtures.library import railtickets
from station_gate.gate.reasons import Reason
from station_gate.tickets.checking import DecodedTicket, TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.envelope import open_container
from tests.tickets.uic.barcodes import AT, KEYS, container, flex, part, record, trusted

PRIVATE = ec.generate_private_key(ec.SECP256R1())
DOSIPAS = railtickets.signed(record())
CONTAINER = container(flex(record()), PRIVATE)
LEGACY = container(part("0080BL", "02", b"S0010004Test") + flex(record(), 1), PRIVATE)
TRUST = Trust(KeyRing([]), trusted(PRIVATE.public_key(), algorithm="SHA256withECDSA"))
DEMO = Trust(KeyRing([]), KEYS)
STARTS = [
    b"",
    b"#UT01",
    b"#UT02999000001",
    DOSIPAS[:3],
    DOSIPAS[:40],
    CONTAINER[:82],
    b"M1",
    b"\x9e",
]


def judged(payload: bytes, trust: Trust) -> DecodedTicket | TicketRefused:
    """Return what the front door says; explaining it must not fail either."""
    for line in explain(payload, trust, AT):
        assert all(isinstance(text, str) and text.isprintable() for text in line)
    try:
        return decode_any(payload, trust, AT)
    except TicketRefused as refusal:
        refused = refusal
    assert [check.passed for check in refused.checks] == [True] * (len(refused.checks) - 1) + [
        False
    ]
    return refused


def test_the_untouched_ones_are_good() -> None:
    for payload, trust in ((DOSIPAS, DEMO), (CONTAINER, TRUST), (LEGACY, TRUST)):
        decoded = judged(payload, trust)
        assert isinstance(decoded, DecodedTicket)
        assert decoded.ticket.name == "Alex Rivera"


@settings(max_examples=400)
@given(st.sampled_from(STARTS), st.binary(max_size=600))
def test_any_bytes_are_refused(start: bytes, rest: bytes) -> None:
    for trust in (DEMO, TRUST):
        assert isinstance(judged(start + rest, trust), TicketRefused)


@pytest.mark.parametrize(("payload", "trust"), [(DOSIPAS, DEMO), (CONTAINER, TRUST)])
def test_every_single_bit_counts(payload: bytes, trust: Trust) -> None:
    # but a zero before the length that becomes a blank: some issuers write it so
    blank = (78 * 8 + 4) if payload == CONTAINER else None
    for bit in range(len(payload) * 8):
        changed = bytearray(payload)
        changed[bit // 8] ^= 1 << bit % 8
        assert isinstance(judged(bytes(changed), trust), TicketRefused) or bit == blank, bit


@pytest.mark.parametrize(("payload", "trust"), [(DOSIPAS, DEMO), (CONTAINER, TRUST)])
def test_every_byte_must_be_there(payload: bytes, trust: Trust) -> None:
    for length in range(len(payload)):
        assert isinstance(judged(payload[:length], trust), TicketRefused), length


@settings(max_examples=200)
@given(st.data())
def test_a_trusted_issuers_garbage_is_refused_too(data: st.DataObject) -> None:
    # the signature holds, and behind it stands anything: what an issuer's error looks like
    good = flex(record())
    at = data.draw(st.integers(12, len(good) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=30))
    content = good[:12] + good[12:at] + junk + good[at + len(junk) :]
    content = content[:8] + f"{len(content):04}".encode() + content[12:]
    verdict = judged(container(content, PRIVATE), TRUST)
    if isinstance(verdict, TicketRefused):
        assert verdict.reason in (Reason.TICKET_DAMAGED, Reason.TICKET_UNSUPPORTED)


@pytest.mark.parametrize("text", [b"a\n" * 5000, b"1" * 9999, b"01.01.2026 - " * 700, b"\n" * 9999])
def test_a_print_without_end_is_bounded(text: bytes) -> None:
    layout = b"RCT20001060101500" + f"{len(text):04}".encode() + text
    payload = container(part("U_TLAY", "01", layout), PRIVATE)
    shown = [line for line in explain(payload, TRUST, AT) if line[0] == "print"]
    assert len(shown) <= 400
    assert isinstance(judged(payload, TRUST), TicketRefused)


@given(st.lists(st.tuples(st.text("U_HEADTLYFX0189B ", max_size=8), st.binary(max_size=60))))
@example([("U_TLAY", b"RCT29999")])
@example([("U_TLAY", b"RCT20001" + b"0101010109999x")])
@example([("U_HEAD", b"x" * 41)])
@example([("0080BL", b"S0019999x")])
def test_records_of_any_kind_only_cost_their_ticket(records: list[tuple[str, bytes]]) -> None:
    content = b"".join(part(name[:6], "01", data) for name, data in records)
    judged(container(content, PRIVATE), TRUST)


def test_a_zip_bomb_takes_little_memory() -> None:
    for size in (65_537, 300_000_000 // 128):
        bomb = zlib.compress(bytes(size), 9)[:2800]
        payload = b"#UT02999000001" + bytes(64) + f"{len(bomb):04}".encode() + bomb
        tracemalloc.start()
        try:
            assert "more than 65536 bytes" in open_container(payload).damage
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 1_000_000


def test_compression_must_end_with_the_data() -> None:
    compressed = zlib.compress(b"")
    for wrong in (compressed[:-1], b"no compression"):
        payload = b"#UT02999000001" + bytes(64) + f"{len(wrong):04}".encode() + wrong
        assert "compression" in open_container(payload).damage


PADDINGS = [bytes(20), b"\n", b"\r\n", b"    ", b"\xff" * 7, b"\0\r\n\0"]


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize(("payload", "trust"), [(DOSIPAS, DEMO), (CONTAINER, TRUST)])
def test_usual_padding_is_nobodys_data(payload: bytes, trust: Trust, padding: bytes) -> None:
    assert isinstance(judged(payload + padding, trust), DecodedTicket)
    refused = judged(payload + padding + b"x", trust)
    assert isinstance(refused, TicketRefused)
    assert refused.reason is Reason.TICKET_DAMAGED


@pytest.mark.parametrize("padding", PADDINGS)
def test_padding_may_stand_behind_the_records_and_the_ticket_data(padding: bytes) -> None:
    behind = container(flex(record()) + padding, PRIVATE)
    assert isinstance(judged(behind, TRUST), DecodedTicket)
    inside = part("U_FLEX", "03", flex(record())[12:] + padding)
    assert isinstance(judged(container(inside, PRIVATE), TRUST), DecodedTicket)


def test_the_signature_is_looked_at_before_the_records() -> None:
    for content in (b"U_FLEX03000x", part("U_TLAY", "01", b"x"), b"x", b""):
        unsigned = bytearray(container(content, PRIVATE))
        unsigned[30] ^= 1
        refused = judged(bytes(unsigned), TRUST)
        assert isinstance(refused, TicketRefused)
        assert refused.reason is Reason.SIGNATURE_WRONG


@pytest.mark.parametrize(
    ("content", "damage"),
    [
        (b"U_FLEX03000x", "letters"),
        (b"U_FLEX030011", "length"),
        (b"U_FLEX030013", "length"),
        (part("U_FLEX", "03", b"") * 2, "too many"),
        (b"".join(part(f"X{n}", "01", b"") for n in range(33)), "too many"),
    ],
)
def test_records_end_where_they_break(content: bytes, damage: str) -> None:
    first = part("U_HEAD", "01", b"")
    opened = open_container(container(first + content, PRIVATE))
    assert damage in opened.damage
    assert opened.records[0].name == "U_HEAD"
    refused = judged(container(content, PRIVATE), TRUST)
    assert isinstance(refused, TicketRefused)
    assert refused.reason in (Reason.TICKET_DAMAGED, Reason.TICKET_UNSUPPORTED)
