"""A ticket that lives in an app: its code is made anew all the time, a screenshot runs out.

The issuer puts the app's public key into the ticket (``claims``). The app then wraps the
whole signed ticket, with the time, into an envelope of its own and signs that:

    18([h'{1: -8, 16: "sg-app"}', {}, h'{6: made, -65538: ticket}', h'64 bytes'])

Claim 6 (iat) counts seconds of UTC; header 16 (typ, RFC 9596) tells the envelopes apart.
A gate believes the app only as far as the ticket inside names its key. What the ticket
says is the issuer's alone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from station_gate.tickets.own.cose import (
    MOST_BYTES,
    SIGNATURE_BYTES,
    Damaged,
    read,
    to_sign,
    write,
)

PROTECTED = write({1: -8, 16: "sg-app"})
MADE, TICKET = 6, -65538


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
        """Return whether the app with this public key made it."""
        try:
            Ed25519PublicKey.from_public_bytes(app_key).verify(self.signature, self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


def open_shown(payload: bytes) -> Shown | None:
    """Open an app's envelope; ``None`` for a ticket without one. Raises ``Damaged``."""
    if not payload.startswith(b"\xd2\x84" + write(PROTECTED)):
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
    return Shown(ticket, moment, signature, to_sign(PROTECTED, claims))
