"""A gate's redemptions at a station: the database decides, and the gate goes on without it.

The gate's own journal keeps everything first. A use is reserved there and then asked for in the
database, with a deadline. Where nobody answers, the gate decides by what it knows itself and by
what its operator chose; what happened is sent later. Nothing that was told to a passenger is
ever taken back.
"""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from station_gate.gate.decision import Decision
from station_gate.gate.uses import Spent, Use
from station_gate.journal.interventions import Intervention
from station_gate.journal.journal import Journal
from station_gate.journal.outbox import Outbox
from station_gate.journal.purging import Purged
from station_gate.problems import DeviceMissing, Problem
from station_gate.station.database import CONNECTING
from station_gate.station.entries import ServersClock
from station_gate.station.line import Line
from station_gate.station.mirror import Mirror, Told, told_of
from station_gate.station.registry import Known, Registry
from station_gate.station.sending import entry_of
from station_gate.station.standing import Standing, Stands

DEADLINE = 0.4
"""Seconds that the database has to answer: a tenth less than the core waits (``REDEMPTION``), so
that the gate's own rule still answers in time."""
BEAT = 3.0
"""Seconds from one sign of life to the next; a gate counts as gone after 10."""
_BATCH = 200
"""Entries sent at once: a redemption has to wait for one batch at most, some 20 ms."""
_SLOW = 5.0
"""Seconds that anything else may take."""
_LEARNED = 2 * 86400.0
"""Seconds back from which passages are learned when a gate starts: a day's tickets, and the
night after it."""
_OVERLAP = 5.0
"""Seconds by which two looks at the others' passages overlap: changes become visible out of
their order."""


class Rule(StrEnum):
    """What a gate does while the database does not answer: its operator's choice."""

    LET_IN = "let_in"
    """It lets in whoever is let in by what it knows itself."""
    STAFF = "staff"
    """Nobody: staff look at the tickets."""


@dataclass(slots=True)
class _Held:
    """What is reserved for the passenger at the gate."""

    use: Use
    gate: str
    transaction: int
    good_until: date | None


