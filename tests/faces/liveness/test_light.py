"""The screen lights the face: drawn skin answers, a drawn tablet does not."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.faces.detector import Box
from station_gate.faces.engine import FaceEngine
from station_gate.faces.liveness.light import COLOURS, LightLimits, LightShow
from station_gate.faces.liveness.policy import Asking, Liveness
from station_gate.faces.observation import Light, Verdict
from station_gate.faces.verifier import Verifier, VerifierLimits
from tests.conftest import FIXTURES
from tests.faces.conftest import Pixels, portrait, recording

BOX = Box(62, 37, 98, 73, 1.0, False)
SKIN, GLASS = 0.2, 0.015
"""What full light from the screen adds to what it falls on, in a lit hall."""


def lit(picture: Pixels, light: Light | None, box: Box, strength: float, gain: float = 1) -> Pixels:
    """Return a picture whose middle takes on the screen's light, as ``gain`` times exposed."""
    seen = picture.astype(np.float32) * gain
    if light is not None:
        left, right = max(0, round(box.left - 20)), round(box.right + 20)
        seen[:, left:right] *= 1 + strength * np.array(light.colour, np.float32) / 255
    return np.asarray(np.clip(seen, 0, 255), np.uint8)


def answered(strength: float, seed: int, exposure: float = 0.0) -> dict[str, bool]:
    """Return a face that drifts through a sequence, under a camera that changes its exposure."""
    show = LightShow(LightLimits(), random.Random(seed), 2.0)
    plain = np.random.default_rng(seed).normal(110, 6, (120, 160, 3)).astype(np.uint8)
    late: list[Light | None] = [None, None]  # a tenth of a second on its way
    for step in range(round((show.until - 2.0) * 20)):
        at = 2.0 + step / 20
        late.append(show.light(at))
        gain = 1 + exposure * np.sin(3 * at)
        show.see(at, lit(plain, late[-3], BOX, strength, gain), BOX)
    assert show.light(show.until + 0.01) is None
    return {measure.name: measure.passed for measure in show.measures()}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("exposure", [0.0, 0.15])
def test_skin_takes_on_the_screens_colours_and_glass_does_not(seed: int, exposure: float) -> None:
    assert all(answered(SKIN, seed, exposure).values())
    assert not all(answered(GLASS, seed, exposure).values())
    assert not any(answered(0.0, seed, exposure).values())


@given(seed=st.integers(0, 10_000))
def test_the_colours_change_twice_a_second_in_an_order_nobody_knows(seed: int) -> None:
    show = LightShow(LightLimits(), random.Random(seed), 0.0)
    shown = [show.light(0.01 + 0.5 * step) for step in range(5)]
    assert all(light is not None and light.colour in COLOURS for light in shown)
    assert all(one != two for one, two in pairwise(shown))
    assert show.light(-0.1) is None
    assert show.light(2.6) is None
    changes = [light.since for light in shown if light is not None]
    assert min(np.diff(changes)) >= 1 / 3, "no more than three changes a second"


def test_the_order_is_random() -> None:
    orders = set()
    for seed in range(20):
        show = LightShow(LightLimits(), random.Random(seed), 0.0)
        orders.add(tuple(show.light(0.01 + 0.5 * step) for step in range(5)))
    assert len(orders) > 15


def test_a_face_that_fills_the_picture_has_no_background_and_proves_nothing() -> None:
    show = LightShow(LightLimits(), random.Random(0), 0.0)
    for step in range(50):
        show.see(step / 20, np.full((200, 140, 3), 90, np.uint8), Box(0, 30, 140, 170, 1.0, False))
    assert not any(measure.passed for measure in show.measures())


@pytest.mark.parametrize(("strength", "verdict"), [(SKIN, Verdict.MATCH), (GLASS, Verdict.ATTACK)])
def test_a_match_stands_only_once_the_face_was_lit(
    engine: FaceEngine, strength: float, verdict: Verdict
) -> None:
    liveness = replace(Liveness(asking=Asking.OFF, seed=1), light=LightLimits())
    verifier = Verifier(engine, VerifierLimits(liveness=liveness))
    verifier.begin(portrait("rivera"))
    frames = recording(FIXTURES / "recordings" / "turns_rivera.mp4")[:8]
    box, light, lights = Box(250, 150, 390, 290, 1.0, False), None, set()
    for step in range(80):
        pixels = lit(frames[step % len(frames)], light, box, strength)
        seen = verifier.observe(pixels, step / 15)
        if seen.comparison is not None:
            break
        light = seen.light
        lights.add(light and light.colour)
        if seen.box is not None:
            left, top, right, bottom = seen.box
            box = Box(640 * left, 480 * top, 640 * right, 480 * bottom, 1.0, False)
    assert seen.comparison is not None
    assert seen.comparison.verdict is verdict
    assert len(lights) > 2
    assert {measure.name for measure in seen.comparison.liveness} == {
        "liveness_light_gain",
        "liveness_light",
        "liveness_same_person",
    }
