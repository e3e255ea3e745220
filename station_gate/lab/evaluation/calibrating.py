"""Makes a calibration table from measured distances."""

import math

from station_gate.faces.calibration import (
    RATES,
    UNCLEAR_RATE,
    Calibration,
    CalibrationRow,
    tier_name,
)
from station_gate.lab.evaluation.statistics import Scores

PAIRS_FOR_EACH_ERROR = 3
"""An error target of 1 in n is served from 3 n impostor pairs: had none of them matched,
the true rate would still be below it with 95 % confidence (rule of three)."""


class TooFewPairs(Exception):
    """The material cannot serve the target; the message is for the user."""


def calibrate(scores: Scores, target: float, pipeline: str, provenance: str) -> Calibration:
    """Make a table with ``target`` and every other error target that the pairs can serve.

    Raises ``TooFewPairs`` when they cannot serve ``target``, or none is genuine.
    """
    check_enough(len(scores.genuine), len(scores.impostor), target)
    rows = tuple(_row(scores, rate) for rate in RATES if len(scores.impostor) >= needed(rate))
    return Calibration(pipeline=pipeline, provenance=provenance, rows=rows)


def check_enough(genuine: int, impostors: int, target: float, lost: int = 0) -> None:
    """Raise ``TooFewPairs`` where so many pairs cannot serve a target.

    ``lost`` are impostor pairs that were given as well, but for a picture without a face.
    """
    if impostors < needed(target):
        without = f", {lost:,} of them with a picture on which no face was found" if lost else ""
        raise TooFewPairs(
            f"{tier_name(target)} needs at least {needed(target):,} impostor pairs; "
            f"you gave {impostors + lost:,}{without}. Two pictures each of "
            f"{_people(needed(target))} people are enough, or more pictures each of fewer."
        )
    if not genuine:
        raise TooFewPairs("A calibration needs at least one genuine pair; you gave none.")


def needed(rate: float) -> int:
    """Return how many impostor pairs an error target needs."""
    return round(PAIRS_FOR_EACH_ERROR / rate)


def _people(pairs: int) -> int:
    """Return how many people with two pictures each give so many impostor pairs, 2 n (n - 1)."""
    return math.ceil((1 + math.sqrt(1 + 2 * pairs)) / 2)


def _row(scores: Scores, rate: float) -> CalibrationRow:
    threshold, unclear = scores.threshold_at(rate), scores.threshold_at(rate * UNCLEAR_RATE)
    assert threshold is not None, "there are pairs enough"
    assert unclear is not None, "there are pairs enough"
    threshold = _safe(threshold)
    false_matches, misses = scores.fmr(threshold), scores.fnmr(threshold)
    return CalibrationRow(
        rate=rate,
        threshold=threshold,
        unclear_until=max(threshold, _safe(unclear)),
        false_matches=false_matches.errors,
        impostor_pairs=false_matches.trials,
        false_non_matches=misses.errors,
        genuine_pairs=misses.trials,
    )


def _safe(threshold: float) -> float:
    """Round down to four places: never more matches than were counted."""
    return math.floor(threshold * 1e4) / 1e4
