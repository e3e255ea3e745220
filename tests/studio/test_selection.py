"""Choosing people who are far apart."""

import numpy as np
import pytest

from fixtures.studio.selection import Kind, Quota, apartness, choose

EVERYBODY = [
    Kind(origin, sex, age)
    for origin in ("north", "south")
    for sex in ("woman", "man")
    for age in ("20s", "65+")
    for _ in range(4)
]
SMALL = Quota(people=4, of_each_sex=2, most_of_origin=2, fewest_of_origin=2, fewest_of_age=1)


def distances(count: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    points = np.random.default_rng(seed).normal(0, 0.2, (count, 4))
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=2), np.float64)


def test_the_choice_is_balanced_and_the_same_each_time() -> None:
    apart = distances(len(EVERYBODY), 1)
    chosen = choose(apart, EVERYBODY, SMALL, rounds=5)
    kinds = [EVERYBODY[i] for i in chosen]
    assert [k.sex for k in kinds].count("woman") == 2
    assert [k.origin for k in kinds].count("north") == 2
    assert {k.age_group for k in kinds} == {"20s", "65+"}
    assert chosen == choose(apart, EVERYBODY, SMALL, rounds=5)


@pytest.mark.parametrize("seed", range(4))
def test_no_random_balanced_choice_is_further_apart(seed: int) -> None:
    apart = distances(len(EVERYBODY), seed)
    chosen = apartness(apart, choose(apart, EVERYBODY, SMALL, rounds=10))
    rng = np.random.default_rng(seed)
    origins = {"north", "south"}
    tried = 0
    while tried < 50:
        other = [int(i) for i in rng.choice(len(EVERYBODY), 4, replace=False)]
        if SMALL.short_by(EVERYBODY, other, origins) == 0:
            assert apartness(apart, other) <= chosen + 1e-9
            tried += 1


def test_two_alike_are_not_both_chosen() -> None:
    kinds = [Kind("north", "woman", "20s")] * 3
    apart = np.array([[0.0, 0.3, 0.7], [0.3, 0.0, 0.8], [0.7, 0.8, 0.0]])
    quota = Quota(2, 2, 2, 2, 2)
    assert choose(apart, kinds, quota, rounds=3) == [1, 2]


def test_short_by_counts_what_is_missing_and_what_is_too_much() -> None:
    women = [Kind("north", "woman", "20s")] * 4
    assert SMALL.short_by(women, range(4), {"north", "south"}) == 2 + 2 + 2


def test_too_few_candidates_are_said() -> None:
    with pytest.raises(ValueError, match="16 people cannot be chosen from 1"):
        choose(np.zeros((1, 1)), EVERYBODY[:1], Quota())
