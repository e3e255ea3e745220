"""How much a line of the log matters, and the least that is written."""

from typing import Literal

from station_gate.gate.terms import Outcome

Level = Literal["debug", "info", "good", "warn", "bad"]
"""Of a line; "good" is an "info" that somebody hoped for."""
Least = Literal["debug", "info", "warning", "error"]
"""What an operator asks for, in the words of Python's logging."""

OUTCOMES: dict[Outcome, Level] = {
    Outcome.PASSED: "good",
    Outcome.REFUSED: "bad",
    Outcome.ABANDONED: "warn",
    Outcome.ASSISTED: "warn",
}
"""Of the line that sums a passenger up."""

_WEIGHTS: dict[Level, int] = {"debug": 0, "info": 1, "good": 1, "warn": 2, "bad": 3}
_LEAST: dict[Least, int] = {"debug": 0, "info": 1, "warning": 2, "error": 3}


def is_wanted(level: Level, least: Least) -> bool:
    """Return whether a line of this level is written."""
    return _WEIGHTS[level] >= _LEAST[least]
