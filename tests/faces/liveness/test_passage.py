"""The whole check on pixels: rendered people who turn their heads, and pictures of them."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from station_gate.faces.engine import FaceEngine
from station_gate.faces.liveness.policy import Asking, Liveness
from station_gate.faces.observation import Side, Verdict
from station_gate.faces.verifier import Verifier, VerifierLimits
from station_gate.lab.attacks.acting import Hand, Presenter, Turning
from station_gate.lab.attacks.clip import Clip, Person
from station_gate.lab.attacks.instruments import Held, Swapped, print_of, screen_of
from station_gate.lab.attacks.light import Light
from station_gate.lab.attacks.presentation import Ending, present
from station_gate.lab.attacks.sheet import Pixels
from station_gate.lab.attacks.watching import Watcher
from tests.conftest import FIXTURES
from tests.faces.conftest import portrait, recording

Present = Callable[[str, Presenter], Ending]


@cache
def clip(name: str) -> Clip:
    """Somebody's recording, turning both ways."""
    frames = recording(FIXTURES / "recordings" / f"turns_{name}.mp4")
    return Watcher().clip(frames, 0.1)[0]


@pytest.fixture
def asked(engine: FaceEngine) -> Present:
    """Brings somebody before a verifier that asks for a turn to the left."""

    def bring(name: str, presenter: Presenter) -> Ending:
        liveness = Liveness(asking=Asking.ALWAYS, side=Side.LEFT)
        verifier = Verifier(engine, VerifierLimits(liveness=liveness))
        verifier.begin(portrait(name))
        return present(verifier, presenter)

    return bring


def held(name: str, bend: float, seed: int = 5) -> Held:
    """Return a print of somebody's portrait in somebody's hand, who turns it when asked."""
    likeness = Watcher().likeness(portrait(name))
    assert likeness is not None
    rng = np.random.default_rng(seed)
    turning = Turning(after=0.5, over=0.6, hold=0.4, degrees=40)
    hand = Hand(rng, z=0.6, bend=bend, turning=turning)
    hall: Pixels = np.full((480, 640, 3), 120, np.uint8)
    return Held(print_of(likeness, 1.0), hand, hall, Light.some(rng))


@pytest.mark.parametrize("name", ["rivera", "chen", "okafor", "kowalska"])
def test_a_person_who_turns_gets_in(asked: Present, name: str) -> None:
    ending = asked(name, Person(clip(name), reaction=0.6))
    assert ending.accepted
    assert {measure.name for measure in ending.liveness} == {
        "liveness_changes",
        "liveness_alike",
        "liveness_blinks",
        "liveness_score",
        "liveness_turn",
        "liveness_parallax",
        "liveness_ridge",
        "liveness_identity",
        "liveness_ahead",
        "liveness_asked",
    }
    assert all(measure.passed for measure in ending.liveness)
    assert ending.added is not None
    assert ending.added < 4


@pytest.mark.parametrize("bend", [0, 80])
def test_a_picture_that_is_turned_does_not(asked: Present, bend: float) -> None:
    ending = asked("rivera", held("rivera", bend))
    assert ending.verdict in (Verdict.ATTACK, Verdict.UNANSWERED)
    assert ending.asked_at is not None


@pytest.mark.parametrize("again", [True, False])
def test_another_head_that_turns_for_the_picture_does_not_help(asked: Present, again: bool) -> None:
    head = Person(clip("chen"), reaction=0.4)
    swapped = Swapped(picture=held("rivera", 0), head=head, again=again)
    assert asked("rivera", swapped).verdict in (Verdict.ATTACK, Verdict.UNANSWERED)


def test_an_impostor_is_not_asked_to_turn(asked: Present) -> None:
    ending = asked("rivera", Person(clip("chen"), reaction=0.4))
    assert ending.verdict is Verdict.MISMATCH
    assert ending.asked_at is None


def test_a_screen_is_brighter_and_has_a_dark_edge() -> None:
    picture: Pixels = np.full((60, 40, 3), 100, np.uint8)
    sheet = screen_of(picture, 1.2, 0.07)
    assert sheet.colours[0].max() < 30
    assert sheet.colours[32, 21].min() > 115
    assert sheet.height > sheet.width
