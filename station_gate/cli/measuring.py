"""Pictures to figures with a progress bar, for ``evaluate`` and ``calibrate``."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from station_gate.faces.cache import digest
from station_gate.faces.calibration import Policy
from station_gate.faces.engine import FaceEngine
from station_gate.faces.networks import EncoderKind, encoder_kind
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.quality import PORTRAIT_LIMITS
from station_gate.faces.steps import steps_for
from station_gate.lab.evaluation.acquire import Acquired, Choice, encoding_steps
from station_gate.lab.evaluation.evaluate import evaluate
from station_gate.lab.evaluation.kept import KeptEncodings, default_file
from station_gate.lab.evaluation.material import Material, every_pair
from station_gate.lab.evaluation.readers import read_material
from station_gate.lab.evaluation.results import Evaluation
from station_gate.lab.evaluation.workers import acquire_all
from station_gate.problems import BadInput
from station_gate.say import say
from station_gate.settings import load_settings

_STOPPED = "Stopped; what is encoded is kept, the next run goes on from there."


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialOrder:
    """Which pictures to compare and how to encode them, as the command line gives it."""

    pairs: Path
    images: Path | None
    all_pairs: bool
    seed: int
    impostors: int
    choice: Choice
    processes: int | None
    cache: bool


def read_order(order: MaterialOrder) -> Material:
    """Read the pairs and say what does not count of them, before an hour of encoding.

    Raises ``BadInput`` or ``WrongUsage`` as ``read_material``.
    """
    given = read_material(
        order.pairs, order.images, seed=order.seed, most_impostors=order.impostors
    )
    if given.left_out:
        say(f"station-gate: {given.left_out}", sys.stderr)
    return every_pair(given) if order.all_pairs else given


def measure(order: MaterialOrder, given: Material, policy: Policy) -> Evaluation:
    """Encode the pictures on every core and compare the pairs."""
    kind = chosen_encoder()
    engine = FaceEngine.load(kind.name)  # before the workers: a missing model is said once
    acquired = acquire(order, given, kind)
    return evaluate(given, acquired, Pipeline(engine), policy)


def chosen_encoder() -> EncoderKind:
    """Return the engine that the environment's settings choose."""
    return encoder_kind(load_settings().face.engine)


def acquire(order: MaterialOrder, given: Material, kind: EncoderKind) -> list[Acquired]:
    """Encode the pictures on every core, with a bar; what is done already is found."""
    console = Console(stderr=True)
    limits = digest(repr(PORTRAIT_LIMITS).encode())[:8]  # other limits, other verdicts
    way = f"{encoding_steps(steps_for(kind)).version}-{order.choice}-{limits}"
    columns = (
        TextColumn("encoding pictures"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with KeptEncodings(way, default_file() if order.cache else None) as kept:
        try:
            with _ended_in_order(), bar:
                task = bar.add_task("", total=None)
                return acquire_all(
                    given.pictures,
                    steps_for(kind),
                    order.choice,
                    kept,
                    order.processes or len(os.sched_getaffinity(0)),
                    lambda done, total: bar.update(task, completed=done, total=total),
                )
        except (KeyboardInterrupt, SystemExit):
            if kept.lasting:
                print(_STOPPED, file=sys.stderr)
            raise


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let SIGTERM end the program as Ctrl-C does: what is encoded is kept, no process is left."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def check_place(path: Path) -> None:
    """Raise ``BadInput`` where a file cannot be written, before the work for it is done."""
    with _told(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}."):
                pass


def write_file(path: Path, contents: bytes) -> None:
    """Write a file and the folders above it, wholly or not at all.

    Raises ``BadInput`` when that cannot be done.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():  # a pipe or a terminal is written as it is
            path.write_bytes(contents)
            return
        path = path.resolve()  # what a link points to
        # a full disk leaves what was there before
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(contents)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written: {error.strerror}; choose another place."
        ) from None
