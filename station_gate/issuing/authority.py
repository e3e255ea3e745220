"""A specimen state: its signing authority, and the document signers that it certifies.

For testers. The keys lie unprotected in a folder, which is at the same time what a
gate is given to trust: ``UTO.cer`` and ``UTO.key``.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from station_gate.documents.chip.states import country_of
from station_gate.files import first_bytes, usable_size
from station_gate.problems import BadInput

_AUTHORITY_YEARS = 15
"""An authority's certificate outlives every document under it (Doc 9303-12, table 1)."""
_YEAR = timedelta(days=365.25)
_MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Authority:
    """A state's signing authority (CSCA) with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def of(
        cls, folder: Path, state: str, today: date, *, name: str = "Specimen CSCA"
    ) -> "Authority":
        """Load a state's authority from a folder, or make one there called ``name``.

        Raises ``BadInput`` with one sentence.
        """
        certificate, key = folder / f"{state}.cer", folder / f"{state}.key"
        if certificate.exists() and key.exists():
            return cls._load(certificate, key)
        authority = cls._make(state, today, name)
        authority._save(certificate, key)
        return authority

    @classmethod
    def _make(cls, state: str, today: date, name: str) -> "Authority":
        country = country_of(state)
        if country is None:
            raise BadInput(
                f"{state} is no issuing state; use one of ICAO Doc 9303 such as UTO or D."
            )
        key = ec.generate_private_key(ec.SECP384R1())
        subject = _name(country, f"{name} {state}")
        signed = (
            _certificate(subject, subject, key, key, today, today + _AUTHORITY_YEARS * _YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(authority=True), critical=True)
            .sign(key, hashes.SHA384())
        )
        return cls(signed, key)

    @classmethod
    def _load(cls, certificate: Path, key: Path) -> "Authority":
        try:
            private = serialization.load_pem_private_key(_content(key), password=None)
            own = x509.load_der_x509_certificate(_content(certificate))
        except ValueError:
            raise BadInput(
                f"{key} and {certificate} are no key and certificate; use another folder."
            ) from None
        if (
            not isinstance(private, ec.EllipticCurvePrivateKey)
            or own.public_key() != private.public_key()
        ):
            raise BadInput(f"{key}: the key is not that of {certificate}; use another folder.")
        return cls(own, private)

    def _save(self, certificate: Path, key: Path) -> None:
        pem = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        try:
            certificate.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
            certificate.write_bytes(self.certificate.public_bytes(serialization.Encoding.DER))
        except FileExistsError:
            raise BadInput(
                f"{key}: there is a key without its certificate; take it away or use another "
                "folder."
            ) from None
        except OSError as error:
            raise BadInput(
                f"{certificate.parent}: the authority cannot be written ({error.strerror}); "
                "name a folder that can be written."
            ) from None

    def new_signer(self, today: date, until: date) -> "Signer":
        """Certify a new document signer for a document that is valid ``until`` then."""
        key = ec.generate_private_key(ec.SECP256R1())
        country = self.certificate.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)[0].value
        subject = _name(str(country), "Specimen document signer")
        last = min(until, self.certificate.not_valid_after_utc.date())
        signed = (
            _certificate(subject, self.certificate.subject, key, self.key, today, last)
            .add_extension(_usage(authority=False), critical=True)
            .sign(self.key, hashes.SHA384())
        )
        return Signer(signed.public_bytes(serialization.Encoding.DER), key)


@dataclass(frozen=True, slots=True)
class Signer:
    """A document signer: its certificate (DER) and its private key."""

    certificate: bytes
    key: ec.EllipticCurvePrivateKey

    def sign(self, data: bytes) -> bytes:
        """Sign with ECDSA over SHA-256."""
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    first: date,
    last: date,
) -> x509.CertificateBuilder:
    midnight = time(tzinfo=UTC)
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(64) | 1)
        .not_valid_before(datetime.combine(first, midnight))
        .not_valid_after(datetime.combine(last, midnight))
        .add_extension(own, critical=False)
        .add_extension(above, critical=False)
    )


def _name(country: str, name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Station Gate specimens"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _content(path: Path) -> bytes:
    return first_bytes(path, usable_size(path, "key", _MOST_BYTES))
