"""A live lane on doubles of its devices, as a show for the kiosk."""

from station_gate.gate.terms import Action, Cue
from station_gate.lane.view import LaneView
from tests.lane.rig import Rig as LaneRig


class LaneShow:
    """The lane's devices are in ``rig``."""

    title = ""
    finished = False

    def __init__(self) -> None:
        self.rig = LaneRig()

    def advance(self, now: float) -> LaneView:
        self.rig.now = now
        return self.rig.lane.advance(now)

    def act(self, action: Action) -> None:
        self.rig.lane.act(action)

    def take_cues(self) -> tuple[Cue, ...]:
        return self.rig.lane.take_cues()

    def close(self) -> None:
        self.rig.lane.close()
