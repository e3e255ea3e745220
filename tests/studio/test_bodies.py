"""Whole figures; needs the MakeHuman files, of ../shared or wherever they are named to be."""

import os
from pathlib import Path

import numpy as np
import pytest

from fixtures.studio.assets import VARIABLE, open_assets
from fixtures.studio.body import Body
from fixtures.studio.figure import Figure
from fixtures.studio.lids import lid_pairs
from fixtures.studio.paint import masks
from fixtures.studio.sampler import sample
from fixtures.studio.skeleton import Pose


@pytest.fixture(scope="module")
def body(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Body:
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else shared_data / "makehuman"
    return Body(open_assets(folder, unpacked=tmp_path_factory.mktemp("makehuman")))


def test_a_figure_stands_on_its_soles_and_looks_out_of_its_head(body: Body) -> None:
    figure = Figure(body, sample(5))
    posed = dict(zip((p.kind for p in figure.parts), figure.posed(), strict=True))
    assert {"body", "eyes", "brow", "lash", "hair", "clothes", "shoes"} == set(posed)
    assert posed["shoes"][:, 2].min() == pytest.approx(0.0, abs=1e-3)
    assert 1.4 < figure.eyes()[2] < posed["body"][:, 2].max() < 2.0
    assert figure.eyes()[0] == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("seed", [5, 171, 316])
def test_closed_lids_meet_on_every_face(body: Body, seed: int) -> None:
    figure = Figure(body, sample(seed))
    gaps = []
    for closure in (0.0, 1.0):
        vertices = figure.posed(eyelid_closure=closure)[0]
        gaps += [
            np.mean([vertices[up, 2] - vertices[low, 2] for up, low in pairs])
            for pairs in lid_pairs(body.vertices).values()
        ]
    assert min(gaps[:2]) > 0.004
    assert np.abs(gaps[2:]).max() < 0.0015


def test_a_turned_head_moves_the_nose_and_not_the_shoes(body: Body) -> None:
    figure = Figure(body, sample(10))
    still, turned = figure.posed(), figure.posed(Pose(head=(0, 30, 0)))
    kinds = [part.kind for part in figure.parts]
    assert np.abs(still[kinds.index("eyes")] - turned[kinds.index("eyes")]).max() > 0.02
    shoes = kinds.index("shoes")
    np.testing.assert_allclose(still[shoes], turned[shoes], atol=1e-9)


def test_paint_lies_where_it_belongs(body: Body) -> None:
    drawn = masks(body)
    assert {name for name, mask in drawn.items() if mask.max() > 0.5} == set(drawn)
    assert drawn["lips"].sum() < drawn["beard"].sum() < drawn["scalp"].sum()
    assert (drawn["lips"] * drawn["beard"]).max() < 0.5
