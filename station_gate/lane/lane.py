"""One gate assembled: frames in, events to the core, effects out.

The kiosk, a live station and a replay drive this same lane; only the clock, the
sources and the sinks differ. Call ``advance(now)`` as often as you like: it does
the work due, never waits, and returns a snapshot.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from station_gate.barrier.port import Barrier
from station_gate.documents.binding import is_bound_to
from station_gate.documents.document import DocumentRefused, IdentityDocument
from station_gate.faces.observation import Coaching, Observation, Request
from station_gate.faces.results import RecognitionFailed
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
from station_gate.lane.log import LaneLog
from station_gate.lane.narrator import Narrator
from station_gate.lane.operating import NotPossible, given_by, plan_for, trouble_of
from station_gate.lane.pace import Pace
from station_gate.lane.ticketsearch import Judged, TicketSearch
from station_gate.lane.view import LaneView
from station_gate.operators.link.protocol import Order
from station_gate.problems import BadInput, Problem
from station_gate.tickets.checking import TicketRefused
from station_gate.tickets.denylist import DenyList
from station_gate.tickets.format import Trust
from station_gate.tickets.formats import decode_any

_FACE_PROBLEMS = {
    Coaching.NO_FACE: Reason.NO_FACE,
    Coaching.TWO_FACES: Reason.SEVERAL_FACES,
    Coaching.HOLD_STILL: None,
}
_TICKET_STEPS = (Step.IDLE, Step.TICKET, Step.DOCUMENT)  # the last for a moment after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What a lane knows of the place it stands in.

    ``clock`` turns lane seconds into the time there, aware and in the station's zone.
    """

    name: str
    clock: Callable[[float], datetime]
    trust: Trust
    document_key: bytes | None
    deny_list: DenyList
    station_names: Mapping[str, str]
    face_frames: int
    """Usable live frames that a comparison rests on."""


