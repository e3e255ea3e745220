"""The rules of the gate: pure, no I/O, no clock, no pixels, no threads."""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.gate.decision import Check, Decision
    from station_gate.gate.gate import Gate
    from station_gate.gate.profile import GateProfile
    from station_gate.gate.reasons import Family, Override, Reason, Remedy
    from station_gate.gate.terms import Action, Alarm, Cue, Direction, Mode, Outcome, Step
    from station_gate.gate.timetable import Timetable
    from station_gate.gate.timings import Timings
    from station_gate.gate.travel import Holder, Ticket
    from station_gate.gate.uses import Spent, Use

__all__ = [
    "Action",
    "Alarm",
    "Check",
    "Cue",
    "Decision",
    "Direction",
    "Family",
    "Gate",
    "GateProfile",
    "Holder",
    "Mode",
    "Outcome",
    "Override",
    "Reason",
    "Remedy",
    "Spent",
    "Step",
    "Ticket",
    "Timetable",
    "Timings",
    "Use",
]
__getattr__ = doors(__name__)
