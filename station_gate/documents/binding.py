"""A ticket bound to one document without saying the document's number.

The ticket carries a salt and HMAC-SHA256 over issuing state, number and salt, cut
to 16 bytes. A plain hash would not do: nine digits are tried out in minutes, so
the hash is keyed with a secret of the operator that every gate holds.
"""

import hashlib
import hmac
import re
from pathlib import Path

from station_gate.files import first_bytes, usable_size
from station_gate.gate.travel import Holder, Ticket
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

SALT_BYTES = 8
HASH_BYTES = 16
KEY_BYTES = 32
_MOST_FILE_BYTES = 100


def bind(key: bytes, issuer: str, number: str, salt: bytes) -> bytes:
    """Hash a document for a ticket: 16 bytes.

    ``key`` is the operator's secret, ``issuer`` the issuing state in ICAO letters
    ("D", "D<<"); blanks, dashes and case of the number make no difference.
    """
    message = f"SG-DOC1|{_letters(issuer)}|{_letters(number)}|".encode("ascii") + salt
    return hmac.digest(key, message, hashlib.sha256)[:HASH_BYTES]


def is_bound_to(ticket: Ticket, holder: Holder, key: bytes | None) -> bool | None:
    """Return whether a ticket is bound to this document.

    ``None`` where it is bound to none, and where there is no ``key`` to tell.
    """
    if not ticket.document_hash or key is None:
        return None
    own = bind(key, holder.issuer, holder.document_number, ticket.document_salt)
    return hmac.compare_digest(own, ticket.document_hash)


def load_document_key(path: Path) -> bytes:
    """Read the operator's secret: a file of 64 hexadecimal digits. Raises ``BadInput``."""
    usable_size(path, "document key", _MOST_FILE_BYTES)
    try:
        key = bytes.fromhex(unmarked(first_bytes(path, _MOST_FILE_BYTES)).decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadInput(f"{path}: this is not a document key of {2 * KEY_BYTES} hexadecimal digits.")
    return key


def _letters(text: str) -> str:
    return re.sub("[^A-Z0-9]", "", text.upper())
