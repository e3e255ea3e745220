"""Every scenario of the library ends as it says, and the same way each time."""

import pytest

from station_gate.assembly.fromsettings import stepped_parts
from station_gate.assembly.resources import demo_playlist, scenario_settings
from station_gate.lab.replay import Played, Verdict, replay
from station_gate.lab.reports import as_json
from station_gate.lab.scenario import Scenario, find_scenarios, load_scenario
from tests.checks import assert_true
from tests.conftest import FIXTURES

SCENARIOS = find_scenarios([FIXTURES / "scenarios"])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_scenario_ends_as_it_says(scenario: Scenario) -> None:
    result = replay(scenario, stepped_parts(scenario_settings(None))())
    assert not result.failed, as_json(Played(replayed=(result,)))
    for ending in result.endings:
        if ending.decision is not None:
            assert_true(ending.decision)
        assert ending.verdict is not Verdict.NOW_DETECTED, ending.verdict.value
    if result.agrees is None:
        pytest.xfail("; ".join(ending.expected.not_yet_detected for ending in result.endings))


def test_the_demo_gives_the_same_bytes_twice() -> None:
    def play() -> str:
        make_parts = stepped_parts(scenario_settings(None))
        played = [replay(load_scenario(path), make_parts()) for path in demo_playlist()]
        return as_json(Played(replayed=tuple(played)))

    assert play() == play()
