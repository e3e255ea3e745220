"""Signatures of UIC tickets: DSA and ECDSA, in the forms that are found on real tickets.

Which hash goes with a key is said by the ticket (an object identifier), by the
registry ("SHA1withDSA(1024,160)"), or follows from the key's size. SHA-1 is still what
most issuers sign with; it is accepted because refusing it would refuse their tickets.
"""

import re

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import load_der_public_key

PublicKey = dsa.DSAPublicKey | ec.EllipticCurvePublicKey

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "1": hashes.SHA1(),
    "224": hashes.SHA224(),
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
# object identifier -> whether elliptic, hash
_ALGORITHMS = {
    "1.2.840.10040.4.3": (False, "1"),
    "2.16.840.1.101.3.4.3.1": (False, "224"),
    "2.16.840.1.101.3.4.3.2": (False, "256"),
    "1.2.840.10045.4.3.1": (True, "224"),
    "1.2.840.10045.4.3.2": (True, "256"),
    "1.2.840.10045.4.3.3": (True, "384"),
    "1.2.840.10045.4.3.4": (True, "512"),
}
_CURVES = {32: ec.SECP256R1(), 48: ec.SECP384R1(), 66: ec.SECP521R1()}
_OWN_HASH = {160: "1", 224: "224", 256: "256"}  # bits of a DSA key's subgroup -> FIPS 186-4


def load_key(der: bytes) -> PublicKey:
    """Read a public key or a certificate in DER form. Raises ``ValueError``."""
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        try:
            key = x509.load_der_x509_certificate(der).public_key()
        except (ValueError, UnsupportedAlgorithm, TypeError):
            raise ValueError("neither a public key nor a certificate") from None
    if not isinstance(key, PublicKey):
        raise ValueError("neither a DSA nor an elliptic curve key")
    return key


def load_point(data: bytes) -> PublicKey:
    """Read the key of level 2: a point of a curve, or DER. Raises ``ValueError``."""
    size = len(data) - 1 if data[:1] in (b"\x02", b"\x03") else (len(data) - 1) // 2
    if data[:1] in (b"\x02", b"\x03", b"\x04") and size in _CURVES:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[size], data)
    return load_key(data)


def holds(
    key: PublicKey, signature: bytes, message: bytes, *, identifier: str = "", named: str = ""
) -> bool:
    """Return whether a signature over a message is the key's.

    ``identifier`` is the ticket's object identifier, ``named`` the registry's name of
    the algorithm; either may be empty.
    """
    wanted = _hash(key, identifier, named)
    der = _as_der(signature)
    if wanted is None or der is None:
        return False
    try:
        if isinstance(key, dsa.DSAPublicKey):
            key.verify(der, message, wanted)
        else:
            key.verify(der, message, ec.ECDSA(wanted))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _hash(key: PublicKey, identifier: str, named: str) -> hashes.HashAlgorithm | None:
    elliptic = isinstance(key, ec.EllipticCurvePublicKey)
    if identifier:
        expected, size = _ALGORITHMS.get(identifier, (elliptic, ""))
        return _HASHES.get(size) if expected is elliptic else None
    if said := re.match(r"(?:DSA_)?SHA-?(1|224|256|384|512)(?!\d)", named):
        return _HASHES[said[1]]
    if isinstance(key, dsa.DSAPublicKey):
        q = key.public_numbers().parameter_numbers.q
        return _HASHES.get(_OWN_HASH.get(q.bit_length(), ""))
    return _HASHES.get(str(key.curve.key_size))


def _as_der(signature: bytes) -> bytes | None:
    """Accept DER, DER filled up with zeros (#UT01) and the two bare numbers (#UT02)."""
    if (size := _der_size(signature)) is not None:
        der, rest = signature[:size], signature[size:]
        try:
            decode_dss_signature(der)
        except ValueError:
            pass  # a bare number may begin with this byte, too
        else:
            return der if not rest.strip(b"\0 ") else None
    half, odd = divmod(len(signature), 2)
    if odd or not half:
        return None
    r, s = signature[:half], signature[half:]
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


def _der_size(signature: bytes) -> int | None:
    """Give the size of the sequence at the start; ``None`` where there is none.

    A length from 128 on is written in the bytes that follow (X.690, 8.1.3.5): that of P-521.
    """
    if signature[:1] != b"\x30" or len(signature) < 3:
        return None
    first = signature[1]
    if first < 0x80:
        return 2 + first
    more = first & 0x7F
    return 2 + more + int.from_bytes(signature[2 : 2 + more], "big")
