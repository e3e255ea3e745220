"""Learns the centroids and measures the calibration that are shipped in station_gate/faces/data.

    python -m tools.learn_centroids LFW CACHE

LFW is a folder with ``images/`` and ``pairs.txt`` of Labeled Faces in the Wild; CACHE
keeps the encodings, so that a second run takes seconds. LFW's folds share no people.
The shipped centroids are learnt from all folds but the last. The calibration pools
all folds, each measured with centroids learnt from the others: no distance in it is
between people whom the centroids were learnt from. The last fold is therefore clean
for both, and what is printed for it may be quoted.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from math import dist
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.capture.image import read_image
from station_gate.faces.calibration import RATES, UNCLEAR_RATE, Calibration, CalibrationRow
from station_gate.faces.centroids import FILE, Centroids
from station_gate.faces.encoder import Encodings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.pixels import gray_of
from station_gate.faces.steps import PLAIN, SHIPPED, PipelineSteps
from tools.east_asian_names import looks_east_asian

DATA = Path(__file__).resolve().parent.parent / "station_gate" / "faces" / "data"
LEAST_PEOPLE = 25
"""Each centroid is a mean over so many people or more: a template of nobody."""
COUNTS = (10, 20)
Names = NDArray[np.str_]
Numbers = NDArray[np.float64]

_VIEWS = PipelineSteps(centroids=0)


@cache
def _engine() -> FaceEngine:
    return FaceEngine.load()


def encode(path: Path) -> tuple[Encodings, Encodings] | None:
    """Encode a picture plainly and with the shipped views; ``None`` if no face is found.

    LFW names the face nearest the middle of its pictures.
    """
    pixels, engine = read_image(path), _engine()
    height, width = pixels.shape[:2]
    boxes = engine.detector.search_portrait(gray_of(pixels))
    if not boxes:
        return None
    middle = width / 2, height / 2
    face = engine.aligner.align(pixels, min(boxes, key=lambda box: dist(box.centre, middle)))
    plain, views = (
        Pipeline(engine, steps).template_of_faces([(face, 1.0)]) for steps in (PLAIN, _VIEWS)
    )
    return plain.encoding, views.encoding


def encode_all(paths: Sequence[Path], kept: Path) -> tuple[Names, Encodings, Encodings]:
    """Return names of pictures, their plain encodings and their templates, (N, 128) each."""
    if not kept.exists():
        with ProcessPoolExecutor() as pool:
            made = list(pool.map(encode, paths, chunksize=20))
        good = [(path.stem, *pair) for path, pair in zip(paths, made, strict=True) if pair]
        names, plain, views = zip(*good, strict=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, names=names, plain=plain, views=views)
    with np.load(kept) as arrays:
        return arrays["names"], arrays["plain"], arrays["views"]


def folds_of(pairs: Path) -> dict[str, int]:
    """Return the fold that each person of a list of pairs is in."""
    first, *lines = pairs.read_text(encoding="utf-8").splitlines()
    folds, half = (int(word) for word in first.split())
    found: dict[str, int] = {}
    for number, line in enumerate(lines[: 2 * folds * half]):
        words = line.split()
        for person in words[::2] if len(words) == 4 else words[:1]:
            if found.setdefault(person, number // (2 * half)) != number // (2 * half):
                raise SystemExit(f"{person} is in two folds: the folds share people")
    return found


def learn(means: Encodings, count: int) -> Centroids:
    """Find ``count`` means of the people's encodings, (N, 128), by K-means of 8 starts."""
    tries = [_kmeans(means, count, np.random.default_rng(seed)) for seed in range(8)]
    centres = min(tries, key=lambda each: each[0])[1]
    return Centroids(centres, float(_distances(means, centres).min(axis=1).mean()))


def _kmeans(means: Encodings, count: int, random: np.random.Generator) -> tuple[float, Encodings]:
    centres = means[random.choice(len(means), count, replace=False)]
    for _ in range(60):
        apart = _distances(means, centres)
        group = _filled(apart)
        moved = np.array([means[group == each].mean(axis=0) for each in range(count)])
        if np.allclose(moved, centres):
            break
        centres = moved
    return float((apart[np.arange(len(means)), group] ** 2).sum()), centres


def _filled(apart: Numbers) -> NDArray[np.int64]:
    """Put everybody into the nearest group, and the next nearest into groups too small."""
    group: NDArray[np.int64] = apart.argmin(axis=1)
    size = np.bincount(group, minlength=apart.shape[1])
    for small in range(apart.shape[1]):
        for person in np.argsort(apart[:, small]):
            if size[small] >= LEAST_PEOPLE:
                break
            if group[person] != small and size[group[person]] > LEAST_PEOPLE:
                size[group[person]] -= 1
                size[small] += 1
                group[person] = small
    return group


def _distances(left: Encodings, right: Encodings) -> Numbers:
    squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)
    apart: Numbers = np.sqrt(np.maximum(squares - 2 * left @ right.T, 0))
    return apart


