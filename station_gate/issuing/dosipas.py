"""Writes DOSIPAS barcodes (U2): for test tickets of our own."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.tickets.uic.uper import (
    Record,
    barcode_header,
    dynamic_content,
    encode,
    rail_ticket,
)

_MOST_BYTES = 10_000
_P256 = "1.2.840.10045.3.1.7"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"


@dataclass(frozen=True, slots=True)
class UicIssuerKey:
    """A private key on the curve P-256, and whose it is."""

    provider: int
    key_id: int
    private: ec.EllipticCurvePrivateKey

    @classmethod
    def load(cls, path: Path, provider: int, key_id: int) -> "UicIssuerKey":
        """Read an unencrypted private key in PEM form. Raises ``BadInput``."""
        usable_size(path, "private key", _MOST_BYTES)
        try:
            private = load_pem_private_key(first_bytes(path, _MOST_BYTES), None)
        except (ValueError, TypeError):
            private = None
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise BadInput(f"{path} holds no elliptic curve key in PEM form.")
        return cls(provider, key_id, private)


@dataclass(frozen=True, slots=True)
class AppStamp:
    """What a passenger's app adds to a ticket each time it shows the code (level 2)."""

    private: ec.EllipticCurvePrivateKey
    made: datetime
    """UTC."""
    seconds: int
    """How long the code may be shown."""

    @property
    def public(self) -> bytes:
        """The point that level 1 names, compressed."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def encode_ticket(record: Record, key: UicIssuerKey, stamp: AppStamp | None = None) -> bytes:
    """Sign rail ticket data of version 3: the bytes for a barcode.

    Raises ``ValueError`` for what the format cannot hold.
    """
    level1: Record = {
        "securityProviderNum": key.provider,
        "keyId": key.key_id,
        "dataSequence": [
            {"dataFormat": "FCB3", "data": encode(rail_ticket(3), "UicRailTicketData", record)}
        ],
        "level1KeyAlg": _P256,
        "level1SigningAlg": _ECDSA_SHA256,
    }
    if stamp is not None:
        level1 |= {
            "level2KeyAlg": _P256,
            "level2SigningAlg": _ECDSA_SHA256,
            "level2PublicKey": stamp.public,
            "validityDuration": stamp.seconds,
        }
    schema = barcode_header(2)
    outer: Record = {
        "level1Data": level1,
        "level1Signature": _sign(key.private, encode(schema, "Level1DataType", level1)),
    }
    header: Record = {"format": "U2", "level2SignedData": outer}
    if stamp is not None:
        outer["level2Data"] = {"dataFormat": "FDC1", "data": _dynamic(stamp.made)}
        header["level2Signature"] = _sign(stamp.private, encode(schema, "Level2DataType", outer))
    return encode(schema, "UicBarcodeHeader", header)


def _dynamic(made: datetime) -> bytes:
    since = made - made.replace(hour=0, minute=0, second=0, microsecond=0)
    time_stamp = {"day": made.timetuple().tm_yday, "time": int(since.total_seconds())}
    return encode(
        dynamic_content(), "UicDynamicContentData", {"dynamicContentTimeStamp": time_stamp}
    )


def _sign(private: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    # always the same for the same message (RFC 6979), so that a ticket has one form
    return private.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))
