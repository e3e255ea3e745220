"""Signatures as documents and certificates carry them: RSA and elliptic curves (Doc 9303-12)."""

from dataclasses import dataclass

from asn1crypto import algos, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
"""What Doc 9303-12 allows. SHA-1 and MD5 can be forged and are refused."""
FORGEABLE = {"md2", "md4", "md5", "sha1"}
"""Two messages of one hash have been made, or soon will be."""
STRONG = "sha224 to sha512"
"""The same in words, as the limit of a check."""

_CURVES: dict[int, type[ec.EllipticCurve]] = {
    0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_00000000_00000001: ec.SECP224R1,
    2**256 - 2**224 + 2**192 + 2**96 - 1: ec.SECP256R1,
    2**384 - 2**128 - 2**96 + 2**32 - 1: ec.SECP384R1,
    2**521 - 1: ec.SECP521R1,
    int("A9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377", 16): ec.BrainpoolP256R1,
    int(
        "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B412B1DA197FB71123"
        "ACD3A729901D1A71874700133107EC53",
        16,
    ): ec.BrainpoolP384R1,
    int(
        "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330871"
        "7D4D9B009BC66842AECDA12AE6A380E62881FF2F2D82C68528AA6056583A48F3",
        16,
    ): ec.BrainpoolP512R1,
}
"""By the prime of their field (SEC 2; RFC 5639)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature and how it was made."""

    scheme: str
    """"rsassa_pkcs1v15", "rsassa_pss", "ecdsa", or another that we cannot check."""
    digest: str
    """Name of the hash: "sha256"; "" where only its kind of signature would tell."""
    value: bytes
    mask_digest: str = ""
    """For rsassa_pss: the hash of its mask."""
    salt: int = 0
    """For rsassa_pss: bytes of its salt."""

    @property
    def hashes(self) -> set[str]:
        """The hashes that it rests on."""
        return {self.digest, self.mask_digest} - {""}

    @property
    def name(self) -> str:
        """Both in one word for people: "sha256 ecdsa"."""
        return f"{self.digest} {self.scheme}"


def read_signature(
    algorithm: algos.SignedDigestAlgorithm, value: bytes, digest: str = ""
) -> Signature:
    """Read what an algorithm identifier says; ``digest`` is used where it names no hash.

    Raises ``ValueError`` and its like for one that cannot be understood.
    """
    try:
        scheme = algorithm.signature_algo
    except ValueError:  # of another kind: only its number is known
        return Signature(scheme=algorithm["algorithm"].dotted, digest=digest, value=value)
    if scheme == "rsassa_pss":
        parameters = algorithm["parameters"]
        return Signature(
            scheme=scheme,
            digest=parameters["hash_algorithm"]["algorithm"].native,
            value=value,
            mask_digest=parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native,
            salt=parameters["salt_length"].native,
        )
    named = str(algorithm["algorithm"].native).split("_")[0]
    return Signature(scheme=scheme, digest=named if named in _NAMED else digest, value=value)


_NAMED = {"md2", "md5", "sha1", *HASHES}


def holds(signature: Signature, public_key: bytes, data: bytes) -> bool | None:
    """Return whether ``signature`` over ``data`` is that of the key (SubjectPublicKeyInfo, DER).

    ``None``: that cannot be checked here. The key is on a curve, or the signature of a
    kind, that we lack; it may well be right.
    """
    if signature.hashes & FORGEABLE:
        return False
    key = _load(public_key)
    if signature.scheme not in _SCHEMES or not signature.hashes <= HASHES.keys() or key is None:
        return None
    digest = HASHES[signature.digest]()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and signature.scheme == "ecdsa":
            key.verify(signature.value, data, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey) and signature.scheme == "rsassa_pkcs1v15":
            key.verify(signature.value, data, padding.PKCS1v15(), digest)
        elif isinstance(key, rsa.RSAPublicKey) and signature.scheme == "rsassa_pss":
            mask = padding.MGF1(HASHES[signature.mask_digest]())
            key.verify(signature.value, data, padding.PSS(mask, signature.salt), digest)
        else:
            return False
    except UnsupportedAlgorithm:
        return None
    except (InvalidSignature, ValueError):
        return False
    return True


_SCHEMES = {"ecdsa", "rsassa_pkcs1v15", "rsassa_pss"}


def _load(public_key: bytes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey | None:
    try:
        key = serialization.load_der_public_key(public_key)
    except (UnsupportedAlgorithm, ValueError):
        return _on_spelt_out_curve(public_key)
    return key if isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) else None


def _on_spelt_out_curve(public_key: bytes) -> ec.EllipticCurvePublicKey | None:
    """Load a key whose certificate spells its curve out instead of naming it.

    Several states do. Only the field's prime is looked at: the named curve brings
    its own generator and order, so a forged curve (CVE-2020-0601) is never computed on.
    """
    try:
        info = keys.PublicKeyInfo.load(public_key)
        prime = info["algorithm"]["parameters"].chosen["field_id"]["parameters"].native
        return ec.EllipticCurvePublicKey.from_encoded_point(
            _CURVES[prime](), bytes(info["public_key"])
        )
    except Exception:  # asn1crypto may raise anything on a stranger's bytes
        return None
