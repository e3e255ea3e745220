"""The signed envelope around a ticket: COSE_Sign1 (RFC 9052) with Ed25519, nothing else.

    18([h'{1: -8, 4: "SG/k1"}', {}, h'claims', h'64 bytes of signature'])

There is exactly one way to write an envelope: definite lengths, the deterministic
encoding of RFC 8949 section 4.2.1, algorithm and key id in the protected header,
an empty unprotected header. Whatever differs is damaged, so a ticket has one form
and nobody can make a second one from it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2

MOST_BYTES = 1024
"""Five times a usual ticket (190 bytes) and less than half of what a QR code holds."""

_TAG = 18  # COSE_Sign1, RFC 9052 section 2
_START = b"\xd2\x84"  # tag 18, array of four
_ALGORITHM, _KEY_ID = 1, 4  # header labels, RFC 9052 section 3.1
_EDDSA = -8  # RFC 9053 section 2.2
SIGNATURE_BYTES = 64
_MOST_DEPTH = 4  # the tag, the array and the header maps need 3
_KEY_NAME = re.compile(r"([A-Za-z0-9._-]{1,16})/([A-Za-z0-9._-]{1,16})")


class Damaged(Exception):
    """The bytes are not what an issuer writes; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened envelope whose signature nobody has checked yet."""

    issuer: str
    key_id: str
    claims: bytes
    signature: bytes
    signed: bytes
    """The bytes that the signature is over (Sig_structure, RFC 9052 section 4.4)."""


def is_key_name(issuer: str, key_id: str) -> bool:
    """Whether an issuer and a key id can stand in an envelope: 1 to 16 of A-Z a-z 0-9 . _ -"""
    return _KEY_NAME.fullmatch(f"{issuer}/{key_id}") is not None


def looks_sealed(payload: bytes) -> bool:
    """Return whether a payload begins as an envelope does."""
    return payload.startswith(_START)


def header(issuer: str, key_id: str) -> bytes:
    """Write the protected header for a key."""
    return write({_ALGORITHM: _EDDSA, _KEY_ID: f"{issuer}/{key_id}".encode("ascii")})


def to_sign(protected: bytes, claims: bytes) -> bytes:
    """Give the bytes that a signature is over."""
    return write(["Signature1", protected, b"", claims])


def seal(protected: bytes, claims: bytes, signature: bytes) -> bytes:
    """Put header, claims and signature into an envelope."""
    return write(cbor2.CBORTag(_TAG, [protected, {}, claims, signature]))


def unseal(payload: bytes) -> Envelope:
    """Open an envelope. Raises ``Damaged``."""
    if len(payload) > MOST_BYTES:
        raise Damaged(f"{len(payload)} bytes, at most {MOST_BYTES}")
    match read(payload):
        case cbor2.CBORTag(
            tag=18,
            value=[bytes(protected), Mapping() as unprotected, bytes(claims), bytes(signature)],
        ):
            pass
        case _:
            raise Damaged("no signed envelope")
    if unprotected or len(signature) != SIGNATURE_BYTES:
        raise Damaged("an envelope of another kind")
    match read(protected):
        case {1: -8, 4: bytes(name), **others} if not others:
            named = _KEY_NAME.fullmatch(name.decode("latin-1"))
        case _:
            raise Damaged("another algorithm or unknown headers")
    if named is None:
        raise Damaged("a key name that is none")
    return Envelope(named[1], named[2], claims, signature, to_sign(protected, claims))


def write(value: Any) -> bytes:
    """Encode deterministically."""
    return cbor2.dumps(value, canonical=True)


def read(encoded: bytes) -> Any:
    """Decode what ``write`` may have written and nothing else. Raises ``Damaged``."""
    try:
        value = cbor2.loads(encoded, max_depth=_MOST_DEPTH)
        same = write(value) == encoded  # endless items and double keys do not come back the same
    except cbor2.CBORError:
        raise Damaged("broken CBOR") from None
    if not same or not _is_plain(value):
        raise Damaged("CBOR that is not written in the one agreed way")
    return value


def _is_plain(value: Any) -> bool:
    """Return whether all keys are whole numbers and no value is another kind of number.

    For Python 1.0 and True are the key 1, too: a ticket would have several forms.
    """
    if isinstance(value, cbor2.CBORTag):
        return _is_plain(value.value)
    if isinstance(value, Mapping):
        return all(type(key) is int and _is_plain(part) for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return all(_is_plain(part) for part in value)
    return isinstance(value, (bytes, str, int))
