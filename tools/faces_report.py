"""Writes docs/faces-report.md: the shipped face comparison beside plain face_recognition, on LFW.

    python -m tools.faces_report LFW

LFW is a folder with ``images/`` and ``pairs.txt`` of Labeled Faces in the Wild. Every
distance of ours is by a crowd learnt from other people than the pair's. Encodings are
kept, so that a second run takes two minutes. Plots and numbers are written, no pictures.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from station_gate.faces.calibration import RATES, Calibration, tier_name
from station_gate.faces.engine import FaceEngine
from station_gate.faces.steps import SHIPPED
from station_gate.lab.evaluation.page import GROUP_HEADER, NOTE
from station_gate.lab.evaluation.plots import det_plot, distance_plot
from station_gate.lab.evaluation.results import Evaluation, figures, group_rows, percent
from tools.holdout import HeldOut, hold_out
from tools.lfw import EAST_ASIAN, OTHERS, read_lfw
from tools.validation import PARTS, Validated, beside_plain, validate

DOCS = Path(__file__).resolve().parent.parent / "docs"
DEALS = 3
"""How often the people are dealt into parts anew; the first is the calibration's."""
_GROUPED = (1e-3, 1e-4)

_HEAD = """# How well faces are compared, measured

<!-- made by tools/faces_report.py: run python -m tools.faces_report LFW -->

Measured on Labeled Faces in the Wild (LFW), folds 1 to 3: press photographs of people in the
news, every picture against every other, of several faces the one nearest the centre. Beside it
plain `face_recognition` with its defaults, on the same pictures. The pipeline is
`{pipeline}`.
[How it works](faces.md), [what each number of views gives](faces-views.md), [how to measure
and calibrate on your own pictures](evaluation.md), for theirs will differ.

**Every figure of ours is of people whom nothing was learnt from**: the people are dealt into
{parts} parts, and a pair is scored by a crowd learnt from the parts that neither person is in.
The gate itself is shipped with a crowd learnt from everybody, so `station-gate evaluate` on
these very folds gives better figures than this page; on other people it should not.

## In short
At the same FMR as plain dlib distance:

{short}

Other deals of the people into parts ({deals} in all) give:

{spread}

**What remains, in plain words.** The network tells East Asian faces apart less well, and what is
done here repairs most of it, not all. With the shipped default one stranger in 1,000 passes
over all pairs, but {remaining} of the pairs of strangers who both have an East Asian name. Where
most passengers are of such a group, calibrate on pictures of them, or choose 0.01 %, and expect
more people to be refused. Groups are guessed from names alone (`tools/east_asian_names.py`) and
this one has 55 people; other groups, ages and sexes were not measured.

**The price is theirs too**: {price}.

## Does a threshold keep its promise?
The threshold for each target was taken from the pairs of eleven parts, and what it does was
counted on the pairs of the twelfth, whose people were not in them, {tries} times:

{promised}

A part has about 100 people, so this is the luck of small crowds as well. Other cameras and
other people move it further than that.

## One fold at a time
Everything learnt from the people of two folds, and judged on the third: every pair of its
pictures, thresholds from its own strangers. This is harder than what is shipped, which all
three have taught, and a fold has so few pairs of {group} that their column is mostly luck.

{folds}

"""
_MIDDLE = """
## Plots
![DET curve](pictures/det.png)
![Distances, Station Gate](pictures/distances.png)
![Distances, plain face_recognition](pictures/distances-plain.png)

## Limits
- LFW is press photographs: no identity documents, no gate cameras, no years between portrait
  and passenger. The people are mostly Western and male. It has a few wrong labels, and they
  are among the worst pairs.
- The gate averages several live frames and one portrait; here a picture meets a picture.
- The number of views, the weights of the crowd, and how it is learnt (the three nearest
  strangers, the strength of the ridge) were chosen on the same people, by cross-validation: few
  numbers, so little luck can be in them, but some.
- Groups have few people; their figures are orders of magnitude.
- A good picture of somebody matches like that person: comparing is no test of liveness.

"""


def main(folder: Path) -> None:
    """Measure, and write the page and its plots."""
    lfw, engine = read_lfw(folder), FaceEngine.load()
    deals = [validate(lfw, engine, seed) for seed in range(DEALS)]
    if deals[0].calibration != Calibration.load(None, SHIPPED.version):
        raise SystemExit("The shipped calibration is another: run tools.learn_crowd first.")
    found = [beside_plain(lfw, deal, engine) for deal in deals]
    page = _HEAD.format(
        pipeline=SHIPPED.version,
        parts=PARTS,
        short=_short(found[0]),
        deals=DEALS,
        spread=_spread(found),
        remaining=percent(found[0].groups[EAST_ASIAN].scores.fmr(found[0].ours.threshold).value),
        price=_price(found[0]),
        tries=PARTS * DEALS,
        promised=_promised(deals),
        group=EAST_ASIAN,
        folds=_folds(hold_out(folder, lfw, engine)),
    )
    page += _section("All figures", found[0]) + "\n" + NOTE + "\n"
    (DOCS / "faces-report.md").write_text((page + _MIDDLE).rstrip() + "\n", encoding="utf-8")
    for name, plot in (
        ("det", det_plot(found[0])),
        ("distances", distance_plot(found[0].ours, "Station Gate")),
        ("distances-plain", distance_plot(found[0].plain, "Plain face_recognition")),
    ):
        (DOCS / "pictures" / f"{name}.png").write_bytes(plot)


