"""A lane with real cameras, as something that can be run."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Protocol

from station_gate.barrier.behaviour import passes_through
from station_gate.barrier.port import Barrier
from station_gate.capture.camera import Cameras
from station_gate.gate.terms import Action, Cue, Mode
from station_gate.lane.documentdesk import Offer
from station_gate.lane.parts import Parts, assemble
from station_gate.lane.view import LaneView

_LAYING_DOWN = 2.0
"""Seconds until the simulated passenger lays the document on the reader."""
_OTHERWISE = 0.5
"""Seconds that the barrier is set otherwise than the lane until the lane follows: an order that
is on its way to both has come by then."""


class LiveBarrier(Barrier, Protocol):
    """A barrier that was there before the lane, and will be after it."""

    @property
    def mode(self) -> Mode:
        """What operators made of the gate."""
        ...

    def take_over(self) -> None:
        """Begin with a new lane: nobody is let through, unless operators hold it open."""
        ...


class LiveLane:
    """One gate that never finishes.

    Ticket and face come from cameras. The document reader is simulated, and the barrier
    unless one is connected: the same document is laid down each time, and whoever is let in
    walks through.
    """

    title = ""
    finished = False

    def __init__(
        self,
        open_cameras: Callable[[ExitStack], Cameras],
        make_parts: Callable[[], Parts],
        *,
        barrier: LiveBarrier,
        document: Sequence[Path],
        clock: Callable[[], datetime],
    ) -> None:
        """Open everything; ``open_cameras`` is given what lets go of the cameras.

        Whatever was opened is closed with the lane, and also when something after it
        cannot be opened.
        """
        self._barrier = barrier
        self._otherwise_since: float | None = None
        self._failure: Exception | None = None
        with ExitStack() as opened:
            cameras = open_cameras(opened)
            parts = make_parts()
            opened.callback(parts.close)
            barrier.take_over()
            self._lane = assemble(
                parts,
                clock=lambda now: clock(),
                barrier=barrier,
                ticket_source=cameras.ticket,
                face_source=cameras.face,
                document=lambda: Offer(document, _LAYING_DOWN) if document else None,
                walk=lambda now: barrier.send(passes_through(), now),
            )
            opened.callback(self._lane.close)
            if barrier.mode is not Mode.IN_SERVICE:
                self._lane.resume(barrier.mode)
            self._opened = opened.pop_all()

    def advance(self, now: float) -> LaneView:
        """Do the work due and give the lane's snapshot.

        Raises whatever a lane fails with, but not before who stands in the open gate has gone
        through, or has had the time for it: the flaps do not shut on them.
        """
        try:
            return self._advance(now)
        except Exception as failure:
            self._lane.give_up(failure)
            raise

    def _advance(self, now: float) -> LaneView:
        try:
            if self._failure is None:
                self._follow(now)
                return self._lane.advance(now)
            view = self._see_out(now)
        except Exception as failure:
            if self._failure is not None:
                raise self._failure from failure
            self._failure = failure
            view = self._see_out(now)
        if view is None:
            raise self._failure
        return view

    def _see_out(self, now: float) -> LaneView | None:
        return self._lane.see_out(now, f"The lane has failed: {self._failure}")

    def _follow(self, now: float) -> None:
        """Be what the barrier was set to past this lane, or has found in its file."""
        if self._barrier.mode is self._lane.commanded:
            self._otherwise_since = None
        elif self._otherwise_since is None:
            self._otherwise_since = now
        elif now >= self._otherwise_since + _OTHERWISE:
            self._lane.resume(self._barrier.mode)

    def act(self, action: Action) -> None:
        """Take in that a passenger pressed a button."""
        try:
            self._lane.act(action)
        except Exception as failure:  # ``advance`` raises it in its time
            self._failure = self._failure or failure

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        return self._lane.take_cues()

    def close(self) -> None:
        """Let go of everything; raises the last problem with that once all of it is done."""
        self._opened.close()
