"""Searches among many, counted: who is found, who is missed, which strangers are taken for whom.

People are drawn into a gallery again and again; pictures that were not enrolled are
searched for (mated searches), and everybody who is not in it is (non-mated searches). Names
as in ISO/IEC 19795-1 and NIST's FRTE 1:N: FPIR, FNIR, CMC.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.encoder import Encoding, Encodings
from station_gate.faces.pipeline import Pipeline
from station_gate.lab.evaluation.material import Material
from station_gate.lab.evaluation.statistics import Rate
from station_gate.problems import BadInput

SPLITS = 20
"""Galleries drawn. Their searches share pictures, so they are not independent."""
RANKS = 20
"""Of the CMC: as many candidates as a person can look at."""
MOST_SEARCHES = 3
"""Pictures of one person that are searched for in one gallery: somebody of whom there are
dozens must not decide for all."""
LEAST_STRANGERS = 10
"""People who are not in the gallery; with fewer a false positive rate says nothing."""

Distances = NDArray[np.float64]
Numbers = NDArray[np.intp]
Compare = Callable[[Encodings, Numbers, Encodings, Numbers], Distances]
"""From enrolled templates, (n, 128), with each one's person, and probes, (m, 128), with
theirs, to distances (n, m). The people matter only where a crowd was learnt without them."""


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """What became of searches in all galleries.

    ``mate``: the distance to the person's own template, (mated,), and ``rank`` its place, from
    1. ``stranger``: the distance to the nearest template of a search for somebody who is not
    enrolled, (non-mated,). ``group_of_mated`` and ``group_of_stranger`` are numbers of the
    material's groups, or -1. ``failed`` counts pictures without a face, which are left out.
    """

    mate: Distances
    rank: Numbers
    stranger: Distances
    group_of_mated: Numbers
    group_of_stranger: Numbers
    failed: Rate

    def of_group(self, group: int) -> "Searched":
        """Take the searches for people of one group, in galleries of everybody."""
        mated, strange = self.group_of_mated == group, self.group_of_stranger == group
        return Searched(
            self.mate[mated],
            self.rank[mated],
            self.stranger[strange],
            self.group_of_mated[mated],
            self.group_of_stranger[strange],
            self.failed,
        )

    def threshold_at(self, fpir: float) -> float | None:
        """Return the largest distance that keeps the FPIR; ``None`` from too few searches."""
        allowed = int(fpir * len(self.stranger) + 1e-9)
        if allowed < 1 or allowed >= len(self.stranger):
            return None
        return float(np.nextafter(np.partition(self.stranger, allowed)[allowed], 0))

    def fpir(self, threshold: float) -> Rate:
        """Return the share of strangers' searches that give somebody."""
        return Rate(int((self.stranger <= threshold).sum()), len(self.stranger))

    def fnir(self, threshold: float) -> Rate:
        """Return the share of searches for enrolled people that do not give them first."""
        missed = (self.rank > 1) | (self.mate > threshold)
        return Rate(int(missed.sum()), len(self.mate))

    def missed_after_proof(self, threshold: float, unclear_until: float) -> Rate:
        """Those of them who do not come near enough for one-to-one with their number either."""
        missed = ((self.rank > 1) | (self.mate > threshold)) & (self.mate > unclear_until)
        return Rate(int(missed.sum()), len(self.mate))

    def beyond_rank(self, rank: int) -> Rate:
        """Return the searches in which so many others, or more, are nearer than the person is."""
        return Rate(int((self.rank > rank).sum()), len(self.rank))


