"""The way out: journeys that were begun, ends, stations on the way, and changed minds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from station_gate.gate.effects import (
    AskFace,
    Effect,
    OpenBarrier,
    RedeemTicket,
    WriteDecision,
)
from station_gate.gate.events import DirectionCommanded, PassengerActed, RedemptionReported
from station_gate.gate.gate import Gate
from station_gate.gate.legs import uses_of, way_of
from station_gate.gate.profile import GateProfile
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Beam, Direction, Outcome, Step
from station_gate.gate.timings import Timings
from station_gate.gate.travel import Showing, Ticket
from station_gate.gate.uses import Spent, Use
from station_gate.gate.validity import check_ticket
from tests.gate.test_timetable import COAST
from tests.gate.travellers import AT, PROFILE, TICKET, beam, shows, used_up

OUT = replace(PROFILE, direction=Direction.EXIT)
AT_THE_END = replace(OUT, station="NFD")
OPEN = replace(
    TICKET,
    train="",
    departure=None,
    valid_from=datetime(2026, 11, 20),
    valid_until=datetime(2026, 11, 20, 23, 59),
)
RETURN = replace(OPEN, returns=True)
NEVER: Mapping[Use, float] = {}
IN = used_up(TICKET)
OUT_AGAIN = used_up(TICKET, direction=Direction.EXIT)
BACK = used_up(TICKET, "back")
BACK_OUT = used_up(TICKET, "back", Direction.EXIT)
AREA = replace(OPEN, origin="", destination="", product="Day Pass")


def verdict(
    ticket: Ticket, profile: GateProfile, at: datetime = AT, *, used: Mapping[Use, float] = NEVER
) -> tuple[Reason | None, str]:
    """Return the reason, and the name of the last check."""
    checks, reason = check_ticket(ticket, profile, Showing(at=at, used=used))
    assert all(check.passed for check in checks[:-1])
    assert checks[-1].passed == (reason is None)
    return reason, checks[-1].name


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ({IN: 3600.0}, (None, "redemption")),
        ({}, (Reason.NOT_ENTERED, "entry")),
        ({IN: 3600.0, OUT_AGAIN: 60.0}, (Reason.ALREADY_LEFT, "redemption")),
        ({OUT_AGAIN: 60.0}, (Reason.NOT_ENTERED, "entry")),
    ],
    ids=["entered", "never entered", "left before", "out of order"],
)
def test_a_journey_ends_once_and_only_after_it_began(
    used: dict[Use, float], expected: tuple[Reason | None, str]
) -> None:
    assert verdict(TICKET, AT_THE_END, used=used) == expected


def test_where_nobody_tells_of_other_stations_an_end_needs_no_beginning() -> None:
    alone = replace(AT_THE_END, exit_needs_entry=False)
    assert verdict(TICKET, alone) == (None, "redemption")
    assert verdict(TICKET, alone, used={OUT_AGAIN: 1.0}) == (Reason.ALREADY_LEFT, "redemption")
    # what began here, this gate's journal knows
    assert verdict(TICKET, replace(OUT, exit_needs_entry=False))[0] is Reason.NOT_ENTERED


@pytest.mark.parametrize(
    ("ago", "reason"), [(0.0, None), (900.0, None), (901.0, Reason.RETURN_TOO_LATE)]
)
def test_a_changed_mind_has_its_time(ago: float, reason: Reason | None) -> None:
    assert verdict(TICKET, OUT, used={IN: ago})[0] is reason


def test_elsewhere_is_no_way_out() -> None:
    nowhere = replace(OUT, station="XYZ")
    assert verdict(TICKET, nowhere, used={IN: 60.0}) == (Reason.WRONG_EXIT, "station")
    assert verdict(RETURN, nowhere, used={IN: 60.0})[0] is Reason.WRONG_EXIT


def test_a_station_on_the_way_lets_out_as_the_timetable_knows_it() -> None:
    on_the_way = replace(OUT, station="MDW", timetable=COAST)
    assert verdict(TICKET, on_the_way, used={IN: 600.0})[0] is None
    assert verdict(OPEN, on_the_way, used={IN: 600.0})[0] is None
    beyond = replace(on_the_way, station="END")
    assert verdict(TICKET, beyond, used={IN: 600.0})[0] is Reason.WRONG_EXIT
    assert verdict(replace(TICKET, train="SG 9"), on_the_way)[0] is Reason.WRONG_EXIT


@pytest.mark.parametrize(("days", "reason"), [(0, None), (1, None), (2, Reason.TICKET_EXPIRED)])
def test_who_entered_in_time_has_a_day_to_get_out(days: int, reason: Reason | None) -> None:
    for ticket in (TICKET, OPEN):
        at = AT + timedelta(days=days)
        assert verdict(ticket, AT_THE_END, at, used={IN: 60.0})[0] is reason
    early = AT - timedelta(days=1)
    assert verdict(OPEN, AT_THE_END, early, used={IN: 60.0})[0] is Reason.TICKET_NOT_YET_VALID


def test_trains_classes_fares_and_lanes_are_not_asked_on_the_way_out() -> None:
    profile = replace(AT_THE_END, classes=frozenset({"1"}), trains={"X": "1"})
    ticket = replace(TICKET, conditions=("child",), wide=True)
    assert verdict(ticket, profile, AT + timedelta(hours=5), used={IN: 60.0})[0] is None


@pytest.mark.parametrize(
    ("station", "used", "uses_up", "returns"),
    [
        ("NFD", {IN: 99.0}, OUT_AGAIN, False),
        ("HBR", {IN: 99.0}, OUT_AGAIN, True),
        ("HBR", {IN: 9e3, OUT_AGAIN: 8e3, BACK: 99.0}, BACK_OUT, False),
        ("NFD", {IN: 9e3, OUT_AGAIN: 8e3, BACK: 99.0}, BACK_OUT, True),
        ("NFD", {}, OUT_AGAIN, False),
    ],
    ids=["there", "mind changed", "home", "mind changed on the way home", "never entered"],
)
def test_a_return_ticket_leaves_the_journey_that_was_begun(
    station: str, used: dict[Use, float], uses_up: Use, returns: bool
) -> None:
    way = way_of(RETURN, replace(OUT, station=station), Showing(at=AT, used=used))
    assert way.here
    assert (way.uses_up, way.returns) == (uses_up, returns)
    assert set(uses_of(RETURN, AT)) == {IN, OUT_AGAIN, BACK, BACK_OUT}


def test_an_area_ticket_leaves_once_a_minute_where_it_is_known() -> None:
    known = replace(OUT, area_tickets=frozenset({"Day Pass"}))
    assert verdict(AREA, known) == (None, "redemption")
    assert verdict(AREA, OUT) == (Reason.TICKET_NEEDS_STAFF, "station")
    again = Showing(at=AT, used={used_up(TICKET, f"{AT:%Y-%m-%dT%H:%M}", Direction.EXIT): 1.0})
    assert check_ticket(AREA, known, again)[1] is Reason.ALREADY_LEFT


# ---------------------------------------------------------------------- the whole gate


def walks_through(core: Gate, now: float) -> list[Effect]:
    effects: list[Effect] = []
    for which, blocked in (
        (Beam.ENTRY, True),
        (Beam.SAFETY, True),
        (Beam.ENTRY, False),
        (Beam.EXIT, True),
        (Beam.SAFETY, False),
        (Beam.EXIT, False),
    ):
        effects += core.receive(beam(which, blocked), now)
    return effects


def step(core: Gate) -> Step:
    return core.step


def test_out_by_the_ticket_alone_and_the_journey_counts_as_not_begun() -> None:
    core = Gate(OUT, Timings())
    assert core.leads_out
    effects = core.receive(shows(TICKET, used=True), 0.0)
    assert step(core) is Step.CHECKING
    assert [e.use for e in effects if isinstance(e, RedeemTicket)] == [OUT_AGAIN]
    effects += core.receive(RedemptionReported(won=True), 0.0) + core.tick(0.6)
    assert step(core) is Step.GO
    effects += walks_through(core, 2.0)
    assert not [e for e in effects if isinstance(e, AskFace)]
    (written,) = [e for e in effects if isinstance(e, WriteDecision)]
    assert written.spent == Spent(use=OUT_AGAIN, undoes=IN)
    assert written.decision.outcome is Outcome.PASSED
    assert [check.name for check in written.decision.checks][-2:] == ["return", "redemption"]


def test_a_journeys_end_stays_ended() -> None:
    core = Gate(AT_THE_END, Timings())
    effects = core.receive(shows(TICKET, used=True), 0.0)
    effects += core.receive(RedemptionReported(won=True), 0.0) + core.tick(0.6)
    effects += walks_through(core, 2.0)
    assert [e.spent for e in effects if isinstance(e, WriteDecision)] == [Spent(use=OUT_AGAIN)]


def test_two_gates_do_not_let_the_same_ticket_out() -> None:
    core = Gate(AT_THE_END, Timings())
    core.receive(shows(TICKET, used=True), 0.0)
    core.receive(RedemptionReported(won=False), 0.0)
    effects = core.tick(0.6)
    assert core.reason is Reason.ALREADY_LEFT
    assert not [e for e in effects if isinstance(e, OpenBarrier)]


def test_somebody_in_the_lane_keeps_the_way_out_waiting_and_then_not() -> None:
    core = Gate(AT_THE_END, Timings())
    core.receive(beam(Beam.SAFETY, True), 0.0)
    core.receive(shows(TICKET, used=True), 0.0)
    core.receive(RedemptionReported(won=True), 0.0)
    core.tick(0.6)
    core.tick(60.0)
    assert core.reason is Reason.LANE_BLOCKED
    assert core.refused_at is Step.TICKET


def test_a_lane_is_turned_round_for_the_next_ticket() -> None:
    core = Gate(PROFILE, Timings())
    core.receive(shows(TICKET), 0.0)
    core.receive(DirectionCommanded(direction=Direction.EXIT), 1.0)
    assert core.direction is Direction.EXIT
    assert not core.leads_out, "who is in it goes on to the trains"
    core.receive(PassengerActed(action=Action.CANCEL), 2.0)
    assert core.leads_out
    core.receive(shows(TICKET), 3.0)
    assert core.reason is Reason.NOT_ENTERED
