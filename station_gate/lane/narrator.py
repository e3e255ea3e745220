"""Turns what a lane tells into the operator's lines: one for what matters."""

from datetime import datetime

from station_gate.faces.observation import Coaching, Observation
from station_gate.gate.effects import (
    AlarmChanged,
    CloseBarrier,
    Effect,
    ModeChanged,
    OpenBarrier,
    ReleaseTicket,
    ShowStep,
    TransactionBegan,
)
from station_gate.gate.events import (
    DirectionCommanded,
    DocumentPresented,
    DocumentRejected,
    Event,
    FaceCompared,
    PassengerActed,
    RedemptionReported,
    StaffAdmitted,
    TicketPresented,
    TicketRejected,
)
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, FaceVerdict, Step
from station_gate.gate.travel import Ticket
from station_gate.journal.interventions import Intervention
from station_gate.lane.log import LaneLog, Level
from station_gate.lane.stream import (
    Decided,
    EffectOut,
    EventIn,
    FaceObserved,
    Fault,
    Message,
    OrderSettled,
    Overtaken,
    Renamed,
    TurnRequested,
)

_TURNS = {
    FaceVerdict.ATTACK: ", but suspected to be a picture or another person",
    FaceVerdict.UNANSWERED: ", but the turn of the head was not seen",
}


