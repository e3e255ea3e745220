"""The operator's log: what the lane tells it, as lines for people or for machines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TextIO

from station_gate.gate.decision import Decision
from station_gate.reporting.log.human import HumanLines
from station_gate.reporting.log.jsonlines import JsonLines
from station_gate.reporting.log.levels import OUTCOMES, Least, Level, is_wanted
from station_gate.reporting.log.logfile import LogFile
from station_gate.reporting.output import Output

Style = Literal["auto", "human", "json"]


class ConsoleLog:
    """Writes one line for each thing that matters.

    ``style`` "auto" writes for people on a terminal and JSON lines (docs/log.md has
    their keys) elsewhere. ``lane`` names the gate. Lines that matter less than
    ``least`` are left out. ``file`` gets the same lines, always as JSON. Numbers,
    codes and short texts only: never a picture, an encoding or a name.
    """

    def __init__(
        self,
        stream: TextIO,
        style: Style,
        lane: str,
        least: Least = "info",
        file: LogFile | None = None,
    ) -> None:
        self._output = Output(stream)
        self._least: Least = least
        self._file = file
        human = style == "human" or (style == "auto" and self._output.is_terminal)
        detailed = least == "debug"
        self._human = HumanLines(self._output.console(), lane, detailed) if human else None
        self._json = JsonLines(lane)

    @property
    def for_people(self) -> bool:
        """Whether the stream gets lines for people; else it holds JSON lines and nothing else."""
        return self._human is not None

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
        if not is_wanted(level, self._least):
            return
        json = self._json.event(now, at, kind, text, level, transaction, others)
        human = self._human
        self._write(human.event(at, kind, text, level, transaction) if human else json, json)

    def decision(self, decision: Decision, at: datetime) -> None:
        """Write the record of a transaction that ended ``at`` that time of the station."""
        if not is_wanted(OUTCOMES[decision.outcome], self._least):
            return
        json, human = self._json.decision(decision, at), self._human
        self._write(human.decision(decision, at) if human else json, json)

    def heading(self, text: str, watched: str | None = None) -> None:
        """Write a line above what follows.

        ``watched`` stands there instead on a terminal, where it is read and gone: what may
        name a person, such as the story of a scenario.
        """
        if is_wanted("info", self._least):
            json, human = self._json.heading(text), self._human
            shown = watched if watched and self._output.is_terminal else text
            self._write(human.heading(shown) if human else json, json)

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()

    def _write(self, shown: str, json: str) -> None:
        self._output.write(shown)
        if self._file is not None:
            self._file.write(json)
