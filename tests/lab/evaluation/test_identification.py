"""``evaluate --identification``: searches counted against brute force, and pictures to reports."""

import json
from pathlib import Path

import numpy as np
import pytest

from station_gate.cli.identification import IdentificationOrder, run_identification
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import SHIPPED
from station_gate.identification.curve import ErrorCurve
from station_gate.lab.evaluation.acquire import Acquired
from station_gate.lab.evaluation.identification import as_json, as_page, search
from station_gate.lab.evaluation.material import grouped_by_person, material
from station_gate.lab.evaluation.searches import SPLITS, Searched, search_all
from station_gate.lab.evaluation.statistics import Rate
from station_gate.problems import BadInput, ExitCode
from tests.identification.test_gallery import faces
from tests.lab.evaluation.test_commands import order

CURVE = ErrorCurve.load(None, SHIPPED.version)


def searched(mate: list[float], rank: list[int], stranger: list[float]) -> Searched:
    return Searched(
        np.array(mate),
        np.array(rank),
        np.array(stranger),
        np.zeros(len(mate), np.intp),
        np.zeros(len(stranger), np.intp),
        Rate(0, 1),
    )


def test_errors_are_counted_as_the_standard_names_them() -> None:
    found = searched([0.1, 0.2, 0.4, 0.6], [1, 2, 1, 1], [0.3, 0.5, 0.7, 0.9])
    assert found.fpir(0.3) == Rate(1, 4)
    assert found.fnir(0.45) == Rate(2, 4)  # one is beyond, of one somebody else is nearer
    assert found.missed_after_proof(0.3, 0.45) == Rate(1, 4)
    assert found.beyond_rank(1) == Rate(1, 4)
    assert found.beyond_rank(2) == Rate(0, 4)
    at = found.threshold_at(0.25)
    assert at is not None
    assert found.fpir(at) == Rate(1, 4)
    assert 0.49 < at < 0.5
    assert found.threshold_at(0.1) is None


def people(count: int, pictures: int) -> tuple[tuple[str, ...], list[Acquired]]:
    """Make people of several alike pictures, some of them of two groups."""
    random = np.random.default_rng(5)
    names, made = [], []
    for number, one in enumerate(faces(count, spread=0.9)):
        for _ in range(pictures):
            near = one.encoding + random.normal(scale=0.02, size=128)
            near /= np.linalg.norm(near)
            names.append(f"{number}")
            made.append(Acquired(near, near * 1.4))
    return tuple(names), made


@pytest.mark.parametrize("enrol", [1, 2])
def test_everybody_is_found_and_the_report_has_its_form(enrol: int) -> None:
    names, acquired = people(60, 3)
    given = material([Path(name) for name in names], names, [(0, 1)], [True], "made-up people")
    given = grouped_by_person(given, {name: "AB"[int(name) % 2] for name in names})
    found = search(
        given, acquired, Pipeline(FaceEngine.load(), SHIPPED), CURVE, size=40, enrol=enrol
    )
    report = json.loads(as_json(found))
    assert {"version", "gallery", "ours", "baseline", "groups"} <= set(report)
    assert (report["version"], report["gallery"]) == (1, 40)
    for block in (report["ours"], report["baseline"]):
        assert set(block["fnir_at_fpir"]) == {"0.01", "0.003", "0.001"}
        assert block["searches"]["mated"] == SPLITS * 40 * (3 - enrol)
        assert block["searches"]["non_mated"] == SPLITS * 20 * 3
        assert block["rank1_miss"] == 0
        assert block["cmc"][0] == 1
        assert len(block["cmc"]) == 20
    assert set(report["ours"]["promised_fpir"]) == {"0.01", "0.003", "0.001"}
    assert set(report["groups"]) == {"A", "B"}
    assert set(report["groups"]["A"]) == {"ours", "baseline"}
    page = as_page(found)
    assert "FNIR at FPIR 1.00 %" in page
    assert "promised FPIR 1.00 %: counted FPIR" in page
    assert "Cumulative match" in page


def test_too_few_people_or_pictures_are_told() -> None:
    names, acquired = people(20, 1)
    given = material([Path(name) for name in names], names, [(0, 1)], [False], "made-up people")
    encodings = [each.ours for each in acquired]
    pipeline = Pipeline(FaceEngine.load(), SHIPPED)
    with pytest.raises(BadInput, match="needs 25 people with a usable picture"):
        search_all(given, encodings, pipeline, size=15)
    with pytest.raises(BadInput, match="Nobody in made-up people has 2 usable pictures"):
        search_all(given, encodings, pipeline, size=10)
    nameless = material([Path(name) for name in names], None, [(0, 1)], [False], "a list")
    with pytest.raises(BadInput, match="needs to know who is on each picture"):
        search_all(nameless, encodings, pipeline, size=10)


def test_pictures_to_reports(
    own_cache: Path, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stills = shared_data / "passengers-draft" / "stills"
    folder = tmp_path / "people"
    for picture in sorted(stills.glob("*_id.png"))[:14]:
        person = picture.stem.removesuffix("_id")
        (folder / person).mkdir(parents=True)
        for condition in ("id", "hall"):
            name = f"{person}_{condition}.png"
            (folder / person / name).symlink_to(stills / name)
    given = IdentificationOrder(
        material=order(folder),
        size=4,
        enrol=1,
        groups=None,
        json=None,
        html=None,
        out=tmp_path / "out",
        config=None,
    )
    assert run_identification(given) is ExitCode.OK
    shown = capsys.readouterr().out
    assert "Galleries of 4 people, 1 picture each at most" in shown
    assert "counted FPIR" in shown
    report = json.loads((tmp_path / "out" / "identification.json").read_text())
    assert report["ours"]["rank1_miss"] == 0
    assert report["ours"]["promised"]["0.01"]["fnir"] < 0.2
    assert "<table>" in (tmp_path / "out" / "identification.html").read_text()
