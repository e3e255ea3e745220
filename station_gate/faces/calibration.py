"""Which distance goes with which error: the table that turns a target into a threshold.

A table is good for one pipeline. The shipped one was measured on photographs of
people in the news; ``station-gate calibrate`` makes one from the operator's own.
"""

import json
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from station_gate.faces.observation import Comparison, Measure, Verdict
from station_gate.faces.steps import SHIPPED
from station_gate.problems import BadInput
from station_gate.textfiles import unmarked

FORMAT = 1
FILE = "calibration.json"
RATES = (1e-2, 1e-3, 1e-4)
"""False match rates that can be asked for."""
_FARTHEST = 2.0
"""Farther apart than two templates of unit length can be, but for the crowd's correction."""
UNCLEAR_RATE = 2.0
"""Up to the distance at which strangers match so many times as often as was asked for,
nobody is refused on one look: there one more look is cheap and the error still small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRow:
    """One error target: the largest distance that keeps to it, and how it was counted.

    Up to ``threshold`` faces match; beyond it and up to ``unclear_until`` one more
    look decides.
    """

    rate: float
    threshold: float
    unclear_until: float
    false_matches: int
    impostor_pairs: int
    false_non_matches: int
    genuine_pairs: int

    def __post_init__(self) -> None:
        counts = (
            self.false_matches,
            self.impostor_pairs,
            self.false_non_matches,
            self.genuine_pairs,
        )
        # a table is a file that somebody may have edited, and it decides who passes
        if not (
            all(type(each) in (int, float) for each in (self.threshold, self.unclear_until))
            and type(self.rate) is float
            and all(type(each) is int for each in counts)
        ):
            raise ValueError("rates and distances are numbers, pairs are counted")
        if not 0 < self.rate < 1 or not 0 < self.threshold <= self.unclear_until <= _FARTHEST:
            raise ValueError("a rate is between 0 and 1, and the grey band beyond the threshold")
        if not (
            0 <= self.false_matches <= self.impostor_pairs
            and 0 <= self.false_non_matches <= self.genuine_pairs
            and self.impostor_pairs > 0 < self.genuine_pairs
        ):
            raise ValueError("there cannot be more errors than pairs, nor no pairs")
        if self.false_matches > self.rate * self.impostor_pairs + 1e-9:
            raise ValueError("more strangers match than the target allows")

    @property
    def fmr(self) -> float:
        """Measured share of strangers who match."""
        return self.false_matches / self.impostor_pairs

    @property
    def fnmr(self) -> float:
        """Measured share of genuine pairs that do not match."""
        return self.false_non_matches / self.genuine_pairs

    def verdict(self, distance: float) -> Verdict:
        """Judge a distance."""
        if distance <= self.threshold:
            return Verdict.MATCH
        return Verdict.UNCLEAR if distance <= self.unclear_until else Verdict.MISMATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The table for one pipeline, its rows from the loosest target to the strictest.

    ``provenance`` says in a few words whose pictures it was made from:
    "shipped: LFW, ..." or "user: ...".
    """

    pipeline: str
    provenance: str
    rows: tuple[CalibrationRow, ...]

    def __post_init__(self) -> None:
        rates = [row.rate for row in self.rows]
        thresholds = [row.threshold for row in self.rows]
        if not rates or rates != sorted(set(rates), reverse=True):
            raise ValueError("a table has one row for each target, the loosest first")
        if thresholds != sorted(thresholds, reverse=True):
            raise ValueError("a stricter target cannot have a larger threshold")

    @classmethod
    def load(cls, path: Path | None, pipeline: str) -> "Calibration":
        """Read the table in ``path``, or the shipped one, for the pipeline of this version.

        Raises ``BadInput`` when the file is absent, damaged or for another pipeline.
        """
        if path is None:
            shipped = files("station_gate.faces") / "data" / FILE
            return cls._parse(shipped.read_text(encoding="utf-8"), FILE, pipeline)
        try:
            text = unmarked(path.read_bytes()).decode()
        except (OSError, UnicodeDecodeError):
            raise BadInput(
                f"The calibration {path} cannot be read; make one with station-gate calibrate."
            ) from None
        return cls._parse(text, str(path), pipeline)

    @classmethod
    def _parse(cls, text: str, name: str, pipeline: str) -> "Calibration":
        try:
            given: dict[str, Any] = json.loads(text)
            version, made_for = given["version"], str(given["pipeline"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise _damaged(name) from None
        if version != FORMAT:
            raise _damaged(name)
        if made_for != pipeline:
            raise BadInput(
                f"The calibration {name} was made for the face pipeline {made_for}, and this is "
                f"{pipeline}; make one for it with station-gate calibrate."
            )
        try:
            rows = tuple(CalibrationRow(**row) for row in given["rows"])
            return cls(pipeline=made_for, provenance=str(given["provenance"]), rows=rows)
        except (ValueError, TypeError, KeyError):
            raise _damaged(name) from None

    def to_json(self) -> str:
        """Write the table as ``load`` reads it."""
        return json.dumps({"version": FORMAT, **asdict(self)}, indent=2) + "\n"

    def row(self, rate: float) -> CalibrationRow:
        """Return the row of an error target.

        Raises ``BadInput`` when the table has none for it.
        """
        for row in self.rows:
            if row.rate == rate:
                return row
        known = ", ".join(tier_name(row.rate) for row in self.rows)
        raise BadInput(
            f"The calibration ({self.provenance}) has no threshold for 1 false match in "
            f"{tier_name(rate).removeprefix('1 in ')}, only for {known}; choose one of these or "
            "calibrate with more pictures."
        )

    def threshold(self, rate: float) -> float:
        """Return the largest distance that keeps to an error target; ``BadInput`` as ``row``."""
        return self.row(rate).threshold

    def tier(self, distance: float) -> str:
        """Say of a distance how seldom strangers come so near: the strictest target it meets.

        "1 in 10,000", "1 in 1,000", "1 in 100", or "more often than 1 in 100".
        """
        for row in reversed(self.rows):
            if distance <= row.threshold:
                return tier_name(row.rate)
        return f"more often than {tier_name(self.rows[0].rate)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How sure the gate has to be: an error target and the table that it is read from."""

    calibration: Calibration = field(
        default_factory=lambda: Calibration.load(None, SHIPPED.version)
    )
    rate: float = 1e-3

    def __post_init__(self) -> None:
        self.calibration.row(self.rate)  # a target that is not in the table is said at once

    def judge(
        self, distance: float, frames: int = 1, measures: tuple[Measure, ...] = ()
    ) -> Comparison:
        """Judge a distance that rests on so many frames of this quality."""
        row = self.calibration.row(self.rate)
        return Comparison(
            distance=distance,
            threshold=row.threshold,
            unclear_until=row.unclear_until,
            verdict=row.verdict(distance),
            tier=self.calibration.tier(distance),
            provenance=self.calibration.provenance,
            target=tier_name(self.rate),
            frames=frames,
            measures=measures,
        )


def tier_name(rate: float) -> str:
    """Say 0.001 as "1 in 1,000"."""
    return f"1 in {round(1 / rate):,}"


def _damaged(name: str) -> BadInput:
    return BadInput(
        f"The calibration {name} is damaged or of another format; make one with "
        "station-gate calibrate."
    )
