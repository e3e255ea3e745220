"""Encodes many pictures on every core, remembering what is done already."""

import hashlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from station_gate.capture.image import MOST_BYTES, read_image
from station_gate.faces.steps import PipelineSteps
from station_gate.files import first_bytes, usable_size
from station_gate.lab.evaluation.acquire import Acquired, Acquirer, Choice
from station_gate.lab.evaluation.kept import KeptEncodings
from station_gate.lab.evaluation.unreadable import renamed, said_unreadable
from station_gate.problems import BadInput, DeviceMissing
from station_gate.processes.privacy import forbid_core_dumps

Progress = Callable[[int, int], None]
"""Called with how many pictures are done, of how many."""

_KEEP_EVERY = 2.0
"""Seconds: what Ctrl-C loses at most."""

_acquirer: Acquirer
"""A worker process's own."""


def acquire_all(
    pictures: Sequence[Path],
    steps: PipelineSteps,
    choice: Choice,
    kept: KeptEncodings,
    processes: int,
    progress: Progress,
) -> list[Acquired]:
    """Encode every picture, in order; pictures with the same contents once.

    Raises ``BadInput`` where files are no pictures, with all of them and after all
    others are encoded; ``DeviceMissing`` where a worker cannot be run. What is encoded by
    then is kept. For the main thread, which gets the
    signals.
    """
    digests: dict[Path, str] = {}
    refused: dict[Path, str] = {}
    for path in dict.fromkeys(pictures):
        try:
            digests[path] = _digest(path)
        except BadInput as problem:
            refused[path] = str(problem)
    done = kept.find(dict.fromkeys(digests.values()))
    waiting = {digest: path for path, digest in digests.items() if digest not in done}
    progress(len(done), len(done) + len(waiting))
    if waiting:
        bad = _encode(waiting, done, steps, choice, kept, min(processes, len(waiting)), progress)
        refused |= {
            path: renamed(bad[digest], waiting[digest], path)
            for path, digest in digests.items()
            if digest in bad
        }
    if refused:
        every = dict.fromkeys(pictures)
        raise said_unreadable([refused[p] for p in every if p in refused], len(every))
    return [done[digests[path]] for path in pictures]


def _encode(
    waiting: dict[str, Path],
    done: dict[str, Acquired],
    steps: PipelineSteps,
    choice: Choice,
    kept: KeptEncodings,
    processes: int,
    progress: Progress,
) -> dict[str, str]:
    """Encode what is waiting into ``done``, keeping it every few seconds.

    Returns what is wrong with those that cannot be read, by their digests.
    """
    refused: dict[str, str] = {}
    fresh: list[tuple[str, Acquired]] = []
    saved = time.monotonic()
    total = len(done) + len(waiting)
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _start, (steps, choice)
    )
    try:
        with _ended_later():
            jobs: dict[Future[Acquired], str] = {
                pool.submit(_acquire, path): digest for digest, path in waiting.items()
            }
        for job in as_completed(jobs):
            try:
                done[jobs[job]] = job.result()
            except BadInput as problem:
                refused[jobs[job]] = str(problem)
            else:
                fresh.append((jobs[job], done[jobs[job]]))
            progress(len(done) + len(refused), total)
            if time.monotonic() - saved > _KEEP_EVERY:
                kept.keep(fresh)
                fresh, saved = [], time.monotonic()
    except BrokenProcessPool:
        raise DeviceMissing(
            "A process that encodes pictures was ended from outside, perhaps for want of memory; "
            "run it again (what is done is kept), with --processes 1 if it happens again."
        ) from None
    finally:
        kept.keep(fresh)
        # not without waiting: a pool that is gone too soon cancels nothing, and its workers
        # would encode all the rest for nobody
        pool.shutdown(wait=True, cancel_futures=True)
    return refused


@contextmanager
def _ended_later() -> Iterator[None]:
    """Hold back Ctrl-C and SIGTERM while workers are started, so that none is left half made.

    For the workers Ctrl-C is blocked, which they inherit, from their first breath on: one that
    is still importing would answer with a traceback. Here other threads get it all the same.
    """
    held: list[int] = []
    handlers = {
        number: signal.signal(number, lambda number, frame: held.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])


def _start(steps: PipelineSteps, choice: Choice) -> None:
    """Make a worker process ready."""
    global _acquirer
    forbid_core_dumps()
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    _acquirer = Acquirer(steps, choice)


def _end_with_parent() -> None:
    """End this process when the parent is gone, however it was ended.

    A parent that is killed tells its workers nothing, and they would wait for pictures for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _acquire(path: Path) -> Acquired:
    return _acquirer.acquire(read_image(path))


def _digest(path: Path) -> str:
    contents = first_bytes(path, usable_size(path, "picture", MOST_BYTES))
    return hashlib.sha256(contents).hexdigest()
