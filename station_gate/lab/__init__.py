"""Testers' tools: scenarios and replay."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.lab.newscenario import make_scenario
    from station_gate.lab.replay import Ending, Played, Replayed, Verdict
    from station_gate.lab.scenario import (
        Expectation,
        Passenger,
        Scenario,
        find_scenarios,
        load_scenario,
    )
    from station_gate.lab.stage import Stage

__all__ = [
    "Ending",
    "Expectation",
    "Passenger",
    "Played",
    "Replayed",
    "Scenario",
    "Stage",
    "Verdict",
    "find_scenarios",
    "load_scenario",
    "make_scenario",
]
__getattr__ = doors(__name__)
