"""Our face pipeline beside plain face_recognition, on the same frames in one run.

The frames are the rendered people of the fixtures (640 x 480). The naive way does for
each what its manual shows: find the faces (RGB, upsampled once) and encode them.
Numbers are process CPU time unless a row says otherwise, so that other programs on the
machine count little; quote the ratios, not the milliseconds. ``live.py`` has the frames
of a stream.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import subprocess
import sys
from pathlib import Path
from statistics import median

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._naive import clock, cpu, naive
from benchmarks._table import Row, publish
from benchmarks.live import EveryFrame
from station_gate.faces.calibration import Policy
from station_gate.faces.comparing import compare_pictures
from station_gate.faces.encoder import DlibEncoder
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import gray_of
from station_gate.faces.steps import PLAIN, SHIPPED, PipelineSteps
from tests.faces.conftest import live, portrait

_FLOP_OF_A_FACE = 541.7e6
"""Multiplications and additions of dlib's network for one chip."""
_SIDE = 1024
"""Of the square matrices whose product measures what the core can do."""


def encoding(engine: FaceEngine) -> tuple[Row, ...]:
    """One chip: ours, dlib's, and a matrix product of as much arithmetic.

    The core's speed changes with what its neighbours do, so that the encodings and the
    products are taken in turns. A portrait's six views are encoded together.
    """
    slow = DlibEncoder()
    frame = live("chen")[30]
    face = engine.aligner.align(frame, engine.detector.search(gray_of(frame))[0])
    one, six = face.chip[None], face.views(SHIPPED.paddings)
    assert np.abs(engine.encoder.encode(six) - slow.encode(six)).max() < 1e-5
    square = np.random.default_rng(1).random((_SIDE, _SIDE), np.float32)
    turns = [
        (
            cpu(engine.encoder.encode, one),
            cpu(np.matmul, square, square),
            cpu(engine.encoder.encode, six) / len(six),
        )
        for _ in range(25)
    ]
    ours, product, of_six = (median(taken) for taken in zip(*turns, strict=True))
    theirs = median(cpu(slow.encode, one) for _ in range(9))
    peak = product * _FLOP_OF_A_FACE / (2 * _SIDE**3)
    fraction = "fraction of this core's matrix product"
    return (
        Row("one encoding", ours, "dlib", theirs),
        Row("one encoding of a portrait's six", of_six, "dlib", theirs),
        Row(f"one encoding, {fraction}", ours, "numpy matmul", peak),
        Row(f"one encoding of a portrait's six, {fraction}", of_six, "numpy matmul", peak),
    )


def verification(engine: FaceEngine) -> tuple[Row, ...]:
    """Return a document's picture, 1280 x 960, against a live frame, 640 x 480.

    ``station-gate compare`` gives each picture a core of its own, so that row is by the
    clock; the others are of one core.
    """
    document = cv2.resize(live("chen")[20], (1280, 960)).astype(np.uint8)
    frame = live("chen")[30]
    pipeline = Pipeline(engine)

    def ours(steps: PipelineSteps) -> None:
        one_core = Pipeline(engine, steps)
        one, other = (one_core.template_of_still(each) for each in (document, frame))
        one_core.distance(one, other)

    def both() -> None:
        naive(document)
        naive(frame)

    tracked = EveryFrame(engine, mirrored=False)
    tracked.look(frame)
    views = PLAIN, PipelineSteps(views=2, crowd=False), SHIPPED
    policy = Policy()
    naives, known = [], []
    for number, each in enumerate(live("chen")[12:]):  # in turns, as the core's speed changes
        known.append(cpu(tracked.look, each))
        if number % 6 == 0:
            naives.append(cpu(both))
    other = median(naives)
    new = "one verification, pictures new"
    by_the_clock = (
        median(clock(compare_pictures, pipeline, policy, document, frame) for _ in range(9)),
        median(clock(both) for _ in range(3)),
    )
    return (
        Row(
            f"{new}, {SHIPPED.views} views each, by the clock on two cores",
            by_the_clock[0],
            "face_recognition",
            by_the_clock[1],
        ),
        *(
            Row(
                f"{new}, one core, views each: {steps.views}",
                median(cpu(ours, steps) for _ in range(7)),
                "face_recognition",
                other,
            )
            for steps in views
        ),
        Row("one verification, portrait known, face tracked", median(known), "the same", other),
        Row("portrait, once", *portrait_once(pipeline)),
    )


def portrait_once(pipeline: Pipeline) -> tuple[float, str, float]:
    whole = portrait("chen")
    ours = median(cpu(pipeline.template_of_still, whole) for _ in range(7))
    return ours, "face_recognition", median(cpu(naive, whole) for _ in range(5))


def starting() -> Row:
    """Return a fresh process with everything loaded; as after a set-up, Python has it compiled."""
    scripts = (
        "from station_gate.faces.engine import FaceEngine; FaceEngine.load()",
        "import warnings; warnings.simplefilter('ignore'); import face_recognition",
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    measured: list[list[float]] = [[], []]
    for _ in range(4):
        for script, times in zip(scripts, measured, strict=True):
            code = f"import time; {script}; print(time.process_time())"
            run = subprocess.check_output([sys.executable, "-c", code], env=environment)
            times.append(1000 * float(run))
    ours, theirs = (median(times[1:]) for times in measured)  # the first one may compile
    return Row("cold start, imports and models", ours, "face_recognition", theirs)


def main() -> None:
    engine = FaceEngine.load()
    rows = [*encoding(engine), *verification(engine), starting()]
    publish(rows)


if __name__ == "__main__":
    main()
