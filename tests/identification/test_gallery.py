"""A gallery finds whom brute force finds, and nobody who was removed."""

import gc
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from numpy.typing import NDArray

from station_gate.faces.crowd import load_crowd
from station_gate.faces.pipeline import Template
from station_gate.faces.steps import SHIPPED
from station_gate.identification import gallery as module
from station_gate.identification.gallery import Candidate, Gallery
from station_gate.identification.rows import RowStore

Numbers = NDArray[np.float64]


def faces(count: int, seed: int = 0, spread: float = 0.5) -> list[Template]:
    """Make templates as near to each other as faces are, and some nearer."""
    random = np.random.default_rng(seed)
    middle = load_crowd(SHIPPED).means.mean(axis=0)
    drawn = middle + random.normal(size=(count, 128)) * spread / 11
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    # as they lie in a gallery: brute force must be given the same numbers
    kept = drawn.astype(np.float32).astype(np.float64)
    crowding = random.normal(scale=0.05, size=count).astype(np.float32)
    return [Template(one, float(each)) for one, each in zip(kept, crowding, strict=True)]


def brute(held: list[tuple[str, Template]], probe: Template, limit: float) -> list[Candidate]:
    """Take every distance one by one."""
    nearest: dict[str, float] = {}
    for person, template in held:
        apart = float(np.linalg.norm(template.encoding - probe.encoding))
        distance = max(0.0, apart + template.crowding + probe.crowding)
        if distance <= limit:
            nearest[person] = min(distance, nearest.get(person, np.inf))
    ordered = sorted(nearest.items(), key=lambda item: (item[1], item[0]))
    return [Candidate(person, distance) for person, distance in ordered]


def same(found: list[Candidate], expected: list[Candidate]) -> bool:
    return [each.person for each in found] == [each.person for each in expected] and np.allclose(
        [each.distance for each in found], [each.distance for each in expected], atol=1e-9
    )


class Changing(RuleBasedStateMachine):
    """People come, come again and go, while somebody searches."""

    @initialize(seed=st.integers(0, 1000), spread=st.sampled_from((0.05, 0.35, 1.0)))
    def begin(self, seed: int, spread: float) -> None:
        self.templates = iter(faces(600, seed, spread))
        self.probes = faces(8, seed, spread)
        self.gallery = Gallery()
        self.held: list[tuple[str, Template]] = []

    @rule(people=st.lists(st.integers(0, 40).map(str), min_size=1, max_size=40))
    def add(self, people: list[str]) -> None:
        given = [one for one, _ in zip(self.templates, people, strict=False)]
        if given:
            people = people[: len(given)]
            self.gallery.add_all(
                people,
                np.array([each.encoding for each in given]),
                np.array([each.crowding for each in given]),
            )
            self.held += zip(people, given, strict=True)

    @rule(person=st.integers(0, 40).map(str))
    def remove(self, person: str) -> None:
        before = sum(name == person for name, _ in self.held)
        assert self.gallery.remove(person) == before
        self.held = [(name, one) for name, one in self.held if name != person]

    @rule(
        probe=st.integers(0, 7),
        limit=st.sampled_from((0.0, 0.2, 0.5, 0.7, 1.5, np.inf)),
        count=st.integers(1, 20),
    )
    def search(self, probe: int, limit: float, count: int) -> None:
        template, snapshot = self.probes[probe], self.gallery.snapshot()
        assert same(snapshot.within(template, limit), brute(self.held, template, limit))
        everybody = brute(self.held, template, np.inf)
        assert same(snapshot.nearest(template, count), everybody[:count])

    @invariant()
    def counted(self) -> None:
        if hasattr(self, "held"):
            assert len(self.gallery) == self.gallery.snapshot().size == len(self.held)


Changing.TestCase.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)
TestChanging = Changing.TestCase


@given(seed=st.integers(0, 10_000), limit=st.floats(0, 2))
@settings(max_examples=60, deadline=None)
def test_a_search_equals_brute_force_at_any_limit(seed: int, limit: float) -> None:
    people = faces(300, seed)
    held = [(f"{number % 250}", one) for number, one in enumerate(people[1:])]
    gallery = filled(held)
    assert same(gallery.snapshot().within(people[0], limit), brute(held, people[0], limit))


