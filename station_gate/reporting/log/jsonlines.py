"""The operator's log for machines: one JSON object on each line.

Every line has ``type``. The keys of each type, in this order:

``event``
    ``version``; ``time`` station local time, ISO 8601; ``now`` seconds on the
    lane's clock; ``lane``; ``transaction`` its number or null; ``level`` debug,
    info, good, warn or bad; ``kind`` a short stable word; ``text`` for people;
    ``fields`` further values by name.
``decision``
    ``version``; ``time``; ``lane``; ``level``; then the record: ``transaction``,
    ``outcome``, ``reason`` its code or null, ``ticket``, ``attempts``,
    ``checks`` (``name``, ``value``, ``limit``, ``unit``, ``passed``), ``stages``
    seconds by name, ``duration`` seconds; and ``staff_code`` of the reason.
``heading``
    ``version``; ``lane``; ``text``.

docs/log.md and docs/log.schema.json tell the same to those who read them.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from station_gate.gate.decision import Decision
from station_gate.gate.moments import civil
from station_gate.reporting.log.levels import OUTCOMES, Level
from station_gate.reporting.record import decision_record

VERSION = 1
"""Of the keys above; they only ever grow within a version."""


class JsonLines:
    """Makes the lines, in plain ASCII: any stream can carry them, no terminal obeys them."""

    def __init__(self, lane: str) -> None:
        self._lane = lane

    def event(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level,
        transaction: int | None,
        fields: Mapping[str, object],
    ) -> str:
        """One line for a note."""
        return self._line(
            type="event",
            version=VERSION,
            time=civil(at).isoformat(timespec="milliseconds"),
            now=round(now, 3),
            lane=self._lane,
            transaction=transaction,
            level=level,
            kind=kind,
            text=text,
            fields=dict(fields),
        )

    def decision(self, decision: Decision, at: datetime) -> str:
        """One line for a record."""
        return self._line(
            type="decision",
            version=VERSION,
            time=civil(at).isoformat(timespec="milliseconds"),
            lane=self._lane,
            level=OUTCOMES[decision.outcome],
            **decision_record(decision),
            staff_code=decision.reason.staff_code if decision.reason else None,
        )

    def heading(self, text: str) -> str:
        """One line above what follows."""
        return self._line(type="heading", version=VERSION, lane=self._lane, text=text)

    def _line(self, **content: object) -> str:
        # no default: what JSON does not know (pixels, encodings) is not for a log
        return json.dumps(content, allow_nan=False) + "\n"
