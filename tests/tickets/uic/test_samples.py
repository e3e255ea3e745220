"""Real and specimen tickets of Europe's railways, against the truth that lies beside each."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Ticket
from station_gate.tickets.boardingpass import read_boarding_pass
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.uic.damage import Unsupported
from station_gate.tickets.uic.recognise import looks_uic
from station_gate.tickets.uic.registry import UicKeys
from station_gate.tickets.uic.ticket import open_barcode, read_ticket
from tests.tickets.uic.barcodes import NOBODY

AT = datetime(2025, 2, 28, 12, 0, tzinfo=UTC)
READ, OWN_KIND, FOREIGN = "read", "of its issuer's own kind", "of another kind"


@pytest.fixture(scope="module")
def samples(shared_data: Path) -> list[Path]:
    found = sorted((shared_data / "uic/kitinerary").rglob("*.bin"))
    assert len(found) == 35
    return found


@pytest.fixture(scope="module")
def registry(shared_data: Path) -> UicKeys:
    return UicKeys.load(shared_data / "uic/keys/uic-publickeys.xml")


def truth(sample: Path) -> dict[str, Any]:
    told = json.loads(sample.with_suffix(".bin.json").read_text(encoding="utf-8"))
    assert isinstance(told[0], dict)
    return told[0]


def lines(sample: Path, name: str) -> list[str]:
    told = explain(sample.read_bytes(), NOBODY, AT)
    return [value for field, value, _ in told if field == name]


def fate(sample: Path) -> str:
    payload = sample.read_bytes()
    if not looks_uic(payload):
        return FOREIGN
    try:
        read_ticket(open_barcode(payload))
    except Unsupported:
        return OWN_KIND
    return READ


def test_every_sample_is_read_or_named(samples: list[Path]) -> None:
    assert Counter(fate(sample) for sample in samples) == {READ: 21, OWN_KIND: 10, FOREIGN: 4}


def test_what_is_read_is_the_truth(samples: list[Path]) -> None:
    for sample in samples:
        if fate(sample) == READ:
            compare(read_ticket(open_barcode(sample.read_bytes())), truth(sample), sample)


def compare(ticket: Ticket, told: dict[str, Any], sample: Path) -> None:
    where = sample.name
    sold = told.get("reservedTicket", told)
    assert sold["name"].strip() == ticket.product, where
    person = told.get("underName", sold.get("underName", {}))
    assert person.get("name", "") == ticket.name, where
    # a number 0 names no ticket: the id is made from the contents then
    numbers = {sold.get("ticketNumber"), told.get("reservationNumber")} - {None, "0"}
    assert any(number in ticket.ticket_id for number in numbers) or not numbers, where
    trip = told.get("reservationFor")
    if trip is None:
        validity(ticket, told, where)
        return
    assert trip["departureStation"]["name"] == ticket.origin_name, where
    assert trip["arrivalStation"]["name"] == ticket.destination_name, where
    assert trip.get("trainNumber", "") == ticket.train, where
    if ticket.departure is None:
        assert trip["departureDay"] == f"{ticket.open_from_until[0]:%Y-%m-%d}", where
    else:
        moment = trip["departureTime"]
        moment = moment["@value"] if isinstance(moment, dict) else moment
        assert moment[:16] == ticket.departure.isoformat()[:16], where


def validity(ticket: Ticket, told: dict[str, Any], where: str) -> None:
    first, last = ticket.open_from_until
    for key, moment in (("validFrom", first), ("validUntil", last)):
        said = told[key] if isinstance(told[key], str) else told[key]["@value"]
        assert said[:16] == moment.isoformat()[:16], where


def as_written(said: Any) -> str:
    """Return a moment of the truth as we write it, without its zone, which is the journey's."""
    text = said["@value"] if isinstance(said, dict) else said or ""
    return str(text)[:16].replace("T", " ")


def is_moment(ours: str, theirs: str) -> bool:
    """Return whether it is one moment; where we give a day, its first or last minute is meant."""
    whole_day = len(ours) == 10 and theirs[11:] in ("00:00", "23:59")
    return ours == theirs or (whole_day and ours == theirs[:10])


