"""Learns how near strangers are, and scores every pair by what neither's people taught.

Pictures of one person are never on both sides: people are dealt into parts, and a pair
between two parts, or within one, is scored with what the people of the others taught.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.crowd import Crowd
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
_NEAREST = 3
"""Strangers whose mean distance is foretold. From 3 to 10, and with half or three times the
``_RIDGE``, FNMR differs by 0.1 points at an FMR of 0.1 %; 3 tells crowds of few people best."""
_RIDGE = 3.0
_OF_PLACE, _OF_MEANS = 4.0, 10.0
"""Factors of a template's numbers and of its distance to the means, which make them about
as large as each other: the ridge then holds both back alike."""

Names = NDArray[np.str_]
Numbers = NDArray[np.float64]


def learn(templates: Encodings, people: Names) -> Crowd:
    """Learn from templates, (N, 128), of these people, (N,).

    The centroids are K-means of the people's means. The rest is a ridge regression of how
    far the nearest strangers are: on where a template lies, and how far from the centroids.
    """
    names = np.unique(people)
    means = np.array([templates[people == name].mean(axis=0) for name in names])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    centres = [_kmeans(means, np.random.default_rng(seed)) for seed in range(_DIVISIONS)]
    # as they will be read: what is shipped is what is measured
    shipped = np.concatenate(centres).astype(np.float32).astype(np.float64)
    bare = Crowd(shipped, np.zeros(128), slope=1.0, typical=0.0)
    numbers = np.column_stack([_OF_PLACE * templates, _OF_MEANS * bare.to_means(templates)])
    learnt = _ridge(numbers, _to_strangers(templates, people), _weights(people))
    learnt = learnt.astype(np.float32).astype(np.float64)
    crowd = replace(bare, direction=_OF_PLACE * learnt[:-1], slope=float(_OF_MEANS * learnt[-1]))
    return replace(crowd, typical=float(np.float32(crowd.to_strangers(templates).mean())))


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
    """Return distances between all pictures, (N, N), by crowds that know neither's person."""
    scores = np.zeros((len(people), len(people)), np.float32)
    parts = range(int(part.max()) + 1)
    for one in parts:
        for other in range(one, len(parts)):
            taught = (part != one) & (part != other)
            pipeline = Pipeline(engine, steps, learn(templates[taught], people[taught]))
            rows, columns = np.flatnonzero(part == one), np.flatnonzero(part == other)
            sides = [
                (templates[side], pipeline.crowding(templates[side])) for side in (rows, columns)
            ]
            block = pipeline.distances(sides[0], sides[1])
            scores[np.ix_(rows, columns)] = block
            scores[np.ix_(columns, rows)] = block.T
    return scores


def _to_strangers(templates: Encodings, people: Names) -> Numbers:
    """Return how far each picture's nearest strangers are, (N,)."""
    apart = _distances(templates, templates)
    apart[people[:, None] == people] = np.inf
    return np.asarray(np.partition(apart, _NEAREST - 1, axis=1)[:, :_NEAREST].mean(axis=1))


def _weights(people: Names) -> Numbers:
    """Count a person of many pictures more than one of few, but not as often."""
    _, person, pictures = np.unique(people, return_inverse=True, return_counts=True)
    weights: Numbers = 1 / np.sqrt(pictures[person])
    return weights


def _ridge(numbers: Numbers, outcome: Numbers, weights: Numbers) -> Numbers:
    """Return the factors, (k,), of numbers, (N, k), that tell the outcome but for a constant."""
    numbers = numbers - np.average(numbers, axis=0, weights=weights)
    outcome = outcome - np.average(outcome, weights=weights)
    weighted = (numbers * weights[:, None]).T
    return np.asarray(
        np.linalg.solve(weighted @ numbers + _RIDGE * np.eye(numbers.shape[1]), weighted @ outcome)
    )


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
