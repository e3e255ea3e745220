"""Tickets: our own, the UIC's two barcodes, and an airline's boarding pass."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fixtures.library import railtickets
from station_gate.gate.travel import Ticket
from station_gate.issuing.dosipas import UicIssuerKey
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import App, sign_ticket
from station_gate.tickets.boardingpass import read_boarding_pass
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.claims import read_claims, write_claims
from station_gate.tickets.own.cose import Damaged
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.damage import Damaged as UicDamaged
from station_gate.tickets.uic.damage import Unsupported
from station_gate.tickets.uic.envelope import Barcode, DataRecord
from station_gate.tickets.uic.registry import UicKeys
from station_gate.tickets.uic.ticket import read_ticket
from station_gate.tickets.uic.uper import encode, rail_ticket
from tests.conftest import FIXTURES
from tests.tickets.uic.barcodes import container, flex

_AT = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
_DEPARTURE = datetime(2026, 11, 20, 10, 5)
_PHONE = Ed25519PrivateKey.from_private_bytes(b"a phone that fuzzers carry round")
_VERSIONS = {1: "13", 2: "02", 3: "03"}


@cache
def _trust() -> Trust:
    issuer = FIXTURES / "issuer"
    return Trust(KeyRing.load(issuer / "keys.toml"), UicKeys.load(issuer / "uic-keys.xml"))


def decode(payload: bytes) -> object:
    """Judge a payload as a gate does, and explain it as the counter does."""
    for line in explain(payload, _trust(), _AT):
        assert all(isinstance(text, str) and text.isprintable() for text in line), line
    try:
        return decode_any(payload, _trust(), _AT).ticket
    except TicketRefused:
        return None


def accepted(seeds: Sequence[bytes]) -> list[object]:
    """Return what the gate takes of the seeds; it must take all of them."""
    taken = [decode(seed) for seed in seeds]
    assert None not in taken, "a seed of ours is not good"
    return taken


def _ticket(**changes: object) -> Ticket:
    fields: dict[str, object] = {
        "ticket_id": "SG-1001",
        "issuer": "SGR-DEMO",
        "key_id": "1",
        "name": "RIVERA ALEX",
        "train": "SG 127",
        "origin": "HBR",
        "destination": "NFD",
        "departure": _DEPARTURE,
    }
    return Ticket(**(fields | changes))  # type: ignore[arg-type]


def _own() -> list[Ticket]:
    return [
        _ticket(),
        _ticket(ticket_id="SG-1002", coach="7", seat="12A", travel_class="2"),
        _ticket(ticket_id="SG-1003", document_salt=b"saltsalt", document_hash=b"h" * 16),
        _ticket(ticket_id="SG-1004", conditions=("child", "dog"), wide=True, specimen=True),
        _ticket(
            ticket_id="SG-1005",
            departure=None,
            valid_from=_AT.replace(tzinfo=None),
            valid_until=_DEPARTURE,
        ),
        _ticket(ticket_id="SG-1006", app_key=_PHONE.public_key().public_bytes_raw(), renewed=60),
    ]


def own_seeds() -> list[bytes]:
    """Tickets in our own format, signed with the demo issuer's key."""
    key = IssuerKey.load(FIXTURES / "issuer" / "SGR-DEMO-1.pem")
    sealed = [sign_ticket(ticket, key) for ticket in _own()]
    return [*sealed, App(sealed[-1], _PHONE).code(_AT.replace(tzinfo=UTC))]


def claims(payload: bytes) -> object:
    """Read claims behind a signature that is taken to hold."""
    try:
        ticket = read_claims(payload, "SGR-DEMO", "1")
    except Damaged:
        return None
    assert write_claims(ticket) == payload, "two ways to write one ticket"
    return None


def claims_seeds() -> list[bytes]:
    """Claims as our tickets have them."""
    return [write_claims(ticket) for ticket in _own()]


def _records() -> list[dict[str, object]]:
    seat = railtickets.reservation("R1", _DEPARTURE)
    day = railtickets.open_ticket("R2", _AT.date())
    child = railtickets.open_ticket(
        "R3", _AT.date(), tariffs=[railtickets.tariff("Flexible child", "child")]
    )
    return [
        railtickets.record("Alex", "Rivera", "UIC1", reservation=seat),
        railtickets.record("Diego", "Moreno", "UIC2", openTicket=day),
        railtickets.record("Arjun", "Sharma", "UIC3", openTicket=child),
    ]


def container_seeds() -> list[bytes]:
    """#UT02 containers of the demo railway."""
    private = UicIssuerKey.load(FIXTURES / "issuer" / "uic-9990-1.pem", 9990, 1).private
    return [container(flex(record), private) for record in _records()]


def dosipas_seeds() -> list[bytes]:
    """DOSIPAS barcodes, static ones and one that an app signed anew."""
    fresh = railtickets.shown_by_app(_records()[0], _AT - timedelta(seconds=10), seconds=60)
    return [*(railtickets.signed(record) for record in _records()), fresh]


def rail_record(payload: bytes) -> object:
    """Read rail ticket data behind a signature that is taken to hold."""
    if not payload:
        return None
    version = _VERSIONS[payload[0] % 3 + 1]
    record = DataRecord("U_FLEX", version, payload[1:])
    barcode = Barcode(
        kind="#UT02",
        provider="9990",
        key_id="1",
        signature=b"",
        signed=b"",
        algorithm="",
        records=(record,),
    )
    with contextlib.suppress(UicDamaged, Unsupported):
        read_ticket(barcode)
    return None


def record_seeds() -> list[bytes]:
    """Rail ticket data in each version, after a byte that says which."""
    return [
        bytes([version - 1]) + encode(rail_ticket(version), "UicRailTicketData", record)
        for version in _VERSIONS
        for record in _records()
    ]


def boarding_pass(payload: bytes) -> object:
    """Recognise an airline's boarding pass."""
    read_boarding_pass(payload)
    return None


def boarding_seeds() -> list[bytes]:
    """Boarding passes of one and of two legs."""
    leg = b"EUTO127 HBRNFDSG 0127 324Y012A0001 100"
    second = b"UTO127 NFDHBRSG 0128 325Y012A0002 100"
    return [b"M1SHARMA/ARJUN        " + leg, b"M2SHARMA/ARJUN        " + leg + second]
