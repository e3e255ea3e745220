"""What the operator adds to a ticket's own words: deny list, classes, wide gates, fresh codes."""

from dataclasses import replace

import pytest

from station_gate.gate.decision import Check
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Direction
from station_gate.gate.travel import Showing, Ticket
from station_gate.gate.validity import check_ticket
from tests.gate.travellers import AT, PROFILE, TICKET, used_up

OLD = Check(name="freshness", value=99, limit=75.0, passed=False, unit="s")
FRESH = Check(name="freshness", value=9, limit=75.0, passed=True, unit="s")
FIRST = replace(PROFILE, classes=frozenset({"1"}))
BOTH = replace(PROFILE, classes=frozenset({"1", "2"}))


def judged(
    ticket: Ticket, profile: GateProfile = PROFILE, **known: object
) -> tuple[Reason | None, Check]:
    showing = Showing(**{"at": AT, **known})  # type: ignore[arg-type]
    checks, reason = check_ticket(ticket, profile, showing)
    return reason, checks[-1]


def test_what_the_operator_denies_is_denied_both_ways_with_the_remark() -> None:
    for direction in Direction:
        profile = replace(PROFILE, direction=direction)
        reason, check = judged(TICKET, profile, denied="refunded", used={used_up(TICKET): 1.0})
        assert reason is Reason.TICKET_BLOCKED
        assert (check.value, check.limit) == ("refunded", "not on it")


@pytest.mark.parametrize(
    ("profile", "travel_class", "expected"),
    [
        (PROFILE, "", None),
        (FIRST, "1", None),
        (FIRST, "2", Reason.WRONG_CLASS),
        (FIRST, "", Reason.WRONG_CLASS),
        (BOTH, "2", None),
    ],
)
def test_a_gate_for_a_class(
    profile: GateProfile, travel_class: str, expected: Reason | None
) -> None:
    assert judged(replace(TICKET, travel_class=travel_class), profile)[0] is expected


def test_a_wheelchair_needs_the_wide_gate() -> None:
    wide = replace(TICKET, wide=True)
    assert judged(wide)[0] is Reason.NEEDS_WIDE_GATE
    assert judged(wide, replace(PROFILE, wide=True))[0] is None
    assert judged(TICKET, replace(PROFILE, wide=True))[0] is None


def test_an_old_code_counts_after_what_the_ticket_says_and_before_its_use() -> None:
    assert judged(TICKET, freshness=(FRESH,))[0] is None
    assert judged(TICKET, freshness=(FRESH, OLD)) == (Reason.CODE_NOT_FRESH, OLD)
    child = replace(TICKET, conditions=("child",))
    assert judged(child, freshness=(OLD,))[0] is Reason.TICKET_NEEDS_STAFF
    assert judged(TICKET, freshness=(OLD,), used={used_up(TICKET): 1.0})[0] is Reason.CODE_NOT_FRESH
    leaving = replace(PROFILE, direction=Direction.EXIT)
    assert judged(TICKET, leaving, freshness=(OLD,))[0] is Reason.CODE_NOT_FRESH


def test_the_order_of_class_lane_and_fare() -> None:
    everything = replace(TICKET, travel_class="2", wide=True, conditions=("child",))
    assert judged(everything, FIRST)[0] is Reason.WRONG_CLASS
    assert judged(everything, BOTH)[0] is Reason.NEEDS_WIDE_GATE


def test_a_showing_has_the_stations_own_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        Showing(at=AT.replace(tzinfo=None))
