"""An issuer, its key ring and a usual ticket."""

from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.tickets.own.keys import KeyRing, PublicKey

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def public_key(key: IssuerKey, *, revoked: bool = False) -> PublicKey:
    """Make the registry's entry for a key."""
    return PublicKey(
        issuer=key.issuer,
        key_id=key.key_id,
        public=key.private.public_key().public_bytes_raw(),
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        revoked=revoked,
    )


@pytest.fixture(scope="session")
def key() -> IssuerKey:
    return IssuerKey(
        "SG", "k1", Ed25519PrivateKey.from_private_bytes(b"station gate, for tests only ...")
    )


@pytest.fixture(scope="session")
def ring(key: IssuerKey) -> KeyRing:
    return KeyRing([public_key(key)])


@pytest.fixture(scope="session")
def ticket() -> Ticket:
    return Ticket(
        ticket_id="SG7K2M9QX4",
        issuer="SG",
        key_id="k1",
        name="Erika Mustermann",
        train="ICE 1234",
        origin="Central",
        destination="Harbour",
        departure=datetime(2026, 11, 24, 8, 53),
        coach="12",
        seat="63",
        travel_class="1",
        document_salt=b"saltsalt",
        document_hash=b"sixteen byte tag",
    )
