"""What a printed time means on the days on which clocks change, and when boarding is then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from station_gate.gate.boarding import departure_of
from station_gate.gate.legs import legs
from station_gate.gate.moments import civil, readings, zone_of
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.timetable import Stop, Timetable, Trip
from station_gate.gate.travel import Showing
from station_gate.gate.validity import check_ticket
from tests.gate.travellers import TICKET

BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
PROFILE = GateProfile(station=TICKET.origin, boarding_opens=1800, boarding_closes=180)
BACK, FORWARD = datetime(2026, 10, 25), datetime(2026, 3, 29)


def utc(clock: str, day: datetime = BACK) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    return day.replace(hour=hours, minute=minutes, tzinfo=UTC)


def shown(departs: datetime, at: datetime, profile: GateProfile = PROFILE) -> Reason | None:
    ticket = replace(TICKET, departure=departs)
    return check_ticket(ticket, profile, Showing(at=at.astimezone(BERLIN)))[1]


def test_a_time_is_one_moment_but_when_clocks_go_back() -> None:
    assert readings(BACK.replace(hour=2, minute=30), BERLIN) == (utc("00:30"), utc("01:30"))
    assert readings(BACK.replace(hour=1, minute=59), BERLIN) == (utc("23:59") - timedelta(days=1),)
    # left out by the clocks: read by the offset before, so half past three by the new one
    assert readings(FORWARD.replace(hour=2, minute=30), BERLIN) == (utc("01:30", FORWARD),)
    assert civil(utc("01:30").astimezone(BERLIN)) == BACK.replace(hour=2, minute=30)
    with pytest.raises(ValueError, match="aware"):
        zone_of(BACK)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("23:59", Reason.BOARDING_NOT_OPEN),
        ("00:00", None),  # 02:00, the first time
        ("00:27", None),
        ("00:28", Reason.BOARDING_NOT_OPEN),  # that train has left: the one an hour later is meant
        ("01:00", None),  # 02:00, the second time
        ("01:27", None),
        ("01:28", Reason.BOARDING_CLOSED),
    ],
)
def test_boarding_where_the_printed_hour_comes_twice(at: str, reason: Reason | None) -> None:
    moment = utc(at) - timedelta(days=1) if at == "23:59" else utc(at)
    assert shown(BACK.replace(hour=2, minute=30), moment) is reason


def test_a_boarding_window_across_a_change_is_as_long_as_ever() -> None:
    # clocks show 01:35 to 03:02 going forward: half an hour, less three minutes
    departs = FORWARD.replace(hour=3, minute=5)
    assert shown(departs, utc("00:34", FORWARD)) is Reason.BOARDING_NOT_OPEN
    assert shown(departs, utc("00:35", FORWARD)) is None
    assert shown(departs, utc("01:02", FORWARD)) is None
    assert shown(departs, utc("01:03", FORWARD)) is Reason.BOARDING_CLOSED
    ticket = replace(TICKET, departure=departs)
    checks, _ = check_ticket(ticket, PROFILE, Showing(at=utc("01:00", FORWARD).astimezone(BERLIN)))
    (window,) = [check for check in checks if check.name == "boarding_window"]
    assert (window.value, window.limit) == ("03:00:00", "01:35:00 to 03:02:00")


def test_an_open_ticket_is_good_to_the_second_time_its_last_minute_comes() -> None:
    ticket = replace(
        TICKET,
        train="",
        departure=None,
        valid_from=BACK.replace(hour=2, minute=10),
        valid_until=BACK.replace(hour=2, minute=30),
    )
    wanted = {"00:09": Reason.TICKET_NOT_YET_VALID, "00:10": None, "01:30": None}
    wanted["01:31"] = Reason.TICKET_EXPIRED
    for at, reason in wanted.items():
        assert check_ticket(ticket, PROFILE, Showing(at=utc(at).astimezone(BERLIN)))[1] is reason


def test_the_timetable_says_which_of_two_hours_and_counts_by_its_agencys_clock() -> None:
    (leg, *_) = legs(TICKET, utc("00:00"))
    stops = tuple(
        Stop(names=frozenset({name.casefold()}), arrives=at, departs=at, boards=not number)
        for number, (name, at) in enumerate(((leg.start, 7200 + 1800), (leg.end, 20000)))
    )
    trip = Trip(
        trains=frozenset({TICKET.train.replace(" ", "").casefold()}),
        days=frozenset({BACK.date()}),
        zone=LONDON,
        stops=stops,
        title=TICKET.train,
        to=leg.end,
    )
    profile = replace(PROFILE, timetable=Timetable([trip]))
    ticket = replace(TICKET, departure=BACK.replace(hour=2, minute=30))
    for at in ("00:00", "01:00", "02:00"):
        found = departure_of(ticket, leg, profile, utc(at).astimezone(BERLIN))
        # noon in London minus twelve hours is midnight UTC: the day began an hour before
        assert found.moment == utc("02:30")
    assert found.moment is not None
    assert found.moment.tzinfo is BERLIN
