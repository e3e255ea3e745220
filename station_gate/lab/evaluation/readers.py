"""Reads which pictures to compare: LFW-style pairs, a CSV of pairs, or folders of people."""

import csv
import math
import random
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from station_gate.capture.files import usable_size
from station_gate.lab.evaluation.material import Material, material
from station_gate.problems import BadInput, WrongUsage

PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".jp2")
"""Endings of the files in a person's folder that are taken for pictures."""
MOST_IMPOSTORS = 1_000_000
"""Impostor pairs taken from folders of people; of more, so many are drawn."""
_MOST_BYTES = 200_000_000
"""Of a list of pairs: some five million of them."""
_SAME = {"1": True, "true": True, "yes": True, "same": True}
_DIFFERENT = {"0": False, "false": False, "no": False, "different": False}
_TRUTH = _SAME | _DIFFERENT


def read_material(
    pairs: Path, images: Path | None, *, seed: int = 0, most_impostors: int = MOST_IMPOSTORS
) -> Material:
    """Read the pairs in a file, or make those of a folder with a folder for each person.

    ``images`` is the folder that the pictures' names start from; for a folder of
    people it is left out. Raises ``BadInput`` with the place and what would be right,
    ``WrongUsage`` where the folder of pictures is missing or too much.
    """
    if pairs.is_dir():
        if images is not None and images.resolve() != pairs.resolve():
            raise WrongUsage(f"{pairs} is itself a folder of pictures; leave --images out.")
        return _folders(pairs, seed, most_impostors)
    lines = _lines(pairs)
    if images is None:
        raise WrongUsage(f"Say with --images where the pictures are that {pairs} names.")
    if not images.is_dir():
        raise BadInput(f"There is no folder {images}; give the one with the pictures.")
    is_csv = "," in lines[0] and "\t" not in lines[0]
    return (_csv if is_csv else _lfw)(pairs, lines, images)


def read_groups(path: Path) -> dict[str, str]:
    """Read the CSV of ``--groups``, columns person and group; raises ``BadInput``."""
    rows = csv.DictReader(_lines(path))
    if not {"person", "group"} <= set(rows.fieldnames or ()):
        raise BadInput(f"{path}: its first line must be person,group.")
    found: dict[str, str] = {}
    for row in rows:
        if not row["person"] or not row["group"]:
            raise BadInput(f"{path}, line {rows.line_num}: a person and a group are needed.")
        found[row["person"]] = row["group"]
    return found


def _lines(path: Path) -> list[str]:
    if not path.exists():
        raise BadInput(f"There is no pairs file or folder {path}; give an existing one.")
    usable_size(path, "list", _MOST_BYTES)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(
            f"{path} is not a text file; give a pairs file, a CSV or a folder."
        ) from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}; check the file.") from None
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise BadInput(f"{path} is empty; write one pair on each line.")
    return lines


class _Album:
    """Numbers pictures as they are named, each file looked for once."""

    def __init__(self, images: Path, source: Path) -> None:
        self._images, self._source = images, source
        self._numbers: dict[str, int] = {}
        self.files: list[Path] = []

    def number(self, name: str, line: int) -> int:
        if name in self._numbers:
            return self._numbers[name]
        file = self._images / name
        if not file.is_file():
            raise BadInput(
                f"{self._source}, line {line}: there is no picture {file}; "
                "check --images and the name."
            )
        self.files.append(file)
        self._numbers[name] = len(self.files) - 1
        return self._numbers[name]


