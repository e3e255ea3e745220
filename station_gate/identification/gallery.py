"""Templates of many people, and which of them are near a probe."""

import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.encoder import Encodings
from station_gate.faces.pipeline import Template
from station_gate.identification.rows import Rows, RowStore, sketches, split

EXACT_UP_TO = 200_000
"""Templates that are searched exactly; of more, those with the likest sketches are."""
RESCORED = 1_000
"""Templates with the likest sketches whose distances are taken."""
_SMALLEST = 64
"""Rows of the smallest store."""
_ROUNDING = 1e-5
"""By which a product of float32 numbers may be too small: such rows are looked at, too."""
_AT_ONCE = 65_536
"""Rows whose distances are taken at once: 64 MB."""
_EACH = 10
"""Templates of one person at most among the nearest, or a few people fewer are returned."""
_BLOCK = 16_384
"""Sketches compared at once: they stay in the processor's cache."""
_ASIDE = 16
"""One of so many rows is looked at again with the whole of its sketch."""
_ROUGH = 3e-3
"""By which a distance from a product of float32 numbers may be wrong where both are nearly one."""
_SAMPLE = 64
"""One of so many sketches tells how like the likest ones are."""

Distances = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of a gallery and the distance of the nearest of their templates."""

    person: str
    distance: float


class Snapshot:
    """A gallery as it was when it was asked for, less who was removed since."""

    def __init__(self, store: RowStore, rows: int, size: int) -> None:
        self._store = store
        self._rows = rows
        self.size = size
        """Templates in it, which the error of a search goes by."""

    @property
    def exact(self) -> bool:
        """Whether every template within a limit is found; else 99 of 100 or more are."""
        return not self._store.sketched

    def within(self, probe: Template, limit: float) -> list[Candidate]:
        """Return everybody no farther from a probe than a distance, the nearest first."""
        if self._store.sketched:
            rows = self._likest(probe, RESCORED)
        else:
            rows = self._perhaps_within(probe, limit)
        return self._judged(probe, rows, limit)

    def nearest(self, probe: Template, count: int) -> list[Candidate]:
        """Return the nearest people, whatever their distance; fewer from a smaller gallery."""
        if self._store.sketched:
            rows = self._likest(probe, max(RESCORED, 8 * count))
            distances = np.sort(self._about(probe, rows))
            limit = float(distances[min(len(rows), _EACH * count) - 1])
            return self._judged(probe, rows, limit + _ROUGH)[:count]
        wanted = min(self._rows, 8 * count + _SMALLEST)
        alike = self._products(probe, 0.0)
        some = np.argpartition(-alike, wanted - 1)[:wanted] if wanted else np.arange(0)
        found = self._judged(probe, some)
        # nobody farther than these can be among the nearest
        limit = found[count - 1].distance if len(found) >= count else np.inf
        return self.within(probe, limit)[:count]

    def _perhaps_within(self, probe: Template, limit: float) -> Rows:
        """Return rows of whom none that is left out lies within the limit.

        With the crowd's correction a distance d + c + c' is at most the limit where
        d <= r - c', r = limit - c; of templates of length 1, where x.y - r c' + c'^2 / 2
        >= 1 - r^2 / 2. Of x.y only the first directions are multiplied: the rest adds at
        most the product of its two lengths.
        """
        room = limit - probe.crowding
        if not np.isfinite(room):
            return np.arange(self._rows)
        return np.flatnonzero(self._products(probe, room) >= 1 - room**2 / 2 - _ROUNDING)

    def _products(self, probe: Template, room: float) -> NDArray[np.float32]:
        first, rest = split(probe.encoding[None])
        wanted = np.concatenate([first[0], rest, [room, 1.0]]).astype(np.float32)
        products: NDArray[np.float32] = wanted @ self._store.coarse[:, : self._rows]
        return products

    def _likest(self, probe: Template, count: int) -> Rows:
        """Return about so many rows with the sketches likest the probe's, or a few more.

        Half a sketch puts 15 of 16 rows aside, so that the other half is seldom looked at.
        """
        first, second = sketches(probe.encoding[None])[:, 0]
        words, others = self._store.sketches
        differing = np.empty(self._rows, np.uint8)
        for start in range(0, self._rows, _BLOCK):
            some = slice(start, min(self._rows, start + _BLOCK))
            np.bitwise_count(words[some] ^ first, out=differing[some])
        sample = differing[::_SAMPLE]
        place = min(max(len(sample) // _ASIDE, count // _SAMPLE), len(sample) - 1)
        rows = np.flatnonzero(differing <= np.partition(sample, place)[place])
        both = differing[rows] + np.bitwise_count(others[rows] ^ second)
        place = min(count, len(rows)) - 1
        likest: Rows = rows[both <= np.partition(both, place)[place]]
        return likest

    def _judged(self, probe: Template, rows: Rows, limit: float = np.inf) -> list[Candidate]:
        """Return whose those rows are that lie within the limit, each person once."""
        people = self._store.people
        nearest: dict[str, float] = {}
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            some = some[self._about(probe, some) <= limit + _ROUGH]
            distances = self._distances(probe, some)
            inside = distances <= limit
            found = zip(some[inside].tolist(), distances[inside].tolist(), strict=True)
            for row, distance in found:
                # asked after the distance was taken: who is removed meanwhile is not found
                person = people[row]
                if person is not None and distance < nearest.get(person, np.inf):
                    nearest[person] = distance
        ordered = sorted(nearest.items(), key=lambda item: (item[1], item[0]))
        return [Candidate(person, distance) for person, distance in ordered]

    def _about(self, probe: Template, rows: Rows) -> NDArray[np.float32]:
        """Return the distance to each row, right to ``_ROUGH``, float32 (n,)."""
        alike = self._store.templates[rows] @ probe.encoding.astype(np.float32)
        apart: NDArray[np.float32] = np.sqrt(np.maximum(0, 2 - 2 * alike))
        return apart + self._store.crowding[rows] + np.float32(probe.crowding)

    def _distances(self, probe: Template, rows: Rows) -> Distances:
        """Return the pipeline's distance to each row, float64 (n,)."""
        apart = np.linalg.norm(self._store.templates[rows] - probe.encoding, axis=1)
        distances: Distances = np.maximum(
            0, apart + self._store.crowding[rows].astype(np.float64) + probe.crowding
        )
        return distances