class Pairs:
    """Distances of every pair within groups of pictures, and what the pairs are."""

    def __init__(self) -> None:
        self._distances: list[Numbers] = []
        self._genuine: list[NDArray[np.bool_]] = []
        self._eastern: list[NDArray[np.bool_]] = []

    def add(self, distances: Numbers, people: Names) -> None:
        """Take a square of distances between pictures of these people."""
        one, other = np.triu_indices(len(people), 1)
        eastern = np.array([looks_east_asian(person) for person in people])
        self._distances.append(distances[one, other])
        self._genuine.append(people[one] == people[other])
        self._eastern.append(eastern[one] & eastern[other])

    @property
    def genuine(self) -> Numbers:
        """Distances between pictures of one person, sorted."""
        return np.sort(np.concatenate(self._distances)[np.concatenate(self._genuine)])

    @property
    def impostor(self) -> Numbers:
        """Distances between two people, sorted."""
        return np.sort(np.concatenate(self._distances)[~np.concatenate(self._genuine)])

    @property
    def eastern(self) -> Numbers:
        """Distances between two people who both have an East Asian name."""
        kind = ~np.concatenate(self._genuine) & np.concatenate(self._eastern)
        return np.sort(np.concatenate(self._distances)[kind])

    def rows(self) -> Iterator[CalibrationRow]:
        """Count a calibration's rows."""
        genuine, impostor = self.genuine, self.impostor
        for rate in RATES:
            threshold = self.threshold(rate)
            yield CalibrationRow(
                rate=rate,
                threshold=threshold,
                unclear_until=max(threshold, self.threshold(UNCLEAR_RATE * rate)),
                false_matches=int((impostor <= threshold).sum()),
                impostor_pairs=len(impostor),
                false_non_matches=int((genuine > threshold).sum()),
                genuine_pairs=len(genuine),
            )

    def threshold(self, rate: float) -> float:
        """Return the largest distance, in steps of 0.0001, that keeps to a false match rate."""
        impostor = self.impostor
        return float(np.floor(impostor[int(rate * len(impostor))] * 1e4 - 1) / 1e4)


def measure(title: str, pairs: Pairs) -> None:
    """Print what a matcher reaches."""
    print(
        f"{title}: {len(pairs.genuine)} genuine, {len(pairs.impostor)} impostor pairs, "
        f"{len(pairs.eastern)} of these East Asian names"
    )
    for row in pairs.rows():
        eastern = float((pairs.eastern <= row.threshold).mean())
        print(
            f"  FMR {row.fmr:.4%} at {row.threshold:.4f}: FNMR {row.fnmr:.2%}, "
            f"East Asian names FMR {eastern:.2%}"
        )


def main(lfw: Path, kept: Path) -> None:
    """Learn, measure and write."""
    fold = folds_of(lfw / "pairs.txt")
    paths = sorted(path for person in fold for path in (lfw / "images" / person).glob("*.jpg"))
    names, plain, templates = encode_all(paths, kept / f"{_VIEWS.version}.npz")
    people = np.array([name.rpartition("_")[0] for name in names])
    print(f"{len(paths)} pictures of {len(fold)} people, {len(names)} with a face that can be used")
    number = np.array([fold[person] for person in people])
    last = max(fold.values())
    arrays: dict[str, NDArray[np.float32]] = {}
    pooled, held_out, baseline = Pairs(), Pairs(), Pairs()
    everybody = Pairs()
    for each in range(last + 1):
        rest = sorted({person for person in people if fold[person] != each})
        means = np.array([templates[people == person].mean(axis=0) for person in rest])
        tested = templates[number == each]
        everybody.add(
            _distances(plain[number == each], plain[number == each]), people[number == each]
        )
        for count in COUNTS:
            centroids = learn(means, count)
            if count == SHIPPED.centroids:
                crowd = centroids.nearest(tested) - centroids.typical
                corrected = _distances(tested, tested) - SHIPPED.centroid_weight * (
                    crowd[:, None] + crowd
                )
                pooled.add(corrected, people[number == each])
                if each == last:
                    held_out.add(corrected, people[number == each])
            if each == last:
                typical = np.zeros((1, 128))
                typical[0, 0] = centroids.typical
                arrays[f"{SHIPPED.template_version}-c{count}"] = np.concatenate(
                    [centroids.means, typical]
                ).astype(np.float32)
    last_plain = plain[number == last]
    baseline.add(_distances(last_plain, last_plain), people[number == last])
    measure(f"plain distance, fold {last + 1}", baseline)
    measure(f"{SHIPPED.version}, fold {last + 1} (held out)", held_out)
    measure("plain distance, within all folds", everybody)
    measure(f"{SHIPPED.version}, within all folds, each held out", pooled)
    np.savez(DATA / FILE, **arrays)  # type: ignore[arg-type]
    calibration = Calibration(
        pipeline=SHIPPED.version,
        provenance=f"shipped: LFW, {len(pooled.impostor):,} impostor pairs",
        rows=tuple(pooled.rows()),
    )
    (DATA / "calibration.json").write_text(calibration.to_json(), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
