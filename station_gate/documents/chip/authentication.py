"""Passive authentication (ICAO Doc 9303-11, section 5.1): did a trusted state sign this?

Only what a trusted authority vouches for is computed with: the signer's key is
used after its certificate has been found good, and nothing of the data groups is
looked into before their hashes agree.

No certificate revocation list is asked, and a copied chip passes: to find a clone
the chip itself would have to answer (active or chip authentication).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from station_gate.documents.chip.certificate import Certificate
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.securityobject import (
    SecurityObject,
    is_security_object_type,
)
from station_gate.documents.chip.signature import FORGEABLE, HASHES, STRONG, holds
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason

_Rule = tuple[Check, Reason]
_FORGED = Reason.DOCUMENT_NOT_GENUINE
_UNCHECKABLE = Reason.DOCUMENT_NOT_CHECKABLE
_CANNOT = "cannot be checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A certificate that came with a document, and what is known of it."""

    certificate: Certificate
    authority: Certificate | None
    """The trusted authority that signed it."""
    known: bool
    """Whether a trusted authority is the one that it names."""
    checkable: bool
    """Whether it could be told if a trusted authority signed it."""
    signed: bool | None
    """Whether it signed the document; ``None``: that cannot be told, or was not tried."""

    @property
    def countries(self) -> frozenset[str]:
        """Of it and of its authority: both must be able to sign for the document's state."""
        both = (self.certificate, self.authority)
        return frozenset(one.country for one in both if one is not None and one.country)


def find_signer(sod: SecurityObject, store: CscaStore) -> Signer | None:
    """Find who signed a document: of the certificates in it the one that proves it.

    The document also names its signer. States write that name in another order or
    spelling, or with another number, so it decides only where nothing is proven.
    ``None`` where no certificate can be the signer's.
    """
    found = [_vouched(certificate, sod, store) for certificate in sod.signers]
    return max(found, key=_proven, default=None)


def _proven(signer: Signer) -> int:
    if signer.authority is not None and signer.signed:
        return 2
    unsure = signer.authority is not None and signer.signed is None
    return 1 if unsure or not signer.checkable else 0


def _vouched(certificate: Certificate, sod: SecurityObject, store: CscaStore) -> Signer:
    """Find who issued a certificate: one step, so that no chain can be long or go round.

    A state has a handful of authorities. Which of them it was the signature says; what the
    certificate claims about it adds nothing, it only says whom to try first.
    """
    known, checkable = False, True
    named = store.named(certificate.issuer)
    others = (
        one
        for one in store.of_country(certificate.issuer_country)
        if one.subject != certificate.issuer
    )
    for authority in chain(named, others):
        claimed = certificate.names(authority)
        known = known or claimed
        held = certificate.issued_by(authority) if authority.is_authority else False
        if held:
            # the key is used only now that somebody vouches for it
            signed = holds(sod.signature, certificate.public_key, sod.attributes)
            return Signer(
                certificate=certificate,
                authority=authority,
                known=True,
                checkable=True,
                signed=signed,
            )
        checkable = checkable and not (claimed and held is None)
    return Signer(
        certificate=certificate, authority=None, known=known, checkable=checkable, signed=None
    )


def authenticate(
    sod: SecurityObject, signer: Signer | None, groups: Mapping[int, bytes], at: date
) -> tuple[tuple[Check, ...], Reason | None]:
    """Check the data groups (number to file) of a chip on the day ``at``.

    Returns the checks made, up to the first that failed, and the reason for
    refusing, ``None`` when the data groups are as a trusted state signed them.
    """
    checks: list[Check] = []
    for check, reason in _rules(sod, signer, groups, at):
        checks.append(check)
        if not check.passed:
            return tuple(checks), reason
    return tuple(checks), None


def _rules(
    sod: SecurityObject, signer: Signer | None, groups: Mapping[int, bytes], at: date
) -> Iterator[_Rule]:
    there = "in the document"
    yield _same("document_signer", there if signer else "missing", there)
    assert signer is not None, "the rule above ends it"
    own = signer.certificate
    # a weak hash is refused before anything is believed that rests on it
    used = {sod.hash_algorithm, sod.digest_algorithm}
    used |= sod.signature.hashes | own.signature.hashes
    refused = used - HASHES.keys()
    yield (
        Check(
            name="document_hashes",
            value=", ".join(sorted(refused or used)),
            limit=STRONG,
            passed=not refused,
        ),
        _FORGED if refused & FORGEABLE else _UNCHECKABLE,
    )
    yield (
        Check(
            name="document_issuer",
            value="known" if signer.known else "not known",
            limit="known",
            passed=signer.known,
        ),
        Reason.DOCUMENT_ISSUER_UNKNOWN,
    )
    wanted = "signed by a trusted authority"
    if signer.authority is not None or signer.checkable:
        yield _same(
            "signer_certificate", wanted if signer.authority else "signed by somebody else", wanted
        )
    else:
        yield _cannot("signer_certificate", wanted)
    assert signer.authority is not None, "the rule above ends it"
    yield _dates("authority_date", signer.authority, at)
    yield _dates("signer_date", own, at)
    yield _same("signer_usage", _usage(own), "signs data")
    if signer.signed is None:
        yield _cannot("document_signature", "holds")
    yield _same("document_signature", _signature(sod, signer), "holds")
    for number, content in sorted(groups.items()):
        signed = sod.hashes.get(number)
        now = hashlib.new(sod.hash_algorithm, content).digest()
        value = "not signed" if signed is None else "as signed" if signed == now else "changed"
        yield _same(f"dg{number}_hash", value, "as signed")


def _cannot(name: str, wanted: str) -> _Rule:
    return Check(name=name, value=_CANNOT, limit=wanted, passed=False), _UNCHECKABLE


def _same(name: str, value: str, wanted: str) -> _Rule:
    return Check(name=name, value=value, limit=wanted, passed=value == wanted), _FORGED


def _dates(name: str, certificate: Certificate, at: date) -> _Rule:
    early, left = (at - certificate.not_before).days, (certificate.not_after - at).days
    days = float(min(early, left) if early < 0 else left)
    return Check(name=name, value=days, limit=0.0, passed=days >= 0, unit="days left"), _FORGED


def _usage(signer: Certificate) -> str:
    if signer.not_understood:
        return f"not understood: {', '.join(signer.not_understood)}"
    if signer.is_authority:
        return "signs certificates"
    return "signs data" if signer.signs_data else "something else"


def _signature(sod: SecurityObject, signer: Signer) -> str:
    if not is_security_object_type(sod.content_type) or sod.signed_type != sod.content_type:
        return "of something else"
    digest = hashlib.new(sod.digest_algorithm, sod.content).digest()
    if digest != sod.message_digest:
        return "of other contents"
    return "holds" if signer.signed else "wrong"
