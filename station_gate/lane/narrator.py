"""Turns what happens in a lane into the operator's lines: one for what matters."""

from collections.abc import Callable
from datetime import datetime

from station_gate.faces.observation import Coaching, Observation, Request
from station_gate.gate.effects import (
    AlarmChanged,
    CloseBarrier,
    Effect,
    ModeChanged,
    OpenBarrier,
    ReleaseTicket,
    ShowStep,
    TransactionBegan,
    WriteDecision,
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

_TURNS = {
    FaceVerdict.ATTACK: ", but suspected to be a picture or another person",
    FaceVerdict.UNANSWERED: ", but the turn of the head was not seen",
}


class Narrator:
    """Knows what an operator wants to read, and drops the rest."""

    def __init__(self, log: LaneLog) -> None:
        self._log = log
        self._transaction: int | None = None
        self._coaching: Coaching | None = None
        self.failed: str | None = None
        """Why the latest line was not taken, if it was not."""

    def event(self, event: Event, now: float, at: datetime) -> None:
        """Tell of something that happened."""
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

    def effect(self, effect: Effect, now: float, at: datetime) -> None:
        """Tell of something that the core wants done."""
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
            case WriteDecision(decision=decision):
                self._contain(lambda: self._log.decision(decision, at))
                self._transaction = None
            case _:
                pass

    def observation(self, observation: Observation, now: float, at: datetime) -> None:
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

    def request(self, request: Request, now: float, at: datetime) -> None:
        """Tell that the passenger is asked to turn the head."""
        self._say(now, at, "face", f"asked to turn the head to the {request.side.value}")

    def device(self, failed: str | None, now: float, at: datetime) -> None:
        """Tell of a device that failed (with its sentence) or works again."""
        if failed is None:
            self._say(now, at, "device", "works again", "good")
        else:
            self._say(now, at, "device", failed, "bad")

    def intervention(self, intervention: Intervention, now: float, at: datetime) -> None:
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

    def overtaken(self, now: float, at: datetime) -> None:
        """Tell that the reservation of the passenger's ticket was gone."""
        text = "the journal was changed meanwhile: another gate may have let this ticket in, too"
        self._say(now, at, "ticket", text, "bad")

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
        self._contain(lambda: self._log.event(now, at, kind, text, level, fields))

    def _contain(self, tell: Callable[[], None]) -> None:
        try:
            tell()
        except Exception as failure:  # a log that fails is a fault, and no more than that
            self.failed = f"The log has failed: {failure or type(failure).__name__}"
        else:
            self.failed = None


def _read(ticket: Ticket) -> str:
    way = f"{ticket.origin} to {ticket.destination}" if ticket.origin else ticket.product
    if ticket.departure is not None:
        return f"read: {ticket.train} {way}, departs {_minute(ticket.departure)}"
    return f"read: {way}, good until {_minute(ticket.valid_until)}"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
