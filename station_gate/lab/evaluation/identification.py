"""What searches among many gave: for people in rows and as a page, for machines as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN
from station_gate.identification.curve import ErrorCurve
from station_gate.identification.identify import Cut, IdentificationPolicy
from station_gate.lab.evaluation.acquire import Acquired
from station_gate.lab.evaluation.material import Material
from station_gate.lab.evaluation.page import page_of, table_of
from station_gate.lab.evaluation.results import Rows, percent, said
from station_gate.lab.evaluation.searches import RANKS, SPLITS, Compare, Searched, search_all

JSON_VERSION = 1
FPIRS = (1e-2, 3e-3, 1e-3)
"""False positive identification rates; NIST's FRTE 1:N tabulates at 0.3 %."""
_SHOWN_RANKS = (1, 5, RANKS)
NOTE = (
    f"{SPLITS} galleries were drawn; their searches share people, so the intervals (95 %) are the "
    "least doubt there is. Misses are counted at the threshold that gives the FPIR on these very "
    "searches, for both; what a threshold promises from other people stands in rows of its own."
)
GROUP_HEADER = (
    "group",
    "strangers' searches",
    "FPIR ours",
    "FPIR plain",
    "mated searches",
    "FNIR ours",
    "FNIR plain",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identification:
    """The product's searches and plain face_recognition's in the same galleries.

    ``cuts`` are what the product goes by at each of ``FPIRS``, foretold from its curve.
    """

    ours: Searched
    plain: Searched
    groups: tuple[str, ...]
    cuts: dict[float, Cut]
    size: int
    enrol: int
    origin: str
    pipeline: str
    calibration: str


def search(
    given: Material,
    acquired: Sequence[Acquired],
    pipeline: Pipeline,
    curve: ErrorCurve,
    *,
    size: int,
    enrol: int = 1,
    seed: int = 0,
    compare: Compare | None = None,
) -> Identification:
    """Search galleries of ``size`` people both ways; raises ``BadInput`` as ``search_all``."""
    ours = search_all(
        given,
        [each.ours for each in acquired],
        pipeline,
        size=size,
        enrol=enrol,
        seed=seed,
        compare=compare,
    )
    plain = search_all(
        given,
        [each.plain for each in acquired],
        Pipeline(pipeline.engine, PLAIN),
        size=size,
        enrol=enrol,
        seed=seed,
    )
    return Identification(
        ours=ours,
        plain=plain,
        groups=given.groups,
        cuts={rate: IdentificationPolicy(curve=curve, rate=rate).cut(size) for rate in FPIRS},
        size=size,
        enrol=enrol,
        origin=given.origin,
        pipeline=pipeline.steps.version,
        calibration=curve.provenance,
    )


def figures(found: Identification) -> Rows:
    """Say the figures in rows: what, ours, plain face_recognition."""
    both = found.ours, found.plain
    rows: Rows = [
        ("pictures without a usable face (FTA)", said(both[0].failed), said(both[1].failed)),
        (
            "mated / non-mated searches",
            *_pair(f"{len(each.mate):,} / {len(each.stranger):,}" for each in both),
        ),
    ]
    for rate in FPIRS:
        name = percent(rate)
        rows.append((f"FNIR at FPIR {name}", *_pair(_fnir(each, rate) for each in both)))
    for rank in _SHOWN_RANKS:
        name = f"not among the nearest {rank}" if rank > 1 else "somebody else nearest"
        rows.append((name, *_pair(said(each.beyond_rank(rank)) for each in both)))
    for rate, cut in found.cuts.items():
        name = f"promised FPIR {percent(rate)}" + (" (extrapolated)" if cut.extrapolated else "")
        if cut.threshold is None:
            rows.append((name, "no promise for so large a gallery", ""))
            continue
        rows += [
            (f"{name}: threshold", f"{cut.threshold:.4f}", ""),
            (f"{name}: counted FPIR", said(found.ours.fpir(cut.threshold)), ""),
            (f"{name}: FNIR", said(found.ours.fnir(cut.threshold)), ""),
            (
                f"{name}: FNIR after the number pad",
                said(found.ours.missed_after_proof(cut.threshold, cut.unclear_until)),
                "",
            ),
        ]
    return rows


def group_rows(found: Identification, rate: float) -> list[tuple[str, ...]]:
    """Say each group's errors at the thresholds that hold an FPIR over everybody."""
    both = (
        (found.ours, found.ours.threshold_at(rate)),
        (found.plain, found.plain.threshold_at(rate)),
    )
    rows = []
    for number, name in enumerate(found.groups):
        groups = [(whole.of_group(number), threshold) for whole, threshold in both]
        own = groups[0][0]
        rows.append(
            (
                name,
                f"{len(own.stranger):,}",
                *("-" if at is None else said(each.fpir(at)) for each, at in groups),
                f"{len(own.mate):,}",
                *("-" if at is None else said(each.fnir(at)) for each, at in groups),
            )
        )
    return rows


def as_json(found: Identification) -> str:
    """Write the figures for machines, rates as fractions, ``null`` where searches are too few."""
    ours = _block(found.ours)
    ours["promised_fpir"] = {
        _key(rate): None if cut.threshold is None else found.ours.fpir(cut.threshold).value
        for rate, cut in found.cuts.items()
    }
    ours["promised"] = {_key(rate): _promised(found.ours, cut) for rate, cut in found.cuts.items()}
    document = {
        "version": JSON_VERSION,
        "gallery": found.size,
        "enrolled_pictures": found.enrol,
        "ours": ours,
        "baseline": _block(found.plain),
        "groups": {
            name: {
                "ours": _group(found.ours, number),
                "baseline": _group(found.plain, number),
            }
            for number, name in enumerate(found.groups)
        },
    }
    return json.dumps(document, indent=2) + "\n"


def as_page(found: Identification) -> str:
    """Write one page that needs nothing else; it shows no pictures."""
    header = ("", "Station Gate", "plain face_recognition")
    ranks = [
        (f"{rank}", *_pair(percent(_found_by(each, rank)) for each in (found.ours, found.plain)))
        for rank in range(1, RANKS + 1)
    ]
    groups = [
        part
        for rate in FPIRS
        if found.groups
        for part in (
            f"<h3>At the thresholds for FPIR {percent(rate)} over everybody</h3>",
            table_of(GROUP_HEADER, group_rows(found, rate)),
        )
    ]
    return page_of(
        "Searches among many, measured",
        [
            f"<p>{escape(title(found))} Pipeline {escape(found.pipeline)}, curve: "
            f"{escape(found.calibration)}.</p>",
            table_of(header, figures(found)),
            f"<p>{NOTE}</p>",
            *(["<h2>Groups</h2>", *groups] if groups else []),
            "<h2>Cumulative match characteristic</h2><p>Searches of enrolled people in which they "
            "are among the nearest so many, whatever the distance.</p>",
            table_of(("nearest", *header[1:]), ranks),
        ],
    )


def title(found: Identification) -> str:
    """Say in a sentence what was searched."""
    pictures = "picture" if found.enrol == 1 else "pictures"
    return (
        f"Galleries of {found.size:,} people, {found.enrol} {pictures} each at most, from "
        f"{found.origin}."
    )


def _block(searched: Searched) -> dict[str, Any]:
    return {
        "failure_to_acquire": searched.failed.value,
        "fnir_at_fpir": {
            _key(rate): None if at is None else searched.fnir(at).value
            for rate, at in _thresholds(searched).items()
        },
        "threshold_at_fpir": {_key(rate): at for rate, at in _thresholds(searched).items()},
        "rank1_miss": searched.beyond_rank(1).value,
        "cmc": [_found_by(searched, rank) for rank in range(1, RANKS + 1)],
        "searches": {"mated": len(searched.mate), "non_mated": len(searched.stranger)},
    }


def _promised(searched: Searched, cut: Cut) -> dict[str, Any]:
    if cut.threshold is None:
        return {"threshold": None}
    after = searched.missed_after_proof(cut.threshold, cut.unclear_until)
    return {
        "threshold": cut.threshold,
        "extrapolated": cut.extrapolated,
        "fnir": searched.fnir(cut.threshold).value,
        "fnir_after_number": after.value,
    }


def _group(whole: Searched, number: int) -> dict[str, Any]:
    """Errors of a group at the thresholds that hold each FPIR over everybody."""
    own = whole.of_group(number)
    return {
        name: {
            _key(rate): None if at is None else errors(own, at).value
            for rate, at in _thresholds(whole).items()
        }
        for name, errors in (("fpir", Searched.fpir), ("fnir", Searched.fnir))
    }


def _thresholds(searched: Searched) -> dict[float, float | None]:
    return {rate: searched.threshold_at(rate) for rate in FPIRS}


def _found_by(searched: Searched, rank: int) -> float | None:
    missed = searched.beyond_rank(rank).value
    return None if missed is None else 1 - missed


def _fnir(searched: Searched, rate: float) -> str:
    threshold = searched.threshold_at(rate)
    return "too few searches" if threshold is None else said(searched.fnir(threshold))


def _key(rate: float) -> str:
    return f"{rate:g}"


def _pair(values: Any) -> tuple[str, str]:
    one, other = values
    return str(one), str(other)