class Narrator:
    """Listens to one lane: knows what an operator wants to read, and drops the rest."""

    name = "log"

    def __init__(self, log: LaneLog) -> None:
        self._log = log
        self._transaction: int | None = None
        self._coaching: Coaching | None = None

    def hear(self, message: Message) -> None:
        """Write the line of a message, if it has one."""
        now, at = message.now, message.at
        match message:
            case EventIn(event=event):
                self._event(event, now, at)
            case EffectOut(effect=effect):
                self._effect(effect, now, at)
            case FaceObserved(observation=observation):
                self._observation(observation, now, at)
            case TurnRequested(request=request):
                text = f"asked to turn the head to the {request.side.value}"
                self._say(now, at, "face", text)
            case Decided(decision=decision):
                # the next passenger's lines are not this one's, whatever becomes of this line
                self._transaction = None
                self._log.decision(decision, at)
            case Overtaken():
                text = "the journal was changed meanwhile: another gate may have let this ticket in"
                self._say(now, at, "ticket", f"{text}, too", "bad")
            case OrderSettled(intervention=intervention):
                self._intervention(intervention, now, at)
            case Fault(sentence=None):
                self._say(now, at, "device", "works again", "good")
            case Fault(sentence=str(sentence)):
                self._say(now, at, "device", sentence, "bad")
            case Renamed(wanted=wanted, name=name):
                text = f"another {wanted} writes into this journal: this one is {name} there"
                self._say(now, at, "lane", f"{text}; give each its gate.name", "warn")
            case _:
                pass  # what was read and looked at shows in the events made of it

    def _event(self, event: Event, now: float, at: datetime) -> None:
        match event:
            case TicketPresented(ticket=ticket):
                self._say(
                    now,
                    at,
                    "ticket",
                    _read(ticket),
                    ticket=ticket.ticket_id,
                    train=ticket.train,
                    departure=_minute(ticket.departure),
                )
            case TicketRejected(reason=reason):
                self._say(now, at, "ticket", f"cannot be used: {reason.code}", "warn")
            case DocumentPresented(bound=bound, checks=checks):
                kinds = [str(check.value) for check in checks if check.name == "document_kind"]
                binding = {None: [], True: ["bound to the ticket"], False: ["not the bound one"]}
                self._say(now, at, "document", f"read: {', '.join(kinds + binding[bound])}")
            case DocumentRejected(reason=reason):
                self._say(now, at, "document", f"cannot be used: {reason.code}", "warn")
            case FaceCompared(verdict=verdict, checks=checks):
                distance = checks[0]
                beyond = "just beyond" if verdict is FaceVerdict.UNCLEAR else "beyond"
                relation = "within" if distance.passed else beyond
                matched = verdict is FaceVerdict.MATCH
                self._say(
                    now,
                    at,
                    "face",
                    f"distance {distance.value} is {relation} the limit of {distance.limit}"
                    + _TURNS.get(verdict, ""),
                    "good" if matched else "warn",
                    distance=distance.value,
                    threshold=distance.limit,
                )
            case RedemptionReported(won=False):
                self._say(now, at, "ticket", "another gate redeemed it first", "warn")
            case PassengerActed(action=action):
                self._say(now, at, "kiosk", f"passenger pressed {action.value.replace('_', ' ')}")
            case DirectionCommanded(direction=direction):
                self._say(now, at, "mode", f"turned round: {direction.value}", "warn")
            case StaffAdmitted():
                self._say(now, at, "staff", "let the passenger through", "warn")
            case _:
                pass  # beams, barrier reports and single frames show in their effects

    def _effect(self, effect: Effect, now: float, at: datetime) -> None:
        match effect:
            case TransactionBegan(transaction=number):
                self._transaction = number
                self._coaching = None
                self._say(now, at, "passenger", f"number {number} begins")
            case ShowStep(step=Step.FACE, reason=reason):
                self._coaching = None
                text = "one more look" if reason else "looking at the camera"
                self._say(now, at, "face", text)
            case ShowStep(step=Step.REFUSED, reason=Reason() as reason):
                text = f"refused: {reason.code} ({reason.staff_code})"
                self._say(now, at, reason.family.value, text, "bad", reason=reason.code)
            case ShowStep(step=Step.ASSISTANCE, reason=Reason() as reason):
                text = f"staff are called: {reason.code} ({reason.staff_code})"
                self._say(now, at, "staff", text, "warn", reason=reason.code)
            case OpenBarrier():
                self._say(now, at, "barrier", "opens", "good")
            case CloseBarrier():
                self._say(now, at, "barrier", "closes")
            case ReleaseTicket():
                self._say(now, at, "ticket", "given back unused")
            case AlarmChanged(alarm=Alarm.NONE):
                self._say(now, at, "alarm", "over")
            case AlarmChanged(alarm=alarm):
                self._say(now, at, "alarm", alarm.value, "bad")
            case ModeChanged(mode=mode):
                self._say(now, at, "mode", mode.value.replace("_", " "), "warn")
            case _:
                pass

    def _observation(self, observation: Observation, now: float, at: datetime) -> None:
        """Tell what the passenger is being coached to do, each time it changes."""
        if observation.coaching is self._coaching:
            return
        self._coaching = observation.coaching
        failed = [measure for measure in observation.measures if not measure.passed]
        why = ", ".join(
            f"{m.name} {m.value:.3g}{m.unit} (limit "
            f"{m.low if m.low is not None and m.value < m.low else m.high})"
            for m in failed
        )
        text = f"coaching: {observation.coaching.value.replace('_', ' ')}"
        self._say(now, at, "face", f"{text}, {why}" if why else text, "debug")

    def _intervention(self, intervention: Intervention, now: float, at: datetime) -> None:
        """Tell what an operator did, and why."""
        text = f'{intervention.operator}: {intervention.command}, "{intervention.reason}"'
        self._say(
            now,
            at,
            "operator",
            text if intervention.done else f"{text}; not done: {intervention.answer}",
            "warn",
            operator=intervention.operator,
            command=intervention.command,
            why=intervention.reason,
            done=int(intervention.done),
        )

    def _say(
        self,
        now: float,
        at: datetime,
        kind: str,
        text: str,
        level: Level = "info",
        **fields: object,
    ) -> None:
        if self._transaction is not None:
            fields["transaction"] = self._transaction
        self._log.event(now, at, kind, text, level, fields)


def _read(ticket: Ticket) -> str:
    way = f"{ticket.origin} to {ticket.destination}" if ticket.origin else ticket.product
    if ticket.departure is not None:
        return f"read: {ticket.train} {way}, departs {_minute(ticket.departure)}"
    return f"read: {way}, good until {_minute(ticket.valid_until)}"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
