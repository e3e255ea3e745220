"""The lane's side of the journal: it asks and writes beside the lane, in order, and never waits."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from station_gate.gate.effects import RedeemTicket
from station_gate.gate.moments import civil
from station_gate.gate.uses import Use
from station_gate.journal.purging import days_before
from station_gate.lane.ports import Keeper
from station_gate.lane.stream import Decided, Message, OrderSettled
from station_gate.problems import Problem

AGAIN = 1.0
"""Seconds until a journal that failed is tried again."""
SLOW = 1.0
"""Seconds after which a journal that has not answered is a fault of the gate."""
PURGE = 600.0
"""Seconds from one batch of old records that is deleted to the next."""
_LAST = 1.0
"""Seconds that a gate which closes waits for what is still to be written."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Something for the journal to do; ``must``: it is tried until it is done."""

    do: Callable[[], object]
    must: bool
    since: float
    answer: Callable[[object], None] | None = None


class JournalDesk:
    """One gate's journal. Times are lane seconds.

    It listens to the lane for what it records. What must be written is kept in order until it
    is; nothing overtakes it.
    """

    name = "journal"

    def __init__(
        self,
        journal: Keeper,
        gate: str,
        worker: Executor,
        clock: Callable[[float], datetime],
        keep_days: int | None = None,
    ) -> None:
        """``worker`` does one thing at a time: in step with the lane, or beside it.

        What is older than ``keep_days`` is deleted, a batch now and then; ``clock`` tells the
        station's time.
        """
        self._clock = clock
        self._keep_days = keep_days
        self._purge_at = 0.0
        self._journal = journal
        self._gate = gate
        self._worker = worker
        self._lock = threading.Lock()
        self._jobs: deque[_Job] = deque()
        self._answers: deque[Callable[[], None]] = deque()
        self._running: Future[None] | None = None
        self._busy = False
        self._problem: str | None = None
        self._mistake: Exception | None = None
        self._again_at = 0.0
        self._asked: RedeemTicket | None = None
        self._overtaken = 0

    # ------------------------------------------------------------------ what there is to do

    def redeem(
        self, effect: RedeemTicket, at: datetime, now: float, answer: Callable[[bool], None]
    ) -> None:
        """Ask for a use; ``answer`` is called by ``poll`` unless it is too late for one."""
        self._asked = effect

        def told(won: object) -> None:
            # without an answer the core opens nothing; one that comes too late is given back
            if self._asked is effect and isinstance(won, bool):
                self._asked = None
                answer(won)

        self._add(
            _Job(
                lambda: self._journal.reserve(
                    effect.use, self._gate, effect.if_lost, at, effect.good_until
                ),
                must=False,
                since=now,
                answer=told,
            )
        )

    def release(self, use: Use, now: float) -> None:
        """Give a use back, also one whose answer has not come yet."""
        self._asked = None
        self._add(_Job(lambda: self._journal.release(use), must=True, since=now))

    def hear(self, message: Message) -> None:
        """Keep what belongs on record: who is done, and what operators did."""
        now, journal = message.now, self._journal
        match message:
            case Decided(decision=decision, spent=spent):
                at = civil(message.at)
                self._add(
                    _Job(
                        lambda: journal.write(decision, self._gate, at, spent),
                        must=True,
                        since=now,
                        answer=self._written,
                    )
                )
            case OrderSettled(intervention=intervention):
                self._add(_Job(lambda: journal.intervene(intervention), must=True, since=now))
            case _:
                pass

    def _written(self, done: object) -> None:
        if done is False:
            self._overtaken += 1

    def take_overtaken(self) -> int:
        """Count the passages since the last call whose reservation another gate had taken."""
        count, self._overtaken = self._overtaken, 0
        return count

    def opens_for(self, transaction: int) -> None:
        """Note that the barrier opens for this passenger; takes no time and needs no disk."""
        self._journal.opens_for(transaction)

    def uses(self, asked: Iterable[Use]) -> dict[Use, float]:
        """Say how many seconds ago each was used: reading waits for nobody who writes.

        Raises ``Problem`` where the journal cannot be read, which is a fault until it can.
        """
        try:
            return self._journal.uses(asked)
        except Problem as problem:
            self._problem = str(problem)
            raise

    # ------------------------------------------------------------------ how it stands

    @property
    def owed(self) -> int:
        """How much is to be written and has not been yet."""
        with self._lock:
            return sum(job.must for job in self._jobs)

    @property
    def remark(self) -> str | None:
        """What operators have to know of it though it works, in a sentence."""
        return self._journal.remark

    def failed(self, now: float) -> str | None:
        """Return what is wrong with the journal, in a sentence."""
        with self._lock:
            waiting = self._jobs[0].since if self._jobs else now
        if self._problem is None and now - waiting > SLOW:
            return "The journal does not answer; the gate goes on when it does."
        return self._problem

    def poll(self, now: float) -> None:
        """Hand over the answers that have come, and try again what has failed.

        Raises what is no ``Problem``: a mistake of the program.
        """
        self._hand_over()
        if self._problem is not None and now >= self._again_at:
            self._again_at = now + AGAIN
            with self._lock:
                if not self._jobs:
                    self._jobs.append(_Job(self._journal.probe, must=False, since=now))
            self._start()
        if self._keep_days is not None and now >= self._purge_at:
            self._purge_at = now + PURGE
            at = self._clock(now)
            before = days_before(at, self._keep_days)
            self._add(_Job(lambda: self._journal.purge(before, at), must=False, since=now))
        mistake, self._mistake = self._mistake, None
        if mistake is not None:
            raise mistake

    def close(self, now: float) -> str | None:
        """Write for the last time what is owed; say what stays out of the journal."""
        self._start()
        running = self._running
        if running is not None:
            with suppress(TimeoutError):
                running.result(_LAST)
        owed = self.owed
        with self._lock:
            self._jobs.clear()
        why = self.failed(now) or "it did not answer in time"
        return f"{owed} lines are in this log only: {why}" if owed else None

    # ------------------------------------------------------------------ beside the lane

    def _add(self, job: _Job) -> None:
        with self._lock:
            self._jobs.append(job)
        if self._problem is None or not job.must:
            self._start()
        self._hand_over()  # what was done at once

    def _hand_over(self) -> None:
        while self._answers:
            self._answers.popleft()()

    def _start(self) -> None:
        with self._lock:
            if self._busy or not self._jobs:
                return
            self._busy = True
        self._running = self._worker.submit(self._work)

    def _work(self) -> None:
        """Do what is to be done until there is nothing more, or the journal fails."""
        while (job := self._next()) is not None:
            result: object = None
            try:
                result = job.do()
                self._problem = None
            except Problem as problem:
                self._problem = str(problem)
                if job.must:  # and nothing overtakes it
                    with self._lock:
                        self._busy = False
                    return
            except Exception as mistake:  # it will not mend by itself
                self._mistake = mistake
            with self._lock:
                if self._jobs and self._jobs[0] is job:
                    self._jobs.popleft()
            if job.answer is not None:
                self._answers.append(partial(job.answer, result))

    def _next(self) -> _Job | None:
        with self._lock:
            if not self._jobs:
                self._busy = False
                return None
            return self._jobs[0]
