"""A ticket that lives in an app: its code is made anew all the time, a screenshot runs out.

The issuer puts the app's public key into the ticket (``claims``). The app then wraps the
whole signed ticket, with the time, into an envelope of its own and signs that:

    18([h'{1: -8, 16: "sg-app"}', {}, h'{6: made, -65538: ticket}', h'64 bytes'])

Claim 6 (iat) counts seconds of UTC; header 16 (typ, RFC 9596) tells the envelopes apart.
A gate believes the app only as far as the ticket inside names its key. What the ticket
says is the issuer's alone.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked
from station_gate.tickets.own.claims import read_claims
from station_gate.tickets.own.cose import (
    MOST_BYTES,
    SIGNATURE_BYTES,
    Damaged,
    read,
    seal,
    to_sign,
    unseal,
    write,
)
from station_gate.tickets.own.keys import write_secret

_PROTECTED = write({1: -8, 16: "sg-app"})
_MADE, _TICKET = 6, -65538
_MOST_FILE_BYTES = 10_000
_LINE = "Ticket: "


@dataclass(frozen=True, slots=True)
class Shown:
    """An app's envelope, opened; nobody has checked its signature yet."""

    ticket: bytes
    """The signed ticket inside."""
    made: datetime
    """In UTC."""
    signature: bytes
    signed: bytes

    def holds(self, app_key: bytes) -> bool:
        """Whether the app with this public key made it."""
        try:
            Ed25519PublicKey.from_public_bytes(app_key).verify(self.signature, self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


def open_shown(payload: bytes) -> Shown | None:
    """Open an app's envelope; ``None`` for a ticket without one. Raises ``Damaged``."""
    if not payload.startswith(b"\xd2\x84" + write(_PROTECTED)):
        return None
    if len(payload) > MOST_BYTES:
        raise Damaged(f"{len(payload)} bytes, at most {MOST_BYTES}")
    match read(payload):
        case cbor2.CBORTag(tag=18, value=[_, {**unprotected}, bytes(claims), bytes(signature)]):
            pass
        case _:
            raise Damaged("no signed envelope")
    if unprotected or len(signature) != SIGNATURE_BYTES:
        raise Damaged("an envelope of another kind")
    match read(claims):
        case {6: int(made), -65538: bytes(ticket), **others} if not others:
            pass
        case _:
            raise Damaged("an app's claims of another kind")
    try:
        moment = datetime.fromtimestamp(made, UTC)
    except (ValueError, OverflowError, OSError):
        raise Damaged("a time that is none") from None
    return Shown(ticket, moment, signature, to_sign(_PROTECTED, claims))


@dataclass(frozen=True, slots=True)
class App:
    """What a passenger's app holds: one signed ticket and a private key of its own."""

    ticket: bytes
    private: Ed25519PrivateKey

    @property
    def renewed(self) -> int:
        """Seconds after which the ticket asks for a new code."""
        envelope = unseal(self.ticket)
        return read_claims(envelope.claims, envelope.issuer, envelope.key_id).renewed

    def code(self, now: datetime) -> bytes:
        """Make the code to show at ``now`` (with its time zone)."""
        claims = write({_MADE: int(now.timestamp()), _TICKET: self.ticket})
        return seal(_PROTECTED, claims, self.private.sign(to_sign(_PROTECTED, claims)))

    @classmethod
    def load(cls, path: Path) -> "App":
        """Read what ``save`` wrote. Raises ``BadInput``."""
        usable_size(path, "app's ticket", _MOST_FILE_BYTES)
        content = unmarked(first_bytes(path, _MOST_FILE_BYTES))
        first = content.decode("latin-1").partition("\n")[0]
        try:
            ticket = base64.b64decode(first.removeprefix(_LINE), validate=True)
            private = load_pem_private_key(content, None)
        except (ValueError, TypeError, binascii.Error):
            private, ticket = None, b""
        if not (first.startswith(_LINE) and ticket and isinstance(private, Ed25519PrivateKey)):
            raise BadInput(f"{path} is no app's ticket; station-gate ticket issue --app makes one.")
        app = cls(ticket, private)
        try:
            renewed = app.renewed
        except Damaged as damage:
            raise BadInput(f"The ticket in {path} cannot be read: {damage}.") from None
        if not renewed:
            raise BadInput(f"The ticket in {path} is for no app.")
        return app

    def save(self, path: Path) -> None:
        """Write a new file that only its owner may read. Raises ``BadInput``."""
        pem = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_secret(path, _LINE.encode() + base64.b64encode(self.ticket) + b"\n" + pem)