def filled(held: list[tuple[str, Template]]) -> Gallery:
    gallery = Gallery()
    gallery.add_all(
        [person for person, _ in held],
        np.array([one.encoding for _, one in held]),
        np.array([one.crowding for _, one in held]),
    )
    return gallery


def test_a_gallery_of_nobody_and_of_one() -> None:
    one, other = faces(2)
    gallery = Gallery()
    assert gallery.snapshot().within(one, 2.0) == gallery.snapshot().nearest(one, 3) == []
    gallery.add("mei", other)
    assert [each.person for each in gallery.snapshot().nearest(one, 3)] == ["mei"]
    assert gallery.remove("mei") == 1
    assert gallery.snapshot().nearest(one, 3) == []
    assert gallery.remove("mei") == 0


def test_templates_of_another_length_are_refused() -> None:
    one = faces(1)[0]
    with pytest.raises(ValueError, match="length 1"):
        Gallery().add("mei", Template(one.encoding * 1.4, 0.0))


def test_a_snapshot_knows_nobody_who_came_later_or_was_removed_since() -> None:
    templates = faces(300)
    gallery = filled([(str(number), one) for number, one in enumerate(templates[:50])])
    before = gallery.snapshot()
    gallery.add_all(  # so many that the gallery moves into other arrays
        [f"late {number}" for number in range(250)],
        np.array([each.encoding for each in templates[50:]]),
        np.array([each.crowding for each in templates[50:]]),
    )
    found = {each.person for each in before.within(templates[0], np.inf)}
    assert found == {str(number) for number in range(50)}
    gallery.remove("0")
    for snapshot in (before, gallery.snapshot()):
        assert "0" not in {each.person for each in snapshot.within(templates[0], np.inf)}


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT_UP_TO", 5_000)
    monkeypatch.setattr(module, "RESCORED", 400)


def test_beyond_the_exact_size_sketches_keep_the_hits(sketched: None) -> None:
    templates = faces(6_000)
    gallery = filled([(str(number), one) for number, one in enumerate(templates)])
    snapshot = gallery.snapshot()
    assert not snapshot.exact
    random = np.random.default_rng(1)
    kept = 0
    for number in range(200):
        near = templates[number].encoding + random.normal(scale=0.02, size=128)
        probe = Template(near / np.linalg.norm(near), templates[number].crowding)
        kept += snapshot.nearest(probe, 1)[0].person == str(number)
    assert kept >= 198
    for number in range(2_000):
        gallery.remove(str(number))
    assert gallery.snapshot().exact
    assert gallery.snapshot().size == 4_000


def stores() -> list[RowStore]:
    """Return every store that is in memory."""
    return [each for each in gc.get_objects() if isinstance(each, RowStore)]


@pytest.mark.parametrize("size", [40, 6_000])
def test_removed_means_overwritten(sketched: None, size: int) -> None:
    others = stores()  # of galleries of other tests
    templates = faces(size)
    gallery = filled([(str(number), one) for number, one in enumerate(templates)])
    reading = gallery.snapshot()
    gallery.add_all(["more"], templates[0].encoding[None], np.zeros(1))
    gallery.remove("7")
    wanted = templates[7].encoding.astype(np.float32)
    ours = [each for each in stores() if not any(each is other for other in others)]
    assert ours
    for store in ours:
        assert not (store.templates == wanted).all(axis=1).any()
        assert "7" not in store.people
    assert reading.size == size


def test_arrays_that_nobody_reads_any_longer_are_overwritten() -> None:
    gallery = filled([(str(number), one) for number, one in enumerate(faces(40))])
    held = gallery._store.templates
    assert held.any()
    del gallery
    gc.collect()
    assert not held.any()


def test_searches_beside_changes_find_whom_they_should() -> None:
    templates = faces(400)
    gallery = filled([("kept", templates[0]), ("gone", templates[1])])
    wrong: list[str] = []
    ended = threading.Event()

    def search() -> None:
        while not ended.is_set():
            found = gallery.snapshot().within(templates[0], 0.5)
            if [each.person for each in found if each.person == "kept"] != ["kept"]:
                wrong.append("not found")

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number, one in enumerate(templates[2:]):
        gallery.add(str(number), one)
        gallery.remove(str(number - 1))
    ended.set()
    for thread in threads:
        thread.join()
    assert not wrong