class StationKeeper:
    """All that a lane asks of its journal, at a station. The ``Keeper`` port."""

    def __init__(
        self,
        journal: Journal,
        outbox: Outbox,
        open_registry: Callable[[uuid.UUID], Registry],
        rule: Rule,
        *,
        version: str = "",
        tell: Callable[[Sequence[tuple[bytes, bool]]], None] = lambda names: None,
    ) -> None:
        """``tell`` is given the names of what was just spent or undone, for the other gates."""
        self._journal = journal
        self._outbox = outbox
        self._rule = rule
        self._version = version
        self._tell = tell
        self._id = outbox.journal
        self._run = uuid.uuid4()
        self.mirror = Mirror(outbox)
        self._line = Line(lambda: open_registry(self._id))
        self._lock = threading.Lock()
        self._standing = Standing(random.random)
        self._gate = ""
        self._first = 0
        """The number that the gate's passengers begin with in this run."""
        self._leaves = True
        """Something may be reserved yet for those of the run before."""
        self._held: _Held | None = None
        self._returned: list[_Held] = []
        """What is to be given back in the database."""
        self._server: ServersClock | None = None
        self._learned: float | None = None
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._attend, name="station", daemon=True)

    # ------------------------------------------------------------------ the port

    def join(self, gate: str) -> tuple[str, int]:
        """Begin: give the gate's name in the records, and its next passenger's number.

        Where the database cannot be reached the gate begins all the same.
        """
        name = gate
        try:
            name = self._come_back(gate).name
        except DeviceMissing as problem:
            self._fail(problem)
        self._gate, self._first = self._journal.join(name)
        self._thread.start()
        return self._gate, self._first

    def uses(self, asked: Iterable[Use]) -> dict[Use, float]:
        """Say how many seconds ago each of these was used, as far as this gate knows."""
        every = list(asked)
        found = self._journal.uses(every)
        for use in every:
            told = self.mirror.told(use)
            if told is None:
                continue
            if told.undone and found.get(use, told.ago) >= told.ago:
                found.pop(use, None)
            elif not told.undone:
                found.setdefault(use, told.ago)
        return found

    def reserve(
        self, use: Use, gate: str, if_lost: Decision, at: datetime, good_until: date | None = None
    ) -> bool:
        """Reserve a use for a passenger; ``False`` when it is spent or reserved by another.

        Raises ``DeviceMissing`` where the database does not answer and staff shall decide.
        """
        if not self._is_new(use):
            return False
        if not self._journal.reserve(use, gate, if_lost, at, good_until):
            return False
        held = _Held(use, gate, if_lost.transaction, good_until)
        try:
            won = self._ask(held)
        except BaseException:
            self._journal.release(use)
            raise
        if won:
            self._held = held
        else:
            self._journal.release(use)
        return won

    def opens_for(self, transaction: int) -> None:
        """Note that the barrier opens for this passenger now; takes no time."""
        self._journal.opens_for(transaction)

    def release(self, use: Use) -> bool:
        """Give a use back that this gate reserved; ``False`` where it had not."""
        released = self._journal.release(use)
        held, self._held = self._held, None
        if held is not None and held.use == use:
            self._give_back(held)
        return released

    def write(
        self, decision: Decision, gate: str, at: datetime, spent: Spent | None = None
    ) -> bool:
        """Keep a record and spend what was used up: both or neither, and once."""
        done = self._journal.write(decision, gate, at, spent)
        if spent is not None:
            self._held = None
            told = told_of(spent.use, 0.0, undoes=spent.undoes is not None)
            if spent.undoes is not None:
                self.mirror.note(told)  # another gate told of the entry
            named = [(self.mirror.name(use), what.undone) for use, what in told]
            self._tell([(name, undone) for name, undone in named if name is not None])
        self._wake.set()
        return done

    def intervene(self, intervention: Intervention) -> None:
        """Keep what an operator did."""
        self._journal.intervene(intervention)
        self._wake.set()

    def probe(self) -> None:
        """Find out whether somebody may be let in: the journal, and the rule for outages."""
        self._journal.probe()
        if self._rule is Rule.STAFF:
            with self._lock:
                if not self._standing.may_ask:
                    raise self._closed()

    def purge(self, before: datetime, now: datetime) -> Purged:
        """Delete a batch of what is older and has been sent."""
        return self._journal.purge(before, now)

    def close(self) -> None:
        """End; send what can be sent at once, the rest waits in the journal."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(_SLOW)
        self._journal.close()  # what it ends is sent, too
        with suppress(Problem):
            if self._standing.may_ask:
                self._send()
                self._line.ask(lambda registry: registry.leave(self._gate, self._run), DEADLINE)
        self._line.close(DEADLINE)
        self._outbox.close()

    # ------------------------------------------------------------------ how it stands

    @property
    def remark(self) -> str | None:
        """What the operator has to know of the station, in a sentence."""
        with self._lock:
            return self._standing.sentence(time.monotonic())

    @property
    def stands(self) -> tuple[Stands, int]:
        """How the gate stands with its station, and how many passages wait."""
        with self._lock:
            return self._standing.now, self._standing.waiting

    # ------------------------------------------------------------------ asking

    def _is_new(self, use: Use) -> bool:
        """Whether no other gate has told of it; one that was undone elsewhere is so here, too."""
        told = self.mirror.told(use)
        if told is None:
            return True
        if told.undone:
            self._outbox.undo(use)
        return told.undone

    def _ask(self, held: _Held) -> bool:
        with self._lock:
            asked = None
            if self._standing.may_ask:
                # what is to be given back of this very use would come after it
                asked = self._line.submit(_reserving(held), first=True)
        if asked is not None:
            try:
                return asked.result(DEADLINE)
            except TimeoutError:
                asked.cancel()
                self._fail(DeviceMissing("It did not answer in time."))
            except Problem as problem:
                self._fail(problem)
        if self._rule is Rule.STAFF:
            self._give_back(held)  # the answer may have been lost
            raise self._closed()
        return True

    def _closed(self) -> DeviceMissing:
        return DeviceMissing(
            "The station's database does not answer and this gate lets nobody in without it: "
            "staff look at the tickets (station.offline)."
        )

    def _give_back(self, held: _Held) -> None:
        with self._lock:
            if self._standing.may_ask:
                done = self._line.submit(_returning(held), first=True)
                done.add_done_callback(lambda ended: self._returned_or_kept(ended, held))
            else:
                self._returned.append(held)

    def _returned_or_kept(self, done: "Future[None]", held: _Held) -> None:
        if done.cancelled() or done.exception() is not None:
            self._returned.append(held)

    # ------------------------------------------------------------------ beside the lane

    def _attend(self) -> None:
        """Keep in touch with the database until the gate ends."""
        beat_at = 0.0
        while not self._closing:
            now = time.monotonic()
            try:
                if self._standing.is_due(now):
                    self._line.cut_if_stuck(DEADLINE)
                    self._come_back(self._gate)
                    beat_at = now + BEAT
                elif self._standing.may_ask and now >= beat_at:
                    beat_at = now + BEAT
                    self._beat()
                if self._standing.may_ask:
                    self._send()
                    self._give_back_left()
            except Problem as problem:
                self._fail(problem)
            self._wake.wait(self._pause(beat_at))
            self._wake.clear()

    def _pause(self, beat_at: float) -> float:
        with self._lock:
            due = beat_at if self._standing.may_ask else self._standing.again_at
        return max(0.01, due - time.monotonic())

    def _come_back(self, gate: str) -> Known:
        """Say that the gate is there, and learn what it has missed."""

        def greet(registry: Registry) -> Known:
            known = registry.greet(gate, self._run, self._version)
            if self._outbox.begin_anew_if_older(known.last_serial):
                self._id = self._outbox.journal
                raise DeviceMissing("The journal is an older copy and begins anew at the station.")
            return known

        known = self._line.ask(greet, CONNECTING + 1)
        self._outbox.sent(known.last_serial)
        self.mirror.learn_key(known.feed_key)
        self._learn()
        with self._lock:
            self._server = known.server
            self._standing.answers(self._outbox.passages_waiting)
            returned, self._returned = self._returned, []
        for held in returned:
            self._give_back(held)
        return known

    def _beat(self) -> None:
        self._come_back(self._gate)
        held = self._held
        if held is not None:  # a reservation is good for as long as it is renewed
            self._line.ask(_reserving(held), _SLOW)

    def _learn(self) -> None:
        """Learn what passed at other gates since the last look."""
        looked = time.monotonic()
        ago = _LEARNED if self._learned is None else looked - self._learned + _OVERLAP
        found = self._line.ask(lambda registry: registry.passages_since(ago), 2 * _SLOW)
        told: list[tuple[Use, Told]] = []
        for each in found:
            told += told_of(each.use, each.ago, undoes=each.undoes)
        self.mirror.note(told)
        self._learned = looked

    def _send(self) -> None:
        """Send what waits, in order, a batch at a time."""
        server = self._server
        while server is not None and (waiting := self._outbox.oldest(_BATCH)):
            entries = [entry_of(each, server) for each in waiting]
            self._line.ask(lambda registry: registry.take(entries), _SLOW)  # noqa: B023
            self._outbox.sent(entries[-1].serial)
            with self._lock:
                self._standing.counts(self._outbox.passages_waiting)

    def _give_back_left(self) -> None:
        """Give back what this gate had reserved when it stopped; who passed then has been sent."""
        if self._leaves:
            self._line.ask(lambda registry: registry.release_left(self._gate, self._first), _SLOW)
            self._leaves = False

    def _fail(self, problem: Problem) -> None:
        waiting = self._outbox.passages_waiting
        with self._lock:
            self._standing.fails(time.monotonic(), str(problem))
            self._standing.counts(waiting)
        self._wake.set()


def _reserving(held: _Held) -> Callable[[Registry], bool]:
    return lambda registry: registry.hold(held.use, held.gate, held.transaction, held.good_until)


def _returning(held: _Held) -> Callable[[Registry], None]:
    return lambda registry: registry.give_back(held.use, held.gate, held.transaction)
