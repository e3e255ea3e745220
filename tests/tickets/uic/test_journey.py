"""From rail ticket data to the gate's ticket: what is read, and what goes to staff."""

from datetime import date, datetime
from typing import Any

import pytest

from fixtures.library import railtickets
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.damage import Damaged, Unsupported
from station_gate.tickets.uic.journey import Journey, read_journey
from station_gate.tickets.uic.uper import decode, encode, rail_ticket
from tests.tickets.uic.barcodes import AT, DEPARTURE, KEYS, record

DAY = date(2026, 11, 20)


def journey(data: dict[str, Any], version: int = 3) -> Journey:
    schema = rail_ticket(version)
    for entry in data.get("transportDocument", ()):
        kind, fields = entry["ticket"]
        entry["ticket"] = (kind, {k: v for k, v in fields.items() if v is not None})
    sent = encode(schema, "UicRailTicketData", data)
    return read_journey(decode(schema, "UicRailTicketData", sent), "9990")


def seat(**changes: Any) -> Journey:
    return journey(record(reservation=railtickets.reservation("R1", DEPARTURE, **changes)))


def open_ticket(**changes: Any) -> Journey:
    return journey(record(openTicket=railtickets.open_ticket("O1", DAY, **changes)))


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_reservation_is_for_one_train(version: int) -> None:
    got = journey(record(), version)
    assert (got.train, got.departure) == ("SG 127", DEPARTURE)
    assert (got.origin, got.destination) == ("9900127", "9900128")
    assert (got.origin_name, got.destination_name) == ("Harbour", "Northfield")
    assert (got.coach, got.seat, got.travel_class) == ("7", "12A", "2")
    assert (got.name, got.reference) == ("Alex Rivera", "PNR1-R1")
    assert got.conditions == ()


def test_an_open_ticket_is_good_from_its_first_to_its_last_moment() -> None:
    got = open_ticket()
    assert got.departure is None
    assert (got.valid_from, got.valid_until) == (
        datetime(2026, 11, 20),
        datetime(2026, 11, 21, 3, 0),
    )
    whole = open_ticket(validFromTime=540, validUntilDay=0, validUntilTime=None)
    assert whole.valid_from == datetime(2026, 11, 20, 9, 0)
    assert whole.valid_until == datetime(2026, 11, 20, 23, 59)


def test_an_open_ticket_bound_to_trains_is_for_the_first_of_them() -> None:
    links = [
        ("trainLink", {"trainIA5": "SG 300", "travelDate": 2, "departureTime": 720}),
        ("trainLink", {"trainNum": 127, "travelDate": 2, "departureTime": 605}),
    ]
    got = open_ticket(validRegion=links, returnIncluded=True)
    assert (got.train, got.departure) == ("127", DEPARTURE)
    assert got.valid_from is got.valid_until is None
    assert not got.returns, "which train goes back nobody has said"


def test_a_return_is_included() -> None:
    assert open_ticket(returnIncluded=True).returns
    assert not open_ticket().returns


def test_a_pass_is_an_area_ticket() -> None:
    got = journey(record(**{"pass": {"passDescription": "Day Pass", "validUntilDay": 0}}))
    assert (got.origin, got.destination, got.product) == ("", "", "Day Pass")
    assert got.valid_from == datetime(2026, 11, 18)


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({"stationCodeTable": "stationERA"}, "ERA:9900127"),
        ({"stationCodeTable": "localCarrierStationCodeTable"}, "9990:9900127"),
        ({"fromStationIA5": "HBR"}, "HBR"),
        ({"fromStationNum": None}, "Harbour"),
    ],
)
def test_a_station_says_whose_code_it_is(changes: dict[str, Any], origin: str) -> None:
    assert seat(**changes).origin == origin


@pytest.mark.parametrize(
    ("changes", "train"),
    [
        ({"trainIA5": None, "trainNum": 127}, "127"),
        ({"trainIA5": "127", "serviceBrandAbrUTF8": "SG"}, "SG 127"),
        ({"serviceBrandAbrUTF8": "SG"}, "SG 127"),
        ({"trainIA5": None}, ""),
    ],
)
def test_a_train_has_its_brand(changes: dict[str, Any], train: str) -> None:
    assert seat(**changes).train == train


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"placeIA5": ["11", "12"]}, "11 12"),
        ({"placeNum": [11, 12]}, "11 12"),
        ({"coach": "3"}, ""),
    ],
)
def test_a_seat_is_written_in_several_ways(places: dict[str, Any], expected: str) -> None:
    assert seat(places=places).seat == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("first", "1"), ("second", "2"), ("business", "business")]
)
def test_the_class(code: str, expected: str) -> None:
    assert seat(classCode=code).travel_class == expected
    assert seat(classCode="notApplicable").travel_class == ""


ADULT = {"restrictedToCountryOfResidence": False, "passengerType": "adult"}


@pytest.mark.parametrize(
    ("tariff", "conditions"),
    [
        ({}, ()),
        ({"passengerType": "senior"}, ("senior",)),
        ({"numberOfPassengers": 3}, ("3 passengers",)),
        ({"reductionCard": [{"cardName": "Half fare"}]}, ("reduction card",)),
        ({"ageBelow": 27, "ageAbove": 6}, ("age check",)),
        ({"restrictedToCountryOfResidence": True}, ("residents only",)),
    ],
)
def test_what_only_staff_can_check(tariff: dict[str, Any], conditions: tuple[str, ...]) -> None:
    assert open_ticket(tariffs=[ADULT | tariff]).conditions == conditions


