"""The figures said: groups at the common thresholds, and what too few pairs cannot show."""

import json
from dataclasses import replace

import numpy as np
import pytest

from station_gate.lab.evaluation import results
from station_gate.lab.evaluation.plots import det_plot
from station_gate.lab.evaluation.results import (
    Evaluation,
    Measured,
    as_json,
    figures,
    said_few,
)
from station_gate.lab.evaluation.scoring import Compared
from station_gate.lab.evaluation.statistics import Rate, Scores


def measured(
    genuine: list[float], impostor: list[float], strangers: list[float] | None = None
) -> Measured:
    distances = np.array(genuine + impostor)
    same = np.arange(len(distances)) < len(genuine)
    compared = Compared(
        pairs=np.arange(len(distances)), same=same, distances=distances, failed=Rate(0, 4)
    )
    more = None if strangers is None else Scores(np.empty(0), np.array(strangers))
    return Measured(compared, 0.5, more)


def evaluation(strangers: int) -> Evaluation:
    """Return pairs whose nearest strangers are all of group b, whose own are at 0.40 and 0.42."""
    far = list(np.linspace(0.6, 0.9, strangers - 2))
    return Evaluation(
        ours=measured([0.2, 0.3, 0.5, 0.7], [0.40, 0.42, *far]),
        plain=measured([0.3, 0.4, 0.6, 0.8], [0.50, 0.52, *far]),
        groups={"b": measured([0.2, 0.5], [0.40, 0.42])},
        plain_groups={"b": measured([0.3, 0.6], [0.50, 0.52])},
        origin="a test",
        pipeline="p",
        calibration="c",
        target=1e-3,
    )


def test_groups_are_counted_at_the_thresholds_of_all_pairs() -> None:
    common = json.loads(as_json(evaluation(100)))["groups_at_common_threshold"]
    # of 100 strangers one may match at 1 %: the nearer of the two, so up to 0.42
    assert common["0.01"]["b"] == {
        "ours": {"fmr": 0.5, "fnmr": 0.5},
        "baseline": {"fmr": 0.5, "fnmr": 0.5},
    }
    assert common["0.001"]["b"]["ours"] == {"fmr": None, "fnmr": None}


@pytest.mark.parametrize(
    ("strangers", "said"),
    [
        (
            300,
            "300 impostor pairs cannot show 1 in 1,000 (1,000 or more are needed) or 1 in 10,000 "
            "(10,000 or more are needed); compare more pairs",
        ),
        (1000, "1,000 impostor pairs cannot show 1 in 10,000 (10,000 or more are needed);"),
        (10_000, ""),
    ],
)
def test_what_the_pairs_cannot_show_is_said(strangers: int, said: str) -> None:
    few = said_few(evaluation(strangers))
    assert few.startswith(said)
    assert bool(few) == bool(said)


def test_more_strangers_show_what_a_short_list_cannot() -> None:
    short, many = [0.6, 0.7], list(np.linspace(0.4, 0.9, 2000))
    ours = measured([0.2, 0.5], short, many)
    assert ours.threshold_at(0.5) == pytest.approx(many[1000], abs=2e-6), "one choice for all"
    assert ours.threshold_at(1e-3) == pytest.approx(many[2], abs=2e-6)
    assert ours.fnmr_at(1e-3) == Rate(1, 2)
    assert ours.threshold_at(1e-4) is None
    few = said_few(replace(evaluation(2), ours=ours))
    assert few.startswith(
        "2 impostor pairs cannot show 1 in 100 or 1 in 1,000: all thresholds, the DET curve and "
        "the groups' FMR are of 2,000 pairs of strangers among the same pictures. 2,000 impostor "
        "pairs cannot show 1 in 10,000"
    )


def test_a_list_of_look_alikes_does_not_contradict_itself() -> None:
    """Its own pairs show 1 in 100 and lie nearer than strangers do."""
    nearest = list(np.linspace(0.2, 0.3, 150))
    ours = measured([0.2, 0.5], nearest, list(np.linspace(0.35, 0.9, 20_000)))
    thresholds = [ours.threshold_at(rate) for rate in (1e-2, 1e-3, 1e-4)]
    assert thresholds == sorted(thresholds, key=lambda each: -(each or 0))
    assert min(each or 0 for each in thresholds) >= 0.35


def test_false_matches_are_counted_over_more_strangers_where_there_are_more() -> None:
    ours = measured([0.2, 0.6], [0.7, 0.8], [0.4, 0.45, 0.7, 0.9])
    found = replace(
        evaluation(100), ours=ours, groups={"b": measured([0.2], [0.8], [0.3, 0.44, 0.8, 0.9])}
    )
    rows = {row[0]: row[1] for row in figures(found.ours, found.plain, found.target)}
    assert rows["FMR there"].startswith("0.0 %")
    assert rows["FMR there, of 4 pairs of strangers"].startswith("50.0 %")
    common = json.loads(as_json(found))["groups_at_common_threshold"]
    assert common["0.01"]["b"]["ours"] == {"fmr": None, "fnmr": None}, "4 pairs show no 1 in 100"
    strangers = list(np.linspace(0.4, 0.9, 200))  # up to 0.405 one in a hundred matches
    found = replace(found, ours=measured([0.2, 0.6], [0.7, 0.8], strangers))
    common = json.loads(as_json(found))["groups_at_common_threshold"]
    assert common["0.01"]["b"]["ours"] == {"fmr": 0.25, "fnmr": 0.0}
    bare = replace(found, ours=measured([0.2, 0.6], [0.7, 0.8]))
    assert det_plot(found) != det_plot(bare)


def test_what_was_left_out_is_among_the_notes() -> None:
    found = replace(evaluation(10_000), left_out="2 files are left out.")
    assert json.loads(as_json(found))["notes"][-1] == "2 files are left out."
    assert "2 files are left out." not in evaluation(10_000).notes


def test_a_baseline_without_its_package_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any("not installed" in note for note in evaluation(10_000).notes)
    monkeypatch.setattr(results, "find_spec", lambda name: None)
    assert any("face_recognition is not installed here" in n for n in evaluation(10_000).notes)
