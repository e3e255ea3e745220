"""What a lane tells its operator, as the lane sees it: a place to send lines to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from station_gate.gate.decision import Decision

Level = Literal["debug", "info", "good", "warn", "bad"]


class LaneLog(Protocol):
    """Takes one line for each thing that matters; the console's log is one."""

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        """Note something: ``kind`` is a short stable word, ``text`` is for people."""
        ...

    def decision(self, decision: Decision, at: datetime) -> None:
        """Note the record of a transaction that ended."""
        ...
