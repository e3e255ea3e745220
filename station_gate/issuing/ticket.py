"""Tickets of our own signed: the bytes of their QR codes, and the app that renews one."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from station_gate.files import first_bytes, usable_size
from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey, write_secret
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked
from station_gate.tickets.own.appcode import MADE, PROTECTED, TICKET
from station_gate.tickets.own.claims import read_claims, write_claims
from station_gate.tickets.own.cose import Damaged, header, seal, to_sign, unseal, write

_MOST_FILE_BYTES = 10_000
_LINE = "Ticket: "


def sign_ticket(ticket: Ticket, key: IssuerKey) -> bytes:
    """Sign a ticket: the bytes for its QR code.

    Raises ``ValueError`` for a field that is too long, for a departure with
    seconds, and for a ticket that names another issuer or key.
    """
    if (ticket.issuer, ticket.key_id) != (key.issuer, key.key_id):
        raise ValueError(f"the ticket is {ticket.issuer}'s, the key is {key.issuer}/{key.key_id}")
    protected, claims = header(key.issuer, key.key_id), write_claims(ticket)
    return seal(protected, claims, key.sign(to_sign(protected, claims)))


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
        claims = write({MADE: int(now.timestamp()), TICKET: self.ticket})
        return seal(PROTECTED, claims, self.private.sign(to_sign(PROTECTED, claims)))

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
