"""Prints the figures of docs/identification.md: searches among LFW's people, cross-validated.

    python -m tools.identification_report LFW

LFW is a folder with ``images/`` and ``pairs.txt``. Every distance of ours is by a crowd learnt
from other people than the two; the curve has seen these strangers.
"""

import sys
from pathlib import Path

import numpy as np

from station_gate.faces.encoder import Encodings
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Distances, Pipeline
from station_gate.faces.steps import SHIPPED
from station_gate.identification.curve import ErrorCurve
from station_gate.lab.evaluation.identification import figures, group_rows, search, title
from station_gate.lab.evaluation.searches import Compare, Numbers
from tools.crowds import deal, learn
from tools.lfw import Lfw, read_lfw
from tools.validation import PARTS

ASKED = ((100, 1), (1_000, 1), (1_000, 2), (1_000, 3))
"""Sizes of galleries, and pictures enrolled of each person."""


def main(folder: Path) -> None:
    """Search, and print."""
    lfw, engine = read_lfw(folder), FaceEngine.load()
    compare = cross_validated(lfw, engine)
    curve = ErrorCurve.load(None, SHIPPED.version)
    for size, enrol in ASKED:
        pipeline = Pipeline(engine, SHIPPED)
        found = search(
            lfw.given, lfw.acquired, pipeline, curve, size=size, enrol=enrol, compare=compare
        )
        print(title(found))
        for row in (*figures(found), *group_rows(found, 0.01)):
            print(" | ".join(row))


def cross_validated(lfw: Lfw, engine: FaceEngine) -> Compare:
    """Compare by crowds that know neither person; the people are dealt as the calibration's."""
    there = np.array([each.ours is not None for each in lfw.acquired])
    templates = np.array([each.ours for each in lfw.acquired if each.ours is not None])
    people = lfw.people[there]
    part = deal(people, PARTS, 0)
    names = np.unique(lfw.people)
    part_of = np.array([part[people == name][0] if name in people else 0 for name in names])
    pipelines = {}
    for one in range(PARTS):
        for other in range(one, PARTS):
            taught = (part != one) & (part != other)
            crowd = learn(templates[taught], people[taught])
            pipelines[one, other] = Pipeline(engine, SHIPPED, crowd)

    def compare(
        enrolled: Encodings, whose: Numbers, probes: Encodings, theirs: Numbers
    ) -> Distances:
        distances = np.zeros((len(enrolled), len(probes)))
        for (one, other), pipeline in pipelines.items():
            for left, right in {(one, other), (other, one)}:
                rows = np.flatnonzero(part_of[whose] == left)
                columns = np.flatnonzero(part_of[theirs] == right)
                some, few = enrolled[rows], probes[columns]
                distances[np.ix_(rows, columns)] = pipeline.distances(
                    (some, pipeline.crowding(some)), (few, pipeline.crowding(few))
                )
        return distances

    return compare


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
