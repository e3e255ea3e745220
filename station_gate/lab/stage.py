"""Plays a scenario in a real lane: passengers come, show what they have, and go."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from threading import Event

from station_gate.barrier.behaviour import (
    Behaviour,
    never_goes,
    passes_through,
    stands_between_flaps,
    tailgates,
    turns_back,
)
from station_gate.barrier.simulated import SimulatedBarrier
from station_gate.gate.decision import Decision
from station_gate.gate.events import (
    BarrierReported,
    DeviceReported,
    DirectionCommanded,
    ModeCommanded,
    StaffAdmitted,
)
from station_gate.gate.terms import Action, BarrierReport, Cue, Step
from station_gate.journal.journal import Journal
from station_gate.journal.schema import use_of_name
from station_gate.lab.props import Faces, Stalled, TicketInHand, picture_source
from station_gate.lab.scenario import Deed, Passenger, Scenario, Walk
from station_gate.lane.documentdesk import Offer
from station_gate.lane.parts import Parts, assemble
from station_gate.lane.station import running_clock
from station_gate.lane.stream import Decided, Message
from station_gate.lane.view import LaneView

_REST = 1.5
"""Seconds that the idle screen rests between two passengers, and at both ends."""
_PATIENCE = 300.0
"""Seconds after which a passenger's transaction counts as never ending."""
_STAYING = 45.0
"""Seconds that somebody stays between the flaps: longer than the gate's patience."""
_GAP = 0.3
"""Metres between a passenger and a tailgater: an arm's length."""
_ELSEWHERE = "before"
"""The lane that let in whoever entered before a scenario begins."""
_WALKS: Mapping[Walk, tuple[Behaviour, ...]] = {
    "through": (passes_through(),),
    "stays": (stands_between_flaps(_STAYING),),
    "turns_back": (turns_back(),),
    "never": (never_goes(),),
    "tailgated": (passes_through(), tailgates(_GAP)),
}


class Stage:
    """A scenario as something that can be run: ``advance`` it until ``finished``."""

    def __init__(self, scenario: Scenario, parts: Parts, *, patient: bool = False) -> None:
        """Set the stage; ``parts`` are made for it alone and closed with it.

        In real time passengers have to be ``patient``: who acts before a camera goes on
        only while recognition keeps up.
        """
        self.scenario = scenario
        self.title = scenario.title
        self._record = _Record()
        parts = replace(parts, settings=parts.settings.with_gate(scenario.gate))
        recognise, self._busy = parts.recognise, Event()
        parts = replace(parts, recognise=lambda chosen: Stalled(recognise(chosen), self._busy))
        parts = parts.heard_by(self._record)
        self._patient = patient
        for passenger in scenario.passengers:
            for face in passenger.face:  # what cannot be shown is told, not a device's fault
                picture_source(face).close()
        self._ticket = TicketInHand()
        self._faces = Faces(lambda: self._passenger.face if self._passenger else ())
        with ExitStack() as opened:
            opened.callback(parts.close)
            journal = parts.journal
            assert isinstance(journal, Journal), "a scenario's tickets are its own"
            for entry in scenario.entered:
                use = use_of_name(entry.ticket)
                journal.note_used(use, _ELSEWHERE, entry.minutes * 60)
            self._barrier = SimulatedBarrier()
            self._lane = assemble(
                parts,
                clock=running_clock(scenario.clock.replace(tzinfo=parts.settings.time_zone())),
                barrier=self._barrier,
                ticket_source=self._ticket,
                face_source=self._faces,
                document=self._document,
                walk=self._walk,
            )
            opened.callback(self._lane.close)
            self._opened = opened.pop_all()
        self._coming = list(scenario.passengers)
        self._passenger: Passenger | None = None
        self._deeds: list[Deed] = []
        self._step = (Step.IDLE, 0.0)
        self._free_since: float | None = 0.0
        self._came_at = 0.0
        self._ended_before = 0
        """Decisions when the passenger came: buttons and operators make some in between."""
        self._held_up = False
        self.finished = False

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The records so far, one for each passenger who is done."""
        return tuple(self._record.decisions)

    def advance(self, now: float) -> LaneView:
        """Let everybody do what is due and give the lane's snapshot."""
        try:
            view = self._lane.advance(now)
        except Exception as failure:
            self._lane.give_up(failure)
            raise
        if self._patient:
            self._faces.wait(now, view.step is Step.FACE and view.recognition_behind)
        if (view.step, view.since) != self._step:
            self._step = (view.step, view.since)
            self._ticket.take_away()
            self._held_up = False
        if self._passenger is None:
            self._wait_for_next(view)
        else:
            self._act(self._passenger, view)
        return view

    def act(self, action: Action) -> None:
        """Somebody at the kiosk pressed a button."""
        self._lane.act(action)

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        return self._lane.take_cues()

    def close(self) -> None:
        """Clear the stage, and let go of the parts."""
        self._opened.close()

    def _wait_for_next(self, view: LaneView) -> None:
        lane_free = view.passenger is None and view.barrier in (0.0, 1.0)
        if not lane_free or view.step in (Step.GO, Step.REFUSED):
            self._free_since = None
        elif self._free_since is None:
            self._free_since = view.now
        elif view.now - self._free_since >= _REST:
            self._free_since = None
            if self._coming:
                self._passenger = self._coming.pop(0)
                self._deeds = list(self._passenger.does)
                self._faces.next_passenger()
                self._came_at = view.now
                self._ended_before = len(self._record.decisions)
            else:
                self.finished = True

    def _act(self, passenger: Passenger, view: LaneView) -> None:
        done = len(self._record.decisions) > self._ended_before
        if done or view.now - self._came_at > _PATIENCE:
            self._passenger = None
            return
        here = view.now - max(view.since, self._came_at)
        asked = view.step in (Step.IDLE, Step.TICKET)
        if asked and passenger.ticket and not self._held_up and here >= passenger.ticket_after:
            self._ticket.hold_up(passenger.ticket, view.now)
            self._held_up = True
        if self._deeds and self._deeds[0].step is view.step and here >= self._deeds[0].after:
            self._do(self._deeds.pop(0))

    def _do(self, deed: Deed) -> None:
        if deed.press is not None:
            self._lane.act(deed.press)
        elif deed.mode is not None:
            self._lane.receive(ModeCommanded(mode=deed.mode))
        elif deed.direction is not None:
            self._lane.receive(DirectionCommanded(direction=deed.direction))
        elif deed.fails == "camera":
            self._lane.receive(DeviceReported(working=False))
        elif deed.fails == "recognition":
            self._busy.set()
        elif deed.fails == "barrier":
            self._lane.receive(BarrierReported(report=BarrierReport.FAULT))
        else:
            self._lane.receive(StaffAdmitted())

    def _document(self) -> Offer | None:
        passenger = self._passenger
        if passenger is None or not passenger.document:
            return None
        return Offer(passenger.document, passenger.document_after, passenger.document_taken_after)

    def _walk(self, now: float) -> None:
        if self._passenger is not None:
            for behaviour in _WALKS[self._passenger.walk]:
                self._barrier.send(behaviour, now)


class _Record:
    """Keeps the decisions of a lane."""

    name = "record"

    def __init__(self) -> None:
        self.decisions: list[Decision] = []

    def hear(self, message: Message) -> None:
        if isinstance(message, Decided):
            self.decisions.append(message.decision)
