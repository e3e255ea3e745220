"""Station Gate: a simulator of a railway station's ticket-and-ID gate.

The functions and classes that another program needs first; every package has more at its own
door (``station_gate.faces``, ``station_gate.tickets``, ...). Importing this loads no vision.
"""

from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.assembly.calls import (
        ReadTicket,
        compare,
        play,
        read_document,
        read_tickets,
        verify,
    )
    from station_gate.gate.decision import Check, Decision
    from station_gate.gate.reasons import Reason
    from station_gate.gate.terms import Outcome
    from station_gate.problems import BadInput, DeviceMissing, ExitCode, Problem, WrongUsage
    from station_gate.settings import Settings, load_settings

__all__ = [
    "BadInput",
    "Check",
    "Decision",
    "DeviceMissing",
    "ExitCode",
    "Outcome",
    "Problem",
    "ReadTicket",
    "Reason",
    "Settings",
    "WrongUsage",
    "compare",
    "load_settings",
    "play",
    "read_document",
    "read_tickets",
    "verify",
]
__version__ = "0.1.0"
__getattr__ = doors(__name__)