def _lfw(path: Path, lines: list[str], images: Path) -> Material:
    album = _Album(images, path)
    people: list[str] = []
    pairs: list[tuple[int, int]] = []
    same: list[bool] = []

    def number(person: str, picture: str, line: int) -> int:
        if not picture.isdecimal():
            raise BadInput(
                f"{path}, line {line}: {picture!r} is not a picture's number; a line is a name and "
                "two numbers, or a name, a number, another name and its number."
            )
        found = album.number(_lfw_name(images, person, int(picture)), line)
        if found == len(people):
            people.append(person)
        return found

    for line, fields in _lfw_fields(path, lines):
        if len(fields) == 3:
            person, first, second = fields
            pairs.append((number(person, first, line), number(person, second, line)))
        else:
            one, first, other, second = fields
            if one == other:
                raise BadInput(
                    f"{path}, line {line}: four columns compare two people, but both are {one}; "
                    "write the name once."
                )
            pairs.append((number(one, first, line), number(other, second, line)))
        same.append(len(fields) == 3)
    if not pairs:
        raise BadInput(f"{path} has no pairs; write one on each line.")
    return material(album.files, people, pairs, same, path.name)


def _lfw_fields(path: Path, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    for line, text in enumerate(lines, 1):
        fields = text.split("\t") if "\t" in text else text.split()
        if not fields or (line == 1 and all(field.strip().isdecimal() for field in fields)):
            continue  # the first line may count folds and pairs
        if len(fields) not in (3, 4):
            raise BadInput(
                f"{path}, line {line}: {len(fields)} columns; three compare one person's pictures "
                "(name, number, number), four two people's (name, number, name, number)."
            )
        yield line, [field.strip() for field in fields]


def _lfw_name(images: Path, person: str, number: int) -> str:
    """Name the picture as LFW does; other endings than .jpg are taken where they exist."""
    stem = f"{person}/{person}_{number:04d}"
    for ending in PICTURES:
        if (images / (stem + ending)).is_file():
            return stem + ending
    return stem + PICTURES[0]


def _csv(path: Path, lines: list[str], images: Path) -> Material:
    rows = csv.reader(lines)
    header = [name.strip() for name in next(rows)]
    missing = [name for name in ("a", "b", "same") if name not in header]
    if missing:
        raise BadInput(
            f"{path}: there is no column {missing[0]}; its first line must be a,b,same or "
            "a,b,same,group."
        )
    album = _Album(images, path)
    places = [header.index(name) for name in ("a", "b", "same")]
    place_of_group = header.index("group") if "group" in header else None
    pairs: list[tuple[int, int]] = []
    same: list[bool] = []
    group: list[str] = []
    for row in rows:
        if not row:
            continue
        line = rows.line_num
        if len(row) != len(header):
            raise BadInput(
                f"{path}, line {line}: {len(row)} columns instead of {len(header)}; write a value "
                "for each column of the first line."
            )
        first, second, word = (row[place].strip() for place in places)
        if word.lower() not in _TRUTH:
            raise BadInput(
                f"{path}, line {line}: same is {word!r}; write 1 for one person and 0 for two."
            )
        pairs.append((album.number(first, line), album.number(second, line)))
        same.append(_TRUTH[word.lower()])
        if place_of_group is not None:
            group.append(row[place_of_group].strip())
    if not pairs:
        raise BadInput(f"{path} has no pairs below its first line; write one on each line.")
    return material(album.files, None, pairs, same, path.name, group or None)


def _folders(folder: Path, seed: int, most_impostors: int) -> Material:
    files: list[Path] = []
    people: list[str] = []
    for person in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        found = sorted(file for file in person.iterdir() if file.suffix.lower() in PICTURES)
        files += found
        people += [person.name] * len(found)
    if len(set(people)) < 2:
        raise BadInput(
            f"{folder} has {'one folder' if people else 'no folder'} with pictures and two are "
            "needed; put each person's pictures into a folder of their own."
        )
    numbers: dict[str, list[int]] = {}
    for number, name in enumerate(people):
        numbers.setdefault(name, []).append(number)
    genuine = [pair for own in numbers.values() for pair in combinations(own, 2)]
    if not genuine:
        raise BadInput(
            f"{folder} has one picture of each person; at least one person needs two for FNMR."
        )
    impostors = _impostors(people, seed, most_impostors)
    pairs = genuine + impostors
    same = [True] * len(genuine) + [False] * len(impostors)
    return material(files, people, pairs, same, f"the folder {folder.name}")


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
