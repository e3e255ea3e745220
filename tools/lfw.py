"""Labeled Faces in the Wild as the tools that learn and report need it: encoded, with groups."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.steps import SHIPPED
from station_gate.lab.evaluation.acquire import Acquired, encoding_steps
from station_gate.lab.evaluation.kept import KeptEncodings, default_file
from station_gate.lab.evaluation.material import Material, every_pair, grouped_by_person
from station_gate.lab.evaluation.readers import read_material
from station_gate.lab.evaluation.workers import acquire_all
from tools.east_asian_names import looks_east_asian

EAST_ASIAN, OTHERS = "East Asian names", "other names"


@dataclass(frozen=True, slots=True, eq=False)
class Lfw:
    """Every pair of the pictures that the pairs name, and both ways' encodings of each."""

    given: Material
    acquired: list[Acquired]

    @property
    def people(self) -> NDArray[np.str_]:
        """Who is on each picture, (N,)."""
        return np.array(self.given.people)


def read_lfw(folder: Path) -> Lfw:
    """Read a folder with ``pairs.txt`` and ``images/``, and encode its pictures.

    Encodings are kept as ``station-gate evaluate`` keeps them, so that a second run
    takes seconds.
    """
    given = every_pair(read_material(folder / "pairs.txt", folder / "images"))
    people = given.people or ()
    groups = {name: group_of(name) for name in people}
    with KeptEncodings(f"{encoding_steps(SHIPPED).version}-centre", default_file()) as kept:
        acquired = acquire_all(given.pictures, SHIPPED, "centre", kept, os.cpu_count() or 1, _say)
    return Lfw(grouped_by_person(given, groups), acquired)


def group_of(name: str) -> str:
    """Name the group that a person's name puts them into."""
    return EAST_ASIAN if looks_east_asian(name) else OTHERS


def _say(done: int, total: int) -> None:
    if done % 100 == 0:
        print(f"{done} of {total} pictures are encoded", flush=True)
