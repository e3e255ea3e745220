"""A UIC barcode to the gate's ticket: every check in order, then what the ticket says.

Level 1 is the issuer's signature and is always needed. Level 2 shows only that the code
comes from the app that level 1 names, and how fresh it is: with a good level 2 and
without a good level 1 nothing opens.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from station_gate.gate.decision import Check
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket
from station_gate.tickets.checking import Asked, DecodedTicket, age_check
from station_gate.tickets.uic.damage import Damaged, Unsupported
from station_gate.tickets.uic.envelope import (
    Barcode,
    Level2,
    open_container,
    open_dosipas,
)
from station_gate.tickets.uic.journey import read_journey
from station_gate.tickets.uic.recognise import is_container
from station_gate.tickets.uic.records import head, ticket_data, ticket_record
from station_gate.tickets.uic.registry import UicKeys
from station_gate.tickets.uic.signature import holds, load_point
from station_gate.tickets.uic.uper import decode as decode_record
from station_gate.tickets.uic.uper import dynamic_content

_SPECIMEN_PROVIDER = "9999"
_USUAL_SECONDS = 300  # how long a code may be shown where it does not say so


def open_barcode(payload: bytes) -> Barcode:
    """Open either kind of barcode. Raises ``Damaged``."""
    return open_container(payload) if is_container(payload) else open_dosipas(payload)


def decode(payload: bytes, keys: UicKeys, at: datetime) -> DecodedTicket:
    """Check a UIC barcode and read its ticket.

    ``at`` is the time at the station, aware. Raises ``TicketRefused``.
    """
    asked = Asked()
    try:
        barcode = open_barcode(payload)
    except Damaged as damage:
        raise asked.refuse(Reason.TICKET_DAMAGED, "format", str(damage), _FORMAT) from None
    asked.passed("format", f"UIC {barcode.kind}", _FORMAT)
    _check_issuer(asked, barcode, keys, at)
    freshness: tuple[Check, ...] = ()
    if barcode.level2 is not None:
        _check_level2(asked, barcode.level2)
        now = at.astimezone(UTC)
        freshness = tuple(_freshness(asked, barcode.level2, now))
    try:
        ticket = read_ticket(barcode)
    except Unsupported as kind:
        raise asked.refuse(
            Reason.TICKET_UNSUPPORTED, "contents", str(kind), "a ticket for a journey"
        ) from None
    except Damaged as damage:
        raise asked.refuse(Reason.TICKET_DAMAGED, "contents", str(damage), _COMPLETE) from None
    asked.passed("contents", _COMPLETE, _COMPLETE)
    return DecodedTicket(ticket, asked.checks, freshness)


_FORMAT, _COMPLETE = "UIC barcode", "complete"


def read_ticket(barcode: Barcode) -> Ticket:
    """Read what a barcode says, trusted or not. Raises ``Damaged``, ``Unsupported``."""
    record = ticket_record(barcode)
    journey = read_journey(ticket_data(record), barcode.provider)
    top = head(barcode)
    # a code that the app makes anew each minute keeps this record, and so the ticket its id
    reference = journey.reference or hashlib.sha256(record.data).hexdigest()[:24].upper()
    specimen = journey.specimen or barcode.provider == _SPECIMEN_PROVIDER
    try:
        return Ticket(
            ticket_id=f"{barcode.provider}-{reference}",
            issuer=barcode.provider,
            key_id=barcode.key_id,
            name=journey.name,
            train=journey.train,
            origin=journey.origin,
            destination=journey.destination,
            departure=journey.departure,
            valid_from=journey.valid_from,
            valid_until=journey.valid_until,
            product=journey.product,
            origin_name=journey.origin_name,
            destination_name=journey.destination_name,
            returns=journey.returns,
            conditions=journey.conditions,
            coach=journey.coach,
            seat=journey.seat,
            travel_class=journey.travel_class,
            specimen=specimen or (top is not None and top.specimen),
        )
    except ValueError:
        raise Damaged("an origin without a destination") from None


def _check_issuer(asked: Asked, barcode: Barcode, keys: UicKeys, at: datetime) -> None:
    name = f"{barcode.provider}/{barcode.key_id}"
    known = keys.find(barcode.provider, barcode.key_id)
    if not known:
        raise asked.refuse(Reason.ISSUER_UNKNOWN, "issuer", name, "a known key")
    asked.passed("issuer", name, "a known key")

    day = at.date().isoformat()
    span = " or ".join(f"{key.valid_from} to {key.valid_until}" for key in known)
    usable = [key for key in known if key.in_date(at)]
    if not usable:
        raise asked.refuse(Reason.KEY_OUT_OF_DATE, "key_date", day, span)
    asked.passed("key_date", day, span)

    if not any(key.holds(barcode.signature, barcode.signed, barcode.algorithm) for key in usable):
        found = "wrong" if barcode.signature else "none"
        raise asked.refuse(Reason.SIGNATURE_WRONG, "signature", found, _HOLDS)
    asked.passed("signature", _HOLDS, _HOLDS)


_HOLDS = "holds"


def _check_level2(asked: Asked, level2: Level2) -> None:
    """Level 2 is all there and good, or not there at all."""
    if not level2.public_key:
        # nobody can tell who added it: it may not be looked at, so it may not be there
        if level2.signature or level2.data is not None:
            raise asked.refuse(
                Reason.SIGNATURE_WRONG, "level2", "of nobody known", "signed or absent"
            )
        return
    if not level2_holds(level2):
        found = "wrong" if level2.signature else "none"
        raise asked.refuse(Reason.SIGNATURE_WRONG, "level2", found, _HOLDS)
    asked.passed("level2", _HOLDS, _HOLDS)


def level2_holds(level2: Level2) -> bool:
    """Return whether level 2 is signed with the key that level 1 names."""
    try:
        key = load_point(level2.public_key)
    except ValueError:
        return False
    return holds(key, level2.signature, level2.signed, identifier=level2.signing_algorithm)


def _freshness(asked: Asked, level2: Level2, now: datetime) -> Iterator[Check]:
    """Measure the code's age: for the gate to judge, after what the ticket says."""
    if level2.end is not None:
        year, day, minute = level2.end
        end = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day - 1, minutes=minute)
        shown, until = f"{now:%Y-%m-%d %H:%M} UTC", f"{end:%Y-%m-%d %H:%M} UTC"
        yield Check(name="code_end", value=shown, limit=until, passed=now <= end)
    if not level2.public_key:
        return
    try:
        made = time_stamp(level2, now)
    except Damaged as damage:
        raise asked.refuse(Reason.TICKET_DAMAGED, "freshness", str(damage), _COMPLETE) from None
    # a key for codes made on the spot, and no word of when: it may be a picture of one
    age = None if made is None else (now - made).total_seconds()
    yield age_check(age, level2.seconds or _USUAL_SECONDS)


def time_stamp(level2: Level2, now: datetime) -> datetime | None:
    """When the app made the code, ``None`` where it does not say. Raises ``Damaged``.

    The stamp gives the day of the year only: the year is the one nearest to ``now``.
    """
    data = level2.data
    if data is None or (data.name, data.version) != ("FDC", "1"):
        return None
    stamp = decode_record(dynamic_content(), "UicDynamicContentData", data.data).get(
        "dynamicContentTimeStamp"
    )
    if stamp is None:
        return None
    since = timedelta(days=stamp["day"] - 1, seconds=stamp["time"])
    years = (now.year - 1, now.year, now.year + 1)
    made = (datetime(year, 1, 1, tzinfo=UTC) + since for year in years)
    return min(made, key=lambda moment: abs(moment - now))
