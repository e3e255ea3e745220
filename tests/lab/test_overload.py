"""On a machine that is far too slow a genuine passenger passes, or the machine is blamed."""

from contextlib import closing
from dataclasses import replace

import pytest

from station_gate.assembly.fromsettings import stepped_parts, verifier_limits
from station_gate.assembly.resources import scenario_settings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.stepped import StepRecognition
from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.lab.props import Faces
from station_gate.lab.replay import TICKS_PER_SECOND
from station_gate.lab.scenario import load_scenario
from station_gate.lab.stage import Stage
from station_gate.lane.pace import PATIENCE
from station_gate.lane.view import LaneView
from tests.conftest import FIXTURES


def play(latency: float) -> tuple[Decision, list[LaneView]]:
    """Play a genuine passenger who waits for the gate, each look taking so many seconds."""
    scenario = load_scenario(FIXTURES / "scenarios/genuine_hall")
    engine = FaceEngine.load("onnx")
    parts = replace(
        stepped_parts(scenario_settings(None))(),
        recognise=lambda chosen: StepRecognition(
            lambda: engine, verifier_limits(chosen, seed=0), latency=latency
        ),
    )
    views: list[LaneView] = []
    with closing(Stage(scenario, parts, patient=True)) as stage:
        while not stage.finished:
            views.append(replace(stage.advance(len(views) / TICKS_PER_SECOND), preview=None))
        return stage.decisions[0], views


@pytest.mark.parametrize("latency", [0.5, 0.8, 2.6, 30.0])
def test_overload_is_not_blamed_on_the_passenger(latency: float) -> None:
    decision, views = play(latency)
    assert decision.reason in (None, Reason.RECOGNITION_BEHIND, Reason.DOCUMENT_TIMEOUT)
    if decision.reason is Reason.RECOGNITION_BEHIND:
        assert latency < PATIENCE or any(view.recognition_behind for view in views)
        assert any(view.trouble and "recognition is behind" in view.trouble for view in views)


def test_who_acts_before_the_camera_stands_still_until_the_gate_has_looked() -> None:
    faces = Faces(lambda: [FIXTURES / "recordings/beard.mp4"])
    with closing(faces):
        faces.start(0.0)
        first = faces.read(0.0)
        faces.wait(0.1, True)
        waiting = faces.read(5.0)
        faces.wait(10.0, False)
        following = faces.read(10.1)
    assert first is not None
    assert waiting is not None
    assert following is not None
    assert waiting.at == pytest.approx(5.0, abs=0.1)
    assert (waiting.pixels == first.pixels).mean() > 0.9, "hardly a moment later in the film"
    assert following.at == pytest.approx(10.0, abs=0.15)
