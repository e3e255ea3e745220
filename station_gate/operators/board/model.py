"""What a board knows of its gates, from what they say and from a journal."""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from station_gate.gate.decision import Decision
from station_gate.operators.board.figures import Passing
from station_gate.operators.link.protocol import (
    Answer,
    Ended,
    Hello,
    Intervened,
    News,
    Notice,
    Notices,
    State,
)

KEPT = 20_000
"""Passengers of a gate that figures rest on; a gate lets 15,000 through on a long day."""
KEPT_WHOLE = 500
"""The newest so many are kept with every check, to be opened."""
_INTERVENTIONS = 200
_SILENT = 5.0
"""Seconds without a word after which a gate that is connected stands still."""
_SAME = 5.0
"""Seconds between what a gate says of a passenger and what its journal does, at most."""


@dataclass(slots=True)
class Gate:
    """One gate as the board knows it. Times are seconds since 1970."""

    key: str
    name: str = ""
    run: str = ""
    connected: bool = True
    why: str = ""
    """Why it was lost, where there is more to say than that it has gone."""
    heard: float = 0.0
    """When it was last heard."""
    state: State | None = None
    notices: tuple[Notice, ...] = ()
    passings: deque[Passing] = field(default_factory=lambda: deque(maxlen=KEPT))
    interventions: deque[Intervened] = field(default_factory=lambda: deque(maxlen=_INTERVENTIONS))
    version: int = 0
    """Counts up with each passenger and intervention: figures need not be made anew before."""
    ended: int = 0
    intervened: int = 0
    """The latest serial numbers of this run."""
    journal: dict[tuple[int, float], float] = field(default_factory=dict)
    """When passengers of the journal ended, by number and duration."""

    @property
    def offset(self) -> float | None:
        """Seconds by which the station's time is ahead of UTC; ``None``: take this machine's."""
        return self.state.offset if self.state else None

    def is_silent(self, now: float) -> bool:
        """Return whether it is connected but its lane stands still."""
        return self.connected and now - self.heard > _SILENT


class Board:
    """All gates, in the order of their names."""

    def __init__(self, recorded: Mapping[str, Iterable[Passing]] | None = None) -> None:
        """Begin empty; ``recorded``: what a journal says of gates, by name, the oldest first."""
        self._gates: dict[str, Gate] = {}
        self._recorded = dict(recorded or {})
        self.now = 0.0
        """The present, to be set before anything is heard."""

    @property
    def gates(self) -> list[Gate]:
        """All gates that were ever heard."""
        return sorted(self._gates.values(), key=lambda gate: (_natural(gate.name), gate.key))

    def gate(self, key: str) -> Gate | None:
        """Give one of them."""
        return self._gates.get(key)

    # ------------------------------------------------------------------ what is heard

    def heard(self, key: str, news: News) -> None:
        """Take in what a gate said."""
        if isinstance(news, Hello):
            self._greet(key, news)
        gate = self._gates[key]
        gate.heard = self.now
        match news:
            case State():
                gate.state = news
            case Notices():
                gate.notices = news.notices
            case Ended():
                self._end(gate, news)
            case Intervened():
                if news.serial > gate.intervened:
                    gate.intervened = news.serial
                    gate.interventions.append(news)
                    gate.version += 1
            case Hello() | Answer():
                pass

    def lost(self, key: str, why: str) -> None:
        """Take in that a gate cannot be heard any more; what was known of it stays to be seen."""
        gate = self._gates.setdefault(key, Gate(key, name=key, heard=self.now))
        gate.connected = False
        gate.why = why

    def _greet(self, key: str, hello: Hello) -> None:
        gate = self._gates.get(key)
        if gate is None:
            gate = self._gates[key] = Gate(key)
            for passing in self._recorded.get(hello.gate, ()):
                self._add(gate, passing)
                gate.journal[_mark(passing.decision)] = passing.at
        if gate.run != hello.run:
            gate.run, gate.ended, gate.intervened = hello.run, 0, 0
        gate.name, gate.connected, gate.why = hello.gate, True, ""

    def _end(self, gate: Gate, news: Ended) -> None:
        if news.serial <= gate.ended:
            return  # told again after a reconnection
        gate.ended = news.serial
        recorded = gate.journal.get(_mark(news.decision))
        if recorded is None or abs(recorded - news.at) > _SAME:
            self._add(gate, Passing(news.at, news.decision))

    def _add(self, gate: Gate, passing: Passing) -> None:
        gate.version += 1
        gate.passings.append(passing)
        if len(gate.passings) > KEPT_WHOLE:
            old = gate.passings[-1 - KEPT_WHOLE]
            gate.passings[-1 - KEPT_WHOLE] = replace(old, decision=replace(old.decision, checks=()))


def _mark(decision: Decision) -> tuple[int, float]:
    return decision.transaction, round(decision.duration, 3)


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that puts Gate 10 after Gate 9."""
    parts = re.split(r"([0-9]+)", name)
    return [(int(part), "") if number % 2 else (0, part) for number, part in enumerate(parts)]
