"""What rail ticket data says that is no journey: vouchers, parking, cars, delays and the like.

No gate takes these; the lines are for the people who look at them.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from station_gate.tickets.ticketlines import Line
from station_gate.tickets.uic.journey import validity
from station_gate.tickets.uic.uper import Record


def details(kind: str, document: Record, issued: date) -> Iterator[Line]:
    """Say what a document of another kind holds; nothing for a journey.

    ``issued`` is the day that its days count from.
    """
    match kind:
        case "stationPassage":
            yield from _several("station", document, "stationNameUTF8", "stationNum")
            yield from _several("area", document, "areaNameUTF8", "areaCodeNum")
            yield from _days(document, issued)
        case "counterMark":
            number, of = document["numberOfCountermark"], document["totalOfCountermarks"]
            yield "group", document["groupName"], f"passenger {number} of {of}"
            yield from _places(document)
            yield from _days(document, issued)
        case "fipTicket":
            yield "travel days", str(document["numberOfTravelDays"]), ""
            yield from _days(document, issued)
        case "parkingGround":
            yield "parking", document["location"], document["parkingGroundId"]
            yield from _plate(document)
            first = issued + timedelta(days=document["fromParkingDate"])
            yield "valid from", f"{first}", ""
            yield "valid until", f"{first + timedelta(days=document['untilParkingDate'])}", ""
        case "carCarriageReservation":
            yield from _places(document)
            yield from _train(document)
            yield from _plate(document)
            loading = issued + timedelta(days=document["beginLoadingDate"])
            minutes = document.get("beginLoadingTime")
            yield "loading", f"{loading}{_clock(minutes)}", "" if minutes is None else "begins"
        case "voucher":
            yield from _years(document, document["validUntilYear"])
        case "customerCard":
            yield from _years(document, document["validFromYear"] + document["validUntilYear"])
        case "delayConfirmation":
            yield from _train(document)
            late = f"{document['delay']} minutes"
            yield "delay", late, "the train was cancelled" if document["trainCancelled"] else ""
        case "extension":
            yield "kind of its own", document["extensionId"], ""


def _several(name: str, document: Record, *keys: str) -> Iterator[Line]:
    for key in keys:
        if document.get(key):
            yield name, ", ".join(str(value) for value in document[key]), ""
            return


def _places(document: Record) -> Iterator[Line]:
    for end in ("from", "to"):
        for key in ("StationNameUTF8", "StationIA5", "StationNum"):
            if document.get(f"{end}{key}"):
                yield end, str(document[f"{end}{key}"]), ""
                break


def _train(document: Record) -> Iterator[Line]:
    number = document.get("trainIA5", document.get("trainNum"))
    if number is not None:
        yield "train", str(number), ""


def _plate(document: Record) -> Iterator[Line]:
    if "numberPlate" in document:
        yield "number plate", document["numberPlate"], ""


def _days(document: Record, issued: date) -> Iterator[Line]:
    for name, moment in zip(("valid from", "valid until"), validity(document, issued), strict=True):
        yield name, f"{moment:%Y-%m-%d %H:%M}", ""


def _years(document: Record, last: int) -> Iterator[Line]:
    for name, year, day in (
        ("valid from", document["validFromYear"], document.get("validFromDay")),
        ("valid until", last, document.get("validUntilDay")),
    ):
        start = date(year, 1, 1)
        shown = start if day is None else start + timedelta(days=day - 1)
        yield name, f"{shown}", "the year" if day is None else ""


def _clock(minutes: int | None) -> str:
    if minutes is None:
        return ""
    return f" {datetime.combine(date.min, time()) + timedelta(minutes=minutes):%H:%M}"
