"""Presents every attack and every owner, on every core."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from station_gate.faces.engine import FaceEngine
from station_gate.faces.verifier import Verifier, VerifierLimits
from station_gate.lab.attacks.cast import Cast, names_in, read_cast
from station_gate.lab.attacks.passage import Ending, present
from station_gate.lab.attacks.results import AttackResults, Tally
from station_gate.lab.attacks.species import BONA_FIDE, SPECIES, bona_fide, present_as
from station_gate.problems import DeviceMissing

Progress = Callable[[int, int], None]
"""Called with how many presentations are done, of how many."""

_bench: "_Bench"
"""A worker process's own."""


class _Bench:
    def __init__(self, library: Path, limits: VerifierLimits) -> None:
        self._cast: Cast = read_cast(library)
        self._engine = FaceEngine.load()
        self._limits = limits

    def present(self, species: str, number: int) -> Ending:
        if species == BONA_FIDE:
            victim, presenter = bona_fide(number, self._cast)
        else:
            victim, presenter, _ = present_as(species, number, self._cast)
        liveness = replace(self._limits.liveness, seed=number)
        verifier = Verifier(self._engine, replace(self._limits, liveness=liveness))
        verifier.begin(victim.portrait.pixels)
        return present(verifier, presenter)


def measure_attacks(
    library: Path,
    limits: VerifierLimits,
    counts: dict[str, int],
    processes: int,
    progress: Progress,
) -> AttackResults:
    """Present ``counts`` times each species and ``BONA_FIDE``; raises ``BadInput`` for a
    library without people who turn, ``DeviceMissing`` where a worker cannot be run.
    """
    names_in(library)  # a worker's complaint would not be one sentence
    jobs = [(name, number) for name, count in counts.items() for number in range(count)]
    endings: dict[tuple[str, int], Ending] = {}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _start, (library, limits))
    try:
        running = {pool.submit(_present, *job): job for job in jobs}
        for done in as_completed(running):
            endings[running[done]] = done.result()
            progress(len(endings), len(jobs))
    except BrokenProcessPool:
        raise DeviceMissing(
            "A process that presents attacks was ended from outside, perhaps for want of "
            "memory; run it again with --processes 1."
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    species = {name: _tally(name, counts, endings) for name in SPECIES if name in counts}
    return AttackResults(species, _tally(BONA_FIDE, counts, endings))


def _tally(name: str, counts: dict[str, int], endings: dict[tuple[str, int], Ending]) -> Tally:
    numbers: Iterable[int] = range(counts[name])
    return Tally([endings[name, number] for number in numbers])


def _start(library: Path, limits: VerifierLimits) -> None:
    """Make a worker process ready."""
    global _bench
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _bench = _Bench(library, limits)


def _present(species: str, number: int) -> Ending:
    return _bench.present(species, number)
