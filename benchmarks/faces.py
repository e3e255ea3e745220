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
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from station_gate.faces.detector import Box
from station_gate.faces.encoder import DlibEncoder
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import gray_of
from station_gate.faces.quality import QualityLimits, judge
from station_gate.faces.tracker import Tracker
from tests.faces.conftest import Pixels, live, portrait

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # face_recognition_models warns of pkg_resources
    import face_recognition

PEOPLE = ("brandt", "diallo", "okafor")
FRAMES = range(10, 40)


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

    def __init__(self, engine: FaceEngine) -> None:
        self._engine = engine
        self._tracker = Tracker(engine.detector)
        self._at = 0.0

    def look(self, frame: Pixels) -> None:
        self._at += 1 / 15
        gray = gray_of(frame)
        sighting = self._tracker.look(gray, self._at)
        assert sighting.face is not None, "every frame shows somebody"
        face = self._engine.aligner.align(frame, sighting.face)
        judge(gray, face, sighting, QualityLimits())
        self._engine.encoder.encode(face.chip[None])


def table(title: str, first: str, second: str) -> Table:
    made = Table(title=title, title_justify="left")
    made.add_column("")
    for column in (first, second, "ratio"):
        made.add_column(column, justify="right")
    return made


def row(made: Table, name: str, ours: float, theirs: float) -> None:
    made.add_row(name, f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.1f} x")


def frames(engine: FaceEngine, scale: float) -> tuple[list[float], list[float]]:
    """CPU of each frame, ours and naive, taken in turns."""
    ours, theirs = [], []
    for name in PEOPLE:
        pipeline = Ours(engine)
        for number in FRAMES:
            frame = live(name)[number]
            if scale != 1:
                frame = cv2.resize(frame, None, fx=scale, fy=scale).astype(np.uint8)
            ours.append(cpu(pipeline.look, frame))
            if number % 6 == 0:
                theirs.append(cpu(naive, frame))
    return ours, theirs


def stages(engine: FaceEngine) -> Table:
    made = table("Stages, median ms", "ours", "naive")
    slow = DlibEncoder()
    frame = live("chen")[30]
    gray = gray_of(frame)
    box: Box = engine.detector.search(gray)[0]
    face = engine.aligner.align(frame, box)
    chips = face.chip[None]
    rounds = range(15)
    searched = median(cpu(face_recognition.face_locations, frame) for _ in rounds)
    encoded = median(cpu(slow.encode, chips) for _ in rounds)
    row(
        made,
        "find, whole",
        median(cpu(engine.detector.search, gray) for _ in rounds),
        searched,
    )
    around = median(cpu(engine.detector.search_region, gray, box) for _ in rounds)
    row(made, "find, known face", around, searched)
    row(made, "encode", median(cpu(engine.encoder.encode, chips) for _ in rounds), encoded)
    whole = portrait("chen")
    row(
        made,
        "portrait, once",
        median(cpu(Pipeline(engine).template_of_still, whole) for _ in rounds),
        median(cpu(naive, whole) for _ in range(5)),
    )
    return made


def starting() -> Table:
    made = table("Ready to compare, fresh process, ms", "ours", "naive")
    scripts = (
        "from station_gate.faces.engine import FaceEngine; FaceEngine.load()",
        "import warnings; warnings.simplefilter('ignore'); import face_recognition",
    )
    measured = []
    for script in scripts:
        code = f"import time; {script}; print(time.process_time())"
        runs = [subprocess.check_output([sys.executable, "-c", code]) for _ in range(3)]
        measured.append(1000 * min(float(run) for run in runs))
    row(made, "imports and models", *measured)
    return made


def main() -> None:
    console = Console()
    engine = FaceEngine.load()
    made = table("Live frames, CPU ms a frame", "ours", "naive")
    for name, scale in (("640 x 480", 1.0), ("1280 x 960", 2.0)):
        ours, theirs = frames(engine, scale)
        row(made, f"{name}, mean", mean(ours), mean(theirs))
        row(made, f"{name}, median", median(ours), median(theirs))
        row(made, f"{name}, worst", max(ours), max(theirs))
    console.print(made)
    console.print(stages(engine))
    console.print(starting())


if __name__ == "__main__":
    main()
