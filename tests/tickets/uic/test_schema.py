"""Our own schema against the published ones, and its strictness."""

from pathlib import Path
from typing import Any

import asn1tools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.tickets.uic import dosipas_types, fcb
from station_gate.tickets.uic.damage import Damaged
from station_gate.tickets.uic.notation import compile_types, describe
from station_gate.tickets.uic.uper import MOST_BYTES, decode, encode, rail_ticket
from tests.tickets.uic.barcodes import record

PUBLISHED: list[tuple[str, dict[str, Any]]] = [
    *(
        (
            f"uicRailTicketData_v{name}.asn",
            describe(fcb.TYPES, version, groups=fcb.GROUPS, ranges=fcb.RANGES[version]),
        )
        for version, name in ((1, "1.3.5"), (2, "2.0.3"), (3, "3.0.6"))
    ),
    ("uicBarcodeHeader_v1.0.0.asn", describe(dosipas_types.HEADER, 1)),
    ("uicBarcodeHeader_v2.0.1.asn", describe(dosipas_types.HEADER, 2)),
    ("uicDynamicContentData_v1.0.5.asn", describe(dosipas_types.DYNAMIC)),
]


def bits(types: dict[str, Any], name: str) -> Any:
    """Return a type without what does not reach the wire: names, tags and the names of values."""

    def plain(kind: dict[str, Any] | None, inside: tuple[str, ...]) -> Any:
        if kind is None:
            return "..."
        what = kind["type"]
        if what in types:
            if what in inside:  # a route within a route
                return f"again {inside[::-1].index(what)}"
            named, _, _ = plain(types[what], (*inside, what))
        elif what == "SEQUENCE OF":
            named = (what, plain(kind["element"], inside))
        elif what == "ENUMERATED":
            named = (what, tuple(value and value[1] for value in kind["values"]))
        elif what in ("SEQUENCE", "CHOICE"):
            named = (what, tuple(plain(member, inside) for member in kind["members"]))
        else:
            named = (what, str(kind.get("restricted-to")), str(kind.get("size")))
        default = kind.get("default")
        if what in types and types[what]["type"] == "ENUMERATED" and default is not None:
            default = dict(value for value in types[what]["values"] if value)[default]
        return named, bool(kind.get("optional")), default

    return plain(types[name], (name,))


@pytest.mark.parametrize(("published", "ours"), PUBLISHED, ids=[name for name, _ in PUBLISHED])
def test_our_types_are_the_published_ones(
    published: str, ours: dict[str, Any], shared_data: Path
) -> None:
    (module,) = asn1tools.parse_files([str(shared_data / "uic/asn1" / published)]).values()
    (own,) = ours.values()
    top = next(iter(own["types"]))
    assert bits(own["types"], top) == bits(module["types"], top)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_record_comes_back(version: int) -> None:
    data = encode(rail_ticket(version), "UicRailTicketData", record())
    back = decode(rail_ticket(version), "UicRailTicketData", data)
    assert encode(rail_ticket(version), "UicRailTicketData", back) == data
    assert back["travelerDetail"] == {
        "traveler": [{"firstName": "Alex", "lastName": "Rivera", "ticketHolder": True}]
    }


def test_what_does_not_fit_is_refused_in_writing() -> None:
    seat = record(reservation={"departureTime": 1, "places": {"placeString": 12}})
    with pytest.raises(ValueError, match="placeString"):
        encode(rail_ticket(3), "UicRailTicketData", seat)


DATA = encode(rail_ticket(3), "UicRailTicketData", record())


@given(st.binary(min_size=1, max_size=40))
def test_nothing_may_follow_a_record(more: bytes) -> None:
    with pytest.raises(Damaged, match=r"one agreed way|broken"):
        decode(rail_ticket(3), "UicRailTicketData", DATA + more)


def test_a_default_may_not_be_spelt_out() -> None:
    loose = compile_types("T = seq: a 0..7; b 0..7=5")
    spelt = compile_types("T = seq: a 0..7; b? 0..7")
    longer = encode(spelt, "T", {"a": 1, "b": 5})
    assert longer != encode(loose, "T", {"a": 1, "b": 5})
    with pytest.raises(Damaged, match="one agreed way"):
        decode(loose, "T", longer)


def nested(levels: int) -> dict[str, Any]:
    via: dict[str, Any] = {"stationCodeTable": "stationUIC", "border": False}
    for _ in range(levels):
        via = {"stationCodeTable": "stationUIC", "border": False, "route": [via]}
    region = [("viaStations", via)]
    return record(openTicket={"returnIncluded": False, "validRegion": region})


def test_a_route_may_be_nested_and_not_too_deep() -> None:
    schema = rail_ticket(3)
    shallow = encode(schema, "UicRailTicketData", nested(4))
    assert decode(schema, "UicRailTicketData", shallow)
    deep = encode(schema, "UicRailTicketData", nested(40))
    with pytest.raises(Damaged, match="too deep"):
        decode(schema, "UicRailTicketData", deep)


def test_a_route_nested_a_thousand_times_only_costs_its_ticket() -> None:
    schema = rail_ticket(3)
    less, more = (
        f"{int.from_bytes(encode(schema, 'UicRailTicketData', nested(n)), 'big'):b}"
        for n in (60, 68)
    )
    # eight levels take whole bytes, so what lies between two depths repeats
    start = next(n for n, (a, b) in enumerate(zip(less, more, strict=False)) if a != b)
    period = len(more) - len(less)
    unit = more[start - period : start]
    bomb = more[:start] + unit * 200 + more[start:]
    data = int(bomb, 2).to_bytes(-(-len(bomb) // 8), "big")
    assert len(data) < MOST_BYTES
    with pytest.raises(Damaged):
        decode(schema, "UicRailTicketData", data)


def test_numbers_and_parts_have_a_limit() -> None:
    schema = rail_ticket(3)
    big = record(openTicket={"returnIncluded": False, "price": 2**70})
    with pytest.raises(Damaged, match="too large"):
        decode(schema, "UicRailTicketData", encode(schema, "UicRailTicketData", big))
    many = record(openTicket={"returnIncluded": False, "includedTransportType": [1] * 5000})
    with pytest.raises(Damaged, match="too much"):
        decode(schema, "UicRailTicketData", encode(schema, "UicRailTicketData", many))
    with pytest.raises(Damaged, match="at most"):
        decode(schema, "UicRailTicketData", bytes(MOST_BYTES + 1))
