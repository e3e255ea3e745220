"""``evaluate`` beside the script that everybody writes: load two pictures, encode both, compare.

The pairs are all those of the rendered people's portraits and the first frames of their
recordings, turned into pictures; and a list in which, as in LFW's own, most pictures are in
one pair or two. The naive script encodes both pictures of every pair;
``evaluate`` each picture once, on every core, beside the same figures for plain
face_recognition, and a second time from what it kept. Time is of the clock: every core counts.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import sys
import tempfile
import time
import warnings
from itertools import pairwise
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

FRAMES = range(16, 36)
_FEW = slice(None, None, 4)
"""Of these, for every pair: each picture is in 44 pairs then."""
PEOPLE = ("brandt", "castillo", "chen", "diallo", "moreno", "okafor", "park", "rivera", "sharma")
NAIVE_PAIRS = 6
"""Pairs that the naive script is timed on: each costs it the same."""
OTHER = "face_recognition on each pair"


def people(folder: Path, frames: range) -> list[Path]:
    """Write each rendered person's pictures, 250 x 250 as LFW has them, into a folder."""
    pictures = []
    for person in PEOPLE:
        (folder / person).mkdir(parents=True)
        for number in frames:
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


def listed(folder: Path, pictures: list[Path]) -> Path:
    """Write a list as LFW has them, in which four pictures make three pairs."""
    path = folder / "pairs.csv"
    pairs = [
        (one, other) for number, (one, other) in enumerate(pairwise(pictures)) if number % 4 != 3
    ]
    rows = [
        f"{one.relative_to(folder)},{other.relative_to(folder)},{int(one.parent == other.parent)}"
        for one, other in pairs
    ]
    path.write_text("\n".join(["a,b,same", *rows]) + "\n", encoding="utf-8")
    return path


def evaluate(pairs: Path, images: Path | None = None) -> int:
    """Measure as the command does, a folder's every pair or a list; return how many pairs."""
    order = MaterialOrder(
        pairs=pairs,
        images=images,
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
    with tempfile.TemporaryDirectory() as folder:
        every, several = Path(folder) / "every", Path(folder) / "listed"
        few, pictures = people(every, FRAMES[_FEW]), people(several, FRAMES)
        start = time.perf_counter()
        for number in range(NAIVE_PAIRS):
            naive(pictures[number], pictures[-1 - number])
        theirs = milliseconds(start) / NAIVE_PAIRS
        rows = []
        table = listed(several, pictures)
        for given, count in (((every, None), len(few)), ((table, several), len(pictures))):
            with tempfile.TemporaryDirectory() as cache:
                os.environ[CACHE_VARIABLE] = cache
                for name in ("first run", "second run"):
                    start = time.perf_counter()
                    pairs = evaluate(*given)
                    ours = milliseconds(start) / pairs
                    title = f"evaluate {pairs} pairs of {count} pictures, {name}: a pair"
                    rows.append(Row(title, ours, OTHER, theirs))
    publish(rows)


if __name__ == "__main__":
    main()
