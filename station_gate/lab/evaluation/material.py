"""The pictures and pairs that a measurement rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station_gate.problems import BadInput

MOST_PAIRS = 40_000_000
"""More would not fit an ordinary machine's memory: 20 bytes each, held several times."""

MOST_STRANGERS = 1_000_000
"""Pairs of strangers that are drawn where a list has few: a hundred for 1 in 10,000."""

Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Pictures, and which of them to compare.

    ``left``, ``right``: int32 (N,), numbers of pictures, sorted by ``left``;
    ``same``: bool (N,), whether both show one person; ``group``: int32 (N,), a number
    of ``groups``, or -1 for none. ``people`` names each picture's person where the
    material says so, and ``belonging`` is its number of ``groups``, int32, or -1, where
    people are grouped. ``origin`` says in a few words which pairs these are, and
    ``left_out`` in a sentence what was given and does not count ("": nothing).
    """

    pictures: tuple[Path, ...]
    people: tuple[str, ...] | None
    left: Indices
    right: Indices
    same: NDArray[np.bool_]
    group: Indices
    groups: tuple[str, ...]
    origin: str
    belonging: Indices | None = None
    left_out: str = ""

    def between(self, left: Indices, right: Indices) -> Indices:
        """Return the group of pairs of pictures: the one that both people belong to, or -1."""
        if self.belonging is None:
            return np.full(len(left), -1, np.int32)
        first, second = self.belonging[left], self.belonging[right]
        return np.where(first == second, first, -1).astype(np.int32)


def material(
    pictures: Sequence[Path],
    people: Sequence[str] | None,
    pairs: Sequence[tuple[int, int]] | Indices,
    same: Sequence[bool] | NDArray[np.bool_],
    origin: str,
    group: Sequence[str] | None = None,
) -> Material:
    """Make material of pairs in any order; an empty name of a group means none."""
    both = np.asarray(pairs, dtype=np.int32).reshape(-1, 2)
    names = tuple(sorted({name for name in group or () if name}))
    numbers = {name: number for number, name in enumerate(names)} | {"": -1}
    grouped = np.fromiter((numbers[name] for name in group), np.int32) if group else None
    order = np.argsort(both[:, 0], kind="stable")
    return Material(
        pictures=tuple(pictures),
        people=None if people is None else tuple(people),
        left=both[order, 0],
        right=both[order, 1],
        same=np.asarray(same, dtype=np.bool_)[order],
        group=np.full(len(both), -1, np.int32) if grouped is None else grouped[order],
        groups=names,
        origin=origin,
    )


def every_pair(given: Material) -> Material:
    """Compare every picture with every other.

    Raises ``BadInput`` where the material does not say who is on each picture, or
    where these are more pairs than can be held.
    """
    if given.people is None:
        raise BadInput(
            "--all-pairs needs to know who is on each picture, and a CSV of pairs does not say; "
            "use a pairs file with names, or a folder for each person."
        )
    count = len(given.pictures)
    if count * (count - 1) // 2 > MOST_PAIRS:
        raise BadInput(
            f"All pairs of {count:,} pictures are {count * (count - 1) // 2:,}, and at most "
            f"{MOST_PAIRS:,} can be held; use fewer pictures."
        )
    left, right = (side.astype(np.int32) for side in np.triu_indices(count, 1))
    person = np.unique(np.array(given.people), return_inverse=True)[1]
    return Material(
        pictures=given.pictures,
        people=given.people,
        left=left,
        right=right,
        same=person[left] == person[right],
        group=np.full(len(left), -1, np.int32),
        groups=(),
        origin=f"every pair of the {count:,} pictures of {given.origin}",
        left_out=given.left_out,
    )


def strangers(given: Material, most: int = MOST_STRANGERS) -> Material | None:
    """Pair the pictures of different people, all of them or ``most`` drawn at random.

    ``None`` where the material does not say who is on each picture.
    """
    if given.people is None:
        return None
    person = np.unique(np.array(given.people), return_inverse=True)[1]
    count = len(person)
    if count * (count - 1) // 2 <= most:
        left, right = np.triu_indices(count, 1)
    else:
        # twice as many as wanted: some are drawn twice, or show one person
        drawn = np.random.default_rng(0).integers(count, size=(2, 2 * most))
        pairs = np.sort(drawn.min(axis=0) * count + drawn.max(axis=0))
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # np.unique takes ten times as long
        left, right = np.divmod(pairs, count)
    apart = np.flatnonzero(person[left] != person[right])
    if len(apart) > most:
        apart = np.sort(np.random.default_rng(0).choice(apart, most, replace=False))
    first, second = left[apart].astype(np.int32), right[apart].astype(np.int32)
    return replace(
        given,
        left=first,
        right=second,
        same=np.zeros(len(apart), np.bool_),
        group=given.between(first, second),
        origin=f"pairs of strangers among the pictures of {given.origin}",
    )


def grouped_by_person(given: Material, group_of: dict[str, str]) -> Material:
    """Put each pair whose two people are in one group into that group.

    Raises ``BadInput`` where the material does not name people, or knows none of these.
    """
    if given.people is None:
        raise BadInput(
            "--groups names people, and a CSV of pairs does not; give it a column named group."
        )
    if not set(given.people) & set(group_of):
        raise BadInput(
            f"None of the people in --groups is among the {len(set(given.people)):,} of the "
            "pictures; write their names as the pairs or folders do."
        )
    names = tuple(sorted(set(group_of.values())))
    numbers = {name: number for number, name in enumerate(names)}
    of_picture = np.array(
        [numbers[group_of[one]] if one in group_of else -1 for one in given.people], np.int32
    )
    grouped = replace(given, groups=names, belonging=of_picture)
    return replace(grouped, group=grouped.between(given.left, given.right))
