"""What has happened in a lane lately, found by comparing one view of it with the next."""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from station_gate.gate.steps import Alarm, Beam
from station_gate.lane.view import LaneView

Row = Literal["step", "reader", "barrier", "beam", "alarm"]
ROWS: tuple[Row, ...] = ("step", "reader", "barrier", "beam", "alarm")
SPAN = 20.0
"""Seconds that are kept."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: lane seconds, the row it belongs to, and a few words."""

    at: float
    row: Row
    text: str


class Timeline:
    """The happenings of the last ``SPAN`` seconds; views are seen in order of time."""

    def __init__(self) -> None:
        self._last: LaneView | None = None
        self._kept: deque[Happening] = deque()

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """The oldest first."""
        return tuple(self._kept)

    def see(self, view: LaneView) -> None:
        """Note what is new in ``view``; one of an earlier time begins a new lane."""
        if self._last is not None and view.now < self._last.now:
            self._last = None
            self._kept.clear()
        self._kept.extend(Happening(view.now, row, text) for row, text in _news(self._last, view))
        self._last = view
        while self._kept and self._kept[0].at < view.now - SPAN:
            self._kept.popleft()


def _news(old: LaneView | None, new: LaneView) -> list[tuple[Row, str]]:
    news: list[tuple[Row, str]] = []
    if old is None or old.step is not new.step:
        why = f" ({new.reason.code})" if new.reason is not None else ""
        news.append(("step", f"{new.step.value}{why}"))
    if old is None:
        return news
    if new.ticket_seen and not old.ticket_seen:
        news.append(("reader", "ticket seen"))
    if new.document_seen and not old.document_seen:
        news.append(("reader", "document seen"))
    if new.barrier != old.barrier:
        if new.barrier in (0.0, 1.0):
            news.append(("barrier", "open" if new.barrier else "closed"))
        elif old.barrier in (0.0, 1.0):
            news.append(("barrier", "closing" if old.barrier else "opening"))
    news.extend(
        ("beam", f"{beam.value} {'broken' if beam in new.broken else 'clear'}")
        for beam in Beam
        if (beam in new.broken) != (beam in old.broken)
    )
    if new.alarm is not old.alarm:
        over = new.alarm is Alarm.NONE
        news.append(("alarm", "alarm over" if over else new.alarm.value))
    return news
