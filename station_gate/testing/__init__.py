"""What tests of a gate need: a kiosk's pilot, whole lanes and kiosks on doubles, scripted shows.

Ours use them, and so may yours: docs/testing.md has a walk through them.
"""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.testing.doubles import (
        KeptErrors,
        PlainPainter,
        RecordingSound,
        ScriptedShow,
        lane_view,
    )
    from station_gate.testing.kioskrig import KioskRig
    from station_gate.testing.lanerig import KeptLog, LaneRig, ScriptedCamera, ScriptedRecognition
    from station_gate.testing.laneshow import LaneShow
    from station_gate.testing.pilot import Pilot

__all__ = [
    "KeptErrors",
    "KeptLog",
    "KioskRig",
    "LaneRig",
    "LaneShow",
    "Pilot",
    "PlainPainter",
    "RecordingSound",
    "ScriptedCamera",
    "ScriptedRecognition",
    "ScriptedShow",
    "lane_view",
]
__getattr__ = doors(__name__)
