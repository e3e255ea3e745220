"""The operator's log: what the lane tells it, as lines for people or for machines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TextIO

from station_gate.console.human import HumanLines
from station_gate.console.jsonlines import JsonLines
from station_gate.console.output import Output
from station_gate.gate.decision import Decision

Style = Literal["auto", "human", "json"]
Level = Literal["info", "good", "warn", "bad"]


class ConsoleLog:
    """Writes one line for each thing that matters.

    ``style`` "auto" writes for people on a terminal and JSON lines (see
    ``jsonlines`` for their keys) elsewhere. ``lane`` names the gate. Numbers,
    codes and short texts only: never a picture, an encoding or a name.
    """

    def __init__(self, stream: TextIO, style: Style, lane: str) -> None:
        self._output = Output(stream)
        human = style == "human" or (style == "auto" and self._output.is_terminal)
        self._human = HumanLines(self._output.console(), lane) if human else None
        self._json = JsonLines(lane)

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        """Note something that happened at ``now`` (lane's clock), ``at`` (station time).

        ``fields`` are for machines; "transaction", a number, goes to its own
        column. Raises ``TypeError`` for a field that is no number or text.
        """
        others = dict(fields or {})
        number = others.pop("transaction", None)
        transaction = number if isinstance(number, int) else None
        for name, value in others.items():
            if not isinstance(value, str | int | float | None):
                raise TypeError(f"{name} is a {type(value).__name__}, which no log may keep")
        if self._human:
            self._output.write(self._human.event(at, kind, text, level, transaction))
        else:
            self._output.write(self._json.event(now, at, kind, text, level, transaction, others))

    def decision(self, decision: Decision, at: datetime) -> None:
        """Write the record of a transaction that ended ``at`` that time of the station."""
        if self._human:
            self._output.write(self._human.decision(decision, at))
        else:
            self._output.write(self._json.decision(decision, at))

    def heading(self, text: str) -> None:
        """Write a line above what follows, such as the title of a scenario."""
        if self._human:
            self._output.write(self._human.heading(text))
        else:
            self._output.write(self._json.heading(text))
