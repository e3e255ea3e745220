"""Certificates of documents: what their checks need, taken out once and kept plain."""

from dataclasses import dataclass
from datetime import date

from asn1crypto import x509

from station_gate.documents.chip.signature import Signature, holds, read_signature
from station_gate.documents.chip.tlv import Malformed, leaves

_UNDERSTOOD = {"key_usage", "basic_constraints", "extended_key_usage", "certificate_policies"}
"""Critical extensions that we understand; another one makes a certificate unusable
(RFC 5280, section 4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate (X.509), of a country's authority or of a document signer."""

    subject: str
    """Comparable: spelt alike for equal names (RFC 5280, section 7.1)."""
    issuer: str
    subject_text: str
    """For people."""
    issuer_text: str
    country: str
    """Two letters, "" where the subject names none."""
    issuer_country: str
    serial: int
    not_before: date
    not_after: date
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""
    key_identifier: bytes | None
    issuer_key_identifier: bytes | None
    is_authority: bool
    """Whether it may sign certificates."""
    signs_data: bool
    """Whether its key usage is to sign what is no certificate."""
    not_understood: tuple[str, ...]
    """Critical extensions that we do not know."""
    signed: bytes
    """The part that its issuer signed, DER."""
    signature: Signature

    def issued_by(self, authority: "Certificate") -> bool | None:
        """Return whether ``authority`` signed this certificate; ``None``: we cannot check that."""
        return holds(self.signature, authority.public_key, self.signed)

    def names(self, authority: "Certificate") -> bool:
        """Return whether it says, by name or by key, that ``authority`` issued it."""
        key = self.issuer_key_identifier
        same_key = key is not None and key == authority.key_identifier
        return self.issuer == authority.subject or same_key


def subject_of(der: bytes) -> tuple[str, str]:
    """Read no more than a certificate's subject, comparable, and its country.

    Raises ``Malformed``.
    """
    try:
        subject = x509.Certificate.load(der, strict=True).subject
        return str(subject.hashable), _country(subject)
    except Exception as error:  # asn1crypto may raise anything on a stranger's bytes
        raise Malformed(f"a certificate cannot be read ({type(error).__name__})") from None


def read_certificate(der: bytes) -> Certificate:
    """Read a certificate in DER. Raises ``Malformed``; says nothing of its worth."""
    for _ in leaves(der):
        pass  # the whole tree, before asn1crypto walks it
    try:
        return _read(x509.Certificate.load(der, strict=True))
    except Exception as error:  # asn1crypto may raise anything on a stranger's bytes
        raise Malformed(f"a certificate cannot be read ({type(error).__name__})") from None


def _read(given: x509.Certificate) -> Certificate:
    inner = given["tbs_certificate"]
    usage = given.key_usage_value.native if given.key_usage_value else set()
    constraints = given.basic_constraints_value
    return Certificate(
        subject=str(given.subject.hashable),
        issuer=str(given.issuer.hashable),
        subject_text=given.subject.human_friendly,
        issuer_text=given.issuer.human_friendly,
        country=_country(given.subject),
        issuer_country=_country(given.issuer),
        serial=given.serial_number,
        not_before=inner["validity"]["not_before"].native.date(),
        not_after=inner["validity"]["not_after"].native.date(),
        public_key=given.public_key.dump(),
        key_identifier=given.key_identifier,
        issuer_key_identifier=given.authority_key_identifier,
        is_authority=bool(constraints and constraints["ca"].native) and "key_cert_sign" in usage,
        signs_data="digital_signature" in usage,
        not_understood=tuple(sorted(given.critical_extensions - _UNDERSTOOD)),
        signed=inner.dump(),
        signature=read_signature(given["signature_algorithm"], given.signature),
    )


def _country(name: x509.Name) -> str:
    country = name.native.get("country_name", "")
    return country.upper() if isinstance(country, str) else ""
