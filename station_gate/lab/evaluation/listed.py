"""The pairs of a list: each picture and each pair counts once, contradictions are refused."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from station_gate.lab.evaluation.material import Material, material
from station_gate.problems import BadInput


class ListedPairs:
    """Gathers the pairs of the list ``source``, whose names of pictures start from ``images``."""

    def __init__(self, source: Path, images: Path) -> None:
        self._source, self._images = source, images
        self._numbers: dict[str, int] = {}
        self._files: dict[Path, int] = {}  # ./a.jpg is a.jpg
        self._pairs: list[tuple[int, int]] = []
        self._same: list[bool] = []
        self._lines: list[int] = []
        self._groups: list[str] = []

    def there(self, name: str, line: int) -> bool:
        """Return whether there is such a picture; raises ``BadInput`` if that cannot be told."""
        file = self._images / name
        try:
            return file.is_file()
        except OSError as error:  # too long a name, a folder that may not be entered
            raise BadInput(
                f"{self._source}, line {line}: the picture {file} cannot be looked up "
                f"({error.strerror}); check the name."
            ) from None

    def picture(self, name: str, line: int) -> int:
        """Return number a picture, each looked for once; raises ``BadInput`` if there is none."""
        if name in self._numbers:
            return self._numbers[name]
        file = self._images / name
        if not self.there(name, line):
            raise BadInput(
                f"{self._source}, line {line}: there is no picture {file}; "
                "check --images and the name."
            )
        self._numbers[name] = self._files.setdefault(file, len(self._files))
        return self._numbers[name]

    def add(self, left: int, right: int, same: bool, line: int, group: str = "") -> None:
        """Add a pair of pictures; raises ``BadInput`` where both are one."""
        if left == right:
            raise BadInput(
                f"{self._source}, line {line}: {self._file(left)} is compared with itself; "
                "name two pictures."
            )
        self._pairs.append((left, right))
        self._same.append(same)
        self._lines.append(line)
        self._groups.append(group)

    def material(self, people: Sequence[str] | None) -> Material:
        """Make material of the pairs, of those that are listed again only the first.

        Raises ``BadInput`` where there are none, or two say different things of one pair.
        """
        if not self._pairs:
            raise BadInput(f"{self._source} has no pairs; write one on each line.")
        ordered = np.sort(np.asarray(self._pairs, dtype=np.int64), axis=1)
        keys = ordered[:, 0] * len(self._files) + ordered[:, 1]
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        again = np.flatnonzero(first[which] != np.arange(len(keys)))
        for place in again:
            self._check_agree(int(first[which[place]]), int(place))
        kept = np.sort(first)
        given = material(
            tuple(self._files),
            people,
            np.asarray(self._pairs, dtype=np.int32)[kept],
            np.asarray(self._same)[kept],
            self._source.name,
            [self._groups[place] for place in kept] if any(self._groups) else None,
        )
        return replace(given, left_out=self._said_again([self._lines[place] for place in again]))

    def _check_agree(self, first: int, again: int) -> None:
        if self._same[first] != self._same[again]:
            said = ("two people", "one person")
            raise BadInput(
                f"{self._placed(again)} are {said[self._same[again]]} here and "
                f"{said[self._same[first]]} on line {self._lines[first]}; correct one of these "
                "lines."
            )
        if self._groups[first] != self._groups[again]:
            raise BadInput(
                f"{self._placed(again)} have the group {self._groups[again]!r} here and "
                f"{self._groups[first]!r} on line {self._lines[first]}; a pair has one group, so "
                "keep one of these lines."
            )

    def _placed(self, pair: int) -> str:
        one, other = (self._file(number) for number in self._pairs[pair])
        return f"{self._source}, line {self._lines[pair]}: {one} and {other}"

    def _file(self, number: int) -> Path:
        return list(self._files)[number]

    def _said_again(self, lines: Sequence[int]) -> str:
        """Say in a sentence that these lines add nothing ("": there are none)."""
        if not lines:
            return ""
        if len(lines) == 1:
            said = f"Line {lines[0]} of {self._source.name} repeats an earlier pair"
        else:
            said = (
                f"{len(lines):,} lines of {self._source.name} repeat earlier pairs (the first is "
                f"line {lines[0]})"
            )
        return f"{said}; each pair counts once."
