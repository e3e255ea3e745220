"""Drawing identities, and writing them down."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.studio.axes import AXES, FORMS, axis_targets
from fixtures.studio.cast import CAST, cast_text, load_cast
from fixtures.studio.identity import AGE_GROUPS, ORIGINS, SEXES
from fixtures.studio.sampler import cell_of, dressed, sample
from station_gate.problems import BadInput


def test_a_seed_gives_the_same_identity_and_another_one_another() -> None:
    assert sample(17) == sample(17)
    assert sample(17) != sample(47)


def test_neighbouring_seeds_go_round_all_kinds() -> None:
    cells = Counter(cell_of(seed) for seed in range(60))
    assert set(cells.values()) == {2}
    assert len(cells) == len(ORIGINS) * len(SEXES) * len(AGE_GROUPS)
    assert all((i.origin, i.sex, i.age_group) == cell_of(i.seed) for i in map(sample, range(30)))


@pytest.mark.parametrize("seed", range(0, 60, 7))
def test_identities_are_natural(seed: int) -> None:
    person = sample(seed)
    assert set(person.detail) <= {*AXES, *FORMS}
    assert max(abs(amount) for amount in person.detail.values()) <= 0.7
    assert person.relaxed["mouth-corner-puller"] > 0
    assert person.relaxed["eyebrows-left-up"] > 0
    assert {"20s": 0.5, "40s": 0.6, "65+": 0.8}[person.age_group] <= person.age <= 0.92
    assert not person.skin.beard or person.sex == "man"


def test_identities_read_back_as_they_were(tmp_path: Path) -> None:
    cast = {f"n{seed}": sample(seed) for seed in (0, 5, 12, 26)}
    path = tmp_path / "people.toml"
    path.write_text(cast_text(cast))
    assert load_cast(path) == cast


def test_an_unusable_cast_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    with pytest.raises(BadInput, match="is missing"):
        load_cast(path)
    path.write_text("[rivera]\nseed = 3\n")
    with pytest.raises(BadInput, match="does not list identities"):
        load_cast(path)


def test_garments_are_dealt_out() -> None:
    people = [sample(seed) for seed in (0, 10, 20, 30, 5, 15)]
    dealt = dressed(people)
    assert [replace(p, garments=()) for p in dealt] == [replace(p, garments=()) for p in people]
    assert len({p.garments for p in dealt}) == len(people)


def test_an_axis_names_its_targets_for_both_sides() -> None:
    assert axis_targets("nose-hump", 0.2) == ("nose/nose-hump-incr",)
    assert axis_targets("nose-hump", -0.2) == ("nose/nose-hump-decr",)
    assert axis_targets("*-eye-trans", -0.1) == ("eyes/l-eye-trans-in", "eyes/r-eye-trans-in")
    assert axis_targets("head-oval", 0.3) == ("head/head-oval",)


def test_the_committed_cast_is_balanced_and_as_its_seeds_draw_it() -> None:
    cast = load_cast(CAST)
    own = {name: person for name, person in cast.items() if not name.endswith("_like")}
    assert len(own) == 16
    assert len(cast) == 18
    assert Counter(p.sex for p in own.values()) == {"woman": 8, "man": 8}
    assert len({p.origin for p in own.values()}) >= 4
    assert {p.age_group for p in own.values()} == set(AGE_GROUPS)
    assert all(
        replace(person, garments=()) == replace(sample(person.seed), garments=())
        for person in cast.values()
    )
