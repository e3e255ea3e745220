"""Tickets from the bytes of a QR code: signed, compact, checked offline.

A ticket is a CBOR Web Token: ``cose`` is its envelope, ``claims`` what it says, and
``appcode`` the second envelope in which an app shows it.
A usual one takes about 190 bytes, a QR code of 57 x 57 modules at level M.
"""

from datetime import UTC, datetime

from station_gate.gate.reasons import Reason
from station_gate.tickets.checking import Asked, DecodedTicket, age_check
from station_gate.tickets.own.appcode import open_shown
from station_gate.tickets.own.claims import read_claims
from station_gate.tickets.own.cose import (
    Damaged,
    looks_sealed,
    unseal,
)
from station_gate.tickets.own.keys import KeyRing

_FORMAT, _CONTENTS, _HOLDS = "signed ticket", "complete", "holds"
_GRACE = 15.0
"""Seconds that a code may be older than its app lets it grow: it is renewed while it is
held up, and phones' clocks are not the station's."""


def decode(payload: bytes, keys: KeyRing, at: datetime) -> DecodedTicket:
    """Check a payload and read its ticket.

    ``at`` is the time at the station, aware.

    Raises ``TicketRefused``. The claims are looked at only after the signature
    holds: nothing an unknown hand wrote is interpreted.
    """
    asked = Asked()
    if not looks_sealed(payload):
        raise asked.refuse(Reason.NOT_A_TICKET, "format", "other content", _FORMAT)
    try:
        shown = open_shown(payload)
        envelope = unseal(shown.ticket if shown else payload)
    except Damaged as damage:
        raise asked.refuse(Reason.TICKET_DAMAGED, "format", str(damage), _FORMAT) from None
    asked.passed("format", _FORMAT, _FORMAT)

    name = f"{envelope.issuer}/{envelope.key_id}"
    key = keys.find(envelope.issuer, envelope.key_id)
    if key is None:
        raise asked.refuse(Reason.ISSUER_UNKNOWN, "issuer", name, "a known key")
    asked.passed("issuer", name, "a known key")

    day = at.date().isoformat()
    span = f"{key.valid_from} to {key.valid_until}"
    if not key.in_date(at):
        raise asked.refuse(Reason.KEY_OUT_OF_DATE, "key_date", day, span)
    asked.passed("key_date", day, span)
    if key.revoked:
        raise asked.refuse(Reason.KEY_REVOKED, "key", "revoked", "not revoked")
    asked.passed("key", "not revoked", "not revoked")

    if not key.verify(envelope.signature, envelope.signed):
        raise asked.refuse(Reason.SIGNATURE_WRONG, "signature", "wrong", "holds")
    asked.passed("signature", "holds", "holds")

    try:
        ticket = read_claims(envelope.claims, envelope.issuer, envelope.key_id)
    except Damaged as damage:
        raise asked.refuse(Reason.TICKET_DAMAGED, "contents", str(damage), _CONTENTS) from None
    asked.passed("contents", _CONTENTS, _CONTENTS)
    if not ticket.app_key:
        if shown:  # nobody can tell who added it: it may not be looked at, so it may not be there
            raise asked.refuse(Reason.SIGNATURE_WRONG, "app", "of nobody known", _HOLDS)
        return DecodedTicket(ticket, asked.checks)
    limit = ticket.renewed + _GRACE
    if shown is None:  # the ticket as it was sent to the app, without a code made from it
        return DecodedTicket(ticket, asked.checks, (age_check(None, limit),))
    if not shown.holds(ticket.app_key):
        raise asked.refuse(Reason.SIGNATURE_WRONG, "app", "wrong", _HOLDS)
    asked.passed("app", _HOLDS, _HOLDS)
    now = at.astimezone(UTC)
    age = (now - shown.made).total_seconds()
    return DecodedTicket(ticket, asked.checks, (age_check(age, limit),))
