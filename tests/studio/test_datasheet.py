"""Distances of the chosen people, and the page that prints them."""

import csv
from pathlib import Path

import numpy as np
import pytest

from fixtures.studio.alikes import look_alikes, resembled
from fixtures.studio.datasheet import write_sheet
from fixtures.studio.judge import Judged, eye_aspect_ratio, judge, judge_all
from fixtures.studio.matrix import nearest, rows
from fixtures.studio.sampler import sample
from fixtures.studio.selection import Kind
from fixtures.studio.views import CHOOSING, HELD_OUT, PORTRAIT
from station_gate.problems import BadInput

PEOPLE = Path(__file__).parents[2] / "fixtures" / "people"


def seen(*numbers: float, eyes: float = 0.3) -> Judged:
    encoding = np.zeros(128)
    encoding[: len(numbers)] = numbers
    return Judged(encoding, eyes, 1.0)


def test_eyes_half_as_high_as_wide() -> None:
    points = np.zeros((68, 2))
    eye = [(0, 0), (1, -0.75), (2, -0.75), (3, 0), (2, 0.75), (1, 0.75)]
    points[36:42] = points[42:48] = eye
    assert eye_aspect_ratio(points) == pytest.approx(0.5)


def test_nearest_is_any_picture_to_the_others_front_and_farthest_to_the_own() -> None:
    one = {"front": seen(0.0), "warm": seen(0.3)}
    other = {"front": seen(1.0), "warm": seen(0.9)}
    near = nearest([one, other], "front")
    assert near[0, 1] == near[1, 0] == pytest.approx(0.7)
    assert near.diagonal() == pytest.approx([0.3, 0.1])


def test_every_live_picture_meets_every_portrait() -> None:
    people = {
        "a": {"portrait": seen(0.0), "hall": seen(0.1)},
        "b": {"portrait": seen(1.0), "hall": seen(0.8)},
    }
    compared = rows(people, "portrait")
    assert [(r.live, r.portrait, round(r.distance, 3), r.genuine) for r in compared] == [
        ("a", "a", 0.1, True),
        ("a", "b", 0.9, False),
        ("b", "a", 0.8, False),
        ("b", "b", 0.2, True),
    ]


def test_a_look_alike_is_of_the_same_sex_and_age_and_like_one_only() -> None:
    kind = Kind("north", "woman", "20s")
    members = {"a": {"front": seen(0.0)}, "b": {"front": seen(0.0, 1.0)}}
    kinds = {"a": kind, "b": kind}
    candidates = {
        "alike": {"front": seen(0.55)},
        "alike but for the sex": {"front": seen(-0.55)},
        "too near": {"front": seen(0.3)},
        "like two": {"front": seen(0.0, 0.5)},
    }
    of_kind = dict.fromkeys(candidates, kind)
    of_kind["alike but for the sex"] = Kind("north", "man", "20s")
    found = look_alikes(members, kinds, candidates, of_kind)
    assert [(m.candidate, m.member) for m in found] == [("alike", "a")]
    assert resembled("a_like") == "a"
    assert resembled("a") == ""


def test_the_sheet_prints_what_was_measured(tmp_path: Path) -> None:
    cast = {"park": sample(6), "diallo": sample(2), "park_like": sample(36)}
    at = {"park": 0.0, "diallo": 0.7, "park_like": -0.55}
    pictures = {
        name: {
            view: seen(at[name], 0.0 if view == PORTRAIT else 0.3, eyes=eyes_of(view))
            for view in HELD_OUT
        }
        for name in cast
    }
    path = tmp_path / "people.md"
    write_sheet(cast, pictures, path)
    text = path.read_text()
    assert "| the same person | 21 | 0.300 | 0.300 | 0.300 |" in text
    assert "| different people | 14 | 0.762 |" in text
    assert "| look-alikes and whom they resemble | 14 | 0.626 |" in text
    assert "| look-alikes and everybody else | 14 | 1.285 |" in text
    assert "| park | 6 | man | 20s | east asian | 0.300 | 0.762 diallo | 0.50 |" in text
    with path.with_suffix(".csv").open() as file:
        assert len(list(csv.DictReader(file))) == 3 * 3 * 7


def eyes_of(view: str) -> float:
    return 0.15 if view == "blink" else 0.3


def test_a_sheet_without_all_pictures_says_what_to_render(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"8 held-out pictures are missing.*as park_portrait"):
        write_sheet({"park": sample(6)}, {}, tmp_path / "people.md")


def test_nobody_is_measured_by_what_they_were_chosen_by() -> None:
    chosen_by = [(v.light, v.head) for v in CHOOSING.values()]
    assert not any((v.light, v.head) in chosen_by for v in HELD_OUT.values())


def test_a_picture_is_judged_once_and_again_when_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def counted(path: Path) -> Judged | None:
        judged.append(path.stem)
        return seen(0.5) if path.stem == "face" else None

    monkeypatch.setattr("fixtures.studio.judge.judge", counted)
    pictures = [tmp_path / "face.png", tmp_path / "wall.png"]
    for picture in pictures:
        picture.write_bytes(b"one")
    for _ in range(2):
        results = judge_all(pictures, tmp_path / "judged.json")
    assert judged == ["face", "wall"]
    assert results["face"] is not None
    assert results["face"].encoding[0] == 0.5
    assert results["wall"] is None
    pictures[0].write_bytes(b"another")
    judge_all(pictures, tmp_path / "judged.json")
    assert judged == ["face", "wall", "face"]


def test_a_rendered_face_is_judged_by_the_gates_own_pipeline() -> None:
    portraits = sorted(PEOPLE.glob("*/portrait.jpg"))[:1]
    (own,) = (judge(path) for path in portraits)
    assert own is not None
    assert own.encoding.shape == (128,)
    assert 0.15 < own.eyes < 0.5
