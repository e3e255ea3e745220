"""The timetable as the rules see it: which train, when, from where."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from station_gate.gate.boarding import departure_of
from station_gate.gate.gate import Gate
from station_gate.gate.legs import legs
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.timetable import Stop, Timetable, Trip
from station_gate.gate.timings import Timings
from station_gate.gate.travel import Showing, Ticket
from station_gate.gate.validity import check_ticket
from tests.gate.travellers import AT, TICKET

DAY = date(2026, 11, 20)
DAYS = frozenset({DAY, DAY + timedelta(days=1)})


def stop(station: str, clock: str, platform: str = "", *, boards: bool = True) -> Stop:
    hours, minutes = (int(part) for part in clock.split(":"))
    seconds = hours * 3600 + minutes * 60
    names = frozenset({station.casefold(), f"{station.casefold()}port"})
    return Stop(
        names=names, arrives=seconds - 60, departs=seconds, platform=platform, boards=boards
    )


def trip(train: str, *stops: Stop, days: frozenset[date] = DAYS) -> Trip:
    plain = train.replace(" ", "").casefold()
    return Trip(
        trains=frozenset({plain}), days=days, zone=UTC, stops=stops, title=train, to="the end"
    )


COAST = Timetable(
    [
        trip(
            "SG 127",
            stop("HBR", "10:12", "4"),
            stop("MDW", "10:30", "2"),
            stop("NFD", "10:50", "1"),
            stop("END", "11:10", boards=False),
        ),
        trip("SG 9", stop("HBR", "12:00", "9"), stop("END", "12:30", boards=False)),
        trip("SG 99", stop("HBR", "24:20", ""), stop("NFD", "24:50", boards=False)),
        trip("SG 130", stop("NFD", "09:00"), stop("HBR", "09:55", boards=False)),
    ]
)
PROFILE = GateProfile(station="HBR", timetable=COAST, platforms=frozenset({"4"}))
BY_DAY = replace(
    TICKET,
    departure=None,
    valid_from=datetime(2026, 11, 20),
    valid_until=datetime(2026, 11, 21, 3, 0),
)


def reason(ticket: Ticket, at: datetime = AT, profile: GateProfile = PROFILE) -> Reason | None:
    return check_ticket(ticket, profile, Showing(at=at))[1]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{clock}Z")


def test_departures_of_a_station_in_order_of_time() -> None:
    calls = COAST.departures(["HBR"], at("09:00"), at("09:00") + timedelta(days=1))
    assert [(call.trip.title, f"{call.departure:%d %H:%M}", call.platform) for call in calls] == [
        ("SG 127", "20 10:12", "4"),
        ("SG 9", "20 12:00", "9"),
        ("SG 99", "21 00:20", ""),
    ]
    assert calls[0].leads_to("nfd")
    assert not calls[1].leads_to("NFD")
    assert COAST.departures(["HBR port"], at("10:12"), at("10:12"), "sg127")
    assert not COAST.departures(["HBR"], at("09:00"), at("10:00"), "SG 1")
    assert len(COAST) == 4


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("09:11", Reason.BOARDING_NOT_OPEN), ("10:06", None), ("10:10", Reason.BOARDING_CLOSED)],
)
def test_the_boarding_window_follows_the_train_as_it_leaves(
    clock: str, expected: Reason | None
) -> None:
    # the ticket says 10:05, the timetable 10:12
    assert reason(TICKET, at(clock)) is expected
    assert reason(BY_DAY, at(clock)) is expected


def test_without_a_timetable_a_train_for_a_day_has_no_window() -> None:
    checks, refused = check_ticket(BY_DAY, GateProfile(station="HBR"), Showing(at=AT))
    assert refused is None
    asked = [check.name for check in checks]
    assert "train" in asked
    assert "boarding_window" not in asked


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"train": "SG 9"}, Reason.WRONG_TRAIN),  # does not go to NFD
        ({"train": "SG 1"}, Reason.WRONG_TRAIN),  # nobody knows it
        ({"train": "SG 130"}, Reason.WRONG_TRAIN),  # it ends here
        ({"destination": "Elsewhere"}, None),  # a place no train here is known to reach
    ],
)
def test_the_train_leaves_from_here_and_goes_there(
    change: dict[str, str], expected: Reason | None
) -> None:
    assert reason(replace(TICKET, **change)) is expected  # type: ignore[arg-type]


def test_a_train_leaves_from_a_platform_that_the_gate_leads_to() -> None:
    far = replace(PROFILE, platforms=frozenset({"1"}))
    assert reason(TICKET, profile=far) is Reason.WRONG_TRAIN
    moved = replace(far, trains={"SG 127": "1"})
    assert reason(TICKET, profile=moved) is None, "the gate's own list wins"


def test_a_train_whose_platform_nobody_says_is_let_through() -> None:
    late = replace(TICKET, train="SG 99", departure=datetime(2026, 11, 21, 0, 20))
    assert reason(late, datetime(2026, 11, 20, 23, 50, tzinfo=UTC)) is None
    checks, _ = check_ticket(late, PROFILE, Showing(at=datetime(2026, 11, 20, 23, 50, tzinfo=UTC)))
    assert next(c.value for c in checks if c.name == "train") == "SG 99, platform not known"


def test_a_train_for_two_days_is_the_next_one_that_can_be_reached() -> None:
    two = replace(BY_DAY, valid_until=datetime(2026, 11, 21, 23, 59))
    for now, day in (
        (at("09:40"), 20),
        (at("10:11"), 21),
        (AT + timedelta(hours=36), 21),
    ):
        found = departure_of(two, legs(two, now)[0], PROFILE, now)
        assert found.moment == datetime(2026, 11, day, 10, 12, tzinfo=UTC)
        (leg,) = legs(two, now)
        assert Gate(PROFILE, Timings()).departure_of(two, leg, now) == found


def test_stations_in_order() -> None:
    assert COAST.knows_station("h b r")
    assert not COAST.knows_station("XYZ")
    assert COAST.calls_in_order("SG 127", ["HBR"], ["XYZ", "MDW"], ["NFD"])
    assert COAST.calls_in_order("", ["NFD"], ["HBR"])
    assert not COAST.calls_in_order("SG 127", ["NFD"], ["HBR"])
    assert not COAST.calls_in_order("SG 1", ["HBR"])


def test_a_stations_clocks_go_by_its_own_zone_or_the_agencys() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    abroad = replace(stop("PAR", "11:00"), zone=berlin)
    line = Timetable([trip("SG 5", abroad, stop("END", "12:00", boards=False))])
    assert line.zone_of("par") is berlin
    assert line.zone_of("END") is UTC
    assert line.zone_of("elsewhere") is None
    (call,) = line.departures(["PAR"], at("10:00"), at("12:00"))
    assert f"{call.departure.astimezone(call.zone):%H:%M}" == "12:00"
