"""Learns centroids, and scores every pair by centroids learnt from neither's people.

Pictures of one person are never on both sides: people are dealt into parts, and a pair
between two parts, or within one, is scored with what the people of the others taught.
"""

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.centroids import Centroids
from station_gate.faces.encoder import Encodings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PipelineSteps

LEAST_PEOPLE = 25
"""Each centroid is a mean over so many people or more: a template of nobody."""
_GROUPS = 30
"""Groups that the people are divided into; with three folds of LFW 41 people each."""
_DIVISIONS = 8
"""How often they are divided anew: what one division cuts apart another leaves together."""
_ROUNDS = 60

Names = NDArray[np.str_]
Numbers = NDArray[np.float64]


def learn(templates: Encodings, people: Names) -> Centroids:
    """Learn from templates, (N, 128), of these people, (N,): K-means of the people's means."""
    names = np.unique(people)
    means = np.array([templates[people == name].mean(axis=0) for name in names])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    centres = [_kmeans(means, np.random.default_rng(seed)) for seed in range(_DIVISIONS)]
    # as they will be read: what is shipped is what is measured
    shipped = np.concatenate(centres).astype(np.float32).astype(np.float64)
    unset = Centroids(shipped, 0.0)
    return Centroids(shipped, float(np.float32(unset.nearest(templates).mean())))


def deal(people: Names, parts: int, seed: int) -> NDArray[np.int64]:
    """Deal people into equal parts at random; return each picture's part, (N,)."""
    names, person = np.unique(people, return_inverse=True)
    part: NDArray[np.int64] = np.random.default_rng(seed).permutation(len(names)) % parts
    return part[person]


def cross_validated(
    engine: FaceEngine,
    steps: PipelineSteps,
    templates: Encodings,
    people: Names,
    part: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Return distances between all pictures, (N, N), by centroids that know neither's person."""
    scores = np.zeros((len(people), len(people)), np.float32)
    parts = range(int(part.max()) + 1)
    for one in parts:
        for other in range(one, len(parts)):
            taught = (part != one) & (part != other)
            centroids = learn(templates[taught], people[taught])
            pipeline = Pipeline(engine, steps, centroids)
            rows, columns = np.flatnonzero(part == one), np.flatnonzero(part == other)
            sides = [
                (templates[side], pipeline.crowding(templates[side])) for side in (rows, columns)
            ]
            block = pipeline.distances(sides[0], sides[1])
            scores[np.ix_(rows, columns)] = block
            scores[np.ix_(columns, rows)] = block.T
    return scores


def _kmeans(means: Encodings, random: np.random.Generator) -> Encodings:
    centres = means[random.choice(len(means), _GROUPS, replace=False)]
    for _ in range(_ROUNDS):
        group = _filled(_distances(means, centres))
        moved = np.array([means[group == each].mean(axis=0) for each in range(_GROUPS)])
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres


def _filled(apart: Numbers) -> NDArray[np.int64]:
    """Put everybody into the nearest group, and the next nearest into groups too small."""
    group: NDArray[np.int64] = apart.argmin(axis=1)
    size = np.bincount(group, minlength=apart.shape[1])
    for small in np.flatnonzero(size < LEAST_PEOPLE):
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
