"""Open and closed eyes: told apart on people, with nothing asked of who merely blinks."""

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

from fixtures.library.people import PEOPLE as PERSONS
from station_gate.faces import quality
from station_gate.faces.engine import FaceEngine
from station_gate.faces.eyes import OwnLevel, eye_patches, eyes_open
from station_gate.faces.limits import QualityLimits
from station_gate.faces.observation import Coaching, Measure
from station_gate.faces.pixels import gray_of
from station_gate.faces.quality import judge
from station_gate.faces.tracker import Tracker
from station_gate.faces.verifier import Verifier
from tests.conftest import FIXTURES
from tests.faces.conftest import FIRST, Pixels, live, portrait, rgb

PEOPLE = ("brandt", "castillo", "chen", "diallo", "moreno", "okafor", "park", "rivera", "sharma")
BRIGHT = tuple(name for name in PEOPLE if name != "okafor")
"""Okafor comes at night: not every frame shows a face."""


def blink_of(name: str) -> int:
    """Return the frame of somebody's live recording in the middle of their blink."""
    script = FIXTURES / "studio" / "shots" / f"{PERSONS[name].film.stem}.toml"
    (actor,) = tomllib.loads(script.read_text())["people"]
    return round(float(actor["blinks"][-1]) * 15) - FIRST


def of(engine: FaceEngine, frames: tuple[Pixels, ...]) -> list[Measure]:
    """How far open the eyes are in each frame of a person."""
    tracker, own = Tracker(engine.detector), OwnLevel()
    found = []
    for number, frame in enumerate(frames):
        gray = gray_of(frame)
        sighting = tracker.look(gray, number / 15)
        assert sighting.face is not None
        face = engine.aligner.align(frame, sighting.face)
        measures = judge(gray, face, sighting, QualityLimits(), own)
        found += [measure for measure in measures if measure.name == quality.EYES_OPEN]
    return found


@pytest.mark.parametrize("name", BRIGHT)
def test_a_blink_is_seen_and_open_eyes_are_open(engine: FaceEngine, name: str) -> None:
    seen = of(engine, live(name)[12:])
    shut = {n + 12 for n, measure in enumerate(seen) if not measure.passed}
    blink = set(range(blink_of(name) - 3, blink_of(name) + 4))
    assert shut & blink
    assert len(shut - blink) <= 1, "one odd frame among good ones says nothing"


def test_closed_eyes_are_told_after_a_while_and_a_blink_is_not(engine: FaceEngine) -> None:
    verifier = Verifier(engine)
    verifier.begin(portrait("castillo"))
    frames, shut = live("castillo"), blink_of("castillo")
    blink = [verifier.observe(frames[n], n / 15).coaching for n in range(shut - 7, shut + 7)]
    assert set(blink) == {Coaching.HOLD_STILL}
    verifier.begin(portrait("castillo"))
    said = [verifier.observe(frames[shut if n >= 3 else shut - 6], n / 15) for n in range(30)]
    assert said[-1].coaching is Coaching.EYES_CLOSED
    assert said[-1].comparison is None, "closed eyes are not compared"


def test_the_limit_follows_the_persons_own_level() -> None:
    own = OwnLevel()
    assert own.after(0.4) == 0.4
    for _ in range(10):
        level = own.after(0.5)
    assert level == 0.5
    assert own.after(0.05) == 0.5, "a blink does not lower it"
    own.forget()
    assert own.after(0.9) == 0.9


def test_an_even_chip_breaks_nothing() -> None:
    chip = np.full((150, 150), 90, np.uint8)
    assert np.abs(eye_patches(chip)).max() == 0
    assert 0 <= eyes_open(chip) <= 1


def test_rendered_people_with_their_eyes_shut_are_below_those_with_open_ones(
    engine: FaceEngine, shared_data: Path
) -> None:
    stills = shared_data / "passengers-draft" / "stills"
    for path in sorted(stills.glob("*_blink.png")):
        wide, shut = (
            of(engine, (rgb(each),))[0].value
            for each in (path.with_name(path.name.replace("blink", "hall")), path)
        )
        assert shut < 0.6 * wide, path.stem


def test_dim_light_does_not_close_eyes(engine: FaceEngine) -> None:
    frame = live("sharma")[20]
    dark = (cv2.GaussianBlur(frame, (0, 0), 0.8) * 0.4).astype(np.uint8)
    assert of(engine, (dark,))[0].passed
