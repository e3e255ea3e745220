"""Passive authentication (ICAO Doc 9303-11, section 5.1): did a trusted state sign this?

Only what a trusted authority vouches for is computed with: the signer's key is
used after its certificate has been found good, and nothing of the data groups is
looked into before their hashes agree.

No certificate revocation list is asked, and a copied chip passes: to find a clone
the chip itself would have to answer (active or chip authentication).
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date

from station_gate.credentials.chip.certificate import Certificate
from station_gate.credentials.chip.csca import CscaStore
from station_gate.credentials.chip.securityobject import (
    SecurityObject,
    is_security_object_type,
)
from station_gate.credentials.chip.signature import HASHES, STRONG, holds
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason

_Rule = tuple[Check, Reason]
_FORGED = Reason.DOCUMENT_NOT_GENUINE


def authenticate(
    sod: SecurityObject, groups: Mapping[int, bytes], store: CscaStore, at: date
) -> tuple[tuple[Check, ...], Reason | None]:
    """Check the data groups (number to file) of a chip on the day ``at``.

    Returns the checks made, up to the first that failed, and the reason for
    refusing, ``None`` when the data groups are as a trusted state signed them.
    """
    checks: list[Check] = []
    for check, reason in _rules(sod, groups, store, at):
        checks.append(check)
        if not check.passed:
            return tuple(checks), reason
    return tuple(checks), None


def _rules(
    sod: SecurityObject, groups: Mapping[int, bytes], store: CscaStore, at: date
) -> Iterator[_Rule]:
    yield _same(
        "document_signer", "in the document" if sod.signer else "missing", "in the document"
    )
    signer = sod.signer
    assert signer is not None, "the rule above ends it"
    # a weak hash is refused before anything is believed that rests on it
    used = {sod.hash_algorithm, sod.digest_algorithm, sod.signature.digest, signer.signature.digest}
    weak = sorted(used - HASHES.keys())
    value = ", ".join(weak or sorted(used))
    yield Check(name="document_hashes", value=value, limit=STRONG, passed=not weak), _FORGED
    authorities = list(store.named(signer.issuer))
    known = bool(authorities)
    yield (
        Check(
            name="document_issuer",
            value="known" if known else "not known",
            limit="known",
            passed=known,
        ),
        Reason.DOCUMENT_ISSUER_UNKNOWN,
    )
    authority = _authority(signer, authorities)
    wanted = "signed by a trusted authority"
    yield _same("signer_certificate", wanted if authority else "signed by somebody else", wanted)
    assert authority is not None, "the rule above ends it"
    yield _dates("authority_date", authority, at)
    yield _dates("signer_date", signer, at)
    yield _same("signer_usage", _usage(signer), "signs data")
    yield _same("document_signature", _signature(sod, signer), "holds")
    for number, content in sorted(groups.items()):
        signed = sod.hashes.get(number)
        now = hashlib.new(sod.hash_algorithm, content).digest()
        value = "not signed" if signed is None else "as signed" if signed == now else "changed"
        yield _same(f"dg{number}_hash", value, "as signed")


def _same(name: str, value: str, wanted: str) -> _Rule:
    return Check(name=name, value=value, limit=wanted, passed=value == wanted), _FORGED


def _dates(name: str, certificate: Certificate, at: date) -> _Rule:
    early, left = (at - certificate.not_before).days, (certificate.not_after - at).days
    days = float(min(early, left) if early < 0 else left)
    return Check(name=name, value=days, limit=0.0, passed=days >= 0, unit="days left"), _FORGED


def _authority(signer: Certificate, authorities: list[Certificate]) -> Certificate | None:
    """Find who issued the signer: one step, so that no chain can be long or go round.

    A state has a handful of authorities of one name. Which of them it was the
    signature says; what the certificate claims about it adds nothing.
    """
    for authority in authorities:
        if authority.is_authority and signer.issued_by(authority):
            return authority
    return None


def _usage(signer: Certificate) -> str:
    if signer.not_understood:
        return f"not understood: {', '.join(signer.not_understood)}"
    if signer.is_authority:
        return "signs certificates"
    return "signs data" if signer.signs_data else "something else"


def _signature(sod: SecurityObject, signer: Certificate) -> str:
    if not is_security_object_type(sod.content_type) or sod.signed_type != sod.content_type:
        return "of something else"
    digest = hashlib.new(sod.digest_algorithm, sod.content).digest()
    if digest != sod.message_digest:
        return "of other contents"
    good = holds(sod.signature, signer.public_key, sod.attributes)
    return "holds" if good else "wrong"
