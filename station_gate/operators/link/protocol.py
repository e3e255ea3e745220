"""What gates and boards say to each other: one JSON object on each line, either way.

A gate begins with ``Hello``. Then come a ``State`` whenever it changes and once a second, an
``Ended`` for each passenger, ``Notices`` whenever they change, an ``Intervened`` for each thing
that an operator did. A board says nothing but ``Order``; the gate gives each its ``Answer``.
Whoever connects is first told what is known: the latest of everything.

Keys only ever grow within a version; what a reader does not know it skips. Numbers, codes and
short texts only: never a picture, an encoding, a name or a document's number.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from station_gate.barrier.orders import MODES as SAFETY_MODES
from station_gate.gate.decision import Decision
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Mode, Step
from station_gate.journal.interventions import Intervention
from station_gate.lane.orders import ORDERS

PROTOCOL = 1
LONGEST_ORDER = 4096
"""Bytes of a line that a gate reads: an order has 400."""
LONGEST_NEWS = 1 << 20
"""Bytes of a line that a board reads: a passenger with every check has 10,000 at most."""

Word = Annotated[str, Field(max_length=64)]
Line = Annotated[str, Field(max_length=400)]
Moment = Annotated[float, Field(allow_inf_nan=False, ge=0, lt=1e11)]
"""Seconds since 1970, UTC: gates and boards share the machine's clock."""


class ProtocolError(Exception):
    """What was received is not of this protocol; the message says why."""


MODES = SAFETY_MODES
"""What commands make of a gate."""


def _known(word: str) -> str:
    if word not in ORDERS:
        raise ValueError(f"there is no such order; those that there are: {', '.join(ORDERS)}")
    return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """Who is speaking; the first line of a gate, the same in every version."""

    type: Literal["hello"] = "hello"
    protocol: int
    gate: Word
    run: Word
    """Another one each time the gate is started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How it is at the gate now."""

    type: Literal["state"] = "state"
    at: Moment
    clock: Word
    """The station's time, "HH:MM"."""
    offset: Annotated[float, Field(gt=-86400, lt=86400)] | None = None
    """Seconds by which that is ahead of UTC; a gate of an older version does not say."""
    step: Step
    since: Moment
    """When the step began."""
    mode: Mode
    alarm: Alarm
    direction: Direction
    barrier: Annotated[float, Field(ge=0, le=1)]
    """0 closed to 1 open."""
    people: Annotated[int, Field(ge=0, le=1000)]
    """In the lane."""
    waits_for_lane: bool = False
    reason: Reason | None = None
    """Why the passenger is refused, or staff are called."""
    transaction: int | None = None
    failed: Line | None = None
    """What is wrong with the gate, in a sentence."""
    remark: Line | None = None
    """What operators have to know though the gate works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A passenger is done. ``serial`` counts up within a run, from 1."""

    type: Literal["ended"] = "ended"
    serial: int
    at: Moment
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """An alarm or a fault that nobody has acknowledged yet."""

    kind: Literal["alarm", "fault"]
    text: Line
    began: Moment
    """When it came, the last time."""
    ended: Moment | None
    """When it was over; ``None``: it lasts."""
    count: int = 1
    """How often it came since it was last acknowledged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """All of them, the oldest first."""

    type: Literal["notices"] = "notices"
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervened:
    """An operator gave an order. ``serial`` counts as in ``Ended``."""

    type: Literal["intervened"] = "intervened"
    serial: int
    at: Moment
    intervention: Intervention


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an order."""

    type: Literal["answer"] = "answer"
    order: Word
    done: bool
    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command with its reason. ``order`` is any word that comes back in the answer."""

    type: Literal["order"] = "order"
    order: Word
    command: Annotated[str, AfterValidator(_known)]
    """A word of ``lane.orders``."""
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    """For the journal, in the operator's words."""
    notice: Line | None = None
    """Which alarm or fault is acknowledged, by its text; without one all of them are."""


News = Hello | State | Ended | Notices | Intervened | Answer
_Message = TypeVar("_Message")

_NEWS: TypeAdapter[News] = TypeAdapter(Annotated[News, Field(discriminator="type")])
_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def encode(message: News | Order) -> bytes:
    """Make the line, with its end."""
    adapter: TypeAdapter[Any] = _ORDER if isinstance(message, Order) else _NEWS
    return adapter.dump_json(message) + b"\n"


def decode_order(line: bytes) -> Order:
    """Read a board's line; raises ``ProtocolError``."""
    return _decode(_ORDER, line)


def decode_news(line: bytes) -> News | None:
    """Read a gate's line; ``None`` for a kind that a newer program has. Raises ``ProtocolError``.

    The ``Hello`` of any version is read.
    """
    try:
        return _decode(_NEWS, line)
    except ProtocolError:
        if _is_of_a_new_kind(line):
            return None
        raise


def _decode(adapter: TypeAdapter[_Message], line: bytes) -> _Message:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ProtocolError(f"{where or 'line'}: {first['msg']}") from None


def _is_of_a_new_kind(line: bytes) -> bool:
    try:
        kind = json.loads(line)["type"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    known = {each.__dataclass_fields__["type"].default for each in News.__args__}
    return isinstance(kind, str) and kind not in known
