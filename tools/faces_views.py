"""Writes docs/faces-views.md: what each number of views of a face gives, on LFW.

    python -m tools.faces_views LFW KEPT

LFW is a folder with ``images/`` and ``pairs.txt``; KEPT keeps the encodings (.npz), so
that a second run takes seconds. Nothing is learnt here, so every pair counts. The crowd's
correction is not in it: tools/faces_report.py measures that.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from math import dist
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.image import read_image
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import gray_of
from station_gate.lab.evaluation.results import percent
from station_gate.lab.evaluation.statistics import Scores
from tools.east_asian_names import looks_east_asian

PAGE = Path(__file__).resolve().parent.parent / "docs" / "faces-views.md"
PADDINGS = (0.15, 0.20, 0.25, 0.30, 0.35)
_SETS: dict[str, tuple[float, ...]] = {
    "2 (with its mirror image)": (0.25,),
    "4": (0.15, 0.35),
    "6, as shipped": (0.15, 0.25, 0.35),
    "10": PADDINGS,
}
_HEAD = """# Views of a face: what each number gives

<!-- made by tools/faces_views.py: run python -m tools.faces_views LFW KEPT -->

A template is the mean of several views of one aligned face: cut with other margins, and
mirrored. Every pair of LFW, folds 1 to 3 ({genuine:,} genuine, {impostor:,} impostor pairs),
without the crowd's correction. A verification of two new pictures encodes each view twice (4 ms
each on the machine of the benchmarks, beside 55 ms for finding and aligning both faces);
every face found counts, so plain dlib's figures differ a little from the report's;
`make bench` has the times, and [the report](faces-report.md) what the correction adds.

| views | encodings a verification | FNMR at FMR 1 in 1,000 | East Asian names' FMR there | \
FNMR at FMR 1 in 10,000 | East Asian names' FMR there |
|---|---|---|---|---|---|
"""


@cache
def _engine() -> FaceEngine:
    return FaceEngine.load()


def encode(path: Path) -> NDArray[np.float64] | None:
    """Encode all views of the face nearest the centre, (10, 128); ``None`` for no face."""
    pixels, engine = read_image(path), _engine()
    boxes = engine.detector.search_portrait(gray_of(pixels))
    if not boxes:
        return None
    middle = pixels.shape[1] / 2, pixels.shape[0] / 2
    face = engine.aligner.align(pixels, min(boxes, key=lambda box: dist(box.centre, middle)))
    encodings: NDArray[np.float64] = engine.encoder.encode(face.views(PADDINGS))
    return encodings


def encode_all(paths: list[Path], kept: Path) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Return names of pictures, (N,), and their views' encodings, (N, 10, 128)."""
    if not kept.exists():
        with ProcessPoolExecutor() as pool:
            made = list(pool.map(encode, paths, chunksize=20))
        good = [
            (path.stem, each) for path, each in zip(paths, made, strict=True) if each is not None
        ]
        np.savez(kept, names=[name for name, _ in good], views=[each for _, each in good])
    with np.load(kept) as arrays:
        return arrays["names"], arrays["views"].astype(np.float64)


def main(folder: Path, kept: Path) -> None:
    """Measure and write the page."""
    names, views = encode_all(sorted((folder / "images").glob("*/*.jpg")), kept)
    people = np.array([name.rpartition("_")[0] for name in names])
    eastern = np.array([looks_east_asian(person) for person in people])
    one, other = np.triu_indices(len(people), 1)
    same = people[one] == people[other]
    both = eastern[one] & eastern[other] & ~same
    single = views[:, 2 * PADDINGS.index(0.25)]
    rows = [
        ("1, plain dlib", 2, single),
        ("1, unit length", 2, _unit(single)),
    ]
    for name, paddings in _SETS.items():
        places = [2 * PADDINGS.index(each) + side for each in paddings for side in (0, 1)]
        rows.append((name, 2 * len(places), _unit(views[:, places].mean(axis=1))))
    page = _HEAD.format(genuine=int(same.sum()), impostor=int((~same).sum()))
    for name, encodings, templates in rows:
        squares = (templates**2).sum(axis=1)
        square = squares[:, None] + squares - 2 * templates @ templates.T
        distances = np.sqrt(np.maximum(0, square[one, other]))
        scores = Scores(distances[same], distances[~same])
        cells = [name, str(encodings)]
        for rate in (1e-3, 1e-4):
            threshold = scores.threshold_at(rate)
            assert threshold is not None, "LFW has pairs enough"
            cells += [
                percent(scores.fnmr(threshold).value),
                percent(float((distances[both] <= threshold).mean())),
            ]
        page += "| " + " | ".join(cells) + " |\n"
    PAGE.write_text(page, encoding="utf-8")


def _unit(encodings: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = encodings / np.linalg.norm(encodings, axis=1, keepdims=True)
    return scaled


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
