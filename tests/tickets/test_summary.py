"""What a person at the counter is told of a ticket."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from station_gate.gate.travel import Ticket
from station_gate.issuing.keys import IssuerKey
from station_gate.issuing.ticket import App, sign_ticket
from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.summary import summarise
from station_gate.tickets.uic.registry import UicKeys
from tests.tickets.conftest import NOW
from tests.tickets.uic.barcodes import AT


def told(payload: bytes, trust: Trust, at: datetime = NOW) -> dict[str, str]:
    return dict(summarise(explain(payload, trust, at), payload, trust, at))


def test_a_good_ticket(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    assert told(sign_ticket(ticket, key), Trust(ring), datetime(2026, 11, 24, 7, tzinfo=UTC)) == {
        "ticket": "station ticket",
        "who": "Erika Mustermann",
        "from": "Central",
        "to": "Harbour",
        "when": "leaves Tue 24 Nov 2026 08:53 - today",
        "train": "ICE 1234, coach 12, seat 63",
        "class": "1",
        "issuer": "SG",
        "signature": "GOOD: the issuer signed it, and nothing was changed since",
        "gate": "reads it; its date, station and train decide",
    }


def test_a_changed_ticket_is_said_to_be_wrong(
    key: IssuerKey, ring: KeyRing, ticket: Ticket
) -> None:
    payload = bytearray(sign_ticket(ticket, key))
    payload[-1] ^= 1
    facts = told(bytes(payload), Trust(ring))
    assert facts["signature"].startswith("WRONG")
    assert facts["gate"] == "refuses it now: signature_wrong (T-05)"
    assert told(sign_ticket(ticket, key), Trust(KeyRing([])))["signature"].startswith("NOT CHECKED")


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "- today"), (1, "- OVER, 1 day ago"), (40, "- OVER, 40 days ago"), (-3, "in 3 days")],
)
def test_when_is_told_from_today(
    days: int, said: str, key: IssuerKey, ring: KeyRing, ticket: Ticket
) -> None:
    at = datetime(2026, 11, 24, 7, tzinfo=UTC) + timedelta(days=days)
    assert told(sign_ticket(ticket, key), Trust(ring), at)["when"].endswith(said)


def test_a_specimen_for_nobody_by_name(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    facts = told(sign_ticket(replace(ticket, name="", specimen=True), key), Trust(ring))
    assert facts["who"] == "nobody by name"
    assert "SPECIMEN" in facts["mind"]


def test_a_code_of_an_app_by_its_age(key: IssuerKey, ring: KeyRing, ticket: Ticket) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = private.public_key().public_bytes_raw()
    app = App(sign_ticket(replace(ticket, app_key=public, renewed=60, wide=True), key), private)
    code, trust = app.code(NOW), Trust(ring)
    assert told(code, trust)["gate"].startswith("reads it")
    assert told(code, trust)["mind"] == "needs the wide gate"
    late = told(code, trust, NOW + timedelta(minutes=5))
    assert late["gate"] == "refuses it now: code_not_fresh (T-08)"
    assert late["signature"].startswith("GOOD")
    thief = App(app.ticket, Ed25519PrivateKey.generate())
    stolen = told(thief.code(NOW), trust)
    assert stolen["signature"].startswith("WRONG: the app")


def test_a_boarding_pass_with_two_flights() -> None:
    payload = (
        b"M2DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100"
        b"ABC123 FRAGVALH 3664 227C012C0002 100"
    )
    facts = told(payload, Trust(KeyRing([])))
    assert facts["who"] == "DESMARAIS/LUC"
    assert facts["journey"] == "YUL to FRA with AC 834, then FRA to GVA with LH 3664"
    assert facts["signature"] == "none"
    assert facts["gate"] == "refuses it now: ticket_unsupported (T-07)"


@given(st.binary(max_size=80))
def test_any_bytes_are_summed_up(payload: bytes) -> None:
    facts = told(payload, Trust(KeyRing([])))
    assert facts["gate"].startswith("refuses it now: ")
    assert facts["ticket"]


SAMPLES = {
    "deutschebahn/20221030-Muster-918-9-Normalpreis.bin": {
        "ticket": "Normalpreis - railway ticket (UIC 918.9, #UT02)",
        "who": "Last Schrift, born 2003",
        "from": "Mainz",
        "to": "Koblenz",
        "train": "any",
        "class": "2",
        "issuer": "Deutsche Bahn AG (1080), sold Thu 6 Oct 2022 13:08 UTC",
    },
    "deutschebahn/20111104-Normalpreis-Return-0080BL-only.bin": {
        "who": "Feix Torsten",
        "from": "Koblenz",
        "to": "Hannover",
        "class": "2",
    },
    "uic/uic-mav.bin": {"from": "PRAHA", "to": "BUDAPEST", "class": "2"},
    "uic/uic-bahncard.bin": {
        "ticket": "customer card My BahnCard 50 (2. Klasse) - railway ticket (UIC 918.3, #UT01)",
        "who": "Sebastian Knopf",
    },
    "sncf/20241217-ter-ticket.bin": {
        "ticket": "GE PX05 DIGITAL TARI - French regional ticket (SNCF TER)",
        "who": "KONQI DRAGON",
        "from": "FRAEG",
        "to": "FRENC",
        "when": "Tue 17 Dec 2024 until the end of that day - OVER, 703 days ago",
        "train": "any",
        "class": "2",
        "price": "31.30 EUR",
        "issuer": "87, sold Tue 17 Dec 2024 16:38",
        "signature": "NOT CHECKED: no gate here can check this kind of ticket",
    },
}


@pytest.mark.parametrize(("name", "wanted"), SAMPLES.items(), ids=SAMPLES)
def test_public_samples(name: str, wanted: dict[str, str], shared_data: Path) -> None:
    payload = (shared_data / "uic" / "kitinerary" / name).read_bytes()
    keys = UicKeys.load(shared_data / "uic" / "keys" / "uic-publickeys.xml")
    facts = told(payload, Trust(KeyRing([]), keys), AT)
    assert {about: facts.get(about) for about in wanted} == wanted


def test_when_an_old_ticket_was_good_is_in_its_issuers_record(shared_data: Path) -> None:
    folder = shared_data / "uic" / "kitinerary" / "deutschebahn"
    for name, said in {
        "20111104-Normalpreis-Return-0080BL-only.bin": "Tue 13 Dec 2011 until Wed 14 Dec 2011",
        "20210111-Muster-918-3-City-Mobil-Ticket.bin": "Mon 11 Jan 2021 until the end of that day",
    }.items():
        facts = told((folder / name).read_bytes(), Trust(KeyRing([])), AT)
        assert facts["when"].startswith(said)
