"""Signatures: keys that spell their curve out, and keys that are none."""

from asn1crypto import keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from station_gate.credentials.chip.signature import Signature, holds
from tests.credentials.chip.makers import RSA, curve_key

DATA = b"data groups"
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
GENERATOR = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


def spelt_out(key: ec.EllipticCurvePrivateKey, prime: int, generator: bytes) -> bytes:
    """The public key with its curve's parameters written out, as several states do."""
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
    assert not weak.strong
    assert not holds(weak, named, DATA)
