"""What a measurement found: for people in rows, for machines as JSON."""

import json
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from station_gate.faces.calibration import RATES, tier_name
from station_gate.lab.evaluation.scoring import Compared
from station_gate.lab.evaluation.statistics import Rate, Scores

JSON_VERSION = 1
PLAIN_THRESHOLD = 0.6
"""The tolerance that face_recognition comes with."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One way of comparing with its errors; ``threshold`` is what it is shipped with.

    ``strangers`` are more impostor pairs of the same pictures, for what the pairs
    themselves are too few for. ``fuller`` are the genuine pairs with these.
    """

    compared: Compared
    threshold: float
    strangers: Scores | None = None
    scores: Scores = field(init=False)
    fuller: Scores = field(init=False)

    def __post_init__(self) -> None:
        scores = self.compared.scores
        more = self.strangers
        object.__setattr__(self, "scores", scores)
        object.__setattr__(
            self, "fuller", scores if more is None else Scores(scores.genuine, more.impostor)
        )

    def threshold_at(self, rate: float) -> float | None:
        """Return the threshold of an error target; ``None`` from too few pairs.

        All are of the same strangers: those of another choice could contradict each other.
        """
        return self.fuller.threshold_at(rate)

    def fnmr_at(self, rate: float) -> Rate | None:
        """Return the FNMR at an error target's threshold; ``None`` from too few pairs."""
        threshold = self.threshold_at(rate)
        return None if threshold is None else self.scores.fnmr(threshold)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """The product and plain face_recognition on the same pairs.

    ``groups`` and ``plain_groups`` have the same names. ``origin`` says which pairs
    these are, ``pipeline`` and ``calibration`` what was measured.
    """

    ours: Measured
    plain: Measured
    groups: dict[str, Measured]
    plain_groups: dict[str, Measured]
    origin: str
    pipeline: str
    calibration: str
    target: float
    """The false match rate that the product's threshold was chosen for."""
    beyond: dict[str, int] = field(default_factory=dict)
    """How many pictures the gate would refuse as portraits, by the first limit that each
    is beyond. They are compared all the same."""
    left_out: str = ""
    """What was given and not looked at, in a sentence."""

    @property
    def notes(self) -> list[str]:
        """What else is to be said, in sentences."""
        said = (said_few(self), said_poor(self), said_baseline(), self.left_out)
        return [sentence for sentence in said if sentence]


def as_json(found: Evaluation) -> str:
    """Write the figures for machines, rates as fractions, ``null`` where pairs are too few."""
    document = {
        "version": JSON_VERSION,
        "ours": _block(found.ours),
        "baseline": _block(found.plain),
        "groups": {name: _block(measured) for name, measured in found.groups.items()},
        "groups_at_common_threshold": {_key(rate): _common(found, rate) for rate in RATES},
        "strangers": _strangers(found),
        "notes": found.notes,
    }
    return json.dumps(document, indent=2) + "\n"


def _block(measured: Measured) -> dict[str, Any]:
    scores = measured.scores
    fnmr = {rate: measured.fnmr_at(rate) for rate in RATES}
    return {
        "failure_to_acquire": measured.compared.failed.value,
        "eer": scores.equal_error_rate(),
        "fnmr_at_fmr": {_key(rate): each.value if each else None for rate, each in fnmr.items()},
        "threshold_at_fmr": {_key(rate): measured.threshold_at(rate) for rate in RATES},
        "shipped_threshold": {
            "fmr": scores.fmr(measured.threshold).value,
            "fnmr": scores.fnmr(measured.threshold).value,
        },
        "pairs": {"genuine": len(scores.genuine), "impostor": len(scores.impostor)},
    }


def _strangers(found: Evaluation) -> dict[str, Any] | None:
    """Say how many more strangers the thresholds are of, and how many of these match."""
    if found.ours.strangers is None:
        return None
    return {
        name: {
            "impostor": len(measured.fuller.impostor),
            "fmr_at_shipped_threshold": measured.fuller.fmr(measured.threshold).value,
        }
        for name, measured in (("ours", found.ours), ("baseline", found.plain))
    }


def _common(found: Evaluation, rate: float) -> dict[str, Any]:
    """Each group's errors at the thresholds that hold ``rate`` over all pairs."""
    return {
        name: {
            "ours": _errors(group, found.ours.threshold_at(rate)),
            "baseline": _errors(found.plain_groups[name], found.plain.threshold_at(rate)),
        }
        for name, group in found.groups.items()
    }


def _errors(group: Measured, threshold: float | None) -> dict[str, float | None]:
    if threshold is None:
        return {"fmr": None, "fnmr": None}
    return {
        "fmr": group.fuller.fmr(threshold).value,
        "fnmr": group.fuller.fnmr(threshold).value,
    }


def _key(rate: float) -> str:
    return f"{rate:.4f}".rstrip("0")


Rows = list[tuple[str, str, str]]


