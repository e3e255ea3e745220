"""The document security object (EF.SOD): what the state signed, and who signed it.

It is a CMS SignedData (RFC 5652) around the hashes of the data groups (ICAO Doc
9303-10, appendix D). This module only takes it apart; ``authentication`` judges it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from asn1crypto import algos, cms, core

from station_gate.documents.chip.certificate import Certificate, read_certificate
from station_gate.documents.chip.signature import Signature, read_signature
from station_gate.documents.chip.tlv import Malformed, leaves, only

_TAG = 0x77
LDS_TYPE = "2.23.136.1.1.1"
"""id-icao-ldsSecurityObject."""
_TYPES = {LDS_TYPE, "1.2.840.113549.1.7.1", "1.3.27.1.1.1", "1.2.528.1.1006.1.20.1"}
"""The type of what is signed. China writes the second, "data" without more (RFC 5652); the
later two are of documents issued before 2006."""
_MOST_CERTIFICATES = 8
GROUPS = range(1, 17)
"""Data groups that there can be: DG1 to DG16."""


class DataGroupHash(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """One data group's number and hash."""

    _fields: ClassVar = [("number", core.Integer), ("value", core.OctetString)]


class DataGroupHashes(core.SequenceOf):  # type: ignore[misc]
    """The hashes of all data groups."""

    _child_spec = DataGroupHash


class LdsVersion(core.Sequence):  # type: ignore[misc]
    """Versions of the data structure and of Unicode."""

    _fields: ClassVar = [("lds", core.PrintableString), ("unicode", core.PrintableString)]


class LdsSecurityObject(core.Sequence):  # type: ignore[misc]
    """What is signed (Doc 9303-10, appendix D.1)."""

    _fields: ClassVar = [
        ("version", core.Integer),
        ("hash_algorithm", algos.DigestAlgorithm),
        ("hashes", DataGroupHashes),
        ("lds_version", LdsVersion, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityObject:
    """A security object taken apart; nothing in it has been checked."""

    hash_algorithm: str
    hashes: Mapping[int, bytes]
    """Of the data groups, by number."""
    content: bytes
    """What is signed, DER: the hashes above."""
    content_type: str
    signed_type: str
    """The type again, among the signed attributes."""
    digest_algorithm: str
    message_digest: bytes
    """Of ``content``, among the signed attributes."""
    attributes: bytes
    """The signed attributes as they were signed, DER."""
    signature: Signature
    signers: tuple[Certificate, ...]
    """The certificates that come with it and may be its signer's, the one that it names
    first. Its word is no more than a hint: states write names and numbers differently."""


def read_security_object(content: bytes) -> SecurityObject:
    """Take EF.SOD apart. Raises ``Malformed`` where it is not built as it must be."""
    inside = only(content, _TAG)
    for _ in leaves(inside):
        pass  # the whole tree, before asn1crypto walks it
    try:
        return _read(inside)
    except Malformed:
        raise
    except Exception as error:  # asn1crypto may raise anything on a stranger's bytes
        raise Malformed(f"it is no security object ({type(error).__name__})") from None


def _read(inside: bytes) -> SecurityObject:
    given = cms.ContentInfo.load(inside, strict=True)
    if given["content_type"].native != "signed_data":
        raise Malformed("it is not signed")
    signed = given["content"]
    wrapped = signed["encap_content_info"]
    content = bytes(wrapped["content"])
    for _ in leaves(content):
        pass
    lds = LdsSecurityObject.load(content, strict=True)
    if len(signed["signer_infos"]) != 1:
        raise Malformed("it has not exactly one signature")
    info = signed["signer_infos"][0]
    if not len(info["signed_attrs"]):
        raise Malformed("its signature covers no attributes")
    digest = info["digest_algorithm"]["algorithm"].native
    return SecurityObject(
        hash_algorithm=lds["hash_algorithm"]["algorithm"].native,
        hashes=_hashes(lds["hashes"]),
        content=content,
        content_type=wrapped["content_type"].dotted,
        signed_type=_attribute(info, "content_type").dotted,
        digest_algorithm=digest,
        message_digest=bytes(_attribute(info, "message_digest")),
        # they are signed as a SET OF, and written with the tag of their place (RFC 5652, 5.4)
        attributes=b"\x31" + info["signed_attrs"].dump()[1:],
        signature=read_signature(info["signature_algorithm"], info["signature"].native, digest),
        signers=_signers(signed, info["sid"]),
    )


def is_security_object_type(content_type: str) -> bool:
    """Return whether an object identifier says "hashes of a document's data groups"."""
    return content_type in _TYPES


def _hashes(listed: DataGroupHashes) -> dict[int, bytes]:
    hashes: dict[int, bytes] = {}
    for one in listed:
        number = one["number"].native
        if number not in GROUPS or number in hashes:
            raise Malformed(f"it names data group {number} wrongly or twice")
        hashes[number] = one["value"].native
    return hashes


def _attribute(info: cms.SignerInfo, kind: str) -> core.Asn1Value:
    values = [
        value
        for attribute in info["signed_attrs"]
        if attribute["type"].native == kind
        for value in attribute["values"]
    ]
    if len(values) != 1:
        raise Malformed(f"it has not exactly one attribute {kind.replace('_', ' ')}")
    return values[0]


def _signers(signed: cms.SignedData, named: cms.SignerIdentifier) -> tuple[Certificate, ...]:
    given = signed["certificates"]
    if len(given) > _MOST_CERTIFICATES:
        raise Malformed(f"it brings more than {_MOST_CERTIFICATES} certificates")
    certificates = list(_readable([one.chosen.dump() for one in given]))
    first = [one for one in certificates if _is_named(one, named)]
    others = [one for one in certificates if one not in first and not one.is_authority]
    return (*first, *others)


def _readable(ders: Sequence[bytes]) -> Iterator[Certificate]:
    """Read what can be read: one of another kind beside the signer's is no harm."""
    unreadable: Malformed | None = None
    some = False
    for der in ders:
        try:
            yield read_certificate(der)
            some = True
        except Malformed as malformed:
            unreadable = malformed
    if unreadable is not None and not some:
        raise unreadable


def _is_named(certificate: Certificate, named: cms.SignerIdentifier) -> bool:
    if named.name == "subject_key_identifier":
        return bool(certificate.key_identifier == named.chosen.native)
    same_name = certificate.issuer == str(named.chosen["issuer"].hashable)
    return bool(same_name and certificate.serial == named.chosen["serial_number"].native)
