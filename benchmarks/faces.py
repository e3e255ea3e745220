"""Our face pipeline beside plain face_recognition, on the same frames in one run.

The frames are the rendered people of the fixtures (640 x 480, 15 a second). The
naive way does for each frame what its manual shows: find the faces (RGB,
upsampled once) and encode them. Numbers are process CPU time, so that other
programs on the machine count little; quote the ratios, not the milliseconds.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import mean, median

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._table import Row, publish
from station_gate.faces.encoder import DlibEncoder
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import gray_of
from station_gate.faces.quality import QualityLimits, judge
from station_gate.faces.steps import PLAIN, SHIPPED
from station_gate.faces.tracker import Tracker
from station_gate.faces.verifier import Verifier
from tests.faces.conftest import Pixels, live, portrait

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # face_recognition_models warns of pkg_resources
    import face_recognition

PEOPLE = ("brandt", "diallo", "okafor")
FRAMES = range(10, 40)
_FLOP_OF_A_FACE = 541.7e6
"""Multiplications and additions of dlib's network for one chip."""
_SIDE = 1024
"""Of the square matrices whose product measures what the core can do."""


def cpu(work: Callable[..., object], *given: object) -> float:
    """Milliseconds of this process for one call."""
    start = time.process_time()
    work(*given)
    return 1000 * (time.process_time() - start)


def naive(frame: Pixels) -> None:
    boxes = face_recognition.face_locations(frame)
    face_recognition.face_encodings(frame, boxes)


class Ours:
    """One passenger's frames as the verifier treats them, every one encoded."""

    def __init__(self, engine: FaceEngine, *, mirrored: bool) -> None:
        self._engine = engine
        self._mirrored = mirrored
        self._tracker = Tracker(engine.detector)
        self._at = 0.0

    def look(self, frame: Pixels) -> None:
        self._at += 1 / 15
        gray = gray_of(frame)
        sighting = self._tracker.look(gray, self._at)
        assert sighting.face is not None, "every frame shows somebody"
        face = self._engine.aligner.align(frame, sighting.face)
        judge(gray, face, sighting, QualityLimits())
        chips = [face.chip, face.chip[:, ::-1]] if self._mirrored else [face.chip]
        self._engine.encoder.encode(np.stack(chips))


def frames(engine: FaceEngine, scale: float) -> tuple[list[float], list[float]]:
    """CPU of each frame, ours and naive, taken in turns."""
    ours, theirs = [], []
    for name in PEOPLE:
        pipeline = Ours(engine, mirrored=True)
        for number in FRAMES:
            frame = live(name)[number]
            if scale != 1:
                frame = cv2.resize(frame, None, fx=scale, fy=scale).astype(np.uint8)
            ours.append(cpu(pipeline.look, frame))
            if number % 6 == 0:
                theirs.append(cpu(naive, frame))
    return ours, theirs


def encoding(engine: FaceEngine) -> tuple[Row, Row]:
    """One chip: ours, dlib's, and a matrix product of as much arithmetic."""
    slow = DlibEncoder()
    frame = live("chen")[30]
    chips = engine.aligner.align(frame, engine.detector.search(gray_of(frame))[0]).chip[None]
    assert np.abs(engine.encoder.encode(chips) - slow.encode(chips)).max() < 1e-5
    ours = median(cpu(engine.encoder.encode, chips) for _ in range(25))
    theirs = median(cpu(slow.encode, chips) for _ in range(9))
    square = np.random.default_rng(1).random((_SIDE, _SIDE), np.float32)
    product = median(cpu(np.matmul, square, square) for _ in range(9))
    peak = product * _FLOP_OF_A_FACE / (2 * _SIDE**3)
    return (
        Row("one encoding", ours, "dlib", theirs),
        Row("one encoding, fraction of this core's matrix product", ours, "numpy matmul", peak),
    )


def verification(engine: FaceEngine) -> tuple[Row, ...]:
    """A document's picture, 1280 x 960, against a live frame, 640 x 480."""
    document = cv2.resize(live("chen")[20], (1280, 960)).astype(np.uint8)
    frame = live("chen")[30]

    def ours(pipeline: Pipeline) -> None:
        one, other = (pipeline.template_of_still(each) for each in (document, frame))
        pipeline.distance(one, other)

    def both() -> None:
        naive(document)
        naive(frame)

    tracked = Ours(engine, mirrored=False)
    tracked.look(frame)
    single, shipped = (
        median(cpu(ours, Pipeline(engine, steps)) for _ in range(7)) for steps in (PLAIN, SHIPPED)
    )
    other = median(cpu(both) for _ in range(5))
    known = [cpu(tracked.look, each) for each in live("chen")[30:54]]
    return (
        Row("one verification, pictures new, one view each", single, "face_recognition", other),
        Row("one verification, pictures new, ten views each", shipped, "the same, one view", other),
        Row("one verification, portrait known, face tracked", median(known), "the same", other),
        Row("portrait, once", *portrait_once(Pipeline(engine))),
    )


def portrait_once(pipeline: Pipeline) -> tuple[float, str, float]:
    whole = portrait("chen")
    ours = median(cpu(pipeline.template_of_still, whole) for _ in range(7))
    return ours, "face_recognition", median(cpu(naive, whole) for _ in range(5))


def first_observation(engine: FaceEngine) -> Row:
    """A face of 65 pixels appears in a stream of 30 frames a second.

    Ours is the time from the frame that shows it to its observation: a frame's
    time for each frame that missed it, and the processing.
    """
    frame = live("chen")[30]
    box = engine.detector.search(gray_of(frame))[0]
    scale = 65 / box.width
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    stage = np.full((480, 640, 3), 120, np.uint8)
    shown = stage.copy()
    shown[: small.shape[0], 150 : 150 + small.shape[1]] = small
    waits = []
    for empty in range(7):
        verifier = Verifier(engine)
        verifier.begin(portrait("chen"))
        for number in range(empty):
            verifier.observe(stage, number / 30)
        missed, found = 0, False
        while not found:
            start = time.process_time()
            found = verifier.observe(shown, (empty + missed) / 30).box is not None
            spent = 1000 * (time.process_time() - start)
            missed += not found
        waits.append(missed * 1000 / 30 + spent)
    return Row("a face of 65 px appears: first observation", median(waits), "one frame", 1000 / 30)


def starting() -> Row:
    scripts = (
        "from station_gate.faces.engine import FaceEngine; FaceEngine.load()",
        "import warnings; warnings.simplefilter('ignore'); import face_recognition",
    )
    measured = []
    for script in scripts:
        code = f"import time; {script}; print(time.process_time())"
        runs = [subprocess.check_output([sys.executable, "-c", code]) for _ in range(3)]
        measured.append(1000 * min(float(run) for run in runs))
    return Row("cold start, imports and models", measured[0], "face_recognition", measured[1])


def main() -> None:
    engine = FaceEngine.load()
    rows = [*encoding(engine), *verification(engine), first_observation(engine), starting()]
    for name, scale in (("640 x 480", 1.0), ("1280 x 960", 2.0)):
        ours, theirs = frames(engine, scale)
        rows.append(
            Row(f"live frame {name}, mirrored, mean", mean(ours), "face_recognition", mean(theirs))
        )
        rows.append(
            Row(f"live frame {name}, mirrored, worst", max(ours), "face_recognition", max(theirs))
        )
    publish(rows)


if __name__ == "__main__":
    main()