def figures(ours: Measured, plain: Measured, target: float) -> Rows:
    """Say the figures in rows: what, ours, plain face_recognition."""
    both = ours, plain

    def row(name: str, *values: str) -> tuple[str, str, str]:
        return (name, values[0], values[1])

    rows = [
        row("pictures without a usable face (FTA)", *(said(each.compared.failed) for each in both)),
        row(
            "genuine / impostor pairs",
            *(f"{len(e.scores.genuine):,} / {len(e.scores.impostor):,}" for e in both),
        ),
        row("EER", *(percent(each.scores.equal_error_rate()) for each in both)),
    ]
    for rate in RATES:
        name = tier_name(rate)
        rows.append(row(f"threshold at FMR {name}", *(_number(e.threshold_at(rate)) for e in both)))
        rows.append(
            row(f"FNMR at FMR {name}", *(_at(each, rate) for each in both)),
        )
    rows += [
        row(
            "threshold in force",
            f"{ours.threshold:.4g} (for {tier_name(target)})",
            f"{plain.threshold:.4g}",
        ),
        row("FMR there", *(said(each.scores.fmr(each.threshold)) for each in both)),
    ]
    if ours.strangers is not None:
        among = f"FMR there, of {len(ours.fuller.impostor):,} pairs of strangers"
        rows.append(row(among, *(said(each.fuller.fmr(each.threshold)) for each in both)))
    rows += [
        row("FNMR there", *(said(each.scores.fnmr(each.threshold)) for each in both)),
    ]
    return rows


def said_baseline() -> str:
    """Say whose the baseline's numbers are where face_recognition itself is not installed."""
    if find_spec("face_recognition") is not None:
        return ""
    return (
        "face_recognition is not installed here: its column is made as it would, with the same "
        "network, detector and threshold."
    )


def said_poor(found: Evaluation) -> str:
    """Say how many pictures show their face worse than a portrait may."""
    if not found.beyond:
        return "Every face found is within the limits that the gate sets for portraits."
    counted = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in found.beyond.items())
    pictures = sum(found.beyond.values())
    if pictures == 1:
        return (
            f"1 picture shows its face worse than the gate allows a portrait ({counted}); it is "
            "compared all the same."
        )
    return (
        f"{pictures} pictures show their face worse than the gate allows a portrait ({counted}); "
        "they are compared all the same."
    )


def said_few(found: Evaluation) -> str:
    """Say which error targets so few pairs cannot show, and what would; "" for enough."""
    ours = found.ours
    few = [rate for rate in RATES if ours.scores.threshold_at(rate) is None]
    silent = [rate for rate in few if ours.threshold_at(rate) is None]
    said = []
    if ours.strangers is not None and len(silent) < len(few):
        shown = [tier_name(rate) for rate in few if rate not in silent]
        what = "thresholds, the DET curve and the groups' FMR"
        what = what if found.groups else "thresholds and the DET curve"
        said.append(
            f"{len(ours.scores.impostor):,} impostor pairs cannot show {' or '.join(shown)}: all "
            f"{what} are of {len(ours.strangers.impostor):,} pairs of "
            "strangers among the same pictures."
        )
    if silent:
        targets = [f"{tier_name(rate)} ({round(1 / rate):,} or more are needed)" for rate in silent]
        said.append(
            f"{len(ours.fuller.impostor):,} impostor pairs cannot show {' or '.join(targets)}; "
            "compare more pairs: of more people, or more pictures of each."
        )
    return " ".join(said)


def group_rows(found: Evaluation, rate: float) -> list[tuple[str, ...]]:
    """Say each group's errors at the thresholds that hold ``rate`` over all pairs.

    Columns: group, impostor pairs, FMR ours and plain, genuine pairs, FNMR ours and plain.
    """
    thresholds = found.ours.threshold_at(rate), found.plain.threshold_at(rate)
    rows: list[tuple[str, ...]] = []
    for name, ours in found.groups.items():
        both = ours.fuller, found.plain_groups[name].fuller
        row = [name]
        for counted, errors in (("impostor", Scores.fmr), ("genuine", Scores.fnmr)):
            row.append(f"{len(getattr(both[0], counted)):,}")
            row += [
                "-" if threshold is None else said(errors(scores, threshold))
                for scores, threshold in zip(both, thresholds, strict=True)
            ]
        rows.append(tuple(row))
    return rows


def said(rate: Rate) -> str:
    """Say a rate with its 95 % interval: "1.2 % (0.9 to 1.6 %)"."""
    low, high = rate.interval
    if not rate.trials:
        return "no pairs"
    return f"{percent(rate.value)} ({percent(low)[:-2]} to {percent(high)})"


def percent(value: float | None) -> str:
    """Say a fraction in per cent, with two digits that count."""
    if value is None:
        return "too few pairs"
    hundredths = 100 * value
    digits = 1 if hundredths >= 10 or not hundredths else 2 if hundredths >= 0.1 else 4
    return f"{hundredths:.{digits}f} %"


def _at(measured: Measured, rate: float) -> str:
    found = measured.fnmr_at(rate)
    return "too few pairs" if found is None else said(found)


def _number(value: float | None) -> str:
    return "too few pairs" if value is None else f"{value:.4f}"
