"""How seldom strangers come how near: the calibration's tail as a curve.

A search among many needs error rates far smaller than one comparison does: of 1,000
people each may be taken for a stranger. So beyond what was counted the curve goes on
as the tail does, ten times and no further.
"""

import json
import math
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.calibration import FILE
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

BEYOND = 10
"""How many times more seldom than was counted the curve may be asked for."""
_COUNTED = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)
"""False match rates whose distances are counted; below the last the line goes on."""
_TAIL = 200
"""Pairs of strangers that the line is fitted to at least: with fewer its slope is luck."""
_DIGITS = 6
"""Of distances that are written: finer than any two templates can be told apart."""
_SEEN_TWICE = 2
"""False matches at which the data end: a single one may be a wrong label."""
KEY = "tail"
"""Of the curve in a calibration's file."""

Distances = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCurve:
    """The false match rate as a function of the distance, for one pipeline.

    ``points`` are counted: (rate, distance), from the loosest. From the last of them on the
    logarithm of the rate falls by ``1 / decade`` a unit of distance, as an exponential tail.
    ``counted_until`` is the rate at which the data end. ``provenance`` as in ``Calibration``.
    """

    pipeline: str
    provenance: str
    points: tuple[tuple[float, float], ...]
    decade: float
    """Distance that makes strangers ten times as rare, in the tail."""
    counted_until: float

    def __post_init__(self) -> None:
        rates = [rate for rate, _ in self.points]
        distances = [distance for _, distance in self.points]
        numbers = [*rates, *distances, self.decade, self.counted_until]
        # a file that somebody may have edited, and it decides who is taken for whom
        if not all(type(each) in (int, float) and math.isfinite(each) for each in numbers):
            raise ValueError("rates and distances are numbers")
        if len(self.points) < 2 or not all(0 < rate < 1 for rate in rates):
            raise ValueError("a curve has two points or more, with rates between 0 and 1")
        if rates != sorted(set(rates), reverse=True) or distances != sorted(
            set(distances), reverse=True
        ):
            raise ValueError("stricter rates come later and have smaller distances")
        if not 0 < self.decade < 1 or not 0 < self.counted_until <= rates[-1]:
            raise ValueError("the tail falls, and data end in it")

    @property
    def least_rate(self) -> float:
        """The smallest rate that the curve promises."""
        return self.counted_until / BEYOND

    def fmr(self, distance: float) -> float:
        """Return the share of strangers who come so near; 1 beyond the loosest point."""
        last_rate, last = self.points[-1]
        if distance <= last:
            return float(last_rate * 10 ** ((distance - last) / self.decade))
        if distance >= self.points[0][1]:
            return 1.0
        distances = [each for _, each in reversed(self.points)]
        logs = [math.log10(rate) for rate, _ in reversed(self.points)]
        return float(10 ** np.interp(distance, distances, logs))

    def threshold(self, rate: float) -> float:
        """Return the largest distance that keeps to a false match rate.

        Raises ``ValueError`` for a rate below ``least_rate``, for which nothing is promised.
        """
        if rate < self.least_rate * (1 - 1e-9):
            raise ValueError(f"nothing is known of a rate of {rate:g}")
        last_rate, last = self.points[-1]
        if rate <= last_rate:
            return last + self.decade * math.log10(rate / last_rate)
        rates = [math.log10(each) for each, _ in reversed(self.points)]
        distances = [each for _, each in reversed(self.points)]
        return float(np.interp(math.log10(rate), rates, distances))

    def is_extrapolated(self, rate: float) -> bool:
        """Return whether a rate is smaller than what was counted."""
        return rate < self.counted_until

    @classmethod
    def fit(cls, strangers: Distances, pipeline: str, provenance: str) -> "ErrorCurve | None":
        """Fit the curve to distances of impostor pairs, float64 (N,); ``None`` from too few.

        The tail is that of peaks over a threshold (Pickands 1975) with shape 0, whose only
        number is the mean excess.
        """
        ordered = np.sort(strangers)
        points = [
            (rate, round(float(ordered[math.floor(rate * len(ordered))]), _DIGITS))
            for rate in _COUNTED
            if rate * len(ordered) >= _TAIL
        ]
        if len(points) < 2:
            return None
        last_rate, last = points[-1]
        excess = last - ordered[: int(np.searchsorted(ordered, last))]
        return cls(
            pipeline=pipeline,
            provenance=provenance,
            points=tuple(points),
            decade=round(float(excess.mean()) * math.log(10), _DIGITS),
            counted_until=min(last_rate, _SEEN_TWICE / len(ordered)),
        )

    @classmethod
    def load(cls, path: Path | None, pipeline: str) -> "ErrorCurve":
        """Read the curve in the calibration at ``path``, or the shipped one.

        Raises ``BadInput`` where the file is absent, damaged, for another pipeline, or
        without a curve: made by an earlier version, or from too few pairs.
        """
        try:
            text = unmarked(
                (files("station_gate.faces") / "data" / FILE).read_bytes()
                if path is None
                else path.read_bytes()
            ).decode()
        except (OSError, UnicodeDecodeError):
            raise BadInput(
                f"The calibration {path} cannot be read; make one with station-gate calibrate."
            ) from None
        name = path or FILE
        try:
            given: dict[str, Any] = json.loads(text)
            made_for, tail = str(given["pipeline"]), given.get(KEY)
            provenance = str(given["provenance"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise _damaged(name) from None
        if made_for != pipeline:
            raise BadInput(
                f"The calibration {name} was made for the face pipeline {made_for}, and this is "
                f"{pipeline}; make one for it with station-gate calibrate."
            )
        if tail is None:
            raise BadInput(
                f"The calibration {name} has no curve for searches among many; make it anew with "
                f"station-gate calibrate, from {math.ceil(_TAIL / _COUNTED[1]):,} impostor pairs "
                "or more."
            )
        try:
            points = tuple((rate, distance) for rate, distance in tail["points"])
            return cls(
                pipeline=made_for,
                provenance=provenance,
                points=points,
                decade=tail["decade"],
                counted_until=tail["counted_until"],
            )
        except (ValueError, TypeError, KeyError):
            raise _damaged(name) from None

    def as_entry(self) -> dict[str, Any]:
        """Give what a calibration's file holds of the curve under ``KEY``."""
        entry = asdict(self)
        del entry["pipeline"], entry["provenance"]  # the file says them already
        return entry


def with_curve(table: str, curve: ErrorCurve | None) -> str:
    """Put a curve into a calibration's text, as ``Calibration.to_json`` gives it."""
    if curve is None:
        return table
    return json.dumps({**json.loads(table), KEY: curve.as_entry()}, indent=2) + "\n"


def _damaged(name: object) -> BadInput:
    return BadInput(
        f"The calibration {name} is damaged or of another format; make one with "
        "station-gate calibrate."
    )
