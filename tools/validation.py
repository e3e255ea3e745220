"""What the shipped pipeline reaches on people whom nothing was learnt from, on LFW."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.calibration import RATES, Calibration
from station_gate.faces.encoder import Encoding
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN, SHIPPED
from station_gate.lab.evaluation.calibrating import calibrate
from station_gate.lab.evaluation.results import PLAIN_THRESHOLD, Evaluation, Measured
from station_gate.lab.evaluation.scoring import Compared, compare_pairs, of_group
from station_gate.lab.evaluation.statistics import Rate, Scores
from tools.crowds import Names, cross_validated, deal
from tools.lfw import Lfw

PARTS = 12
"""Parts that people are dealt into; each pair is scored by what ten or eleven of them taught."""


TARGET = 1e-3
"""The error target that the gate is shipped with."""


@dataclass(frozen=True, slots=True, eq=False)
class Validated:
    """One deal of the people: every pair's distance, and the calibration from them.

    ``promised`` has for each error target the FMR of the pairs that touch one part, at
    the threshold that the pairs of all other parts have for it: what a threshold does
    to people not yet seen.
    """

    ours: Compared
    calibration: Calibration
    promised: dict[float, list[float]]


def validate(lfw: Lfw, engine: FaceEngine, seed: int) -> Validated:
    """Deal the people, score every pair, count."""
    there = np.array([each.ours is not None for each in lfw.acquired])
    templates = np.array([each.ours for each in lfw.acquired if each.ours is not None])
    people: Names = lfw.people[there]
    part = deal(people, PARTS, seed)
    square = cross_validated(engine, SHIPPED, templates, people, part)
    pairs = np.flatnonzero(there[lfw.given.left] & there[lfw.given.right])
    place = np.cumsum(there) - 1
    left, right = (place[side[pairs]] for side in (lfw.given.left, lfw.given.right))
    ours = Compared(
        pairs=pairs,
        same=lfw.given.same[pairs],
        distances=square[left, right].astype(np.float64),
        failed=Rate(int((~there).sum()), len(there)),
    )
    table = calibrate(ours.scores, min(RATES), SHIPPED.version, f"shipped: LFW, {_counted(ours)}")
    return Validated(ours, table, _promised(ours, part[left], part[right]))


def beside_plain(lfw: Lfw, validated: Validated, engine: FaceEngine) -> Evaluation:
    """Put the cross-validated distances beside plain face_recognition's on the same pairs."""
    plain = [each.plain for each in lfw.acquired]
    theirs = compare_pairs(lfw.given, plain, Pipeline(engine, PLAIN))
    threshold = validated.calibration.threshold(TARGET)
    return Evaluation(
        ours=Measured(validated.ours, threshold),
        plain=Measured(theirs, PLAIN_THRESHOLD),
        groups=_groups(lfw, validated.ours, [each.ours for each in lfw.acquired], threshold),
        plain_groups=_groups(lfw, theirs, plain, PLAIN_THRESHOLD),
        origin=lfw.given.origin,
        pipeline=SHIPPED.version,
        calibration=validated.calibration.provenance,
        target=TARGET,
    )


def _groups(
    lfw: Lfw, compared: Compared, encodings: Sequence[Encoding | None], threshold: float
) -> dict[str, Measured]:
    return {
        name: Measured(of_group(compared, lfw.given, number, encodings), threshold)
        for number, name in enumerate(lfw.given.groups)
    }


def _promised(
    compared: Compared, left: NDArray[np.int64], right: NDArray[np.int64]
) -> dict[float, list[float]]:
    promised: dict[float, list[float]] = {rate: [] for rate in RATES}
    stranger = compared.distances[~compared.same]
    left, right = left[~compared.same], right[~compared.same]
    for number in range(PARTS):
        touches = (left == number) | (right == number)
        known = Scores(np.empty(0), stranger[~touches])
        for rate in RATES:
            threshold = known.threshold_at(rate)
            assert threshold is not None, "LFW has pairs enough"
            promised[rate].append(float((stranger[touches] <= threshold).mean()))
    return promised


def _counted(compared: Compared) -> str:
    return f"{int((~compared.same).sum()):,} impostor pairs, cross-validated"
