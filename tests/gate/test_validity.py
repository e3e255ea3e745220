"""The rules of a ticket: one passing and one failing case each, at the very limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from station_gate.gate.decision import Check
from station_gate.gate.legs import way_of
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.travel import Showing, Ticket
from station_gate.gate.uses import Use
from station_gate.gate.validity import check_ticket as check_shown
from tests.gate.travellers import used_up

DEPARTURE = datetime(2026, 11, 24, 8, 53)
TICKET = Ticket(
    ticket_id="SG7K2M9QX4",
    issuer="SG",
    key_id="k1",
    name="Erika Mustermann",
    train="ICE 1234",
    origin="Central",
    destination="Harbour",
    departure=DEPARTURE,
)
PROFILE = GateProfile(
    station="Central",
    platforms=frozenset({"1", "2"}),
    trains={"ICE1234": "2", "ICE 99": "7"},
)
ON_TIME = DEPARTURE.replace(tzinfo=UTC) - timedelta(minutes=20)
ORDER = [
    "specimen",
    "deny_list",
    "service_date",
    "station",
    "train",
    "boarding_window",
    "conditions",
    "redemption",
]
OPEN_TICKET = replace(
    TICKET,
    departure=None,
    train="",
    valid_from=datetime(2026, 11, 24),
    valid_until=datetime(2026, 11, 25, 3, 0),
)
DAY_PASS = replace(OPEN_TICKET, origin="", destination="", product="Day Pass")


def check_ticket(
    ticket: Ticket, profile: GateProfile, at: datetime, used: bool
) -> tuple[tuple[Check, ...], Reason | None]:
    passages = {use(ticket, profile, at): 60.0} if used else {}
    return check_shown(ticket, profile, Showing(at=at, used=passages))


def use(ticket: Ticket, profile: GateProfile, at: datetime) -> Use:
    way = way_of(ticket, profile, Showing(at=at))
    return way.uses_up


def minutes_before(minutes: float, departure: datetime = DEPARTURE) -> datetime:
    return departure.replace(tzinfo=UTC) - timedelta(minutes=minutes)


def test_a_good_ticket_passes_every_rule_in_order() -> None:
    checks, reason = check_ticket(TICKET, PROFILE, ON_TIME, used=False)
    assert reason is None
    assert [check.name for check in checks] == ORDER
    assert all(check.passed for check in checks)


@pytest.mark.parametrize(
    ("ticket", "profile", "at", "used", "reason", "asked"),
    [
        (replace(TICKET, specimen=True), PROFILE, ON_TIME, False, Reason.TICKET_SPECIMEN, 1),
        (TICKET, PROFILE, ON_TIME + timedelta(days=1), False, Reason.TICKET_EXPIRED, 3),
        (TICKET, PROFILE, ON_TIME - timedelta(days=1), False, Reason.TICKET_NOT_YET_VALID, 3),
        (replace(TICKET, origin="Harbour"), PROFILE, ON_TIME, False, Reason.WRONG_STATION, 4),
        (replace(TICKET, train="ICE 99"), PROFILE, ON_TIME, False, Reason.WRONG_TRAIN, 5),
        (replace(TICKET, train="ICE 5"), PROFILE, ON_TIME, False, Reason.WRONG_TRAIN, 5),
        (TICKET, PROFILE, minutes_before(60.5), False, Reason.BOARDING_NOT_OPEN, 6),
        (TICKET, PROFILE, minutes_before(2.5), False, Reason.BOARDING_CLOSED, 6),
        (
            replace(TICKET, conditions=("child",)),
            PROFILE,
            ON_TIME,
            False,
            Reason.TICKET_NEEDS_STAFF,
            7,
        ),
        (TICKET, PROFILE, ON_TIME, True, Reason.TICKET_USED, 8),
    ],
    ids=lambda value: value.code if isinstance(value, Reason) else "",
)
def test_the_first_rule_that_fails_gives_the_reason(
    ticket: Ticket, profile: GateProfile, at: datetime, used: bool, reason: Reason, asked: int
) -> None:
    checks, got = check_ticket(ticket, profile, at, used)
    assert got is reason
    assert [check.name for check in checks] == ORDER[:asked]
    assert [check.passed for check in checks] == [True] * (asked - 1) + [False]


def test_an_earlier_rule_wins_over_a_later_one() -> None:
    wrong = replace(TICKET, origin="Harbour", train="ICE 5")
    _, reason = check_ticket(wrong, PROFILE, minutes_before(1), used=True)
    assert reason is Reason.WRONG_STATION


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (60, None),
        (60.02, Reason.BOARDING_NOT_OPEN),
        (3, None),
        (2.98, Reason.BOARDING_CLOSED),
        (-5, Reason.BOARDING_CLOSED),
    ],
)
def test_both_ends_of_the_boarding_window_belong_to_it(
    minutes: float, reason: Reason | None
) -> None:
    checks, got = check_ticket(TICKET, PROFILE, minutes_before(minutes), used=False)
    assert got is reason
    window = next(check for check in checks if check.name == "boarding_window")
    assert window.limit == "07:53:00 to 08:50:00"
    assert window.value == minutes_before(minutes).strftime("%H:%M:%S")


def test_a_train_just_after_midnight_boards_on_the_evening_before() -> None:
    departure = datetime(2026, 11, 25, 0, 10)
    late = replace(TICKET, departure=departure)
    checks, reason = check_ticket(late, PROFILE, minutes_before(30, departure), used=False)
    assert reason is None
    assert checks[2].limit == "2026-11-24 to 2026-11-25"
    _, early = check_ticket(late, PROFILE, datetime(2026, 11, 24, 12, 0, tzinfo=UTC), used=False)
    assert early is Reason.BOARDING_NOT_OPEN


def test_training_lets_a_specimen_in() -> None:
    training = replace(PROFILE, service_mode=False)
    checks, reason = check_ticket(replace(TICKET, specimen=True), training, ON_TIME, used=False)
    assert reason is None
    assert (checks[0].value, checks[0].limit) == ("specimen", "any")


def test_a_gate_without_a_list_of_trains_takes_any_train() -> None:
    anything = GateProfile(station="central")
    checks, reason = check_ticket(TICKET, anything, ON_TIME, used=False)
    assert reason is None
    assert (checks[4].value, checks[4].limit) == ("ICE 1234", "any")
    assert anything.platform_of("ICE 1234") is None


def test_a_gate_to_all_platforms_takes_every_listed_train_and_no_other() -> None:
    hall = replace(PROFILE, platforms=frozenset())
    checks, reason = check_ticket(replace(TICKET, train="ice99"), hall, ON_TIME, used=False)
    assert reason is None
    assert (checks[4].value, checks[4].limit) == ("ice99, platform 7", "listed")
    checks, reason = check_ticket(replace(TICKET, train="ICE 5"), hall, ON_TIME, used=False)
    assert reason is Reason.WRONG_TRAIN
    assert checks[4].value == "ICE 5, not on the list"


def test_the_platform_of_a_train_does_not_depend_on_blanks_or_case() -> None:
    assert PROFILE.platform_of("ice 1234") == "2"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"station": ""}, "station"),
        ({"boarding_closes": -1.0}, "boarding"),
        ({"boarding_opens": 180.0}, "boarding"),
        ({"return_within": -1.0}, "change one's mind"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(
    changes: dict[str, float | str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(PROFILE, **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- open tickets and areas


def test_an_open_ticket_has_neither_train_nor_boarding_window() -> None:
    checks, reason = check_ticket(
        OPEN_TICKET, PROFILE, datetime(2026, 11, 24, 0, 0, tzinfo=UTC), used=False
    )
    assert reason is None
    asked = [check.name for check in checks]
    assert asked == [name for name in ORDER if name not in ("train", "boarding_window")]


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), Reason.TICKET_NOT_YET_VALID),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 25, 3, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 25, 3, 1, tzinfo=UTC), Reason.TICKET_EXPIRED),
    ],
)
def test_both_ends_of_an_open_tickets_validity_belong_to_it(
    at: datetime, reason: Reason | None
) -> None:
    checks, got = check_ticket(OPEN_TICKET, PROFILE, at, used=False)
    assert got is reason
    assert checks[2].limit == "2026-11-24 00:00 to 2026-11-25 03:00"


def test_a_moment_past_the_end_is_not_shown_as_the_end() -> None:
    at = datetime(2026, 11, 25, 3, 0, 30, tzinfo=UTC)
    checks, reason = check_ticket(OPEN_TICKET, PROFILE, at, used=False)
    assert reason is Reason.TICKET_EXPIRED
    assert checks[2].value == "2026-11-25 03:00:30"
    assert checks[2].limit == "2026-11-24 00:00:00 to 2026-11-25 03:00:00"


def test_a_station_goes_by_several_codes() -> None:
    profile = replace(PROFILE, also_called=frozenset({"9900127", "Gotham Central"}))
    for origin in ("9900127", "gotham central", "Central"):
        _, reason = check_ticket(replace(TICKET, origin=origin), profile, ON_TIME, used=False)
        assert reason is None


def test_a_return_ticket_is_good_at_both_ends_once_each() -> None:
    both = replace(OPEN_TICKET, returns=True)
    there, back = PROFILE, replace(PROFILE, station="Harbour")
    for profile in (there, back):
        assert check_ticket(both, profile, ON_TIME, used=False)[1] is None
    assert use(both, there, ON_TIME) == used_up(both)
    assert use(both, back, ON_TIME) == used_up(both, "back")
    _, elsewhere = check_ticket(both, replace(PROFILE, station="Airport"), ON_TIME, used=False)
    assert elsewhere is Reason.WRONG_STATION


def test_an_area_ticket_goes_to_staff_where_the_gate_does_not_know_the_area() -> None:
    checks, reason = check_ticket(DAY_PASS, PROFILE, ON_TIME, used=False)
    assert reason is Reason.TICKET_NEEDS_STAFF
    assert checks[-1].value == "area ticket Day Pass"
    known = replace(PROFILE, area_tickets=frozenset({"day pass"}))
    assert check_ticket(DAY_PASS, known, ON_TIME, used=False)[1] is None


def test_an_area_ticket_is_used_up_for_a_minute() -> None:
    now = use(DAY_PASS, PROFILE, ON_TIME)
    assert now == used_up(DAY_PASS, "2026-11-24T08:33")
    assert use(DAY_PASS, PROFILE, ON_TIME + timedelta(minutes=1)) != now


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ticket_id": ""}, "needs an id"),
        ({"origin": ""}, "an origin with a destination"),
        ({"origin": "", "destination": ""}, "needs a product"),
        ({"departure": None}, "a departure, or"),
        ({"departure": None, "valid_from": DEPARTURE}, "a departure, or"),
        ({"departure": DEPARTURE.astimezone()}, "naive"),
        ({"valid_until": DEPARTURE.astimezone()}, "naive"),
    ],
)
def test_a_ticket_that_makes_no_sense_is_refused(
    changes: dict[str, datetime | str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(TICKET, **changes)  # type: ignore[arg-type]
