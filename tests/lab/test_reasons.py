"""Every reason has a scenario that shows it."""

from station_gate.gate.reasons import Reason
from station_gate.lab.scenario import find_scenarios
from tests.conftest import FIXTURES


def test_every_reason_has_its_scenario() -> None:
    shown = {
        passenger.expect.reason
        for scenario in find_scenarios([FIXTURES / "scenarios"])
        for passenger in scenario.passengers
    }
    assert {reason for reason in Reason if reason.code not in shown} == set()


def test_a_railways_ticket_and_a_chip_meet_in_one_scenario() -> None:
    (scenario,) = find_scenarios([FIXTURES / "scenarios/genuine_chip_and_railway_ticket"])
    (passenger,) = scenario.passengers
    (document,) = passenger.document
    assert document.is_dir(), "a chip's files"
