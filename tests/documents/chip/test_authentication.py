"""Passive authentication: what a trusted state signed passes, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from asn1crypto import cms, core, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from station_gate.documents.chip.authentication import authenticate, find_signer
from station_gate.documents.chip.csca import CscaStore
from station_gate.documents.chip.securityobject import SecurityObject, read_security_object
from station_gate.documents.chip.tlv import Malformed, elements, only, write
from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from tests.documents.chip.makers import (
    END,
    RSA,
    TODAY,
    State,
    certificate,
    curve_key,
    lds,
    name,
    security_object,
    zone_group,
)

GROUPS = {1: zone_group(), 2: b"portrait"}
STATE = State()
FORGED = Reason.DOCUMENT_NOT_GENUINE


def check(
    state: State,
    *,
    store: CscaStore | None = None,
    groups: dict[int, bytes] | None = None,
    at: date = TODAY,
    hashed: str = "sha256",
    **signed: Any,
) -> tuple[tuple[Check, ...], Reason | None]:
    sod = security_object(state, lds(GROUPS, hashed), **signed)
    found = GROUPS if groups is None else groups
    return judged(read_security_object(sod), found, store or state.store(), at)


def judged(
    sod: SecurityObject, groups: dict[int, bytes], store: CscaStore, at: date
) -> tuple[tuple[Check, ...], Reason | None]:
    return authenticate(sod, find_signer(sod, store), groups, at)


def test_a_genuine_chip_passes_with_every_value_beside_its_limit() -> None:
    checks, reason = check(STATE)
    assert reason is None
    assert all(check.passed for check in checks)
    assert [(c.name, c.value, c.limit) for c in checks] == [
        ("document_signer", "in the document", "in the document"),
        ("document_hashes", "sha256", "sha224 to sha512"),
        ("document_issuer", "known", "known"),
        (
            "signer_certificate",
            "signed by a trusted authority",
            "signed by a trusted authority",
        ),
        ("authority_date", float((END - TODAY).days), 0.0),
        ("signer_date", float((END - TODAY).days), 0.0),
        ("signer_usage", "signs data", "signs data"),
        ("document_signature", "holds", "holds"),
        ("dg1_hash", "as signed", "as signed"),
        ("dg2_hash", "as signed", "as signed"),
    ]


@pytest.mark.parametrize(
    ("state", "signed"),
    [
        (State(signer_key=RSA), {}),
        (State(signer_key=RSA), {"digest": "sha512"}),
        (State(signer_key=RSA), {"scheme": "rsassa_pkcs1v15"}),
        (State(signer_key=RSA), {"scheme": "pss"}),
        (State(authority_key=RSA, signer_options={"pss": True}), {}),
        (State(signer_key=curve_key(ec.SECP521R1())), {"digest": "sha512"}),
        (State(signer_key=curve_key(ec.BrainpoolP256R1())), {"digest": "sha224"}),
        (State(authority_key=curve_key(ec.BrainpoolP384R1())), {}),
        (STATE, {"by_key": True}),
        (STATE, {"content_type": "1.3.27.1.1.1", "signed_type": "1.3.27.1.1.1"}),
        (
            STATE,
            {"content_type": "1.2.840.113549.1.7.1", "signed_type": "1.2.840.113549.1.7.1"},
        ),
        (STATE, {"certificates": [STATE.authority, STATE.signer]}),
        (State(signer_options={"identified": False}), {}),
    ],
)
def test_the_algorithms_and_forms_of_real_documents_pass(
    state: State, signed: dict[str, Any]
) -> None:
    _, reason = check(state, **signed)
    assert reason is None


def failed(answer: tuple[tuple[Check, ...], Reason | None]) -> tuple[Reason | None, str, object]:
    """Return the reason and what failed; everything before it passed."""
    checks, reason = answer
    assert [check.passed for check in checks] == [True] * (len(checks) - 1) + [False]
    return reason, checks[-1].name, checks[-1].value


@pytest.mark.parametrize(
    ("groups", "name_of_check", "value"),
    [
        ({1: GROUPS[1], 2: b"another portrait"}, "dg2_hash", "changed"),
        ({1: GROUPS[1] + b"\0", 2: GROUPS[2]}, "dg1_hash", "changed"),
        ({1: GROUPS[2], 2: GROUPS[1]}, "dg1_hash", "changed"),
        (GROUPS | {11: b"more"}, "dg11_hash", "not signed"),
    ],
)
def test_a_changed_data_group_is_found(
    groups: dict[int, bytes], name_of_check: str, value: str
) -> None:
    assert failed(check(STATE, groups=groups)) == (FORGED, name_of_check, value)


def test_a_rogue_authority_of_the_same_name_is_not_believed() -> None:
    rogue = State()
    answer = check(rogue, store=STATE.store())
    assert failed(answer) == (FORGED, "signer_certificate", "signed by somebody else")
    unidentified = State(signer_options={"identified": False})
    answer = check(unidentified, store=STATE.store())
    assert failed(answer) == (FORGED, "signer_certificate", "signed by somebody else")


def test_an_authority_that_nobody_trusts_is_for_staff() -> None:
    stranger = State(authority_name=name("Another CSCA"))
    answer = check(stranger, store=STATE.store())
    assert failed(answer) == (Reason.DOCUMENT_ISSUER_UNKNOWN, "document_issuer", "not known")


def test_of_two_authorities_of_one_name_the_right_one_is_found() -> None:
    older, newer = State(), State()
    both = CscaStore()
    both.add(older.authority)
    both.add(newer.authority)
    for state in (older, newer):
        assert check(state, store=both)[1] is None


@pytest.mark.parametrize(
    ("state", "name_of_check", "value"),
    [
        (State(signer_options={"end": TODAY - timedelta(days=1)}), "signer_date", -1.0),
        (State(signer_options={"start": TODAY + timedelta(days=2)}), "signer_date", -2.0),
        (State(authority_options={"end": TODAY - timedelta(days=9)}), "authority_date", -9.0),
        (State(signer_options={"usage": "none"}), "signer_usage", "something else"),
        (State(signer_options={"usage": "encipher"}), "signer_usage", "something else"),
        (
            State(signer_options={"critical": True}),
            "signer_usage",
            "not understood: 1.2.3.4",
        ),
        (
            State(signer_options={"authority": True}),
            "signer_usage",
            "signs certificates",
        ),
        (
            State(authority_options={"authority": False}),
            "signer_certificate",
            "signed by somebody else",
        ),
    ],
)
def test_a_certificate_that_must_not_sign_is_refused(
    state: State, name_of_check: str, value: object
) -> None:
    assert failed(check(state)) == (FORGED, name_of_check, value)


def test_a_signer_is_good_on_its_first_and_its_last_day() -> None:
    state = State(signer_options={"start": TODAY, "end": TODAY})
    assert check(state)[1] is None


@pytest.mark.parametrize(
    ("signed", "value"),
    [
        ({"message_digest": b"x" * 32}, "of other contents"),
        ({"signed_type": "1.3.27.1.1.1"}, "of something else"),
        ({"content_type": "1.2.840.113549.1.7.1"}, "of something else"),
        (
            {"content_type": "1.2.3.4", "signed_type": "1.2.3.4"},
            "of something else",
        ),
    ],
)
def test_a_signature_of_something_else_is_refused(signed: dict[str, Any], value: str) -> None:
    assert failed(check(STATE, **signed)) == (FORGED, "document_signature", value)


def test_anothers_signature_is_refused() -> None:
    other = State(
        authority_name=STATE.authority_name,
        authority_key=STATE.authority_key,
        signer_key=curve_key(),
    )
    answer = check(other, certificates=[STATE.signer], store=STATE.store())
    assert failed(answer) == (FORGED, "document_signature", "wrong")


@pytest.mark.parametrize(
    ("hashed", "signed", "value"),
    [
        ("sha1", {}, "sha1"),
        ("md5", {}, "md5"),
        ("sha256", {"digest": "sha1"}, "sha1"),
        ("sha256", {"digest": "md5"}, "md5"),
    ],
)
def test_hashes_that_can_be_forged_are_refused(
    hashed: str, signed: dict[str, Any], value: str
) -> None:
    state = State(signer_key=RSA)
    answer = check(state, hashed=hashed, **signed)
    assert failed(answer) == (FORGED, "document_hashes", value)


def test_a_document_without_its_signer_is_refused() -> None:
    answer = check(STATE, certificates=[STATE.authority])
    assert failed(answer) == (FORGED, "document_signer", "missing")


def test_certificates_that_vouch_for_each_other_lead_nowhere() -> None:
    one, two = curve_key(), curve_key()
    first = certificate(name("one"), one, name("two"), two, authority=True)
    second = certificate(name("two"), two, name("one"), one, authority=True)
    state = State(authority_name=name("two"), authority_key=two, signer_key=one)
    answer = check(state, store=STATE.store(), certificates=[first, second, state.signer])
    assert failed(answer)[0] is Reason.DOCUMENT_ISSUER_UNKNOWN


def test_a_chain_over_an_authority_in_the_document_is_not_followed() -> None:
    between_key = curve_key()
    between = certificate(
        name("between"), between_key, STATE.authority_name, STATE.authority_key, authority=True
    )
    state = State(authority_name=name("between"), authority_key=between_key)
    answer = check(state, store=STATE.store(), certificates=[between, state.signer])
    assert failed(answer)[0] is Reason.DOCUMENT_ISSUER_UNKNOWN


LONG_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "UT"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Gov of Utopia"),
        x509.NameAttribute(NameOID.COMMON_NAME, "CSCA"),
    ]
)
NAMED = State(authority_name=LONG_NAME)


@pytest.mark.parametrize(
    "named",
    [
        (x509.Name(reversed(list(LONG_NAME))), 4711),  # its parts in another order
        (x509.Name([x509.RelativeDistinguishedName(list(LONG_NAME))]), 4711),  # all in one part
        (name("C.S.C.A."), 4711),  # another spelling
        (LONG_NAME, 815),  # another number
    ],
)
@pytest.mark.parametrize("more", [[], [State().signer]])
def test_the_signer_is_who_proves_it_whatever_it_is_called(
    named: tuple[x509.Name, int], more: list[bytes]
) -> None:
    checks, reason = check(NAMED, named=named, certificates=[*more, NAMED.signer])
    assert reason is None
    assert checks[0].value == "in the document"


def test_the_authority_is_who_proves_it_whatever_it_is_called() -> None:
    order = State(authority_name=x509.Name(reversed(list(LONG_NAME))))
    trusted = State(authority_name=LONG_NAME, authority_key=order.authority_key)
    assert check(order, store=trusted.store())[1] is None
    # a stranger that only names the same country is not known, nor one that says its key
    stranger = State(authority_name=name("Another CSCA"))
    assert failed(check(stranger, store=trusted.store()))[0] is Reason.DOCUMENT_ISSUER_UNKNOWN
    # and who has another country may not sign in this one's name
    abroad = State(authority_name=name("CSCA", "MT"), authority_key=order.authority_key)
    assert failed(check(abroad, store=trusted.store()))[0] is Reason.DOCUMENT_ISSUER_UNKNOWN


def test_two_signatures_still_decide() -> None:
    """Whom a document names counts for nothing: the state's signature does, and the signer's."""
    other = State(authority_name=LONG_NAME, authority_key=NAMED.authority_key)
    unsigned = check(other, store=NAMED.store(), named=(name("x"), 1), certificates=[NAMED.signer])
    assert failed(unsigned) == (FORGED, "document_signature", "wrong")
    rogue = State(authority_name=LONG_NAME)
    answer = check(rogue, store=NAMED.store(), certificates=[NAMED.signer, rogue.signer])
    assert failed(answer)[:2] in (
        (FORGED, "signer_certificate"),
        (FORGED, "document_signature"),
    )


def test_a_certificate_of_another_kind_beside_the_signers_is_no_harm() -> None:
    strange = cms.CertificateChoices(
        "other", {"other_cert_format": "1.2.3", "other_cert": core.Null()}
    )
    sod = security_object(STATE, lds(GROUPS), further=[strange])
    assert judged(read_security_object(sod), GROUPS, STATE.store(), TODAY)[1] is None


def indefinite(der: bytes, deepest: int) -> bytes:
    """Write constructed elements of the outer levels with marks in place of their lengths."""
    out = b""
    for element in elements(der):
        head = write(element.tag, element.value)[: -len(element.value) or None]
        if element.constructed and deepest > 0:
            tag = head[: 2 if element.tag > 0xFF else 1]
            out += tag + b"\x80" + indefinite(element.value, deepest - 1) + b"\0\0"
        else:
            out += head + element.value
    return out


@pytest.mark.parametrize("deepest", [1, 2, 3, 4, 5])
def test_lengths_that_are_only_marked_are_read(deepest: int) -> None:
    sod = security_object(STATE, lds(GROUPS))
    inside = indefinite(only(sod, 0x77), deepest)
    for whole in (write(0x77, inside), indefinite(sod, deepest)):
        assert b"\x80" in whole[:8]
        read = read_security_object(whole)
        assert read.attributes == read_security_object(sod).attributes
        assert judged(read, GROUPS, STATE.store(), TODAY)[1] is None


UNCHECKABLE = Reason.DOCUMENT_NOT_CHECKABLE


def on_p320(certificate: bytes) -> bytes:
    """Return the certificate with its key on brainpoolP320r1 instead of P-256."""
    der = asn1_x509.Certificate.load(certificate)
    named = keys.ECDomainParameters({"named": "1.3.36.3.3.2.8.1.1.9"})
    other = keys.PublicKeyInfo(
        {"algorithm": {"algorithm": "ec", "parameters": named}, "public_key": b"\4" + bytes(80)}
    )
    der["tbs_certificate"]["subject_public_key_info"] = other
    return bytes(der.dump(force=True))


def test_a_curve_that_we_lack_is_not_called_forged() -> None:
    store = CscaStore()
    store.add(on_p320(STATE.authority))
    assert failed(check(STATE, store=store)) == (
        UNCHECKABLE,
        "signer_certificate",
        "cannot be checked",
    )
    # beside it an authority of the same name that we can check and that signed: it decides
    store.add(STATE.authority)
    assert check(STATE, store=store)[1] is None


def test_a_signature_of_a_kind_that_we_lack_is_not_called_forged() -> None:
    answer = check(STATE, scheme="1.2.156.10197.1.501")  # SM2
    assert failed(answer) == (UNCHECKABLE, "document_signature", "cannot be checked")
    answer = check(STATE, hashed="sha3_256")
    assert failed(answer) == (UNCHECKABLE, "document_hashes", "sha3_256")


def test_no_check_repeats_anything_personal() -> None:
    checks, _ = check(STATE)
    told = " ".join(f"{check.name} {check.value} {check.limit}" for check in checks).casefold()
    for secret in ("eriksson", "anna", "l898902c3", "1974"):
        assert secret not in told


SOD = security_object(STATE, lds(GROUPS))
STORE = STATE.store()


@settings(max_examples=300)
@given(st.data())
def test_a_changed_security_object_is_never_taken_for_more_than_was_signed(
    data: st.DataObject,
) -> None:
    at = data.draw(st.integers(min_value=0, max_value=len(SOD) - 1))
    gone = data.draw(st.integers(min_value=0, max_value=3))
    new = data.draw(st.binary(max_size=3))
    changed = SOD[:at] + new + SOD[at + gone :]
    try:
        sod = read_security_object(changed)
    except Malformed:
        return
    _, reason = judged(sod, GROUPS, STORE, TODAY)
    whole = read_security_object(SOD)
    if reason is None:  # a byte that nobody signs may differ; what is signed may not
        assert (sod.content, sod.attributes) == (whole.content, whole.attributes)
        assert (sod.hashes, sod.signers) == (whole.hashes, whole.signers)


def test_the_digest_of_the_authority_counts_as_well() -> None:
    state = State(signer_options={"digest": hashes.SHA512()})
    checks, reason = check(state)
    assert reason is None
    assert checks[1].value == "sha256, sha512"
