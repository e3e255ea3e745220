"""Presents every attack and every owner, on every core."""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from station_gate.faces.engine import FaceEngine
from station_gate.faces.liveness.policy import Asking
from station_gate.faces.observation import Side
from station_gate.faces.stills import PortraitProblem
from station_gate.faces.verifier import Verifier, VerifierLimits
from station_gate.lab.attacks.acting import LEFT, Presenter
from station_gate.lab.attacks.cast import Cast, names_in, read_actor, read_cast
from station_gate.lab.attacks.clip import Person
from station_gate.lab.attacks.passage import Ending, present
from station_gate.lab.attacks.results import AttackResults, Tally
from station_gate.lab.attacks.sheet import Pixels
from station_gate.lab.attacks.species import BONA_FIDE, bona_fide, present_as
from station_gate.problems import DeviceMissing

Progress = Callable[[int, int], None]
"""Called with how many presentations are done, of how many."""

_REACTION = 0.6
"""Seconds until somebody on a recording begins to turn; the fixtures' people vary about it."""
_NOBODY = Ending(verdict=None, seconds=0.0, asked_at=None)

_bench: "Bench"
"""A worker process's own."""


class Bench:
    """Everything that presentations need. Not thread-safe."""

    def __init__(self, library: Path, limits: VerifierLimits) -> None:
        """``library`` is read when somebody of it is presented first."""
        self._library = library
        self._engine = FaceEngine.load()
        self._limits = limits

    @cached_property
    def _cast(self) -> Cast:
        return read_cast(self._library)

    def present(self, species: str, number: int) -> Ending:
        """Bring a presentation of a species, or an owner, before the gate."""
        if species == BONA_FIDE:
            victim, presenter = bona_fide(number, self._cast)
        else:
            victim, presenter, _ = present_as(species, number, self._cast)
        return self._bring(victim.portrait.pixels, presenter, Asking.ALWAYS, number)

    def present_recording(self, path: Path, number: int) -> tuple[bool, Ending]:
        """Bring whoever is on a recording before the gate; say whether they turn the head.

        Who turns to one side only is asked for that one; who never turns, for nothing.
        """
        actor = read_actor(path)
        if actor is None:
            return False, _NOBODY
        turns = actor.clip.turns
        side = None if len(turns) != 1 else Side.LEFT if LEFT in turns else Side.RIGHT
        asking = Asking.ALWAYS if turns else Asking.PASSIVE
        person = Person(actor.clip, _REACTION)
        try:
            return bool(turns), self._bring(actor.portrait.pixels, person, asking, number, side)
        except PortraitProblem:
            return bool(turns), _NOBODY

    def _bring(
        self,
        portrait: Pixels,
        presenter: Presenter,
        asking: Asking,
        number: int,
        side: Side | None = None,
    ) -> Ending:
        liveness = replace(self._limits.liveness, asking=asking, seed=number, side=side)
        if asking is Asking.PASSIVE:
            # the portrait is of the recording itself, and more alike than any document's
            liveness = replace(liveness, doubts=replace(liveness.doubts, alike=0.0))
        verifier = Verifier(self._engine, replace(self._limits, liveness=liveness))
        verifier.begin(portrait)
        return present(verifier, presenter)


def measure_attacks(
    library: Path,
    recordings: Sequence[Path],
    limits: VerifierLimits,
    counts: dict[str, int],
    processes: int,
    progress: Progress,
) -> AttackResults:
    """Present ``counts`` times each species and ``BONA_FIDE``, and each recording once.

    Raises ``BadInput`` for a library without people who turn and for a recording that
    cannot be read, ``DeviceMissing`` where a worker cannot be run.
    """
    names_in(library)  # a worker's complaint would not be one sentence
    jobs = [(name, number) for name, count in counts.items() for number in range(count)]
    total = len(jobs) + len(recordings)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _start, (library, limits))
    try:
        presented = {pool.submit(_present, *job): job for job in jobs}
        filmed = [pool.submit(_film, path, number) for number, path in enumerate(recordings)]
        running: list[Future[Any]] = [*presented, *filmed]
        for done, future in enumerate(as_completed(running), 1):
            future.result()
            progress(done, total)
    except BrokenProcessPool:
        raise DeviceMissing(
            "A process that presents attacks was ended from outside, perhaps for want of "
            "memory; run it again with --processes 1."
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    tallies = {
        name: Tally([future.result() for future, job in presented.items() if job[0] == name])
        for name in counts
    }
    owners = tallies.pop(BONA_FIDE)
    found = [future.result() for future in filmed]
    turning = Tally([ending for turns, ending in found if turns])
    others = Tally([ending for turns, ending in found if not turns])
    return AttackResults(tallies, owners, turning, others)


def _start(library: Path, limits: VerifierLimits) -> None:
    """Make a worker process ready."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _bench = Bench(library, limits)


def _present(species: str, number: int) -> Ending:
    return _bench.present(species, number)


def _film(path: Path, number: int) -> tuple[bool, Ending]:
    return _bench.present_recording(path, number)
