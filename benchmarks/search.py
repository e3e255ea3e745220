"""One search among many: our gallery beside ``face_recognition.face_distance`` and faiss.

    python benchmarks/search.py [MOST]

The people are made up: a template of the shipped crowd's centroids, spread as faces are. One
probe of somebody enrolled is searched for at the cut of an FPIR of 1 % (up to 100,000) and
for the nearest (1,000,000, for which nothing is promised: its figures are of speed alone).
face_recognition has one distance for everybody and no correction of the crowd's; faiss flat
(IndexFlatIP, with the crowd's correction as two more numbers, so that it decides as we do)
is beside us at the largest size. MOST leaves larger galleries out.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before anything counts the processors

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._naive import cpu
from benchmarks._table import Row, publish
from station_gate.faces.crowd import load_crowd
from station_gate.faces.pipeline import Template
from station_gate.faces.steps import SHIPPED
from station_gate.identification.curve import ErrorCurve
from station_gate.identification.gallery import Gallery
from station_gate.identification.identify import IdentificationPolicy, identify

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # face_recognition_models warns of pkg_resources
    import face_recognition

SIZES = (10_000, 100_000, 1_000_000)
SEARCHES = 40
NAIVE_SEARCHES = 5
_SPREAD = 0.62
"""How far people lie from the centroids: the nearest of 1,000 is then about as near as on LFW."""
_SAME = 0.02
"""Spread of one number between two pictures of a person."""

Numbers = NDArray[np.float64]


def people(count: int, random: np.random.Generator) -> Numbers:
    """Make templates up, (count, 128) of length 1, that differ as the crowd's centroids do."""
    means = load_crowd(SHIPPED).means
    scatter = np.cov((means - means.mean(axis=0)).T) + np.eye(128) * 1e-5
    turned = np.linalg.cholesky(scatter / np.trace(scatter))
    made = np.empty((count, 128))
    for start in range(0, count, 50_000):
        some = made[start : start + 50_000]
        some[:] = means.mean(axis=0) + _SPREAD * random.normal(size=some.shape) @ turned.T
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def crowding(templates: Numbers) -> Numbers:
    crowd = load_crowd(SHIPPED)
    return np.concatenate(
        [
            crowd.crowding(templates[start : start + 20_000], SHIPPED.near, SHIPPED.far)
            for start in range(0, len(templates), 20_000)
        ]
    )


def milliseconds(search: Callable[[Template], object], probes: list[Template]) -> float:
    search(probes[0])
    return median(cpu(search, probe) for probe in probes)


def faiss_search(templates: Numbers, added: Numbers) -> Callable[[Template], object] | None:
    """Return a search of faiss's flat index; ``None`` where faiss is not installed."""
    try:
        import faiss
    except ImportError:
        return None
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(130)
    index.add(np.column_stack([templates, -added, added**2 / 2]).astype(np.float32))

    def search(probe: Template) -> object:
        room = 0.3 - probe.crowding
        wanted = np.append(probe.encoding, [room, 1.0]).astype(np.float32)[None]
        return index.search(wanted, 20)

    return search


def measure(size: int) -> list[Row]:
    random = np.random.default_rng(size)
    templates = people(size, random)
    added = crowding(templates)
    gallery = Gallery()
    gallery.add_all([str(number) for number in range(size)], templates, added)
    chosen = random.choice(size, SEARCHES, replace=False)
    near = templates[chosen] + random.normal(scale=_SAME, size=(SEARCHES, 128))
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    probes = [Template(one, float(each)) for one, each in zip(near, crowding(near), strict=True)]
    policy = IdentificationPolicy(curve=ErrorCurve.load(None, SHIPPED.version))
    snapshot = gallery.snapshot()
    ours = milliseconds(lambda probe: identify(snapshot, probe, policy), probes)
    rows = []
    if size <= 100_000:
        theirs = milliseconds(
            lambda probe: face_recognition.face_distance(templates, probe.encoding).argmin(),
            probes[:NAIVE_SEARCHES],
        )
        rows.append(Row(f"one search among {size:,}", ours, "face_distance", theirs))
    else:
        found = [snapshot.nearest(probe, 1)[0].person for probe in probes]
        kept = sum(person == str(who) for person, who in zip(found, chosen, strict=True))
        print(f"{size:,}: {kept} of {len(probes)} nearest kept by the sketches")
    flat = faiss_search(templates, added) if size > 100_000 else None
    if flat is not None:
        theirs = milliseconds(flat, probes[:10])
        rows.append(Row(f"one search among {size:,}", ours, "faiss flat", theirs))
    return rows


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else max(SIZES)
    publish([row for size in SIZES if size <= most for row in measure(size)])


if __name__ == "__main__":
    main()
