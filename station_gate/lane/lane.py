"""One gate assembled: frames in, events to the core, effects out.

The kiosk, a live station and a replay drive this same lane; only the clock, the
sources and the sinks differ. Call ``advance(now)`` as often as you like: it does
the work due, never waits, and returns a snapshot.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from station_gate.documents.binding import is_bound_to
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.faces.observation import Coaching, Observation, Request
from station_gate.faces.results import RecognitionFailed, Result
from station_gate.gate.decision import Check
from station_gate.gate.effects import (
    AskDocument,
    AskFace,
    AskTicket,
    Effect,
    ForgetPassenger,
    TransactionBegan,
)
from station_gate.gate.events import (
    DeviceReported,
    DocumentPresented,
    DocumentRejected,
    Event,
    FaceCompared,
    FaceSeen,
    ModeCommanded,
    PassengerActed,
    TicketPresented,
    TicketRejected,
    TurnAsked,
)
from station_gate.gate.gate import Gate
from station_gate.gate.legs import uses_of
from station_gate.gate.moments import civil
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Cue, Direction, Mode, Step
from station_gate.gate.travel import Showing
from station_gate.journal.interventions import Intervention
from station_gate.lane.facechecks import VERDICTS, comparison_checks, quality_checks
from station_gate.lane.facedesk import PortraitRead
from station_gate.lane.hands import Desks, Hands
from station_gate.lane.journaldesk import JournalDesk
from station_gate.lane.journey import Journeys
from station_gate.lane.orders import Asked, NotPossible, Operators, given_by, plan_for, trouble_of
from station_gate.lane.pace import Pace
from station_gate.lane.ports import Barrier
from station_gate.lane.station import Station
from station_gate.lane.stream import (
    CodesRead,
    DocumentRead,
    EventIn,
    FaceObserved,
    Fault,
    FramesDropped,
    LaneFailed,
    OrderGiven,
    Recognised,
    Stream,
    TurnRequested,
    Viewed,
)
from station_gate.lane.ticketsearch import Judged, TicketSearch
from station_gate.lane.view import LaneView
from station_gate.problems import BadInput, Problem
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.formats import decode_any

_FACE_PROBLEMS = {
    Coaching.NO_FACE: Reason.NO_FACE,
    Coaching.TWO_FACES: Reason.SEVERAL_FACES,
    Coaching.HOLD_STILL: None,
}
_TICKET_STEPS = (Step.IDLE, Step.TICKET, Step.DOCUMENT)  # the last for a moment after it


class Lane:
    """One gate with all its devices."""

    def __init__(
        self,
        *,
        station: Station,
        gate: Gate,
        desks: Desks,
        barrier: Barrier,
        journal: JournalDesk,
        stream: Stream,
        operators: Operators,
        walk: Callable[[float], None],
    ) -> None:
        """Assemble; ``walk(now)`` is called when a passenger has been let in."""
        self._station = station
        self._gate = gate
        self._desks = desks
        self._search = TicketSearch(desks.ticket, self._judge, self._on_codes)
        self._barrier = barrier
        self._journal = journal
        self._stream = stream
        self._operators = operators
        self._pace = Pace()
        self._hands = Hands(
            gate=gate,
            desks=desks,
            barrier=barrier,
            journal=journal,
            stream=stream,
            clock=station.clock,
            walk=walk,
            pace=self._pace,
        )
        self._journeys = Journeys(gate, station.station_names)
        self._now = 0.0
        self._document: IdentityDocument | None = None
        self._bound: bool | None = None
        self._asked_at: float | None = None
        """When the turn of the head that is asked for now was asked for."""
        self._failed: str | None = None
        self._dropped = desks.face.dropped

    @property
    def gate(self) -> Gate:
        """The core, to look at."""
        return self._gate

    # ------------------------------------------------------------------ driving

    def advance(self, now: float) -> LaneView:
        """Do the work due at lane time ``now`` (seconds, never going back)."""
        self._operators.attend(self)
        self._follow_barrier(now)
        self._watch_devices()
        self._read_tickets()
        self._read_documents()
        self._look_at_face()
        view = self._view()
        self._stream.tell(Viewed(now, self._clock(), view))
        return view

    def see_out(self, now: float, trouble: str) -> LaneView | None:
        """Do no more than let go through who stands in the open gate, and what operators want.

        For a lane that has failed, with this ``trouble``; ``None``: nobody does, or not any more.
        """
        self._operators.attend(self)
        self._follow_barrier(now)
        if self._gate.step is not Step.GO:
            return None
        view = replace(self._view(), trouble=trouble)
        self._stream.tell(Viewed(now, self._clock(), view))
        return view

    def give_up(self, failure: Exception) -> None:
        """Tell that the lane has failed with this and is driven no more."""
        self._stream.tell(LaneFailed(self._now, self._clock(), failure))

    def _follow_barrier(self, now: float) -> None:
        for at, event in self._barrier.step(now):
            self._tick(at)
            self.receive(event)
        self._tick(now)
        self._hands.settle(now)

    def _tick(self, now: float) -> None:
        self._now = now
        self._carry_out(self._gate.tick(now))

    def act(self, action: Action) -> None:
        """Take in that a passenger pressed a button."""
        self.receive(PassengerActed(action=action))

    def receive(self, event: Event) -> None:
        """Tell the core what happened and carry out what it wants."""
        effects = self._gate.receive(event, self._now)
        self._hands.begin(effects, self._now)
        for began in [each for each in effects if isinstance(each, TransactionBegan)]:
            # the operator reads of the passenger first, then of what they showed
            effects.remove(began)
            self._hands.tell(began, self._now)
        self._stream.tell(EventIn(self._now, self._clock(), event))
        self._do(effects)

    def operate(self, order: Asked, operator: str) -> Intervention:
        """Carry out an operator's order, and keep who gave it and why."""
        self._tell_order(order, operator)
        before = self._gate.transaction
        try:
            failed = trouble_of(self._gate, self._failed)
            plan = plan_for(order.command, self._gate, failed)
        except NotPossible as problem:
            done, text = False, str(problem)
        else:
            done, text = True, plan.answer
            for event in plan.events:
                self.receive(event)
        concerned = self._gate.transaction or before
        return self._keep(order, operator, done, text, concerned.number if concerned else None)

    def note(self, order: Asked, operator: str, done: bool, text: str) -> Intervention:
        """Keep an order that was settled elsewhere."""
        self._tell_order(order, operator)
        return self._keep(order, operator, done, text)

    @property
    def commanded(self) -> Mode:
        """What operators made of the gate, whether its devices work or not."""
        mode = self._gate.mode
        return Mode.IN_SERVICE if mode is Mode.FAULTY else mode

    def resume(self, mode: Mode) -> None:
        """Be what operators made of the gate elsewhere, or before this lane."""
        self.receive(ModeCommanded(mode=mode))
        if trouble_of(self._gate, self._failed) is not None:
            # what broke while the gate was set otherwise has to be said once more
            self.receive(DeviceReported(working=False))

    def _tell_order(self, order: Asked, operator: str) -> None:
        given = OrderGiven(self._now, self._clock(), operator, str(order.command), order.reason)
        self._stream.tell(given)

    def _keep(
        self, order: Asked, operator: str, done: bool, text: str, transaction: int | None = None
    ) -> Intervention:
        given = given_by(operator, order, self._station.name, civil(self._clock()))
        intervention = replace(given, done=done, answer=text, transaction=transaction)
        return self._hands.keep(intervention, self._now)

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        return self._hands.take_cues()

    def close(self) -> None:
        """Let go of every device, whatever fails meanwhile; a reserved ticket is given back."""
        with ExitStack() as devices:
            devices.callback(self._desks.face.close)
            devices.callback(self._desks.document.close)
            devices.callback(self._desks.ticket.close)
            devices.callback(self._hands.close)
            if self._gate.transaction is not None:
                self.act(Action.CANCEL)

    @property
    def _trouble(self) -> str | None:
        failed = trouble_of(self._gate, self._failed)
        failed = failed or self._barrier.trouble
        return failed or self._pace.trouble or self._stream.failed(self._now)

    def _clock(self) -> datetime:
        return self._station.clock(self._now)

    # ------------------------------------------------------------------ reading

    def _watch_devices(self) -> None:
        desks = self._desks
        failed = desks.face.failed or desks.ticket.failed or desks.document.failed
        failed = failed or self._hands.failed(self._now)
        if failed != self._failed:
            self._failed = failed
            self._stream.tell(Fault(self._now, self._clock(), failed))
            self.receive(DeviceReported(working=failed is None))

    def _read_tickets(self) -> None:
        wanted = isinstance(self._hands.asked, AskTicket)
        try:
            shown = self._search.poll(self._now, wanted=wanted)
        except Problem as problem:  # nobody knows whether this ticket has been used
            self._hands.breaks(str(problem), self._now)
            return
        if shown is not None:
            self.receive(shown)

    def _on_codes(self, payloads: tuple[bytes, ...]) -> None:
        self._stream.tell(CodesRead(self._now, self._clock(), payloads))

    def _judge(self, payload: bytes) -> Judged:
        """Say what a payload amounts to here and now."""
        at = self._clock()
        try:
            decoded = decode_any(payload, self._station.trust, at)
        except TicketRefused as refused:
            rejected = TicketRejected(reason=refused.reason, checks=refused.checks)
            return Judged(rejected, opens=False, passed=_passed(refused.checks))
        ticket = decoded.ticket
        showing = Showing(
            at=at,
            used=self._journal.uses(uses_of(ticket, at)),
            denied=self._station.deny_list.remark(ticket),
            freshness=decoded.freshness,
        )
        checks, reason = self._gate.ask_of_ticket(ticket, showing)
        presented = TicketPresented(ticket=ticket, showing=showing, checks=decoded.checks)
        return Judged(presented, opens=reason is None, passed=_passed(decoded.checks + checks))

    def _read_documents(self) -> None:
        desk = self._desks.document
        if not isinstance(self._hands.asked, AskDocument):
            desk.stop(self._now)
            return
        if not desk.asking:
            self._document = None
            desk.ask(self._now)
        try:
            document = desk.poll(self._now)
        except DocumentRefused as refused:
            self._tell_document(refused)
            self.receive(DocumentRejected(reason=refused.reason, checks=refused.checks))
            return
        except BadInput as problem:
            self._tell_document(problem)
            self._reject_document(Reason.DOCUMENT_UNREADABLE, "unreadable", "fields and portrait")
            return
        if document is not None:
            self._stream.tell(DocumentRead(self._now, self._clock(), document))
            self._document = document
            self._desks.face.read_portrait(document.portrait, self._now)

    def _tell_document(self, problem: BadInput) -> None:
        self._stream.tell(DocumentRead(self._now, self._clock(), problem))
        self._stream.tell(Fault(self._now, self._clock(), str(problem)))

    def _reject_document(self, reason: Reason, found: str, wanted: str) -> None:
        check = Check(name="document", value=found, limit=wanted, passed=False)
        self.receive(DocumentRejected(reason=reason, checks=(check,)))

    def _look_at_face(self) -> None:
        said_now = self._desks.face.poll(self._now, self._on_result)
        if (passed_over := self._desks.face.dropped - self._dropped) > 0:
            self._stream.tell(FramesDropped(self._now, self._clock(), passed_over))
        self._dropped = self._desks.face.dropped
        for said in said_now:
            match said:
                case PortraitRead():
                    self._on_portrait(said)
                case Observation():
                    self._on_observation(said)
                case RecognitionFailed():
                    self._hands.breaks(said.sentence, self._now)

    def _on_result(self, result: Result) -> None:
        self._stream.tell(Recognised(self._now, self._clock(), result))

    def _on_portrait(self, read: PortraitRead) -> None:
        asked = self._hands.asked
        if not isinstance(asked, AskDocument) or self._document is None:
            return  # a second try's reference: the document has been accepted long since
        if read.kind is not None:
            check = Check(name="portrait", value=read.kind, limit="one face", passed=False)
            checks = (check, *quality_checks("portrait", read.measures))
            self.receive(DocumentRejected(reason=Reason.PORTRAIT_UNUSABLE, checks=checks))
            return
        self.receive(
            DocumentPresented(
                holder=self._document.holder,
                bound=is_bound_to(asked.ticket, self._document.holder, self._station.document_key),
                at=self._clock(),
                checks=self._document.checks + quality_checks("portrait", read.measures),
                name_sure=self._document.name_sure,
            )
        )

    def _on_observation(self, observation: Observation) -> None:
        if not isinstance(self._hands.asked, AskFace):
            return
        self._stream.tell(FaceObserved(self._now, self._clock(), observation))
        problem = _FACE_PROBLEMS.get(observation.coaching, Reason.FACE_NOT_USABLE)
        checks = quality_checks("face", observation.measures)
        age = max(0.0, self._now - observation.at)
        self._pace.look(self._now)
        self.receive(FaceSeen(problem=problem, checks=checks, age=age))
        if observation.request is not None and not observation.request.back:
            self._on_request(observation.request)
        comparison = observation.comparison
        if comparison is None:
            return
        checks = comparison_checks(comparison, self._station.face_frames)
        self.receive(FaceCompared(verdict=VERDICTS[comparison.verdict], checks=checks))

    def _on_request(self, request: Request) -> None:
        """Tell the core once of each turn of the head that is asked for."""
        if request.since != self._asked_at:
            self._asked_at = request.since
            self._stream.tell(TurnRequested(self._now, self._clock(), request))
            self.receive(TurnAsked())

    # ------------------------------------------------------------------ effects

    def _carry_out(self, effects: list[Effect]) -> None:
        self._hands.begin(effects, self._now)
        self._do(effects)

    def _do(self, effects: list[Effect]) -> None:
        if ForgetPassenger() in effects:
            self._document = None
        self._hands.carry_out(effects, self._now)

    # ------------------------------------------------------------------ the snapshot

    def _view(self) -> LaneView:
        gate, face, now = self._gate, self._desks.face, self._now
        step = gate.step
        transaction = gate.transaction
        observation = face.observation if step is Step.FACE else None
        return LaneView(
            now=now,
            clock=f"{self._clock():%H:%M}",
            step=step,
            since=gate.since,
            deadline=gate.deadline,
            offer_more_time=gate.offers_more_time(now),
            reason=gate.reason,
            tries_left=gate.tries_left,
            refused_at=gate.refused_at,
            journey=self._journeys.at(self._clock()),
            document_seen=step is Step.DOCUMENT and self._desks.document.seen(now),
            document_turned=step is Step.DOCUMENT and self._desks.document.turned,
            document_left=self._desks.document.left(now),
            ticket_seen=step in (Step.IDLE, Step.TICKET) and self._desks.ticket.seen(now),
            ticket_sight=self._desks.ticket.sight(now) if step in _TICKET_STEPS else None,
            coaching=observation.coaching if observation else None,
            progress=observation.progress if observation else 0.0,
            preview=face.preview if step is Step.FACE else None,
            face_box=observation.box if observation else None,
            turn=observation.request if observation else None,
            light=observation.light.colour if observation and observation.light else None,
            barrier=self._barrier.position(now),
            passenger=self._barrier.passenger(now),
            waits_for_lane=gate.waits_for_lane,
            people=self._barrier.people(now),
            broken=self._barrier.broken(),
            alarm=gate.alarm,
            mode=gate.mode,
            direction=Direction.EXIT if gate.leads_out else Direction.ENTRY,
            transaction=transaction.number if transaction else None,
            trouble=self._trouble,
            remark=self._journal.remark,
            recognition_behind=step is Step.FACE and self._pace.behind(now),
            attempt=transaction.attempts if transaction else 0,
        )


def _passed(checks: tuple[Check, ...]) -> int:
    return sum(check.passed for check in checks)
