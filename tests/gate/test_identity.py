"""The rules of a document against a ticket."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from station_gate.gate.identity import check_holder
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Holder, Ticket

TODAY = date(2026, 11, 24)
TICKET = Ticket(
    ticket_id="SG7K2M9QX4",
    issuer="SG",
    key_id="k1",
    name="Erika Mustermann",
    train="ICE 1234",
    origin="Central",
    destination="Harbour",
    departure=datetime(2026, 11, 24, 8, 53),
)
BOUND = replace(TICKET, document_salt=b"salt", document_hash=b"h" * 16)
HOLDER = Holder(
    surname="Mustermann",
    given_names="Erika",
    document_number="L01X00T47",
    issuer="D",
    birth=date(1964, 8, 12),
    expiry=date(2031, 1, 31),
)


def test_the_right_person_passes_with_every_value_beside_its_limit() -> None:
    checks, reason = check_holder(BOUND, HOLDER, TODAY, True)
    assert reason is None
    assert [(c.name, c.value, c.limit, c.passed) for c in checks] == [
        ("document_expiry", 1529.0, 0.0, True),
        ("document_binding", "same document", "same document", True),
        ("name", "match", "similar", True),
    ]


@pytest.mark.parametrize(
    ("ticket", "holder", "bound", "reason", "value"),
    [
        (TICKET, replace(HOLDER, expiry=date(2026, 11, 23)), None, Reason.DOCUMENT_EXPIRED, -1.0),
        (BOUND, HOLDER, False, Reason.DOCUMENT_MISMATCH, "another document"),
        (BOUND, HOLDER, None, Reason.DOCUMENT_NOT_CHECKABLE, "not checked"),
        (TICKET, replace(HOLDER, given_names="Max"), None, Reason.NAME_MISMATCH, "different"),
        (TICKET, replace(HOLDER, surname="Musterman"), None, Reason.NAME_UNCLEAR, "similar"),
        (replace(TICKET, name=""), HOLDER, None, Reason.NAME_UNCLEAR, "not on the ticket"),
    ],
)
def test_the_first_rule_that_fails_gives_the_reason(
    ticket: Ticket, holder: Holder, bound: bool | None, reason: Reason, value: float | str
) -> None:
    checks, got = check_holder(ticket, holder, TODAY, bound)
    assert got is reason
    assert checks[-1].value == value
    assert [check.passed for check in checks] == [True] * (len(checks) - 1) + [False]


def test_a_document_is_good_on_its_last_day() -> None:
    _, reason = check_holder(TICKET, replace(HOLDER, expiry=TODAY), TODAY, None)
    assert reason is None


def test_a_document_without_an_expiry_date_never_expires() -> None:
    checks, reason = check_holder(TICKET, replace(HOLDER, expiry=None), TODAY, None)
    assert reason is None
    assert (checks[0].value, checks[0].passed) == ("never", True)


def test_a_ticket_bound_to_the_document_needs_no_name() -> None:
    checks, reason = check_holder(replace(BOUND, name=""), HOLDER, TODAY, True)
    assert reason is None
    assert [check.name for check in checks] == ["document_expiry", "document_binding"]


def test_the_bound_documents_number_beats_a_letter_of_the_name() -> None:
    checks, reason = check_holder(replace(BOUND, name="Erika Musterman"), HOLDER, TODAY, True)
    assert reason is None
    assert (checks[-1].name, checks[-1].value, checks[-1].passed) == ("name", "similar", True)


def test_staff_look_at_quite_another_name_on_the_bound_document() -> None:
    _, reason = check_holder(replace(BOUND, name="Max Moritz"), HOLDER, TODAY, True)
    assert reason is Reason.NAME_UNCLEAR


def test_a_name_that_may_be_misread_is_never_a_mismatch() -> None:
    other = replace(HOLDER, surname="Mvstcrmxnn", given_names="Frika")
    checks, reason = check_holder(TICKET, other, TODAY, None, name_sure=False)
    assert reason is Reason.NAME_UNCLEAR
    assert checks[-1].value == "different, perhaps misread"
    _, reason = check_holder(TICKET, HOLDER, TODAY, None, name_sure=False)
    assert reason is None  # nothing was misread: it is the ticket's name


def test_no_check_repeats_anything_personal() -> None:
    checks, _ = check_holder(BOUND, replace(HOLDER, surname="Musterman"), TODAY, True)
    told = " ".join(f"{check.value} {check.limit}" for check in checks).casefold()
    for secret in ("muster", "erika", "l01x00t47", "1964", "2031"):
        assert secret not in told


def test_a_holder_without_any_name_is_nobody() -> None:
    with pytest.raises(ValueError, match="needs a name"):
        replace(HOLDER, surname="", given_names="")
