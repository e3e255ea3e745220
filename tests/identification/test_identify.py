"""A search ends as hit, unclear or nobody, at a rate for the gallery's size; or as no promise."""

import numpy as np
import pytest

from station_gate.faces.calibration import Policy
from station_gate.faces.pipeline import Template
from station_gate.faces.steps import SHIPPED
from station_gate.identification.compact import SIZE, compact, expand
from station_gate.identification.curve import ErrorCurve
from station_gate.identification.gallery import Gallery
from station_gate.identification.identify import (
    Hit,
    IdentificationPolicy,
    Nobody,
    Ranked,
    Unclear,
    identify,
)
from tests.identification.test_gallery import faces

CURVE = ErrorCurve.load(None, SHIPPED.version)
POLICY = IdentificationPolicy(curve=CURVE)


def apart(template: Template, distance: float, seed: int = 0) -> Template:
    """Make a template at a distance from another, without a crowd's correction."""
    random = np.random.default_rng(seed).normal(size=128)
    across = random - (random @ template.encoding) * template.encoding
    across /= np.linalg.norm(across)
    angle = 2 * np.arcsin(distance / 2)
    return Template(np.cos(angle) * template.encoding + np.sin(angle) * across, 0.0)


def alone(template: Template) -> Template:
    return Template(template.encoding, 0.0)


MEI = alone(faces(1)[0])


def gallery_of(*templates: tuple[str, Template]) -> Gallery:
    gallery = Gallery()
    for person, template in templates:
        gallery.add(person, template)
    return gallery


def test_the_cut_follows_the_gallery_and_is_never_the_one_to_one_threshold() -> None:
    one_to_one = Policy(rate=1e-3).calibration.threshold(1e-3)
    cuts = [POLICY.cut(size).threshold for size in (100, 1_000, 10_000, 100_000)]
    assert None not in cuts
    assert cuts == sorted(cuts, reverse=True, key=lambda each: each or 0)
    assert all(each is not None and each < one_to_one - 0.02 for each in cuts)
    steps = np.diff(np.array(cuts, float))
    assert np.all((steps < -0.02) & (steps > -0.04))  # each tenfold gallery costs 0.03


def test_a_cut_says_what_it_promises() -> None:
    assert POLICY.cut(1_000).sentence == "1 stranger in 100 is taken for one of 1,000 people"
    assert POLICY.cut(100_000).sentence.endswith("(extrapolated)")
    beyond = POLICY.cut(1_000_000)
    assert beyond.threshold is None
    assert beyond.sentence.startswith("no promise")


def test_hit_unclear_and_nobody() -> None:
    gallery = gallery_of(("mei", MEI), *((f"{n}", alone(one)) for n, one in enumerate(faces(40))))
    gallery.remove("0")  # faces(40) begins with mei herself
    snapshot = gallery.snapshot()
    cut = POLICY.cut(snapshot.size)
    assert cut.threshold is not None
    near = identify(snapshot, apart(MEI, cut.threshold - 0.03), POLICY)
    assert isinstance(near, Hit)
    assert near.found.person == "mei"
    between = identify(snapshot, apart(MEI, (cut.threshold + cut.unclear_until) / 2), POLICY)
    assert isinstance(between, Unclear)
    assert between.candidates[0].person == "mei"
    assert isinstance(identify(snapshot, apart(MEI, cut.unclear_until + 0.01), POLICY), Nobody)


def test_a_gallery_of_nobody_gives_nobody() -> None:
    assert isinstance(identify(Gallery().snapshot(), MEI, POLICY), Nobody)


def test_one_person_twice_is_that_person() -> None:
    gallery = gallery_of(("mei", MEI), ("mei", apart(MEI, 0.1)))
    found = identify(gallery.snapshot(), apart(MEI, 0.05, seed=1), POLICY)
    assert isinstance(found, Hit)
    assert found.found.person == "mei"


def test_twins_are_asked_for_more_and_neither_is_let_in_as_the_other() -> None:
    gallery = gallery_of(("mary-kate", MEI), ("ashley", apart(MEI, 0.2)))
    between = MEI.encoding + apart(MEI, 0.2).encoding
    probe = Template(between / np.linalg.norm(between), 0.0)
    middle = identify(gallery.snapshot(), probe, POLICY)
    assert isinstance(middle, Unclear)
    assert {each.person for each in middle.candidates} == {"mary-kate", "ashley"}
    clearly = identify(gallery.snapshot(), apart(MEI, 0.05, seed=1), POLICY)
    assert isinstance(clearly, Hit)


def test_beyond_what_can_be_promised_nobody_is_a_hit() -> None:
    policy = IdentificationPolicy(curve=CURVE, rate=1e-6)
    gallery = gallery_of(*((str(number), one) for number, one in enumerate(faces(50))))
    found = identify(gallery.snapshot(), faces(1)[0], policy)
    assert isinstance(found, Ranked)
    assert found.candidates[0].person == "0"
    assert len(found.candidates) == 20
    assert found.cut.threshold is None


@pytest.mark.parametrize("rate", [0, 1, -0.1])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        IdentificationPolicy(curve=CURVE, rate=rate)


def test_a_template_of_128_bytes_is_as_good_as_the_template() -> None:
    people = faces(60)
    read = [expand(compact(each)) for each in people]
    assert all(len(compact(each)) == SIZE for each in people)
    for one, again in zip(people, read, strict=True):
        assert np.linalg.norm(one.encoding - again.encoding) < 0.02
        assert np.linalg.norm(again.encoding) == pytest.approx(1)
        assert compact(again) == compact(one)


@pytest.mark.parametrize("content", [b"", bytes(127), bytes(128), bytes(129)])
def test_other_bytes_are_no_template(content: bytes) -> None:
    with pytest.raises(ValueError, match="template"):
        expand(content)
