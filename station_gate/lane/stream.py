"""What a lane tells: one stream of typed messages, to everybody in one list.

Log, figures, boards, the journal's records and whoever else listens are subscribers. They
hear every message in the order in which things happened, and nothing that they do reaches
back into the lane: who fails is told of once, and neither the lane nor another subscriber
stops for it. Flaps are opened before anybody hears that they are to be.

Messages hold what the lane works with, pictures and documents too. A subscriber that keeps
or sends anything chooses what: never a picture, an encoding, a name or a document's number.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from station_gate.documents.document import IdentityDocument
from station_gate.faces.observation import Observation, Request
from station_gate.faces.results import Result
from station_gate.gate.decision import Decision
from station_gate.gate.effects import Effect
from station_gate.gate.events import Event
from station_gate.gate.uses import Spent
from station_gate.journal.interventions import Intervention
from station_gate.lane.view import LaneView
from station_gate.problems import BadInput

TROUBLED = 5.0
"""Seconds after its last failure for which a subscriber that failed is a trouble of the gate."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that a lane tells."""

    now: float
    """Seconds on the lane's clock: those of the tick in which it happened."""
    at: datetime
    """The station's time, aware."""


@dataclass(frozen=True, slots=True)
class EventIn(Message):
    """The core is told what happened.

    The passenger who begins with it (``TransactionBegan``) is told of before it.
    """

    event: Event


@dataclass(frozen=True, slots=True)
class EffectOut(Message):
    """The core wants something done; it is carried out next, or has been, if it is urgent."""

    effect: Effect


@dataclass(frozen=True, slots=True)
class CodesRead(Message):
    """The ticket reader gives codes that were shown anew."""

    payloads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class DocumentRead(Message):
    """The document reader gives a document, or says why it does not."""

    document: IdentityDocument | BadInput


@dataclass(frozen=True, slots=True)
class Recognised(Message):
    """Recognition answers, perhaps about somebody who has gone."""

    result: Result


@dataclass(frozen=True, slots=True)
class FramesDropped(Message):
    """Recognition was busy: so many live frames more have been passed over."""

    count: int


@dataclass(frozen=True, slots=True)
class FaceObserved(Message):
    """The passenger in front of the camera was looked at."""

    observation: Observation


@dataclass(frozen=True, slots=True)
class TurnRequested(Message):
    """The passenger is asked to turn the head; once for each turn."""

    request: Request


@dataclass(frozen=True, slots=True)
class Decided(Message):
    """A passenger is done; ``spent`` is what was used up for it."""

    decision: Decision
    spent: Spent | None


@dataclass(frozen=True, slots=True)
class Overtaken(Message):
    """The reservation of a ticket was gone when its passage was written."""


@dataclass(frozen=True, slots=True)
class OrderGiven(Message):
    """An operator gives an order; what comes of it follows."""

    operator: str
    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderSettled(Message):
    """An operator's order has been carried out, or has not and why."""

    intervention: Intervention


@dataclass(frozen=True, slots=True)
class Fault(Message):
    """A part of the gate has failed, in a sentence; ``None``: it works again."""

    sentence: str | None


@dataclass(frozen=True, slots=True)
class LaneFailed(Message):
    """The lane itself has failed; it is closed next, and a live one is opened anew."""

    failure: Exception


@dataclass(frozen=True, slots=True)
class Renamed(Message):
    """Another gate writes into this journal under the same name."""

    wanted: str
    """The gate's name in the settings."""
    name: str
    """What this one is called in the journal."""


@dataclass(frozen=True, slots=True)
class Viewed(Message):
    """A tick is over; this is what may be seen of the lane now."""

    view: LaneView


class Subscriber(Protocol):
    """Listens to a lane."""

    @property
    def name(self) -> str:
        """What it is, for "The ... has failed"."""
        ...

    def hear(self, message: Message) -> None:
        """Take a message, or pass it over. Called by the lane, which waits meanwhile."""
        ...


class Stream:
    """Hands each message to every subscriber, one after the other."""

    def __init__(
        self, subscribers: Sequence[Subscriber], clock: Callable[[float], datetime]
    ) -> None:
        """``clock`` turns lane seconds into the station's time."""
        self._subscribers = tuple(subscribers)
        self._clock = clock
        self._waiting: deque[Message] = deque()
        self._telling = False
        self._failed = ""
        self._failed_until = float("-inf")
        self._told: set[tuple[str, type[Exception]]] = set()

    def tell(self, message: Message) -> None:
        """Have everybody hear it; what is told meanwhile comes after it."""
        self._waiting.append(message)
        if self._telling:
            return
        self._telling = True
        try:
            while self._waiting:
                self._hand_out(self._waiting.popleft())
        finally:
            self._telling = False

    def failed(self, now: float) -> str | None:
        """Say which subscriber has failed lately, in a sentence."""
        return self._failed if now < self._failed_until else None

    def _hand_out(self, message: Message) -> None:
        for subscriber in self._subscribers:
            try:
                subscriber.hear(message)
            except Exception as failure:  # a fault of who listens, and no more than that
                self._fails(subscriber.name, failure, message.now)

    def _fails(self, name: str, failure: Exception, now: float) -> None:
        self._failed = f"The {name} has failed: {str(failure) or type(failure).__name__}"
        self._failed_until = now + TROUBLED
        if (name, type(failure)) not in self._told:
            self._told.add((name, type(failure)))
            self._waiting.append(Fault(now, self._clock(now), self._failed))
