"""A fold of LFW judged by what the people of the other folds taught, as unseen people are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from station_gate.faces.encoder import Encoding
from station_gate.faces.engine import FaceEngine
from station_gate.faces.pipeline import Pipeline
from station_gate.faces.steps import PLAIN, SHIPPED
from station_gate.lab.evaluation.material import Material, every_pair, grouped_by_person
from station_gate.lab.evaluation.readers import read_material
from station_gate.lab.evaluation.scoring import compare_pairs, of_group
from station_gate.lab.evaluation.statistics import Scores
from tools.crowds import learn
from tools.lfw import EAST_ASIAN, Lfw, group_of


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Every pair of a fold's pictures, ours and plain dlib's, and those of the group."""

    ours: Scores
    plain: Scores
    ours_of_group: Scores
    plain_of_group: Scores


def hold_out(folder: Path, lfw: Lfw, engine: FaceEngine) -> list[HeldOut]:
    """Judge each fold by a crowd learnt from the people of the others."""
    head, *lines = (folder / "pairs.txt").read_text(encoding="utf-8").splitlines()
    folds, per_half = (int(number) for number in head.split())
    place = {picture: number for number, picture in enumerate(lfw.given.pictures)}
    ours = [each.ours for each in lfw.acquired]
    plain = [each.plain for each in lfw.acquired]
    found = []
    for fold in range(folds):
        named = lines[2 * per_half * fold :][: 2 * per_half]
        given = _every_pair(named, folder)
        rows = [place[picture] for picture in given.pictures]
        taught = [
            number
            for number, name in enumerate(lfw.people)
            if name not in set(given.people or ()) and ours[number] is not None
        ]
        crowd = learn(np.array([ours[number] for number in taught]), lfw.people[taught])
        mine = _scores(given, [ours[row] for row in rows], Pipeline(engine, SHIPPED, crowd))
        theirs = _scores(given, [plain[row] for row in rows], Pipeline(engine, PLAIN))
        found.append(HeldOut(mine[0], theirs[0], mine[1], theirs[1]))
    return found


def _every_pair(named: Sequence[str], folder: Path) -> Material:
    """Pair the pictures that these lines of pairs.txt name, each with every other."""
    with TemporaryDirectory() as own:
        pairs = Path(own) / "pairs.txt"
        pairs.write_text("\n".join(named) + "\n", encoding="utf-8")
        given = every_pair(read_material(pairs, folder / "images"))
    return grouped_by_person(given, {name: group_of(name) for name in given.people or ()})


def _scores(
    given: Material, encodings: list[Encoding | None], pipeline: Pipeline
) -> tuple[Scores, Scores]:
    whole = compare_pairs(given, encodings, pipeline)
    group = of_group(whole, given, given.groups.index(EAST_ASIAN), encodings)
    return whole.scores, group.scores
