"""Small tickets and those of French regional trains: explained, and taken by no gate."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.tickets.explain import explain
from station_gate.tickets.format import Trust
from station_gate.tickets.own.keys import KeyRing
from station_gate.tickets.smalltickets import SSB

AT = datetime(2026, 11, 20, 12)
NOBODY = Trust(KeyRing([]))


def small(fields: dict[int, tuple[int, int]], texts: dict[int, str] | None = None) -> bytes:
    """Return a small ticket of version 3: bit -> (bits, value), and bit -> letters."""
    number = 3 << 908
    every = dict(fields)
    for start, text in (texts or {}).items():
        every |= {start + 6 * n: (6, ord(letter) - 32) for n, letter in enumerate(text)}
    for start, (length, value) in every.items():
        number |= value << 912 - start - length
    return number.to_bytes(114, "big")


HEAD = {4: (14, 1179), 18: (4, 1), 27: (7, 2), 34: (7, 1), 42: (6, 2), 132: (4, 6), 136: (9, 300)}
ENDS = {169: (28, 7943100), 197: (28, 8103171)}
TEXTS = {48: "6140001343    "}


def told(payload: bytes, at: datetime = AT) -> dict[str, str]:
    return {name: value for name, value, _ in explain(payload, NOBODY, at)}


@pytest.mark.parametrize("padding", [b"", b"\n", bytes(8)])
def test_an_open_ticket(padding: bytes) -> None:
    own = {22: (5, 2), 145: (1, 1), 146: (9, 1), 155: (9, 15)}
    payload = small({**HEAD, **ENDS, **own}, {**TEXTS, 239: "SPARPREIS"})
    said = told(payload + padding)
    assert said == {
        "kind": "small railway ticket (SSB, UIC 918.2)",
        "signature": "cannot be checked here",
        "issuer": "1179",
        "key": "1",
        "right": "open ticket",
        "ticket": "6140001343",
        "passengers": "3",
        "class": "2",
        "issued": "2026-10-27",
        "valid from": "2026-10-28",
        "valid until": "2026-11-11",
        "from": "7943100",
        "to": "8103171",
        "return": "included",
        "product": "SPARPREIS",
    }


def test_a_reservation() -> None:
    own = {22: (5, 1), 41: (1, 1), 147: (1, 1), 208: (9, 2), 217: (11, 605), 258: (10, 7)}
    payload = small(
        {**HEAD, **own}, {**TEXTS, 148: "NORTH", 178: "SOUTH", 228: "  127", 268: "12A"}
    )
    said = told(payload)
    assert (said["from"], said["to"], said["train"]) == ("NORTH", "SOUTH", "127")
    assert (said["departure"], said["coach"], said["seat"]) == ("2026-10-29 10:05", "7", "12A")
    notes = {name: note for name, _, note in SSB.explain(payload, None, AT)}
    assert "SPECIMEN" in notes["ticket"]


def test_a_group_and_a_pass() -> None:
    group = small({**HEAD, **ENDS, 22: (5, 3), 155: (9, 1)}, {225: "RIVERA ALEX "})
    assert told(group)["name"] == "RIVERA ALEX"
    rail_pass = small({**HEAD, 22: (5, 4), 147: (9, 5), 156: (9, 35), 165: (7, 4)})
    said = told(rail_pass)
    assert (said["valid from"], said["valid until"]) == ("2026-11-01", "2026-12-01")
    assert said["travel days"] == "4"
    assert "from" not in said


@pytest.mark.parametrize(
    ("code", "station"),
    [(7943100, "7943100"), (80157441, "80157441"), (83033042, "83033042"), (81031718, "8103171")],
)
def test_a_station_s_check_digit_is_no_part_of_its_number(code: int, station: str) -> None:
    payload = small({**HEAD, **ENDS, 22: (5, 2), 169: (28, code)})
    assert told(payload)["from"] == station


@pytest.mark.parametrize(
    ("digit", "day", "issued"),
    [(6, 1, "2026-01-01"), (7, 1, "2027-01-01"), (8, 1, "2018-01-01"), (7, 365, "2017-12-31")],
)
def test_the_year_is_the_last_that_can_be(digit: int, day: int, issued: str) -> None:
    payload = small({**HEAD, 22: (5, 2), 132: (4, digit), 136: (9, day)})
    assert told(payload)["issued"] == issued


@pytest.mark.parametrize("change", [{136: (9, 0)}, {136: (9, 400)}, {132: (4, 12)}, {22: (5, 9)}])
def test_what_is_none_is_left_out(change: dict[int, tuple[int, int]]) -> None:
    said = told(small({**HEAD, 22: (5, 2), **change} | change))
    assert "valid from" not in said
    assert said["issuer"] == "1179"


def test_a_ticket_of_french_regional_trains() -> None:
    text = bytearray(b" " * 686)
    for start, part in {
        0: "2200\0",
        264: "0087",
        268: "123456789",
        277: "FRAEGFRENC",
        351: "2",
        356: "GE PX05 TARIF",
        376: "RIVERA",
        395: "ALEX",
        422: "ADULTE",
        432: "01",
        446: "17122024",
        454: "18122024",
        474: "171220241638",
        486: "0000003130",
    }.items():
        text[start : start + len(part)] = part.encode()
    said = told(bytes(text))
    assert (said["from"], said["to"], said["class"]) == ("FRAEG", "FRENC", "2")
    assert (said["valid from"], said["valid until"]) == ("2024-12-17", "2024-12-18")
    assert (said["name"], said["price"]) == ("ALEX RIVERA", "31.30 EUR")
    assert (said["product"], said["sold"]) == ("GE PX05 TARIF", "2024-12-17 16:38")


@given(st.binary(min_size=114, max_size=114), st.binary(min_size=681, max_size=681))
def test_any_bytes_are_explained(bits: bytes, text: bytes) -> None:
    for payload in (bytes([0x30 | bits[0] & 15]) + bits[1:], b"2200\0" + text):
        for line in explain(payload, NOBODY, AT):
            assert all(part.isprintable() for part in line)


def test_public_samples_say_their_truth(shared_data: Path) -> None:
    from tests.tickets.uic.test_samples import FOREIGN, facts, fate, is_said, truth

    samples = sorted((shared_data / "uic/kitinerary").rglob("*.bin"))
    foreign = [sample for sample in samples if fate(sample) == FOREIGN]
    assert len(foreign) == 4
    for sample in foreign:
        said: dict[str, Any] = facts(truth(sample))
        for name, theirs in said.items():
            if theirs not in (None, ""):
                assert is_said(sample, name, theirs), (sample.name, name, theirs)
