"""A live lane on doubles of its devices, as a show for the kiosk."""

from station_gate.gate.terms import Action, Cue
from station_gate.lane.view import LaneView
from station_gate.testing.lanerig import LaneRig


class LaneShow:
    """The lane's devices are in ``rig``."""

    title = ""
    finished = False

    def __init__(self) -> None:
        self.rig = LaneRig()

    def advance(self, now: float) -> LaneView:
        """Advance the lane."""
        self.rig.now = now
        return self.rig.lane.advance(now)

    def act(self, action: Action) -> None:
        """Press a button of the lane."""
        self.rig.lane.act(action)

    def take_cues(self) -> tuple[Cue, ...]:
        """Return the lane's cues."""
        return self.rig.lane.take_cues()

    def close(self) -> None:
        """Close the lane."""
        self.rig.lane.close()
