"""Reads which pictures to compare: LFW-style pairs, a CSV of pairs, or folders of people."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from station_gate.lab.evaluation.folders import PICTURES, read_folders
from station_gate.lab.evaluation.listed import ListedPairs
from station_gate.lab.evaluation.material import Material
from station_gate.lab.evaluation.texts import begins_csv, csv_rows, read_lines
from station_gate.problems import BadInput, WrongUsage

MOST_IMPOSTORS = 1_000_000
"""Impostor pairs taken from folders of people; of more, so many are drawn."""
_COLUMNS = ("a", "b", "same")
_MOST_DIGITS = 9
"""Of a picture's number."""
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
    if os.path.isdir(pairs):  # unlike Path.is_dir it takes a name that is too long
        if images is not None and images.resolve() != pairs.resolve():
            raise WrongUsage(f"{pairs} is itself a folder of pictures; leave --images out.")
        return read_folders(pairs, seed, most_impostors)
    lines = read_lines(pairs, "pairs file or folder", "one pair")
    if images is None:
        raise WrongUsage(f"Say with --images where the pictures are that {pairs} names.")
    if not os.path.isdir(images):
        raise BadInput(f"There is no folder {images}; give the one with the pictures.")
    first = next(line for line in lines if line.strip())
    return (_csv if begins_csv(first, _COLUMNS) else _lfw)(pairs, lines, images)


def read_groups(path: Path) -> dict[str, str]:
    """Read the CSV of ``--groups``, columns person and group; raises ``BadInput``."""
    lines = read_lines(path, "groups file", "a person and a group")
    found: dict[str, str] = {}
    places: dict[str, int] = {}
    for line, row in csv_rows(path, lines, ("person", "group"), "person,group"):
        person, group = row["person"], row["group"]
        if not person or not group:
            raise BadInput(f"{path}, line {line}: a person and a group are needed.")
        if found.setdefault(person, group) != group:
            raise BadInput(
                f"{path}, line {line}: {person} is in the group {group} here and in "
                f"{found[person]} on line {places[person]}; a person has one group, so keep one "
                "of these lines."
            )
        places.setdefault(person, line)
    return found


def _lfw(path: Path, lines: Sequence[str], images: Path) -> Material:
    listed = ListedPairs(path, images)
    people: list[str] = []

    def number(person: str, picture: str, line: int) -> int:
        if not picture.isdecimal() or len(picture) > _MOST_DIGITS:
            raise BadInput(
                f"{path}, line {line}: {picture!r} is not a picture's number; a line is a name and "
                "two numbers, or a name, a number, another name and its number."
            )
        found = listed.picture(_lfw_name(listed, person, int(picture), line), line)
        if found == len(people):
            people.append(person)
        return found

    for line, fields in _lfw_fields(path, lines):
        if len(fields) == 3:
            person, first, second = fields
            left, right = number(person, first, line), number(person, second, line)
        else:
            one, first, other, second = fields
            if one == other:
                raise BadInput(
                    f"{path}, line {line}: four columns compare two people, but both are {one}; "
                    "write the name once."
                )
            left, right = number(one, first, line), number(other, second, line)
        listed.add(left, right, len(fields) == 3, line)
    return listed.material(people)


def _lfw_fields(path: Path, lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    begun = False
    for line, text in enumerate(lines, 1):
        fields = [field.strip() for field in (text.split("\t") if "\t" in text else text.split())]
        if not any(fields):
            continue
        counts = not begun and len(fields) <= 2 and all(field.isdecimal() for field in fields)
        begun = True
        if counts:
            continue  # of folds and pairs, or of pairs
        if len(fields) not in (3, 4):
            raise BadInput(
                f"{path}, line {line}: {len(fields)} column{'s' if len(fields) > 1 else ''}; three "
                "compare one person's pictures (name, number, number), four two people's (name, "
                "number, name, number)."
            )
        yield line, fields


def _lfw_name(listed: ListedPairs, person: str, number: int, line: int) -> str:
    """Name the picture as LFW does; other endings than .jpg are taken where they exist."""
    stem = f"{person}/{person}_{number:04d}"
    for ending in PICTURES:
        if listed.there(stem + ending, line):
            return stem + ending
    return stem + PICTURES[0]


def _csv(path: Path, lines: Sequence[str], images: Path) -> Material:
    listed = ListedPairs(path, images)
    for line, row in csv_rows(path, lines, _COLUMNS, "a,b,same or a,b,same,group"):
        truth = _TRUTH.get(row["same"].lower())
        if truth is None:
            raise BadInput(
                f"{path}, line {line}: same is {row['same']!r}; write 1 for one person and 0 for "
                "two."
            )
        left, right = listed.picture(row["a"], line), listed.picture(row["b"], line)
        listed.add(left, right, truth, line, row.get("group", ""))
    return listed.material(None)
