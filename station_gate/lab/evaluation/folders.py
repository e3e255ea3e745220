"""Folders of people: every pair of their pictures, or so many drawn."""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from station_gate.lab.evaluation.material import Material, material
from station_gate.problems import BadInput

PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".jp2", ".avif")
"""Endings of the files in a person's folder that are taken for pictures."""
_ENDINGS_NAMED = 5


def read_folders(folder: Path, seed: int, most_impostors: int) -> Material:
    """Pair the pictures of a folder with a folder for each person; raises ``BadInput``.

    Names that begin with a dot are passed over. Other files that are no pictures by
    their endings are left out, and the material says so.
    """
    files: list[Path] = []
    people: list[str] = []
    others: list[Path] = []
    for person in filter(Path.is_dir, _entries(folder)):
        own = [file for file in _entries(person) if not file.is_dir()]
        found = [file for file in own if file.suffix.lower() in PICTURES]
        files += found
        people += [person.name] * len(found)
        others += [file for file in own if file.suffix.lower() not in PICTURES]
    left_out = _said_left_out(others)
    if len(set(people)) < 2:
        raise BadInput(
            f"{folder} has {'one folder' if people else 'no folder'} with pictures and two are "
            f"needed; put each person's pictures into a folder of their own. {left_out}".rstrip()
        )
    numbers: dict[str, list[int]] = {}
    for number, name in enumerate(people):
        numbers.setdefault(name, []).append(number)
    genuine = [pair for own in numbers.values() for pair in combinations(own, 2)]
    if not genuine:
        raise BadInput(
            f"{folder} has one picture of each person; at least one person needs two for FNMR. "
            f"{left_out}".rstrip()
        )
    impostors = _impostors(people, seed, most_impostors)
    pairs = genuine + impostors
    same = [True] * len(genuine) + [False] * len(impostors)
    given = material(files, people, pairs, same, f"the folder {folder.name}")
    return replace(given, left_out=left_out)


def _entries(folder: Path) -> list[Path]:
    """List a folder, sorted, without what the system keeps there (``._x.jpg`` of macOS)."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise BadInput(
            f"The folder {folder} cannot be read ({error.strerror}); change its permissions."
        ) from None


def _said_left_out(others: Sequence[Path]) -> str:
    """Say in a sentence which files are no pictures by their endings ("": there are none)."""
    if not others:
        return ""
    endings = Counter(file.suffix.lower() or "without an ending" for file in others)
    named = [f"{count:,} {ending}" for ending, count in endings.most_common(_ENDINGS_NAMED)]
    if len(endings) > _ENDINGS_NAMED:
        named.append("others")
    files = (
        "1 file in people's folders is"
        if len(others) == 1
        else (f"{len(others):,} files in people's folders are")
    )
    return (
        f"{files} left out ({', '.join(named)}), as only {', '.join(PICTURES)} are read; "
        "save what is a picture as JPEG or PNG."
    )


def _impostors(people: list[str], seed: int, most: int) -> list[tuple[int, int]]:
    count = len(people)
    total = math.comb(count, 2) - sum(math.comb(own, 2) for own in Counter(people).values())
    if total <= most:
        every = combinations(range(count), 2)
        return [(one, other) for one, other in every if people[one] != people[other]]
    draw = random.Random(seed)
    drawn: set[tuple[int, int]] = set()
    while len(drawn) < most:
        one, other = sorted((draw.randrange(count), draw.randrange(count)))
        if people[one] != people[other]:
            drawn.add((one, other))
    return sorted(drawn)
