"""States that differ by colour also differ for people who see colours otherwise, or none.

Only the signs are compared, never the words beside them. Vision is simulated as by
Machado, Oliveira and Fernandes (2009), at severity 1.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pygame
import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Step
from station_gate.kiosk.art import hall
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.screens import passage
from station_gate.kiosk.text.fonts import Fonts
from station_gate.lane.view import LaneView
from station_gate.languages import TAGS
from tests.kiosk.views import JOURNEY, LANDSCAPE, VIEWS, at, refusal, surface

MACHADO = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "none": ((0.2126, 0.7152, 0.0722),) * 3,
}
"""On linear RGB; the last sees brightness only."""
PLAIN = 0.06
"""Of full range, in brightness or in a seen colour: a pixel that clearly differs."""


class Pair(NamedTuple):
    """Two states, and where on the screen (design units, landscape) their signs are."""

    one: LaneView
    other: LaneView
    where: Box
    least: float
    """The share of the place that must differ."""


def _lights() -> Box:
    picture = passage._hall(Painter(LANDSCAPE, ("en",), fonts=FONTS, gate_name="4")._layout)
    box = hall.lights_box(picture.w, picture.h)
    return Box(picture.x + box.x, picture.y + box.y, box.w, box.h)


FONTS = Fonts.find()
GO = at(Step.GO, journey=JOURNEY, barrier=1.0)
WAIT = replace(GO, step=Step.CHECKING, waits_for_lane=True)
BADGE = Box(56, 124, 96, 96)
STOPS = Box(60, 634, 520, 48)
PAIRS = {
    "gate lights: go, wait": Pair(GO, replace(GO, barrier=0.0), _lights(), 0.02),
    "gate lights: go, stop": Pair(GO, WAIT, _lights(), 0.02),
    "gate lights: wait, stop": Pair(replace(GO, barrier=0.0), WAIT, _lights(), 0.02),
    "badges: go, wait": Pair(GO, WAIT, BADGE, 0.1),
    "badges: refused, not yet": Pair(
        refusal(Reason.FACE_MISMATCH), refusal(Reason.TICKET_NOT_YET_VALID), BADGE, 0.1
    ),
    "ring: coaching, capturing": Pair(
        replace(VIEWS["face"], preview=None), replace(VIEWS["face good"], preview=None),
        Box(200, 120, 340, 380), 0.02,
    ),
    "ring: little, much done": Pair(
        replace(VIEWS["face good"], preview=None, progress=0.2),
        replace(VIEWS["face good"], preview=None, progress=0.8), Box(200, 120, 340, 380), 0.01,
    ),
    "code: seen, read": Pair(
        VIEWS["ticket in view"], VIEWS["ticket in view, read"], Box(900, 200, 300, 250), 0.02
    ),
    "document: asked for, being read": Pair(
        replace(VIEWS["document"], now=102.7), VIEWS["document seen"], Box(720, 330, 460, 230), 0.02
    ),
    "line: at the ticket, at the document": Pair(VIEWS["ticket"], VIEWS["document"], STOPS, 0.02),
    "line: at the document, ended there": Pair(
        VIEWS["document"], refusal(Reason.NAME_MISMATCH), STOPS, 0.01
    ),
}  # fmt: skip


def seen(picture: np.ndarray, vision: str) -> np.ndarray:
    """Give a picture (..., 3), 0 to 255, as somebody sees it: linear RGB made even, 0 to 1."""
    share = picture / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    turned = np.clip(linear @ np.array(MACHADO[vision]).T, 0, 1)
    return np.asarray(turned ** (1 / 2.4))


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter(LANDSCAPE, TAGS, fonts=FONTS, gate_name="Gate 4")


def signs(painter: Painter, view: LaneView, where: Box) -> np.ndarray:
    frame = surface(LANDSCAPE)
    painter.draw(frame, view, "en")
    area = pygame.Rect(int(where.x), int(where.y), int(where.w), int(where.h))
    return pygame.surfarray.array3d(frame.subsurface(area)).astype(np.float64)


@pytest.mark.parametrize("vision", MACHADO)
@pytest.mark.parametrize("name", PAIRS)
def test_two_states_differ_for_everybody(painter: Painter, name: str, vision: str) -> None:
    pair = PAIRS[name]
    one, other = (signs(painter, view, pair.where) for view in (pair.one, pair.other))
    apart = np.abs(seen(one, vision) - seen(other, vision)).max(axis=2)
    assert float((apart > PLAIN).mean()) >= pair.least


def test_a_change_of_hue_alone_would_be_found_out() -> None:
    red, green = (np.full((8, 8, 3), rgb, np.float64) for rgb in ((194, 52, 26), (0, 103, 90)))
    assert np.abs(seen(red, "none") - seen(green, "none")).max() < PLAIN