class Lane:
    """One gate with all its devices."""

    def __init__(
        self,
        *,
        station: Station,
        controller: Gate,
        desks: Desks,
        barrier: Barrier,
        journal: JournalDesk,
        log: LaneLog,
        walk: Callable[[float], None],
    ) -> None:
        """Assemble; ``walk(now)`` is called when a passenger has been let in."""
        self._station = station
        self._controller = controller
        self._desks = desks
        self._search = TicketSearch(desks.ticket, self._judge)
        self._barrier = barrier
        self._journal = journal
        self._narrator = Narrator(log)
        self._pace = Pace()
        self._hands = Hands(
            controller=controller,
            desks=desks,
            barrier=barrier,
            journal=journal,
            narrator=self._narrator,
            clock=station.clock,
            walk=walk,
            pace=self._pace,
        )
        self._journeys = Journeys(controller, station.station_names)
        self._now = 0.0
        self._document: IdentityDocument | None = None
        self._bound: bool | None = None
        self._asked_at: float | None = None
        """When the turn of the head that is asked for now was asked for."""
        self._failed: str | None = None

    @property
    def controller(self) -> Gate:
        """The core, to look at."""
        return self._controller

    # ------------------------------------------------------------------ driving

    def advance(self, now: float) -> LaneView:
        """Do the work due at lane time ``now`` (seconds, never going back)."""
        self._follow_barrier(now)
        self._watch_devices()
        self._read_tickets()
        self._read_documents()
        self._look_at_face()
        return self._view()

    def see_out(self, now: float) -> LaneView | None:
        """Do no more than let go through who stands in the open gate.

        For a lane that has failed; ``None``: nobody does, or not any more.
        """
        self._follow_barrier(now)
        return self._view() if self._controller.step is Step.GO else None

    def _follow_barrier(self, now: float) -> None:
        for at, event in self._barrier.step(now):
            self._tick(at)
            self.receive(event)
        self._tick(now)
        self._hands.settle(now)

    def _tick(self, now: float) -> None:
        self._now = now
        self._carry_out(self._controller.tick(now))

    def act(self, action: Action) -> None:
        """A passenger pressed a button."""
        self.receive(PassengerActed(action=action))

    def receive(self, event: Event) -> None:
        """Tell the core what happened and carry out what it wants."""
        effects = self._controller.receive(event, self._now)
        self._hands.begin(effects, self._now)
        for began in [each for each in effects if isinstance(each, TransactionBegan)]:
            # the operator reads of the passenger first, then of what they showed
            effects.remove(began)
            self._hands.tell(began, self._now)
        self._narrator.event(event, self._now, self._clock())
        self._do(effects)

    def operate(self, order: Order, operator: str) -> Intervention:
        """Carry out an operator's order, and keep who gave it and why."""
        before = self._controller.transaction
        try:
            failed = trouble_of(self._controller, self._failed)
            plan = plan_for(order.command, self._controller, failed)
        except NotPossible as problem:
            done, text = False, str(problem)
        else:
            done, text = True, plan.answer
            for event in plan.events:
                self.receive(event)
        concerned = self._controller.transaction or before
        return self.note(order, operator, done, text, concerned.number if concerned else None)

    @property
    def commanded(self) -> Mode:
        """What operators made of the gate, whether its devices work or not."""
        mode = self._controller.mode
        return Mode.IN_SERVICE if mode is Mode.FAULTY else mode

    def resume(self, mode: Mode) -> None:
        """Be what operators made of the gate elsewhere, or before this lane."""
        self.receive(ModeCommanded(mode=mode))
        if trouble_of(self._controller, self._failed) is not None:
            # what broke while the gate was set otherwise has to be said once more
            self.receive(DeviceReported(working=False))

    def note(
        self, order: Order, operator: str, done: bool, text: str, transaction: int | None = None
    ) -> Intervention:
        """Keep what an operator did."""
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
            if self._controller.transaction is not None:
                self.act(Action.CANCEL)

    @property
    def _trouble(self) -> str | None:
        failed = trouble_of(self._controller, self._failed)
        failed = failed or self._barrier.trouble
        return failed or self._pace.trouble or self._narrator.failed

    def _clock(self) -> datetime:
        return self._station.clock(self._now)

    # ------------------------------------------------------------------ reading

    def _watch_devices(self) -> None:
        desks = self._desks
        failed = desks.face.failed or desks.ticket.failed or desks.document.failed
        failed = failed or self._hands.failed(self._now)
        if failed != self._failed:
            self._failed = failed
            self._narrator.device(failed, self._now, self._clock())
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
        checks, reason = self._controller.ask_of_ticket(ticket, showing)
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
            self._narrator.device(str(refused), self._now, self._clock())
            self.receive(DocumentRejected(reason=refused.reason, checks=refused.checks))
            return
        except BadInput as problem:
            self._narrator.device(str(problem), self._now, self._clock())
            self._reject_document(Reason.DOCUMENT_UNREADABLE, "unreadable", "fields and portrait")
            return
        if document is not None:
            self._document = document
            self._desks.face.read_portrait(document.portrait, self._now)

    def _reject_document(self, reason: Reason, found: str, wanted: str) -> None:
        check = Check(name="document", value=found, limit=wanted, passed=False)
        self.receive(DocumentRejected(reason=reason, checks=(check,)))

    def _look_at_face(self) -> None:
        for said in self._desks.face.poll(self._now):
            match said:
                case PortraitRead():
                    self._on_portrait(said)
                case Observation():
                    self._on_observation(said)
                case RecognitionFailed():
                    self._hands.breaks(said.sentence, self._now)

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
        self._narrator.observation(observation, self._now, self._clock())
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
        """A turn of the head is asked for: tell the core once of each."""
        if request.since != self._asked_at:
            self._asked_at = request.since
            self._narrator.request(request, self._now, self._clock())
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
        controller, face, now = self._controller, self._desks.face, self._now
        step = controller.step
        transaction = controller.transaction
        observation = face.observation if step is Step.FACE else None
        return LaneView(
            now=now,
            clock=f"{self._clock():%H:%M}",
            step=step,
            since=controller.since,
            deadline=controller.deadline,
            offer_more_time=controller.offers_more_time(now),
            reason=controller.reason,
            tries_left=controller.tries_left,
            refused_at=controller.refused_at,
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
            waits_for_lane=controller.waits_for_lane,
            people=self._barrier.people(now),
            broken=self._barrier.broken(),
            alarm=controller.alarm,
            mode=controller.mode,
            direction=Direction.EXIT if controller.leads_out else Direction.ENTRY,
            transaction=transaction.number if transaction else None,
            trouble=self._trouble,
            recognition_behind=step is Step.FACE and self._pace.behind(now),
            attempt=transaction.attempts if transaction else 0,
        )


def _passed(checks: tuple[Check, ...]) -> int:
    return sum(check.passed for check in checks)


def running_clock(start: datetime) -> Callable[[float], datetime]:
    """Make a station clock that shows ``start``, aware, at lane second 0."""
    began, zone = start.astimezone(UTC), start.tzinfo
    return lambda now: (began + timedelta(seconds=now)).astimezone(zone)
