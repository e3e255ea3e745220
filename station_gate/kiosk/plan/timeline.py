"""What has gone on in a lane lately: a few tracks, each of values that lasted a while."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from station_gate.gate.terms import Alarm, Beam
from station_gate.lane.view import LaneView

SPAN = 20.0
"""Seconds that are kept."""


@dataclass(slots=True)
class Stretch:
    """What a track said from ``begin`` to ``end``, in lane seconds."""

    text: str
    begin: float
    end: float


def _step(view: LaneView) -> str:
    why = f": {view.reason.code}" if view.reason is not None else ""
    return f"{view.step.value}{why}"


def _reader(view: LaneView) -> str:
    return "document" if view.document_seen else "ticket" if view.ticket_seen else ""


def _flaps(view: LaneView) -> str:
    return "open" if view.barrier == 1.0 else "moving" if view.barrier else ""


def _beam(beam: Beam) -> Callable[[LaneView], str]:
    return lambda view: "broken" if beam in view.broken else ""


def _alarm(view: LaneView) -> str:
    return "" if view.alarm is Alarm.NONE else view.alarm.value


TRACKS: Mapping[str, Callable[[LaneView], str]] = {
    "step": _step,
    "reader": _reader,
    "flaps": _flaps,
    **{f"{beam.value} beam": _beam(beam) for beam in Beam},
    "alarm": _alarm,
}
"""What each track says of a view; nothing, where there is nothing to say."""


class Timeline:
    """The last ``SPAN`` seconds of every track; views are seen in order of time."""

    def __init__(self) -> None:
        self._now = 0.0
        self._tracks: dict[str, deque[Stretch]] = {}

    def track(self, name: str) -> tuple[Stretch, ...]:
        """Give the stretches of one track, the oldest first; the last may still go on."""
        return tuple(self._tracks.get(name, ()))

    def see(self, view: LaneView) -> None:
        """Take note of ``view``; one of an earlier time begins a new lane."""
        if view.now < self._now:
            self._tracks.clear()
        self._now = view.now
        for name, say in TRACKS.items():
            self._see_track(self._tracks.setdefault(name, deque()), say(view))

    def _see_track(self, stretches: deque[Stretch], text: str) -> None:
        if stretches:
            stretches[-1].end = self._now
        if not stretches or stretches[-1].text != text:
            stretches.append(Stretch(text, self._now, self._now))
        while stretches[0].end < self._now - SPAN:
            stretches.popleft()