def search_all(
    given: Material,
    encodings: Sequence[Encoding | None],
    pipeline: Pipeline,
    *,
    size: int,
    enrol: int = 1,
    seed: int = 0,
    compare: Compare | None = None,
) -> Searched:
    """Draw ``SPLITS`` galleries of ``size`` people with up to ``enrol`` pictures each, and search.

    Searched for are those of the enrolled who have a picture more than ``enrol``.
    Raises ``BadInput`` where the material does not name people, or has too few of them.
    """
    if given.people is None:
        raise BadInput(
            "--identification needs to know who is on each picture, and a CSV of pairs does not "
            "say; use a folder for each person, or a pairs file with names."
        )
    there = np.array([each is not None for each in encodings], np.bool_)
    matrix = np.array([np.zeros(128) if each is None else each for each in encodings])
    names, person = np.unique(np.array(given.people), return_inverse=True)
    own = [np.flatnonzero(there & (person == number)) for number in range(len(names))]
    usable = [number for number, pictures in enumerate(own) if len(pictures)]
    if len(usable) < size + LEAST_STRANGERS:
        raise BadInput(
            f"--identification {size:,} needs {size + LEAST_STRANGERS:,} people with a usable "
            f"picture, as {LEAST_STRANGERS} or more have to be strangers; {given.origin} has "
            f"{len(usable):,}. Ask for a smaller gallery or give more people."
        )
    if not any(len(pictures) > enrol for pictures in own):
        raise BadInput(
            f"Nobody in {given.origin} has {enrol + 1} usable pictures, and {enrol} to enrol and "
            "one to search with are needed; give more pictures of each person, or enrol fewer."
        )
    belonging = np.full(len(person), -1) if given.belonging is None else given.belonging
    searcher = _Searcher(matrix, person, belonging.astype(np.intp), pipeline, compare)
    random = np.random.default_rng(seed)
    for _ in range(SPLITS):
        order = random.permutation(np.array(usable))
        enrolled = [random.permutation(own[number]) for number in order[:size]]
        searcher.search(
            [pictures[:enrol] for pictures in enrolled],
            np.concatenate([pictures[enrol:][:MOST_SEARCHES] for pictures in enrolled]),
            np.concatenate(
                [random.permutation(own[number])[:MOST_SEARCHES] for number in order[size:]]
            ),
        )
    return searcher.searched(Rate(int((~there).sum()), len(there)))


class _Searcher:
    """Searches gallery after gallery and gathers what comes of it."""

    def __init__(
        self,
        encodings: Encodings,
        person: Numbers,
        belonging: Numbers,
        pipeline: Pipeline,
        compare: Compare | None,
    ) -> None:
        self._encodings, self._person, self._belonging = encodings, person, belonging
        self._pipeline = pipeline
        self._compare = compare or self._as_shipped
        self._mates: list[Distances] = []
        self._ranks: list[Numbers] = []
        self._strangers: list[Distances] = []
        self._mated: list[Numbers] = []
        self._strange: list[Numbers] = []

    def search(self, enrolled: list[Numbers], mated: Numbers, strange: Numbers) -> None:
        """Search for pictures of the enrolled and of strangers in one gallery."""
        people = np.array([self._person[pictures[0]] for pictures in enrolled])
        means = np.array([self._encodings[pictures].mean(axis=0) for pictures in enrolled])
        templates = self._pipeline.scaled(means)
        place = np.full(int(self._person.max()) + 1, -1)
        place[people] = np.arange(len(people))
        scores = self._scores(templates, people, mated)
        mate = scores[place[self._person[mated]], np.arange(len(mated))]
        self._mates.append(mate)
        self._ranks.append((scores < mate).sum(axis=0) + 1)
        self._strangers.append(self._scores(templates, people, strange).min(axis=0))
        self._mated.append(mated)
        self._strange.append(strange)

    def searched(self, failed: Rate) -> Searched:
        """Return what all searches gave."""
        return Searched(
            np.concatenate(self._mates),
            np.concatenate(self._ranks),
            np.concatenate(self._strangers),
            self._belonging[np.concatenate(self._mated)],
            self._belonging[np.concatenate(self._strange)],
            failed,
        )

    def _scores(self, templates: Encodings, people: Numbers, probes: Numbers) -> Distances:
        return self._compare(templates, people, self._encodings[probes], self._person[probes])

    def _as_shipped(
        self, templates: Encodings, people: Numbers, probes: Encodings, theirs: Numbers
    ) -> Distances:
        both = [(each, self._pipeline.crowding(each)) for each in (templates, probes)]
        return self._pipeline.distances(both[0], both[1])
