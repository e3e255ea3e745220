"""Presents every attack and every owner, on every core."""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2

from station_gate.faces.engine import FaceEngine
from station_gate.faces.liveness.policy import Asking
from station_gate.faces.observation import Side
from station_gate.faces.stills import PortraitProblem
from station_gate.faces.verifier import Verifier, VerifierLimits
from station_gate.lab.attacks.acting import LEFT, Presenter
from station_gate.lab.attacks.cast import Cast, names_in, read_cast, read_filmed
from station_gate.lab.attacks.clip import Person
from station_gate.lab.attacks.presentation import FRAME, Ending, present
from station_gate.lab.attacks.results import AttackResults, Tally
from station_gate.lab.attacks.sheet import Pixels
from station_gate.lab.attacks.species import BONA_FIDE, bona_fide, present_as
from station_gate.problems import BadInput, DeviceMissing

Progress = Callable[[int, int], None]
"""Called with how many presentations are done, of how many."""

_REACTION = 0.6
"""Seconds until somebody on a recording begins to turn; the fixtures' people vary about it."""
_MOST = 4
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

        Who turns is asked for a turn to that side, the next recording to the other one where
        both are there; who never turns is asked for nothing. Raises ``BadInput`` for a
        recording that is damaged.
        """
        filmed = read_filmed(path)
        sides = sorted(filmed.clip.turns)
        side = sides[number % len(sides)] if sides else None
        clip = filmed.clip.whole() if side is None else filmed.clip.turning(side)
        for portrait in filmed.portraits:
            try:
                ending = self._bring(
                    portrait,
                    Person(clip, _REACTION),
                    Asking.PASSIVE if side is None else Asking.ALWAYS,
                    number,
                    None if side is None else Side.LEFT if side == LEFT else Side.RIGHT,
                    seconds=clip.seconds,
                )
            except PortraitProblem:
                continue
            return side is not None, ending
        return side is not None, _NOBODY

    def _bring(
        self,
        portrait: Pixels,
        presenter: Presenter,
        asking: Asking,
        number: int,
        side: Side | None = None,
        *,
        seconds: float = FRAME,
    ) -> Ending:
        liveness = replace(self._limits.liveness, asking=asking, seed=number, side=side)
        if asking is Asking.PASSIVE:
            # the portrait is of the recording itself, and more alike than any document's
            liveness = replace(liveness, doubts=replace(liveness.doubts, alike=0.0))
        verifier = Verifier(self._engine, replace(self._limits, liveness=liveness))
        verifier.begin(portrait)
        return present(verifier, presenter, seconds)


def measure_attacks(
    library: Path,
    recordings: Sequence[Path],
    limits: VerifierLimits,
    counts: dict[str, int],
    processes: int,
    progress: Progress,
) -> AttackResults:
    """Present each species and ``BONA_FIDE`` until so many are judged, each recording once.

    Who does not match is not judged, so that further ones are presented in the place, up to
    ``_MOST`` times the count. Raises ``BadInput`` for a library without people who turn and
    where no recording can be read, ``DeviceMissing`` where a worker cannot be run.
    """
    names_in(library)  # a worker's complaint would not be one sentence
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _start, (library, limits))
    try:
        filmed = [pool.submit(_film, path, number) for number, path in enumerate(recordings)]
        endings = _present_all(pool, filmed, counts, progress)
        found = [future.result() for future in filmed]
    except BrokenProcessPool:
        raise DeviceMissing(
            "A process that presents attacks was ended from outside, perhaps for want of "
            "memory; run it again with --processes 1."
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    tallies = {name: Tally(endings[name]) for name in counts}
    owners = tallies.pop(BONA_FIDE)
    turning = Tally([each.ending for each in found if each.ending and each.turns])
    others = Tally([each.ending for each in found if each.ending and not each.turns])
    damaged = [each.damage for each in found if each.damage is not None]
    return AttackResults(tallies, owners, turning, others, damaged)


def _present_all(
    pool: ProcessPoolExecutor,
    filmed: Sequence["Future[_Found]"],
    counts: dict[str, int],
    progress: Progress,
) -> dict[str, list[Ending]]:
    """Present everything, the recordings first: a complaint about them is to come early."""
    jobs = {
        pool.submit(_present, name, number): (name, number)
        for name, count in counts.items()
        for number in range(count)
    }
    drawn = dict(counts)
    running: set[Future[Any]] = {*filmed, *jobs}
    presented: dict[str, dict[int, Ending]] = {name: {} for name in counts}
    total, done = len(running), 0
    while running:
        over, running = wait(running, return_when=FIRST_COMPLETED)
        for future in over:
            done += 1
            if (job := jobs.get(future)) is None:
                continue
            name, number = job
            ending: Ending = future.result()
            presented[name][number] = ending
            if ending.asked_at is None and drawn[name] < _MOST * counts[name]:
                again = pool.submit(_present, name, drawn[name])
                jobs[again] = (name, drawn[name])
                drawn[name] += 1
                running.add(again)
                total += 1
        progress(done, total)
        if filmed and all(future.done() for future in filmed):
            _check_some_can_be_read([future.result() for future in filmed])
    return {name: [each[at] for at in sorted(each)] for name, each in presented.items()}


def _check_some_can_be_read(found: Sequence["_Found"]) -> None:
    """Raise ``BadInput`` where every recording is damaged."""
    damages = [each.damage for each in found if each.damage is not None]
    if found and len(damages) == len(found):
        raise BadInput(damages[0])


def _start(library: Path, limits: VerifierLimits) -> None:
    """Make a worker process ready."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    cv2.setNumThreads(1)  # the processes are the threads
    _bench = Bench(library, limits)


def _present(species: str, number: int) -> Ending:
    return _bench.present(species, number)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a recording showed, or why it could not be read."""

    turns: bool = False
    ending: Ending | None = None
    damage: str | None = None


def _film(path: Path, number: int) -> _Found:
    try:
        return _Found(*_bench.present_recording(path, number))
    except BadInput as error:
        return _Found(damage=str(error))
