"""Makes chips that are wrong in every way a test wants; independent of our own issuing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.securityobject import LDS_TYPE, LdsSecurityObject
from station_gate.documents.chip.tlv import write
from station_gate.gate.travel import Holder
from station_gate.issuing.mrzwriting import write_zone

TODAY = date(2026, 11, 20)
START, END = date(2026, 1, 1), date(2036, 1, 1)
HOLDER = Holder(
    surname="Eriksson",
    given_names="Anna Maria",
    document_number="L898902C3",
    issuer="UTO",
    birth=date(1974, 8, 12),
    expiry=date(2031, 4, 15),
)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
RSA = rsa.generate_private_key(65537, 2048)
"""One for all tests: making one takes a moment."""


def curve_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


def name(text: str, country: str = "UT") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.COMMON_NAME, text),
        ]
    )


def certificate(
    subject: x509.Name,
    key: Key,
    issuer: x509.Name,
    issuer_key: Key,
    *,
    authority: bool = False,
    start: date = START,
    end: date = END,
    digest: hashes.SHA256 | hashes.SHA512 | None = None,
    usage: str = "",
    pss: bool = False,
    critical: bool = False,
    identified: bool = True,
) -> bytes:
    """Return a certificate in DER; ``usage`` "none" or "encipher" makes a signer that is none."""
    midnight = datetime.min.time()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(1 if authority else 4711)
        .not_valid_before(datetime.combine(start, midnight, UTC))
        .not_valid_after(datetime.combine(end, midnight, UTC))
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    if usage != "none":
        signs = not authority and not usage
        flags = (signs, False, usage == "encipher", False, False, authority, authority)
        builder = builder.add_extension(x509.KeyUsage(*flags, False, False), True)
    if critical:
        strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
        builder = builder.add_extension(strange, True)
    if identified:
        above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(above, False).add_extension(own, False)
    how = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if pss else None
    signed = builder.sign(issuer_key, digest or hashes.SHA256(), rsa_padding=how)
    return signed.public_bytes(serialization.Encoding.DER)


@dataclass
class State:
    """A state with an authority and a signer, each of which a test may change."""

    authority_name: x509.Name = field(default_factory=lambda: name("CSCA"))
    authority_key: Key = field(default_factory=curve_key)
    signer_key: Key = field(default_factory=curve_key)
    authority_options: dict[str, Any] = field(default_factory=dict)
    signer_options: dict[str, Any] = field(default_factory=dict)
    country: str = "UT"

    @property
    def authority(self) -> bytes:
        own = self.authority_name
        options = {"authority": True} | self.authority_options
        return certificate(own, self.authority_key, own, self.authority_key, **options)

    @property
    def signer(self) -> bytes:
        return certificate(
            name("Signer", self.country),
            self.signer_key,
            self.authority_name,
            self.authority_key,
            **self.signer_options,
        )

    def store(self) -> CscaStore:
        store = CscaStore()
        store.add(self.authority)
        return store


def zone_group(holder: Holder = HOLDER, form: str = "TD3") -> bytes:
    zone = write_zone(form, holder, nationality="UTO", sex="F")
    return write(0x61, write(0x5F1F, zone.encode()))


def lds(groups: Mapping[int, bytes], digest: str = "sha256") -> bytes:
    """Return what is signed of the data groups."""
    listed = [
        {"number": number, "value": hashlib.new(digest, content).digest()}
        for number, content in groups.items()
    ]
    whole = {"version": 0, "hash_algorithm": {"algorithm": digest}, "hashes": listed}
    return bytes(LdsSecurityObject(whole).dump())


def security_object(
    state: State,
    content: bytes,
    *,
    digest: str = "sha256",
    scheme: str = "",
    content_type: str = LDS_TYPE,
    signed_type: str = LDS_TYPE,
    attributes: Sequence[dict[str, Any]] | None = None,
    by_key: bool = False,
    named: tuple[x509.Name, int] | None = None,
    further: Sequence[cms.CertificateChoices] = (),
    certificates: Sequence[bytes] | None = None,
    signatures: int = 1,
    message_digest: bytes | None = None,
) -> bytes:
    """Sign ``content`` in every way that a test wants."""
    own = asn1_x509.Certificate.load(state.signer)
    stated = message_digest or hashlib.new(digest, content).digest()
    if attributes is None:
        attributes = [
            {"type": "content_type", "values": [signed_type]},
            {"type": "message_digest", "values": [stated]},
        ]
    signed_attributes = cms.CMSAttributes(attributes)
    signature, algorithm = _sign(state.signer_key, signed_attributes.dump(), digest, scheme)
    issuer, number = own.issuer, own.serial_number
    if named is not None:
        issuer, number = asn1_x509.Name.load(named[0].public_bytes()), named[1]
    called = {"issuer": issuer, "serial_number": number}
    sid = (
        cms.SignerIdentifier({"subject_key_identifier": own.key_identifier})
        if by_key
        else cms.SignerIdentifier({"issuer_and_serial_number": called})
    )
    info = {
        "version": "v1",
        "sid": sid,
        "digest_algorithm": {"algorithm": digest},
        "signature_algorithm": algorithm,
        "signature": signature,
    }
    if attributes:
        info["signed_attrs"] = signed_attributes
    given = [state.signer] if certificates is None else certificates
    signed = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": digest}],
        "encap_content_info": {"content_type": content_type, "content": content},
        "certificates": [*further, *(asn1_x509.Certificate.load(one) for one in given)],
        "signer_infos": [cms.SignerInfo(info)] * signatures,
    }
    whole = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
    return write(0x77, whole.dump())


def _sign(key: Key, data: bytes, digest: str, scheme: str) -> tuple[bytes, Any]:
    chosen: hashes.HashAlgorithm = getattr(hashes, digest.upper())()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(chosen)), {"algorithm": scheme or f"{digest}_ecdsa"}
    if scheme != "pss":
        algorithm = {"algorithm": scheme or f"{digest}_rsa"}
        return key.sign(data, padding.PKCS1v15(), chosen), algorithm
    parameters = {
        "hash_algorithm": {"algorithm": digest},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
        "salt_length": 32,
    }
    algorithm = algos.SignedDigestAlgorithm(
        {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)}
    )
    return key.sign(data, padding.PSS(padding.MGF1(chosen), 32), chosen), algorithm
