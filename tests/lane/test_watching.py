"""A gate whose recognition or code reading is lost says so, and is back when they are."""

import pytest

from station_gate.faces.results import RecognitionFailed
from station_gate.gate.terms import Mode, Step
from station_gate.testing.lanerig import LaneRig

LOST = "Face recognition has crashed (SIGSEGV); it is started anew."


@pytest.mark.parametrize("amid", [False, True], ids=["idle", "with a passenger"])
def test_lost_recognition_is_a_fault_with_its_name_until_it_is_back(amid: bool) -> None:
    rig = LaneRig()
    if amid:
        rig.to_face()
        rig.recognition.says.append(RecognitionFailed(job=rig.recognition.job, sentence=LOST))
    rig.recognition.failed = LOST
    view = rig.run(0.1)
    assert (view.mode, view.step, view.trouble) == (Mode.FAULTY, Step.OUT_OF_SERVICE, LOST)
    assert any(LOST in line for line in rig.log.lines)
    rig.recognition.failed = None
    rig.run(6.0)
    assert (rig.view.mode, rig.view.step, rig.view.trouble) == (Mode.IN_SERVICE, Step.IDLE, None)
    told = [line for line in rig.log.lines if LOST in line]
    assert len(told) == 1, "one fault is told once"
    rig.lane.close()


def test_lost_reading_of_codes_is_a_fault_until_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = LaneRig()
    lost = "The reading of ticket codes has crashed (SIGSEGV); it is started anew."
    monkeypatch.setattr(type(rig.parts.scanner), "failed", lost)
    view = rig.run(0.1)
    assert (view.mode, view.trouble) == (Mode.FAULTY, lost)
    monkeypatch.undo()
    assert rig.run(0.1).mode is Mode.IN_SERVICE
    rig.lane.close()