@pytest.mark.parametrize(
    ("fields", "conditions"),
    [
        ({"activatedDay": [1, 2]}, ("travel days",)),
        ({"numberOfPossibleTrips": 4}, ("travel days",)),
    ],
)
def test_a_pass_with_travel_days_goes_to_staff(
    fields: dict[str, Any], conditions: tuple[str, ...]
) -> None:
    assert journey(record(**{"pass": fields})).conditions == conditions


def test_a_reservation_alone_is_no_right_to_travel() -> None:
    assert seat(priceType="reservationFee").conditions == ("needs a ticket beside it",)


def control(**checks: Any) -> dict[str, Any]:
    flags = (
        "identificationByIdCard",
        "identificationByPassportId",
        "passportValidationRequired",
        "onlineValidationRequired",
        "ageCheckRequired",
        "reductionCardCheckRequired",
    )
    return {"controlDetail": dict.fromkeys(flags, False) | checks}


@pytest.mark.parametrize(
    ("changes", "conditions"),
    [
        (control(identificationByIdCard=True), ()),  # what this gate is there for
        (control(onlineValidationRequired=True), ("online check",)),
        (control(ageCheckRequired=True), ("age check",)),
        (
            control(identificationByCardReference=[{"cardName": "Half fare"}]),
            ("card to be shown",),
        ),
    ],
)
def test_how_a_ticket_is_to_be_controlled(
    changes: dict[str, Any], conditions: tuple[str, ...]
) -> None:
    assert journey(record() | changes).conditions == conditions


def test_a_ticket_not_activated_goes_to_staff() -> None:
    data = record()
    data["issuingDetail"]["activated"] = False
    assert journey(data).conditions == ("not activated",)


def test_travellers_are_counted_and_the_holder_is_named() -> None:
    data = record()
    data["travelerDetail"]["traveler"] = [
        {"firstName": "Kim", "lastName": "Rivera", "ticketHolder": False, "passengerType": "child"},
        {"firstName": "Alex", "secondName": "B", "lastName": "Rivera", "ticketHolder": True},
    ]
    got = journey(data)
    assert got.name == "Alex B Rivera"
    assert got.conditions == ("2 passengers", "child")
    nobody = record()
    del nobody["travelerDetail"]
    assert journey(nobody).name == ""


def test_several_tickets_in_one_code_go_to_staff() -> None:
    data = record(
        openTicket=railtickets.open_ticket("O1", DAY),
        reservation=railtickets.reservation("R1", DEPARTURE),
    )
    got = journey(data)
    assert got.train == "SG 127"
    assert got.conditions == ("2 tickets in one code",)


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("customerCard", {"validFromYear": 2026}, "a customer card"),
        (
            "voucher",
            {"validFromYear": 2026, "validFromDay": 1, "validUntilYear": 2026, "validUntilDay": 2},
            "a voucher",
        ),
        ("extension", {"extensionId": "_9990", "extensionData": b""}, "own kind"),
    ],
)
def test_what_is_no_journey_is_said(kind: str, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Unsupported, match=said):
        journey(record(**{kind: fields}))


def test_a_barcode_without_a_ticket() -> None:
    data = record()
    del data["transportDocument"]
    with pytest.raises(Unsupported, match="without a ticket"):
        journey(data)


def test_what_no_gate_needs_is_cut_and_cleaned() -> None:
    places = {"coach": "C" * 50, "placeString": " ".join(f"{n}A" for n in range(101, 113))}
    long = seat(
        places=places, trainIA5="RJX" * 9, fromStationNum=None, fromStationNameUTF8="F" * 90
    )
    assert long.coach == "C" * 12
    assert long.seat.startswith("101A 102A")
    assert len(long.train) == 24
    assert long.origin == "F" * 80
    data = record()
    data["travelerDetail"]["traveler"][0]["lastName"] = "Ri\N{ZERO WIDTH SPACE}vera\x1b[2J"
    assert journey(data).name == "Alex Rivera [2J"


def test_long_references_stay_apart() -> None:
    one, other = (seat(referenceIA5="R" * 70 + end).reference for end in "12")
    assert one != other
    assert len(one) < 64


def test_texts_that_are_shown_are_made_printable_and_cut() -> None:
    long = "North\nfield " * 10
    assert seat(toStationNameUTF8=long).destination_name == ("North field " * 4)[:40]
    assert open_ticket(tariffs=[], infoText="Day\x1bticket").product == "Day ticket"


def test_the_366th_day_of_an_ordinary_year_is_damage() -> None:
    data = record()
    data["issuingDetail"]["issuingDay"] = 366
    with pytest.raises(Damaged, match="day of issue"):
        journey(data)


def test_a_ticket_without_any_reference_goes_by_its_contents() -> None:
    def ticket_id(given: str) -> str:
        data = railtickets.record(given, "Rivera", "X", reservation={"departureTime": 605})
        del data["issuingDetail"]["issuerPNR"]
        data["transportDocument"][0]["ticket"][1].update(fromStationNum=1, toStationNum=2)
        trust = Trust(KeyRing([]), KEYS)
        return decode_any(railtickets.signed(data), trust, AT).ticket.ticket_id

    assert ticket_id("Alex") == ticket_id("Alex") != ticket_id("Kim")


def test_an_origin_without_a_destination_is_damage() -> None:
    data = record()
    del data["transportDocument"][0]["ticket"][1]["toStationNum"]
    del data["transportDocument"][0]["ticket"][1]["toStationNameUTF8"]
    with pytest.raises(Exception, match="without a destination"):
        decode_any(railtickets.signed(data), Trust(KeyRing([]), KEYS), AT)
