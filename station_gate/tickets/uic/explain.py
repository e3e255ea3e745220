"""What a UIC barcode says, in lines for people, whether or not a gate would take it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from station_gate.tickets.format import Trust
from station_gate.tickets.ticketlines import UNNAMED, Line, contents, minute, signature_line
from station_gate.tickets.uic.damage import Damaged, Unsupported
from station_gate.tickets.uic.envelope import Barcode, Level2
from station_gate.tickets.uic.journey import (
    OTHER,
    first_document,
    issuing_day,
    moment,
    train_name,
    trains,
    validity,
)
from station_gate.tickets.uic.otherkinds import details
from station_gate.tickets.uic.ownrecords import read_own_records
from station_gate.tickets.uic.printed import as_page, journey
from station_gate.tickets.uic.records import (
    as_printed,
    cleaned,
    has_ticket_data,
    head,
    layout,
    ticket_data,
    ticket_record,
)
from station_gate.tickets.uic.ticket import (
    decode,
    level2_holds,
    open_barcode,
    read_ticket,
    time_stamp,
)
from station_gate.tickets.uic.uper import Record

_KINDS = {
    "#UT01": "railway ticket (UIC 918.3, #UT01)",
    "#UT02": "railway ticket (UIC 918.9, #UT02)",
    "U1": "railway ticket (DOSIPAS, U1)",
    "U2": "railway ticket (DOSIPAS, U2)",
}
_COMPANIES = {
    "51": "PKP",
    "54": "CD",
    "55": "MAV",
    "56": "ZSSK",
    "71": "Renfe",
    "74": "SJ",
    "78": "HZ",
    "79": "SZ",
    "80": "Deutsche Bahn",
    "81": "OeBB",
    "82": "CFL",
    "83": "Trenitalia",
    "84": "NS",
    "85": "SBB",
    "86": "DSB",
    "87": "SNCF",
    "88": "SNCB",
    "1154": "CD",
}
"""UIC company codes on the public samples and of old railways (UIC 920-1), for people; no
key is looked up by them."""
_MOST_SHOWN = 200  # characters


def explain_uic(payload: bytes, trust: Trust | None, at: datetime) -> Iterator[Line]:
    """Say what a UIC barcode says and whether its signatures hold."""
    try:
        barcode = open_barcode(payload)
    except Damaged as damage:
        yield "kind", "railway ticket (UIC)", f"{len(payload)} bytes"
        yield "damage", str(damage), "it cannot be read"
        return
    yield "kind", _KINDS[barcode.kind], f"{len(payload)} bytes"
    named = trust.uic.name_of(barcode.provider) if trust else ""
    named = named or _COMPANIES.get(barcode.provider, UNNAMED)
    yield "issuer", barcode.provider, named
    yield "key", barcode.key_id, ""
    if trust is None or not len(trust.uic):
        yield signature_line(None)
    else:
        keys = trust.uic
        yield signature_line(lambda: decode(payload, keys, at))
    yield "records", ", ".join(f"{r.name} {r.version}".strip() for r in barcode.records), ""
    if barcode.level2 is not None:
        yield from _level2(barcode.level2, at.astimezone(UTC))
    yield from _printed(barcode)
    yield from _data(barcode)


def _level2(level2: Level2, now: datetime) -> Iterator[Line]:
    if level2.public_key:
        holds = "holds" if level2_holds(level2) else "wrong" if level2.signature else "none"
        yield "level 2", holds, "of the app that showed it; alone it proves nothing"
        try:
            made = time_stamp(level2, now)
        except Damaged as damage:
            yield "made", "-", str(damage)
        else:
            shown = f"{made:%d %B %H:%M:%S} UTC" if made else "-"
            limit = f"may be shown for {level2.seconds} s" if level2.seconds else ""
            yield "made", shown, limit
    if level2.end is not None:
        year, day, minute = level2.end
        end = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day - 1, minutes=minute)
        yield "code until", f"{end:%Y-%m-%d %H:%M} UTC", "end of the barcode's validity"


def _printed(barcode: Barcode) -> Iterator[Line]:
    """Yield the head and the printed text: all that there is to read on some tickets."""
    issued = None
    if (top := head(barcode)) is not None:
        order = as_printed(top.issuer, top.order)
        yield "order", order, "SPECIMEN, not for travel" if top.specimen else ""
        try:
            issued = datetime.strptime(top.issued, "%d%m%Y%H%M")
        except ValueError:
            yield "issued", top.issued or "-", f"by {top.issuer}"
        else:
            yield "issued", f"{issued:%Y-%m-%d %H:%M}", f"local time, by {top.issuer}"
    print_ = layout(barcode)
    yield from as_page(print_.fields)
    if print_.remark:
        yield "remark", print_.remark, "of the printed text"
    if barcode.damage:
        yield "remark", barcode.damage, "of the records"
    own = list(read_own_records(barcode))
    for name, value in own:
        note = "" if name in ("from", "to") else "from the issuer's own record"
        yield name, _cut(value), note
    if not has_ticket_data(barcode):
        known = {name for name, _ in own}
        told = journey(print_, issued.date() if issued else None)
        yield from (line for line in told if line[0] not in known)


def _data(barcode: Barcode) -> Iterator[Line]:
    try:
        record = ticket_data(ticket_record(barcode))
        yield from _booking(record)
        ticket = read_ticket(barcode)
        yield from contents(ticket)
        if ticket.departure is not None:
            yield from _beyond_the_train(record)
    except Unsupported as kind:
        yield "contents", str(kind), "no gate takes it: staff look at it"
    except Damaged as damage:
        yield "damage", str(damage), "what it says cannot be read"


def _beyond_the_train(record: Record) -> Iterator[Line]:
    """Yield what a ticket is good for beside the first train that it is bound to."""
    kind, document, _ = first_document(record)
    issued = issuing_day(record)
    if kind == "openTicket":
        first, last = validity(document, issued)
        yield "valid from", minute(first), "local time"
        yield "valid until", minute(last), "of the ticket; its trains are fixed"
        for link in trains(document)[1:]:
            leaves = minute(moment(issued, link["travelDate"], link["departureTime"]))
            ends = (link.get(f"{end}StationNameUTF8", "") for end in ("from", "to"))
            yield "further train", train_name(link) or "-", f"{leaves} {_cut(' to '.join(ends))}"
    elif "arrivalTime" in document:
        left = document["departureDate"] + document["arrivalDate"]
        yield "arrival", minute(moment(issued, left, document["arrivalTime"])), "local time there"


def _booking(record: Record) -> Iterator[Line]:
    issuing = record["issuingDetail"]
    minutes = issuing.get("issuingTime", 0)
    made = datetime.combine(issuing_day(record), datetime.min.time()) + timedelta(minutes=minutes)
    yield "sold", f"{made:%Y-%m-%d %H:%M} UTC", _cut(issuing.get("issuerName", ""))
    if "issuerPNR" in issuing:
        yield "booking", _cut(issuing["issuerPNR"]), ""
    for traveler in record.get("travelerDetail", {}).get("traveler", ()):
        names = [traveler.get(key, "") for key in ("firstName", "secondName", "lastName")]
        born = f"born {traveler['yearOfBirth']}" if "yearOfBirth" in traveler else ""
        yield "passenger", _cut(" ".join(filter(None, names))) or "-", born
    for entry in record.get("transportDocument", ()):
        kind, document = entry["ticket"]
        yield from _document(kind, document, issuing)
        for name, value, note in details(kind, document, issuing_day(record)):
            yield name, _cut(value), _cut(note)


def _document(kind: str, document: Record, issuing: Record) -> Iterator[Line]:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind)
    yield (
        "right",
        OTHER.get(kind, words).removeprefix("a "),
        _cut(document.get("cardTypeDescr", "")),
    )
    for name, key in (
        ("reference", "referenceIA5"),
        ("reference", "referenceNum"),
        ("card", "cardIdIA5"),
        ("route", "validRegionDesc"),
        ("info", "infoText"),
    ):
        if document.get(key):
            yield name, _cut(document[key]), ""
    if "price" in document:
        fraction = issuing["currencyFract"]
        price = document["price"] / 10**fraction
        yield "price", f"{price:.{fraction}f} {_cut(issuing['currency'])}", ""


def _cut(value: Any) -> str:
    """Text that may be shown: printable, and not longer than a person reads."""
    text = cleaned(str(value))
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."