class Gallery:
    """Templates by person, of whom each may have several. One thread changes it.

    Snapshots may be taken and searched by any thread at any time.
    """

    def __init__(self) -> None:
        self._store = RowStore(_SMALLEST, sketched=False)
        self._older: weakref.WeakSet[RowStore] = weakref.WeakSet()
        self._rows: dict[str, list[int]] = {}
        self._size = 0
        self._changing = threading.Lock()

    def __len__(self) -> int:
        """Return how many templates are held."""
        return self._size

    def __contains__(self, person: str) -> bool:
        return person in self._rows

    def add(self, person: str, template: Template) -> None:
        """Add a template of a person; ``ValueError`` for one that is not of length 1."""
        self.add_all([person], template.encoding[None], np.array([template.crowding]))

    def add_all(self, people: Sequence[str], encodings: Encodings, crowding: Distances) -> None:
        """Add a template for each name, float64 (n, 128) and (n,); ``ValueError`` as ``add``."""
        lengths = np.linalg.norm(encodings, axis=1)
        if not np.allclose(lengths, 1, atol=1e-3) or not np.isfinite(crowding).all():
            raise ValueError("a gallery holds templates of length 1: of a pipeline that makes such")
        with self._changing:
            self._make_room(len(people))
            first = len(self._store)
            self._store.append(list(people), encodings, crowding)
            for row, person in enumerate(people, first):
                self._rows.setdefault(person, []).append(row)
            self._size += len(people)

    def remove(self, person: str) -> int:
        """Overwrite a person's templates; return how many these were (0: nobody of that name).

        Snapshots taken before no longer find them either.
        """
        with self._changing:
            rows = self._rows.pop(person, [])
            for row in rows:
                self._store.overwrite(row)
            for store in list(self._older):  # a snapshot still reads it
                for row in [row for row, name in enumerate(store.people) if name == person]:
                    store.overwrite(row)
            self._size -= len(rows)
            if self._size < len(self._store) // 2 - _SMALLEST or self._wants_sketches(0):
                self._move(0)
            return len(rows)

    def snapshot(self) -> Snapshot:
        """Return the gallery as it is now, to be searched."""
        with self._changing:
            return Snapshot(self._store, len(self._store), self._size)

    def _make_room(self, more: int) -> None:
        if len(self._store) + more > self._store.capacity or self._wants_sketches(more):
            self._move(more)

    def _wants_sketches(self, more: int) -> bool:
        """Return whether the store has sketches and needs none, or none and needs them."""
        return (self._size + more > EXACT_UP_TO) != self._store.sketched

    def _move(self, more: int) -> None:
        """Put who is there into a new store; the old one overwrites itself when it is let go."""
        old = self._store
        rows = np.array([row for own in self._rows.values() for row in own], np.intp)
        people = [person for person, own in self._rows.items() for _ in own]
        size = self._size + more
        store = RowStore(max(_SMALLEST, size, 2 * self._size), sketched=size > EXACT_UP_TO)
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            encodings = old.templates[some].astype(np.float64)
            store.append(
                people[start : start + _AT_ONCE], encodings, old.crowding[some].astype(np.float64)
            )
        moved = iter(range(len(rows)))
        self._rows = {person: [next(moved) for _ in own] for person, own in self._rows.items()}
        self._store = store
        self._older.add(old)