def facts(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the truth says of a ticket, by the names of our lines."""
    sold, trip = told.get("reservedTicket", told), told.get("reservationFor", {})
    person = told.get("underName") or sold.get("underName") or {}
    return {
        "class": sold.get("ticketedSeat", {}).get("seatingType"),
        "train": trip.get("trainNumber"),
        "name": person.get("name"),
        "valid from": as_written(sold.get("validFrom")),
        "valid until": as_written(sold.get("validUntil")),
        "price": told.get("totalPrice", sold.get("totalPrice")),
        "product": sold.get("name"),
        "number": {sold.get("ticketNumber"), told.get("reservationNumber")} - {None, "0"} or None,
        "from": trip.get("departureStation", {}).get("name"),
        "to": trip.get("arrivalStation", {}).get("name"),
    }


def is_said(sample: Path, name: str, theirs: Any) -> bool:
    told = explain(sample.read_bytes(), NOBODY, AT)
    ours = [(value, note) for field, value, note in told if field == name]
    match name:
        case "name":
            people = [value for field, value, _ in told if field in ("name", "passenger")]
            return any(sorted(value.split()) == sorted(theirs.split()) for value in people)
        case "product":  # some print has more in that line
            return any(value.upper().startswith(theirs.strip().upper()) for value, _ in ours)
        case "number":
            fields = ("ticket", "order", "reference", "booking")
            values = [value for field, value, _ in told if field in fields]
            return all(any(number in value for value in values) for number in theirs)
        case "price":
            return any(float(value.split()[0]) == theirs for value, _ in ours)
        case "valid from" | "valid until":
            return any(is_moment(value, theirs) for value, _ in ours)
        case _:
            return any(theirs in line for line in ours)


def test_every_field_of_the_truth_is_explained(samples: list[Path]) -> None:
    counted: Counter[str] = Counter()
    for sample in samples:
        told = truth(sample)
        if fate(sample) == FOREIGN or told["@type"] == "ProgramMembership":
            continue
        for name, theirs in facts(told).items():
            if theirs not in (None, ""):
                counted[name] += 1
                assert is_said(sample, name, theirs), (sample.name, name, theirs)
    assert counted == COUNTED


COUNTED = {
    "class": 30,
    "name": 27,
    "price": 9,
    "train": 6,
    "product": 30,
    "number": 29,
    "valid from": 26,
    "valid until": 26,
    "from": 9,
    "to": 9,
}


def test_tickets_of_an_issuers_own_kind_are_explained(samples: list[Path]) -> None:
    for sample in samples:
        if fate(sample) != OWN_KIND:
            continue
        told = truth(sample)
        assert lines(sample, "contents"), sample.name
        if "0080BL" not in lines(sample, "records")[0]:
            continue  # a BahnCard, and a Czech ticket whose print has a longer title
        sold = told.get("reservedTicket", told)
        assert lines(sample, "product") == [sold["name"]], sample.name
        assert lines(sample, "order") == [sold.get("ticketNumber", told.get("reservationNumber"))]


def test_no_sample_opens_a_gate_without_a_key(samples: list[Path]) -> None:
    reasons = Counter(refusal(sample.read_bytes(), NOBODY).reason for sample in samples)
    assert reasons == {Reason.ISSUER_UNKNOWN: 31, Reason.TICKET_UNSUPPORTED: 4}


def refusal(payload: bytes, trust: Trust) -> TicketRefused:
    with pytest.raises(TicketRefused) as caught:
        decode_any(payload, trust, AT)
    return caught.value


def genuine(samples: list[Path]) -> list[Path]:
    """Those that are signed with a key that is in the registry."""
    return [sample for sample in samples if sample.name.startswith("20250227")]


def test_real_issuers_keys_verify_real_tickets(samples: list[Path], registry: UicKeys) -> None:
    trust = Trust(KeyRing([]), registry)
    for sample in samples:
        if sample in genuine(samples):
            decoded = decode_any(sample.read_bytes(), trust, AT)
            assert decoded.ticket.name == "Max Mustermann"
            names = [check.name for check in decoded.checks]
            assert names == ["format", "issuer", "key_date", "signature", "contents"]
        else:
            refused = refusal(sample.read_bytes(), trust)
            expected = Reason.TICKET_UNSUPPORTED if fate(sample) == FOREIGN else None
            assert refused.reason is (expected or Reason.ISSUER_UNKNOWN)


def test_a_real_ticket_with_one_bit_changed_is_refused(
    samples: list[Path], registry: UicKeys
) -> None:
    trust = Trust(KeyRing([]), registry)
    for sample in genuine(samples):
        payload = sample.read_bytes()
        for bit in range(0, len(payload) * 8, 11):
            changed = bytearray(payload)
            changed[bit // 8] ^= 1 << bit % 8
            refusal(bytes(changed), trust)


def test_a_real_ticket_ends_with_its_key(samples: list[Path], registry: UicKeys) -> None:
    trust, late = Trust(KeyRing([]), registry), datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    for sample in genuine(samples):
        with pytest.raises(TicketRefused) as caught:
            decode_any(sample.read_bytes(), trust, late)
        assert caught.value.reason is Reason.KEY_OUT_OF_DATE


def test_level_2_of_real_tickets_holds(samples: list[Path]) -> None:
    told = {sample.name: lines(sample, "level 2") for sample in samples}
    assert {name: value for name, value in told.items() if value} == {
        "20200301-pass-ok-F-Z.bin": ["holds"],
        "20240207-Exemple-24H-EMS-2-passagers-CB2D.bin": ["holds"],
        "20240207-Exemple-Aller-simple-valable-uniquement-CTS-CB2D.bin": ["holds"],
    }


def test_every_boarding_pass_is_read_and_refused(shared_data: Path) -> None:
    passes = sorted((shared_data / "uic/bcbp").glob("*.json"))
    assert len(passes) == 13
    for path in passes:
        told = json.loads(path.read_text(encoding="utf-8"))[0]
        token = told["reservedTicket"]["ticketToken"].split(":", 1)[1]
        boarding_pass = read_boarding_pass(token.encode("latin-1"))
        assert boarding_pass is not None, path.name
        leg, person = boarding_pass.legs[0], told["underName"]
        name = f"{person['familyName']}/{person['givenName']}"
        assert (boarding_pass.name, leg.booking) == (name, told["reservationNumber"])
        flight = told["reservationFor"]
        if "flightNumber" in flight:
            assert leg.number == flight["flightNumber"]
            assert leg.carrier == flight["airline"]["iataCode"]
            assert leg.origin == flight["departureAirport"]["iataCode"]
            assert leg.destination == flight["arrivalAirport"]["iataCode"]
        assert refusal(token.encode("latin-1"), NOBODY).reason is Reason.TICKET_UNSUPPORTED
