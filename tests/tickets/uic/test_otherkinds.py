"""Every kind of document that rail ticket data knows: in plain words, and which open a gate."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from fixtures.library import railtickets
from station_gate.gate.reasons import Reason
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.summary import summarise
from tests.tickets.uic.barcodes import AT, DEPARTURE, container, flex, record, trusted

KEY = ec.generate_private_key(ec.SECP256R1())
TRUST = Trust(KeyRing([]), trusted(KEY.public_key(), algorithm="SHA256withECDSA"))

DAYS = {"validFromDay": 2, "validUntilDay": 1}
YEAR = {"validFromYear": 2026, "validFromDay": 1, "validUntilDay": 365}
NAMES = {"fromStationNameUTF8": "Harbour", "toStationNameUTF8": "Northfield"}
CAR = {"numberPlate": "UT-AR 1", "carCategory": 3, "textileRoof": False}
ADULT = railtickets.tariff("Car", "adult")
MARK = {"numberOfCountermark": 3, "totalOfCountermarks": 12, "groupName": "Choir\x1b[2J"}
PARKING = {"parkingGroundId": "P1", "fromParkingDate": 2, "untilParkingDate": 3}

OTHER: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "stationPassage": (
        {"stationNameUTF8": ["Harbour", "Northfield"], **DAYS},
        {"station": "Harbour, Northfield", "valid until": "2026-11-21 23:59"},
    ),
    "counterMark": (
        {**MARK, **NAMES, **DAYS, "returnIncluded": False},
        {"group": "Choir [2J", "from": "Harbour", "valid from": "2026-11-20 00:00"},
    ),
    "fipTicket": (
        {"numberOfTravelDays": 4, "includesSupplements": False, **DAYS},
        {"travel days": "4", "valid until": "2026-11-21 23:59"},
    ),
    "parkingGround": (
        {**PARKING, "location": "Harbour deck", "numberPlate": "UT-AR 1"},
        {"parking": "Harbour deck", "number plate": "UT-AR 1", "valid until": "2026-11-23"},
    ),
    "carCarriageReservation": (
        {**CAR, **NAMES, "trainNum": 77, "beginLoadingTime": 615, "tariff": ADULT},
        {"number plate": "UT-AR 1", "train": "77", "loading": "2026-11-18 10:15"},
    ),
    "voucher": ({**YEAR, "validUntilYear": 2027}, {"valid until": "2027-12-31"}),
    "customerCard": (
        {**YEAR, "validUntilYear": 1, "cardTypeDescr": "Half fare"},
        {"right": "customer card", "valid until": "2027-12-31"},
    ),
    "delayConfirmation": (
        {"delay": 75, "trainCancelled": True, "trainIA5": "SG 127"},
        {"delay": "75 minutes", "train": "SG 127"},
    ),
    "extension": (
        {"extensionId": "_9990", "extensionData": b"\x01"},
        {"kind of its own": "_9990"},
    ),
}
TRAVEL: dict[str, dict[str, Any]] = {
    "reservation": railtickets.reservation("R1", DEPARTURE),
    "openTicket": railtickets.open_ticket("R1", AT.date()),
    "pass": {"passDescription": "Utopia pass", **DAYS},
}


def payload(version: int, kind: str, fields: dict[str, Any]) -> bytes:
    return container(flex(record(**{kind: fields}), version), KEY)


@pytest.mark.parametrize(
    ("kind", "version"),
    # FCB 1.3 has no confirmations of delay
    [(k, v) for k in OTHER for v in (1, 2, 3) if (k, v) != ("delayConfirmation", 1)],
)
def test_what_is_no_journey_is_explained_and_opens_nothing(kind: str, version: int) -> None:
    fields, wanted = OTHER[kind]
    code = payload(version, kind, fields)
    lines = explain(code, TRUST, AT)
    said = {name: value for name, value, _ in lines}
    assert wanted.items() <= said.items()
    assert said["signature"] == "holds"
    assert "no gate takes it" in next(note for name, _, note in lines if name == "contents")
    told = dict(summarise(lines, code, TRUST, AT))
    assert "T-07" in told["gate"]
    assert all(value.isprintable() for line in lines for value in line)
    with pytest.raises(TicketRefused) as refused:
        decode_any(code, TRUST, AT)
    assert refused.value.reason is Reason.TICKET_UNSUPPORTED


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("kind", TRAVEL)
def test_rights_to_travel_are_tickets(kind: str, version: int) -> None:
    code = payload(version, kind, TRAVEL[kind])
    assert decode_any(code, TRUST, AT).ticket.name == "Alex Rivera"
    told = dict(summarise(explain(code, TRUST, AT), code, TRUST, AT))
    assert told["ticket"]
    assert told["who"] == "Alex Rivera"
    assert "20 Nov 2026" in told["when"]
