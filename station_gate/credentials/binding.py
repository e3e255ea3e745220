"""A ticket bound to one document without saying the document's number.

The ticket carries a salt and HMAC-SHA256 over issuing state, number and salt, cut
to 16 bytes. A plain hash would not do: nine digits are tried out in minutes, so
the hash is keyed with a secret of the operator that every gate holds.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from station_gate.credentials.keys import write_secret
from station_gate.gate.travel import Holder, Ticket
from station_gate.problems import BadInput

SALT_BYTES = 8
HASH_BYTES = 16
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class StationKey:
    """The operator's secret that binds tickets to documents."""

    secret: bytes

    def bind(self, issuer: str, number: str, salt: bytes) -> bytes:
        """Hash a document for a ticket: 16 bytes.

        ``issuer`` is the issuing state in ICAO letters ("D", "D<<"); blanks,
        dashes and case of the number make no difference.
        """
        message = f"SG-DOC1|{_letters(issuer)}|{_letters(number)}|".encode("ascii") + salt
        return hmac.digest(self.secret, message, hashlib.sha256)[:HASH_BYTES]

    def matches(self, ticket: Ticket, holder: Holder) -> bool | None:
        """Whether the ticket is bound to this document; ``None`` if it is bound to none."""
        if not ticket.document_hash:
            return None
        own = self.bind(holder.issuer, holder.document_number, ticket.document_salt)
        return hmac.compare_digest(own, ticket.document_hash)

    @classmethod
    def load(cls, path: Path) -> "StationKey":
        """Read a key file: 64 hexadecimal digits. Raises ``BadInput``."""
        try:
            with path.open("rb") as file:
                text = file.read(2 * _KEY_BYTES + 2).decode("ascii")
            secret = bytes.fromhex(text)
        except OSError as error:
            raise BadInput(f"The station key {path} cannot be read: {error.strerror}.") from None
        except ValueError:
            secret = b""
        if len(secret) != _KEY_BYTES:
            raise BadInput(f"{path} is not a station key of {2 * _KEY_BYTES} hexadecimal digits.")
        return cls(secret)

    @classmethod
    def make(cls, path: Path) -> "StationKey":
        """Write a new random key file, readable by its owner only. Raises ``BadInput``."""
        key = cls(secrets.token_bytes(_KEY_BYTES))
        try:
            write_secret(path, key.secret.hex().encode("ascii") + b"\n")
        except OSError as error:
            raise BadInput(f"{path} cannot be written: {error.strerror}.") from None
        return key


def _letters(text: str) -> str:
    return re.sub("[^A-Z0-9]", "", text.upper())
