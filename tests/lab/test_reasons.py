"""Every reason has a scenario that shows it, or says here why it cannot have one."""

from station_gate.gate.reasons import Reason
from station_gate.lab.scenario import find_scenarios
from tests.conftest import FIXTURES

WITHOUT = {
    Reason.DEVICE_FAILED: "a scenario has no broken camera; tests/lane/test_lane.py breaks one",
    Reason.BARRIER_FAULT: "a scenario has no broken motor; tests/gate/test_controller.py has one",
}


def test_every_reason_has_its_scenario() -> None:
    shown = {
        passenger.expect.reason
        for scenario in find_scenarios([FIXTURES / "scenarios"])
        for passenger in scenario.passengers
    }
    missing = {reason for reason in Reason if reason.code not in shown}
    assert missing <= set(WITHOUT)


def test_a_railways_ticket_and_a_chip_meet_in_one_scenario() -> None:
    (scenario,) = find_scenarios([FIXTURES / "scenarios/genuine_chip_and_railway_ticket"])
    (passenger,) = scenario.passengers
    (document,) = passenger.document
    assert document.is_dir(), "a chip's files"
