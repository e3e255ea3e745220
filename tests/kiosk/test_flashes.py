"""Nothing on any screen flashes more than three times a second (WCAG 2.2, 2.3.1).

What flashes may do so where it is small: less than a quarter of any 10 degrees of view. Levels
are looked at 30 times a second, from the moment that a screen appears, in cells of 0.7 degrees
(60 cm from a 21.5-inch display); what is finer, as lines of print that glide by, is a pattern
that moves, and no flash.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import cv2
import numpy as np
import pygame
import pytest

from station_gate.faces.liveness.light import LightLimits, LightShow
from station_gate.gate.terms import Alarm, Step
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.drawing.plain import draw_failsafe, draw_starting
from station_gate.kiosk.text.fonts import Fonts
from station_gate.lane.view import LaneView
from station_gate.languages import TAGS
from tests.kiosk.views import VIEWS, at, surface

SIZE, RATE, SECONDS = (640, 360), 30, 3
CELLS, FIELD = (64, 36), 14
MOST = 3.0
"""Pairs of opposing changes in any one second."""


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter(SIZE, TAGS, fonts=Fonts.find(), gate_name="Gate 4")


def levels(frames: Iterator[pygame.Surface]) -> np.ndarray:
    """Give the relative luminance of each cell of each frame."""
    seen = []
    for frame in frames:
        small = pygame.transform.smoothscale(frame, CELLS)
        share = pygame.surfarray.array3d(small) / 255.0
        linear = np.where(share <= 0.03928, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        seen.append(linear @ np.array((0.2126, 0.7152, 0.0722)))
    return np.array(seen)


def flashes(seen: np.ndarray) -> np.ndarray:
    """Count, for each cell, pairs of opposing changes of a tenth of full luminance or more."""
    turning, direction = seen[0].copy(), np.zeros(seen.shape[1:], int)
    changes = np.zeros(seen.shape[1:], int)
    for level in seen[1:]:
        step = level - turning
        now = np.sign(step).astype(int) * (np.abs(step) >= 0.1)
        changes += (now != 0) & (now != direction)
        direction = np.where(now != 0, now, direction)
        onward = (now != 0) | (np.sign(step) == direction)
        turning = np.where(onward, level, turning)
    return changes / 2


def most_in_a_second(frames: Iterator[pygame.Surface]) -> np.ndarray:
    """Give the most flashes in any second, for each cell."""
    seen = levels(frames)
    starts = range(0, len(seen) - RATE + 1, RATE // 6)
    return np.asarray(np.max([flashes(seen[i : i + RATE]) for i in starts], axis=0))


def played(painter: Painter, view_at: Callable[[float], LaneView]) -> Iterator[pygame.Surface]:
    frame = surface(SIZE)
    for i in range(RATE * SECONDS):
        painter.draw(frame, view_at(i / RATE), "en")
        yield frame


def small_enough(most: np.ndarray) -> bool:
    """Say whether what flashes too often covers less than a quarter of any field of view."""
    share = cv2.blur((most > MOST).astype(np.float32), (FIELD, FIELD))
    return float(share.max()) < 0.25


@pytest.mark.parametrize("name", VIEWS)
def test_no_screen_flashes(painter: Painter, name: str) -> None:
    view = VIEWS[name]
    most = most_in_a_second(played(painter, lambda t: replace(view, now=view.since + t)))
    assert small_enough(most)


@pytest.mark.parametrize(
    ("step", "alarm"),
    [*product((Step.IDLE, Step.FACE, Step.CHECKING, Step.GO), (Alarm.INTRUSION, Alarm.FRAUD))],
)
def test_no_alarm_flashes_when_it_comes_and_goes(
    painter: Painter, step: Step, alarm: Alarm
) -> None:
    """An alarm holds a second after its cause has gone; here it comes anew each time."""
    quiet, alarmed = at(step, barrier=1.0), at(step, barrier=1.0, alarm=alarm)

    def view_at(t: float) -> LaneView:
        view = alarmed if t % 1.2 < 1.0 else quiet
        return replace(view, now=view.since + t)

    assert small_enough(most_in_a_second(played(painter, view_at)))


@pytest.mark.parametrize("seed", range(6))
def test_the_light_that_looks_for_a_face_does_not_flash(painter: Painter, seed: int) -> None:
    show = LightShow(LightLimits(), random.Random(seed), 0.0)
    lit = VIEWS["face, lit by the screen"]

    def view_at(t: float) -> LaneView:
        light = show.light(t)
        return replace(lit, now=lit.since + t, light=light.colour if light else None)

    assert small_enough(most_in_a_second(played(painter, view_at)))


@pytest.mark.parametrize("plain", [draw_starting, lambda dst, _: draw_failsafe(dst)])
def test_the_plain_screens_do_not_flash(plain: Callable[[pygame.Surface, float], None]) -> None:
    def frames() -> Iterator[pygame.Surface]:
        frame = surface(SIZE)
        for i in range(RATE * SECONDS):
            plain(frame, i / RATE)
            yield frame

    assert small_enough(most_in_a_second(frames()))


def test_four_flashes_a_second_would_be_found_out() -> None:
    def frames() -> Iterator[pygame.Surface]:
        frame = surface(SIZE)
        for i in range(RATE * SECONDS):
            frame.fill((255, 255, 255) if i * 8 // RATE % 2 else (0, 0, 0))
            yield frame

    assert not small_enough(most_in_a_second(frames()))
