"""Whether the document's holder is the person the ticket was sold to.

Asked in this order: document in date, the document that the ticket is bound to,
name. A number is protected by its check digit and by the ticket's keyed hash, a name
by nothing: the number decides, and a name that may be misread is never a mismatch.
No name, number or birth date appears in a check; only how alike they are.
"""

from collections.abc import Iterator
from datetime import date

from station_gate.gate.decision import Check
from station_gate.gate.likeness import Likeness, compare_names
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Holder, Ticket


def check_holder(
    ticket: Ticket,
    holder: Holder,
    at: date,
    document_hash_matches: bool | None,
    *,
    name_sure: bool = True,
) -> tuple[tuple[Check, ...], Reason | None]:
    """Ask the rules of one document against one ticket on the day ``at``.

    ``document_hash_matches`` says whether the document is the one that the
    ticket is bound to, ``None`` where nobody could tell or the ticket is bound
    to none. A bound ticket that nobody could check is refused. ``name_sure`` is
    false where a camera may have misread the name: then it is held against
    nobody, staff look at it.
    Returns the checks made and the reason for refusing, ``None`` when all is well.
    """
    checks: list[Check] = []
    for check, reason in _rules(ticket, holder, at, document_hash_matches, name_sure):
        checks.append(check)
        if not check.passed:
            return tuple(checks), reason
    return tuple(checks), None


def _rules(
    ticket: Ticket, holder: Holder, at: date, bound: bool | None, name_sure: bool
) -> Iterator[tuple[Check, Reason]]:
    yield _expiry_check(holder.expiry, at), Reason.DOCUMENT_EXPIRED
    if ticket.document_hash:
        values = {True: "same document", False: "another document", None: "not checked"}
        yield (
            Check(
                name="document_binding",
                value=values[bound],
                limit="same document",
                passed=bound is True,
            ),
            Reason.DOCUMENT_NOT_CHECKABLE if bound is None else Reason.DOCUMENT_MISMATCH,
        )
        if ticket.name:
            yield _bound_name_check(ticket.name, holder)
        return  # the document's number says whose ticket it is
    yield _name_check(ticket.name, holder, name_sure)


def _expiry_check(expiry: date | None, at: date) -> Check:
    if expiry is None:
        return Check(name="document_expiry", value="never", limit=0.0, passed=True)
    days = float((expiry - at).days)
    return Check(name="document_expiry", value=days, limit=0.0, passed=days >= 0, unit="days left")


def _bound_name_check(name: str, holder: Holder) -> tuple[Check, Reason]:
    """Look at the name where the number has said whose ticket it is: only quite another matters."""
    likeness = compare_names(name, holder.surname, holder.given_names)
    check = Check(
        name="name",
        value=likeness.name.lower(),
        limit="similar",
        passed=likeness is not Likeness.DIFFERENT,
    )
    return check, Reason.NAME_UNCLEAR


def _name_check(name: str, holder: Holder, sure: bool) -> tuple[Check, Reason]:
    if not name:
        # a ticket for nobody in particular ties to no document: staff decide
        check = Check(name="name", value="not on the ticket", limit="match", passed=False)
        return check, Reason.NAME_UNCLEAR
    likeness = compare_names(name, holder.surname, holder.given_names)
    value = likeness.name.lower()
    check = Check(
        name="name",
        value=value if sure else f"{value}, perhaps misread",
        limit="match",
        passed=likeness is Likeness.MATCH,
    )
    unclear = likeness is Likeness.SIMILAR or not sure
    return check, Reason.NAME_UNCLEAR if unclear else Reason.NAME_MISMATCH
