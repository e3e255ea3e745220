"""From rail ticket data to the gate's ticket: what a gate needs, and what staff must look at.

Of what a ticket can say, a gate understands the journey: stations, train, times, class,
place and passenger. What restricts the ticket in a way that a gate cannot check becomes
a condition, and a ticket with conditions goes to staff. Days count from the day of
issue, the last day of validity from the first; times are local ones.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from station_gate.tickets.uic.damage import Damaged, Unsupported
from station_gate.tickets.uic.records import cleaned
from station_gate.tickets.uic.uper import Record

_MOST_NAME = 160  # characters
_MOST_TITLE = 80
_MOST_WORD = 40
_MOST_REFERENCE = 64
_MOST_TRAIN = 24
_MOST_COACH = 12
_CLASSES = {"first": "1", "second": "2"}
_TRAVEL = ("reservation", "openTicket", "pass")
OTHER = {
    "carCarriageReservation": "a car carriage reservation",
    "voucher": "a voucher",
    "customerCard": "a customer card",
    "counterMark": "a countermark of a group",
    "parkingGround": "a parking ticket",
    "fipTicket": "a ticket for railway staff (FIP)",
    "stationPassage": "a platform ticket",
    "extension": "a document of the issuer's own kind",
    "delayConfirmation": "a confirmation of delay",
}
_CONTROL = {
    "identificationByCardReference": "card to be shown",
    "passportValidationRequired": "passport check",
    "onlineValidationRequired": "online check",
    "ageCheckRequired": "age check",
    "reductionCardCheckRequired": "reduction card",
}
_TARIFF = {
    "reductionCard": "reduction card",
    "ageBelow": "age check",
    "ageAbove": "age check",
    "restrictedToCountryOfResidence": "residents only",
    "restrictedToRouteSection": "part of the route",
}
_WITHOUT_TRAVEL = ("reservationFee", "supplement")
"""What a reservation's price stands for when it is no right to travel."""
_DAYS = (
    "activatedDay",
    "numberOfDaysOfTravel",
    "numberOfPossibleTrips",
    "numberOfValidityDays",
    "trainValidity",
    "validityPeriodDetails",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The fields of a gate's ticket, by the same names, read from one record."""

    reference: str
    """Of the ticket among its issuer's, perhaps empty."""
    name: str
    train: str
    origin: str
    destination: str
    origin_name: str
    destination_name: str
    departure: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    product: str
    returns: bool
    conditions: tuple[str, ...]
    coach: str
    seat: str
    travel_class: str
    specimen: bool


def read_journey(record: Record, provider: str) -> Journey:
    """Read rail ticket data. Raises ``Damaged``, ``Unsupported``.

    ``provider`` is who signed it: it owns the codes of stations that are not the UIC's.
    """
    issued = issuing_day(record)
    kind, document, others = first_document(record)
    open_ticket = kind != "reservation"
    link = _first_train(document) if kind == "openTicket" else document
    departure = None
    if link is not None and kind != "pass":
        day = link["departureDate"] if kind == "reservation" else link["travelDate"]
        departure = moment(issued, day, link["departureTime"])
    first, last = validity(document, issued) if open_ticket else (None, None)
    stations = {} if kind == "pass" else document
    places = document.get("places", {})
    return Journey(
        reference=_reference(record, document),
        name=_name(record),
        train=train_name(link) if link else "",
        origin=_station(stations, "from", provider),
        destination=_station(stations, "to", provider),
        origin_name=_shown(stations.get("fromStationNameUTF8", "")),
        destination_name=_shown(stations.get("toStationNameUTF8", "")),
        departure=departure,
        valid_from=None if departure else first,
        valid_until=None if departure else last,
        product=_product(kind, document),
        returns=open_ticket and departure is None and bool(document.get("returnIncluded")),
        conditions=tuple(dict.fromkeys(_conditions(record, document, others))),
        coach=_shown(places.get("coach", ""), _MOST_COACH),
        seat=_seat(places),
        travel_class=_class(document),
        specimen=record["issuingDetail"]["specimen"],
    )


def issuing_day(record: Record) -> date:
    """Return the day that a record was issued on. Raises ``Damaged``."""
    issuing = record["issuingDetail"]
    day = date(issuing["issuingYear"], 1, 1) + timedelta(days=issuing["issuingDay"] - 1)
    if day.year != issuing["issuingYear"]:
        raise Damaged("a day of issue that the year has not")
    return day


def first_document(record: Record) -> tuple[str, Record, int]:
    """Return the document that gives the journey, and how many others there are."""
    documents: list[tuple[str, Record]] = [
        entry["ticket"] for entry in record.get("transportDocument", ())
    ]
    if not documents:
        raise Unsupported("a barcode without a ticket in it")
    for wanted in _TRAVEL:
        for kind, document in documents:
            if kind == wanted:
                return kind, document, len(documents) - 1
    raise Unsupported(OTHER[documents[0][0]])


def _first_train(document: Record) -> Record | None:
    return next(iter(trains(document)), None)


def trains(document: Record) -> list[Record]:
    """Give the trains that an open ticket is bound to, the first to leave first."""
    links = [link for kind, link in document.get("validRegion", ()) if kind == "trainLink"]
    return sorted(links, key=lambda link: (link["travelDate"], link["departureTime"]))


def train_name(link: Record) -> str:
    """Give a train's number with its brand, where both are said."""
    number = link.get("trainIA5", str(link.get("trainNum", "")))
    brand = link.get("serviceBrandAbrUTF8", "")
    if not brand or number.upper().startswith(brand.upper()):
        return _shown(number, _MOST_TRAIN)
    return _shown(f"{brand} {number}", _MOST_TRAIN)


def moment(start: date, days: int, minutes: int) -> datetime:
    """Give a local time so many days and minutes after the start of a day."""
    return datetime.combine(start, time()) + timedelta(days=days, minutes=minutes)


def validity(document: Record, issued: date) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a document that counts days from its issue."""
    first_day = issued + timedelta(days=document["validFromDay"])
    first = moment(first_day, 0, document.get("validFromTime", 0))
    # without a time, the whole last day
    last = moment(first_day, document["validUntilDay"], document.get("validUntilTime", 1439))
    return first, max(first, last)


def _station(document: Record, end: str, provider: str) -> str:
    code = document.get(f"{end}StationIA5", str(document.get(f"{end}StationNum", "")))
    if not code:
        return _shown(document.get(f"{end}StationNameUTF8", ""), _MOST_TITLE)
    match document["stationCodeTable"]:
        case "stationUIC" | "stationUICReservation":
            return _shown(code)
        case "stationERA":
            return _shown(f"ERA:{code}")
        case _:
            return _shown(f"{provider}:{code}")


def _name(record: Record) -> str:
    travelers = record.get("travelerDetail", {}).get("traveler", [])
    names = [
        (traveler["ticketHolder"], " ".join(filter(None, parts)))
        for traveler in travelers
        if any(parts := [traveler.get(key, "") for key in ("firstName", "secondName", "lastName")])
    ]
    holders = [name for holder, name in names if holder] or [name for _, name in names]
    return _shown(holders[0], _MOST_NAME) if holders else ""


def _reference(record: Record, document: Record) -> str:
    """Return what names this ticket among its issuer's; may be empty."""
    number = document.get("referenceNum") or ""
    parts = (
        record["issuingDetail"].get("issuerPNR", ""),
        document.get("referenceIA5", "") or str(number),
    )
    whole = cleaned("-".join(filter(None, parts)))
    if len(whole) <= _MOST_REFERENCE:
        return whole
    # cut, two tickets could become one
    return f"{whole[:40]}~{hashlib.sha256(whole.encode()).hexdigest()[:16].upper()}"


def _product(kind: str, document: Record) -> str:
    tariffs = document.get("tariffs", [])
    said = (
        *(tariff.get("tariffDesc", "") for tariff in tariffs),
        document.get("passDescription", ""),
        document.get("infoText", ""),
        document.get("productIdIA5", ""),
        {"reservation": "reservation", "openTicket": "open ticket", "pass": "pass"}[kind],
    )
    return next(filter(None, (_shown(text, _MOST_TITLE) for text in said)))


def _class(document: Record) -> str:
    code: str = document["classCode"]
    return "" if code == "notApplicable" else _CLASSES.get(code, code)


def _seat(places: Record) -> str:
    seats = (
        places.get("placeString", ""),
        " ".join(places.get("placeIA5", ())),
        " ".join(str(number) for number in places.get("placeNum", ())),
    )
    return _shown(next(filter(None, seats), ""))


def _conditions(record: Record, document: Record, others: int) -> Iterator[str]:
    if not record["issuingDetail"]["activated"]:
        yield "not activated"
    if document.get("priceType") in _WITHOUT_TRAVEL:
        yield "needs a ticket beside it"
    if others:
        yield f"{others + 1} tickets in one code"
    travelers = record.get("travelerDetail", {}).get("traveler", [])
    tariffs = document.get("tariffs", [])
    passengers = max(len(travelers), sum(tariff["numberOfPassengers"] for tariff in tariffs))
    if passengers > 1:
        yield f"{passengers} passengers"
    for person in (*travelers, *tariffs):
        kind = person.get("passengerType", "adult")
        if kind != "adult":
            yield kind
    for tariff in tariffs:
        yield from _said(tariff, _TARIFF)
    yield from _said(record.get("controlDetail", {}), _CONTROL)
    if any(key in document for key in _DAYS):
        yield "travel days"


def _said(record: Record, words: dict[str, str]) -> Iterator[str]:
    return (word for key, word in words.items() if record.get(key))


def _shown(text: str, most: int = _MOST_WORD) -> str:
    """Make a stranger's text printable, and cut it: no gate needs a twelfth seat."""
    return cleaned(text)[:most].strip()
