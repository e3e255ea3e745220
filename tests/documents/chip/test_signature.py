"""Signatures: keys that spell their curve out, keys that are none, and what we cannot check."""

from typing import Any

from asn1crypto import algos, keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from station_gate.documents.chip.signature import Signature, holds, read_signature
from tests.documents.chip.makers import RSA, curve_key

DATA = b"data groups"
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
GENERATOR = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


def spelt_out(key: ec.EllipticCurvePrivateKey, prime: int, generator: bytes) -> bytes:
    """Return the public key with its curve's parameters written out, as several states do."""
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    parameters = keys.SpecifiedECDomain(
        {
            "version": 1,
            "field_id": {"field_type": "prime_field", "parameters": prime},
            "curve": {"a": b"\x01", "b": b"\x02"},
            "base": generator,
            "order": 7,
        }
    )
    algorithm = {
        "algorithm": "ec",
        "parameters": keys.ECDomainParameters({"specified": parameters}),
    }
    return bytes(keys.PublicKeyInfo({"algorithm": algorithm, "public_key": point}).dump())


def signature(value: bytes, scheme: str = "ecdsa") -> Signature:
    return Signature(scheme=scheme, digest="sha256", value=value)


def test_a_curve_that_is_spelt_out_is_taken_for_the_named_one() -> None:
    key = curve_key()
    value = key.sign(DATA, ec.ECDSA(hashes.SHA256()))
    assert holds(signature(value), spelt_out(key, P256, GENERATOR), DATA)
    assert not holds(signature(value), spelt_out(key, P256, GENERATOR), DATA + b".")
    assert not holds(signature(value), spelt_out(curve_key(), P256, GENERATOR), DATA)


def test_a_forged_generator_changes_nothing() -> None:
    # CVE-2020-0601: whoever may choose the generator can sign with any public key; the
    # made-up curve parameters above, and this generator, are never computed with
    key = curve_key()
    own_point = spelt_out(
        key,
        P256,
        key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        ),
    )
    value = key.sign(DATA, ec.ECDSA(hashes.SHA256()))
    assert holds(signature(value), own_point, DATA)
    forged = curve_key().sign(DATA, ec.ECDSA(hashes.SHA256()))
    assert not holds(signature(forged), own_point, DATA)


def test_what_is_no_key_never_holds() -> None:
    key = curve_key()
    value = key.sign(DATA, ec.ECDSA(hashes.SHA256()))
    named = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert holds(signature(value), named, DATA)
    assert not holds(signature(value), spelt_out(key, 2**255 - 19, GENERATOR), DATA)
    for nothing in (b"", b"\x30\x00", named[:-1], b"\0" * 400):
        assert not holds(signature(value), nothing, DATA)


def test_a_scheme_that_is_not_the_keys_never_holds() -> None:
    named = RSA.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for scheme in ("ecdsa", "dsa", "ed25519", ""):
        assert not holds(signature(b"x" * 256, scheme), named, DATA)
    weak = Signature(scheme="rsassa_pkcs1v15", digest="md5", value=b"x" * 256)
    assert holds(weak, named, DATA) is False


def public(key: Any) -> bytes:
    return bytes(
        key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


def on_another_curve(number: str) -> bytes:
    """Return a key on a curve that is only named: 27 bytes of a point."""
    algorithm = {"algorithm": "ec", "parameters": keys.ECDomainParameters({"named": number})}
    point = b"\x04" + bytes(range(80))
    return bytes(keys.PublicKeyInfo({"algorithm": algorithm, "public_key": point}).dump())


def test_what_we_cannot_check_is_not_called_wrong() -> None:
    right, other = signature(b"x" * 72), signature(b"x" * 72, "1.2.156.10197.1.501")  # SM2
    named = public(curve_key())
    assert holds(right, named, DATA) is False
    # brainpoolP320r1 and brainpoolP224r1 (RFC 5639), an unknown prime, no key at all
    for number in ("1.3.36.3.3.2.8.1.1.9", "1.3.36.3.3.2.8.1.1.5"):
        assert holds(right, on_another_curve(number), DATA) is None
    assert holds(right, spelt_out(curve_key(), 2**255 - 19, GENERATOR), DATA) is None
    assert holds(right, b"no key", DATA) is None
    # another kind of key, of signature, and of hash
    assert holds(right, public(ed25519.Ed25519PrivateKey.generate()), DATA) is None
    assert holds(other, named, DATA) is None
    newer = Signature(scheme="ecdsa", digest="sha3_256", value=b"x" * 72)
    assert holds(newer, named, DATA) is None
    # what can be forged stays refused, whoever signed
    weak = Signature(scheme="ecdsa", digest="sha1", value=b"x" * 72)
    assert holds(weak, on_another_curve("1.3.36.3.3.2.8.1.1.9"), DATA) is False


def test_a_kind_of_signature_that_is_only_a_number_is_read() -> None:
    sm2 = algos.SignedDigestAlgorithm({"algorithm": "1.2.156.10197.1.501"})
    read = read_signature(sm2, b"x", "sha256")
    assert (read.scheme, read.digest) == ("1.2.156.10197.1.501", "sha256")
