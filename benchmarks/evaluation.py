"""``evaluate`` beside the script that everybody writes: load two pictures, encode both, compare.

The pairs are all those of the rendered people's portraits and the first frames of their
recordings, turned into pictures. The naive script encodes both pictures of every pair;
``evaluate`` each picture once, on every core, beside the same figures for plain
face_recognition, and a second time from what it kept. Time is of the clock: every core counts.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import sys
import tempfile
import time
import warnings
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._table import Row, publish
from station_gate.cli.measuring import MaterialOrder, measure, read_order
from station_gate.faces.cache import CACHE_VARIABLE
from station_gate.faces.calibration import Policy
from tests.faces.conftest import live

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # face_recognition_models warns of pkg_resources
    import face_recognition

FRAMES = range(16, 36, 4)
PEOPLE = ("brandt", "castillo", "chen", "diallo", "moreno", "okafor", "park", "rivera", "sharma")
NAIVE_PAIRS = 6
"""Pairs that the naive script is timed on: each costs it the same."""
OTHER = "face_recognition on each pair"


def people(folder: Path) -> list[Path]:
    """Write each rendered person's pictures, 250 x 250 as LFW has them, into a folder."""
    pictures = []
    for person in PEOPLE:
        (folder / person).mkdir()
        for number in FRAMES:
            frame = live(person)[number][:, 80:560]  # the face is near the middle
            small = cv2.resize(frame, (250, 250), interpolation=cv2.INTER_AREA)
            path = folder / person / f"{number}.jpg"
            cv2.imwrite(str(path), np.ascontiguousarray(small[:, :, ::-1]))
            pictures.append(path)
    return pictures


def naive(one: Path, other: Path) -> float:
    encodings = []
    for path in (one, other):
        found = face_recognition.face_encodings(face_recognition.load_image_file(path))
        assert found, f"every picture shows somebody: {path}"
        encodings.append(found[0])
    return float(face_recognition.face_distance([encodings[0]], encodings[1])[0])


def evaluate(folder: Path) -> int:
    """Measure as the command does, all pairs; return how many pairs."""
    order = MaterialOrder(
        pairs=folder,
        images=None,
        all_pairs=False,
        seed=0,
        impostors=1_000_000,
        choice="centre",
        processes=None,
        cache=True,
    )
    found = measure(order, read_order(order), Policy())
    return len(found.ours.scores.genuine) + len(found.ours.scores.impostor)


def milliseconds(start: float) -> float:
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as folder:
        os.environ[CACHE_VARIABLE] = cache
        pictures = people(Path(folder))
        start = time.perf_counter()
        for number in range(NAIVE_PAIRS):
            naive(pictures[number], pictures[-1 - number])
        theirs = milliseconds(start) / NAIVE_PAIRS
        rows = []
        for name in ("first run", "second run"):
            start = time.perf_counter()
            pairs = evaluate(Path(folder))
            ours = milliseconds(start) / pairs
            rows.append(Row(f"evaluate a pair of {pairs}, {name}", ours, OTHER, theirs))
    publish(rows)


if __name__ == "__main__":
    main()
