"""Signed barcodes of our own for tests: containers too, which the program itself never writes."""

import zlib
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import dsa, ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from fixtures.library import railtickets
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.registry import UicKey, UicKeys
from station_gate.tickets.uic.uper import encode, rail_ticket
from tests.conftest import FIXTURES

AT = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
DEPARTURE = datetime(2026, 11, 20, 10, 5)
KEYS = UicKeys.load(FIXTURES / "issuer/uic-keys.xml")
NOBODY = Trust(KeyRing([]))

Private = ec.EllipticCurvePrivateKey | dsa.DSAPrivateKey


def record(**ticket: Any) -> dict[str, Any]:
    """Rail ticket data of Alex Rivera; a seat where no document is given."""
    ticket = ticket or {"reservation": railtickets.reservation("R1", DEPARTURE)}
    return railtickets.record("Alex", "Rivera", "PNR1", **ticket)


def part(name: str, version: str, data: bytes) -> bytes:
    """Return a record of a container."""
    return f"{name:6}{version}{12 + len(data):04}".encode() + data


def flex(data: dict[str, Any], version: int = 3) -> bytes:
    """Return the U_FLEX record of rail ticket data."""
    number = {1: "13", 2: "02", 3: "03"}[version]
    return part("U_FLEX", number, encode(rail_ticket(version), "UicRailTicketData", data))


def container(content: bytes, private: Private, *, version: int = 2, key_id: str = "1") -> bytes:
    """Return a #UT01 or #UT02 container signed with a key of company 9990."""
    compressed = zlib.compress(content)
    if isinstance(private, dsa.DSAPrivateKey):
        der = private.sign(compressed, SHA1() if private.key_size == 1024 else SHA256())
    else:
        der = private.sign(compressed, ec.ECDSA(SHA256()))
    size = {1: 50, 2: 64}[version]
    signature = der.ljust(size, b"\0")
    if version == 2:
        r, s = decode_dss_signature(der)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    head = f"#UT{version:02}9990{key_id:>05}".encode()
    return head + signature[:size] + f"{len(compressed):04}".encode() + compressed


def trusted(public: Any, key_id: str = "1", algorithm: str = "SHA256withDSA") -> UicKeys:
    """Return a registry with one key of company 9990."""
    key = UicKey(
        provider="9990",
        key_id=key_id,
        issuer_name="test",
        public=public,
        algorithm=algorithm,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    return UicKeys([key])