def _short(found: Evaluation) -> str:
    rows = [("", "Station Gate", "plain dlib", "change")]
    rows += [(name, *_change(both)) for name, both in _headline(found)]
    return _table(rows)


def _headline(found: Evaluation) -> Iterable[tuple[str, list[float | None]]]:
    """Yield what is promised: its name, ours and plain dlib's."""
    for rate in _GROUPED:
        tier = tier_name(rate)
        both = found.ours.fnmr_at(rate), found.plain.fnmr_at(rate)
        yield f"FNMR at FMR {tier}", [each.value if each else None for each in both]
        whole = found.ours.threshold_at(rate), found.plain.threshold_at(rate)
        yield (
            f"FMR of {EAST_ASIAN}, thresholds for FMR {tier} over all pairs",
            _group_fmr(found, whole),
        )
        others = tuple(
            each[OTHERS].threshold_at(rate) for each in (found.groups, found.plain_groups)
        )
        yield (
            f"FMR of {EAST_ASIAN}, thresholds for FMR {tier} among {OTHERS}",
            _group_fmr(found, others),
        )


def _spread(found: Sequence[Evaluation]) -> str:
    """Say the least and the most of ours over the deals."""
    rows = [("", "least", "most")]
    for same in zip(*(_headline(each) for each in found), strict=True):
        ours = [both[0] or 0.0 for _, both in same]
        rows.append((same[0][0], percent(min(ours)), percent(max(ours))))
    return _table(rows)


def _price(found: Evaluation) -> str:
    """Say how many genuine pairs the group loses, beside plain dlib."""
    said = []
    for rate in _GROUPED:
        both = (
            (found.ours, found.groups[EAST_ASIAN]),
            (found.plain, found.plain_groups[EAST_ASIAN]),
        )
        refused = [
            percent(group.scores.fnmr(threshold).value)
            for whole, group in both
            if (threshold := whole.threshold_at(rate)) is not None
        ]
        said.append(
            f"at {tier_name(rate)} {refused[0]} of their genuine pairs are refused, "
            f"{refused[1]} with plain dlib"
        )
    return ";\n".join(said)


def _promised(deals: Sequence[Validated]) -> str:
    rows: list[Sequence[str]] = [("error target", "measured FMR: least", "median", "most")]
    for rate in RATES:
        seen = sorted(fmr for deal in deals for fmr in deal.promised[rate])
        rows.append((tier_name(rate), *(f"{100 * seen[n]:.4f} %" for n in (0, len(seen) // 2, -1))))
    return _table(rows)


def _folds(folds: Sequence[HeldOut]) -> str:
    rows: list[Sequence[str]] = [
        ("fold", "FMR", "FNMR here", "plain dlib", "change", f"FMR of {EAST_ASIAN}", "plain dlib")
    ]
    for number, fold in enumerate(folds, 1):
        for rate in _GROUPED:
            both = (fold.ours, fold.ours_of_group), (fold.plain, fold.plain_of_group)
            refused: list[float | None] = []
            matched = []
            for whole, group in both:
                threshold = whole.threshold_at(rate)
                assert threshold is not None, "a fold has pairs enough"
                refused.append(whole.fnmr(threshold).value)
                matched.append(percent(group.fmr(threshold).value))
            rows.append((str(number), tier_name(rate), *_change(refused), *matched))
    return _table(rows)


def _group_fmr(found: Evaluation, thresholds: Sequence[float | None]) -> list[float | None]:
    """FMR of East Asian names at a threshold of ours and one of plain dlib."""
    both = found.groups[EAST_ASIAN], found.plain_groups[EAST_ASIAN]
    return [
        None if threshold is None else own.scores.fmr(threshold).value
        for threshold, own in zip(thresholds, both, strict=True)
    ]


def _change(both: Sequence[float | None]) -> tuple[str, str, str]:
    ours, plain = both
    if ours is None or not plain:
        return percent(ours), percent(plain), ""
    change = 100 * (ours / plain - 1)
    digits = 1 if ours and change < -99.4 else 0  # -100 % would say that nothing is left
    return percent(ours), percent(plain), f"{change:+.{digits}f} %"


def _section(title: str, found: Evaluation) -> str:
    rows = figures(found.ours, found.plain, found.target)
    parts = [f"## {title}", "", _table([("", "Station Gate", "plain face_recognition"), *rows])]
    for rate in RATES:
        if found.ours.threshold_at(rate) is not None:
            heading = f"Groups at the thresholds for FMR {tier_name(rate)} over all pairs:"
            parts += ["", heading, "", _table([GROUP_HEADER, *group_rows(found, rate)])]
    return "\n".join([*parts, ""])


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
