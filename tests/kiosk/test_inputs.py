"""Raw events -> meanings: touches, mouse, keys, and hands that do odd things."""

import math
from itertools import pairwise
from typing import Any

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.kiosk.inputs import (
    DEBOUNCE,
    MAX_POINTERS,
    Command,
    Inputs,
    Meaning,
    PickLanguage,
    Press,
)
from station_gate.kiosk.target import Target

SIZE = (1000, 500)
HELP = Target("help", pygame.Rect(0, 0, 100, 100))
CANCEL = Target("cancel", pygame.Rect(200, 0, 100, 100))
ON_HELP, ON_CANCEL, NOWHERE = (0.05, 0.1), (0.25, 0.1), (0.9, 0.9)


class Hand:
    """Sends events to inputs that watch a screen with two buttons."""

    def __init__(self) -> None:
        self.inputs = Inputs(lambda x, y: (x * SIZE[0], y * SIZE[1]))
        self.now = 0.0

    def send(self, kind: int, **fields: Any) -> list[Meaning]:
        event = pygame.event.Event(kind, **fields)
        return self.inputs.read([event], (HELP, CANCEL), self.now, SIZE)

    def finger(self, kind: int, at: tuple[float, float], finger: int = 0) -> list[Meaning]:
        return self.send(kind, touch_id=1, finger_id=finger, x=at[0], y=at[1])

    def tap(self, at: tuple[float, float], finger: int = 0) -> list[Meaning]:
        self.finger(pygame.FINGERDOWN, at, finger)
        return self.finger(pygame.FINGERUP, at, finger)

    def mouse(
        self, kind: int, at: tuple[float, float], *, touch: bool = False, button: int = 1
    ) -> list[Meaning]:
        pos = (int(at[0] * SIZE[0]), int(at[1] * SIZE[1]))
        extra = {} if kind == pygame.MOUSEMOTION else {"button": button}
        return self.send(kind, pos=pos, touch=touch, **extra)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_a_touch_presses_when_the_finger_is_lifted(hand: Hand) -> None:
    assert hand.finger(pygame.FINGERDOWN, ON_HELP) == [Command.POINTER]
    assert hand.inputs.held == "help"
    assert hand.finger(pygame.FINGERUP, ON_HELP) == [Press("help")]
    assert hand.inputs.held is None


@pytest.mark.parametrize(
    ("down", "up"),
    [(ON_HELP, ON_CANCEL), (ON_HELP, NOWHERE), (NOWHERE, ON_HELP), (NOWHERE, NOWHERE)],
)
def test_a_finger_that_slides_elsewhere_presses_nothing(
    hand: Hand, down: tuple[float, float], up: tuple[float, float]
) -> None:
    hand.finger(pygame.FINGERDOWN, down)
    assert hand.finger(pygame.FINGERUP, up) == []


def test_a_finger_that_slides_out_and_back_still_presses(hand: Hand) -> None:
    hand.finger(pygame.FINGERDOWN, ON_HELP)
    assert hand.finger(pygame.FINGERMOTION, ON_CANCEL) == []
    assert hand.inputs.held is None
    hand.finger(pygame.FINGERMOTION, ON_HELP)
    assert hand.inputs.held == "help"
    assert hand.finger(pygame.FINGERUP, ON_HELP) == [Press("help")]


def test_a_second_tap_at_once_is_a_bounce(hand: Hand) -> None:
    assert hand.tap(ON_HELP) == [Press("help")]
    hand.now = DEBOUNCE * 0.9
    assert hand.tap(ON_HELP) == []
    hand.now = DEBOUNCE
    assert hand.tap(ON_HELP) == [Press("help")]


def test_a_finger_resting_on_the_glass_does_not_lock_the_others_out(hand: Hand) -> None:
    hand.finger(pygame.FINGERDOWN, NOWHERE, finger=1)
    hand.finger(pygame.FINGERDOWN, ON_CANCEL, finger=2)
    assert hand.tap(ON_HELP, finger=3) == [Press("help")]
    assert hand.inputs.held == "cancel"


def test_a_whole_hand_presses_once(hand: Hand) -> None:
    for finger in range(5):
        hand.finger(pygame.FINGERDOWN, ON_HELP if finger % 2 else ON_CANCEL, finger)
    pressed = [
        meaning
        for finger in range(5)
        for meaning in hand.finger(pygame.FINGERUP, ON_HELP if finger % 2 else ON_CANCEL, finger)
    ]
    assert pressed == [Press("cancel")]


def test_fingers_that_are_never_lifted_are_forgotten_oldest_first(hand: Hand) -> None:
    for finger in range(MAX_POINTERS + 1):
        hand.finger(pygame.FINGERDOWN, ON_HELP, finger)
    assert hand.finger(pygame.FINGERUP, ON_HELP, 0) == []
    assert hand.finger(pygame.FINGERUP, ON_HELP, 1) == [Press("help")]


def test_what_was_held_on_another_screen_is_let_go(hand: Hand) -> None:
    hand.finger(pygame.FINGERDOWN, ON_HELP)
    hand.inputs.forget()
    assert hand.finger(pygame.FINGERUP, ON_HELP) == []


def test_a_mouse_clicks(hand: Hand) -> None:
    hand.mouse(pygame.MOUSEBUTTONDOWN, ON_CANCEL)
    hand.mouse(pygame.MOUSEMOTION, ON_CANCEL)
    assert hand.inputs.held == "cancel"
    assert hand.mouse(pygame.MOUSEBUTTONUP, ON_CANCEL) == [Press("cancel")]


@pytest.mark.parametrize(("touch", "button"), [(True, 1), (False, 2), (False, 3), (False, 4)])
def test_a_mouse_made_up_from_a_touch_and_other_buttons_do_nothing(
    hand: Hand, touch: bool, button: int
) -> None:
    assert hand.mouse(pygame.MOUSEBUTTONDOWN, ON_HELP, touch=touch, button=button) == []
    assert hand.mouse(pygame.MOUSEBUTTONUP, ON_HELP, touch=touch, button=button) == []


def test_the_topmost_of_overlapping_targets_is_pressed(hand: Hand) -> None:
    card = Target("more_time", pygame.Rect(0, 0, 500, 500))
    targets = (HELP, card)
    events = [
        pygame.event.Event(kind, touch_id=1, finger_id=0, x=0.05, y=0.1)
        for kind in (pygame.FINGERDOWN, pygame.FINGERUP)
    ]
    assert hand.inputs.read(events, targets, 0.0, SIZE)[-1] == Press("more_time")


@pytest.mark.parametrize(
    ("key", "mod", "meaning"),
    [
        (pygame.K_h, 0, Press("help")),
        (pygame.K_ESCAPE, 0, Command.BACK),
        (pygame.K_PAGEDOWN, 0, Press("sheet")),
        (pygame.K_t, 0, Press("more_time")),
        (pygame.K_RETURN, 0, Command.CONFIRM),
        (pygame.K_KP_ENTER, 0, Command.CONFIRM),
        (pygame.K_SPACE, 0, Command.CONFIRM),
        (pygame.K_l, 0, Command.NEXT_LANGUAGE),
        (pygame.K_1, 0, PickLanguage(0)),
        (pygame.K_KP_2, 0, PickLanguage(1)),
        (pygame.K_F3, 0, PickLanguage(2)),
        (pygame.K_TAB, 0, Command.NEXT_FOCUS),
        (pygame.K_TAB, pygame.KMOD_LSHIFT, Command.PREVIOUS_FOCUS),
        (pygame.K_F11, 0, Command.FULLSCREEN),
        (pygame.K_q, 0, Command.QUIT),
        (pygame.K_q, pygame.KMOD_NUM | pygame.KMOD_CAPS, Command.QUIT),
    ],
)
def test_keys(hand: Hand, key: int, mod: int, meaning: Meaning) -> None:
    assert hand.send(pygame.KEYDOWN, key=key, mod=mod) == [meaning]


@pytest.mark.parametrize("mod", [pygame.KMOD_LCTRL, pygame.KMOD_RALT, pygame.KMOD_LMETA])
def test_the_desktops_shortcuts_are_left_alone(hand: Hand, mod: int) -> None:
    assert hand.send(pygame.KEYDOWN, key=pygame.K_q, mod=mod) == []
    assert hand.send(pygame.KEYDOWN, key=pygame.K_TAB, mod=mod) == []


def test_other_keys_mean_nothing(hand: Hand) -> None:
    assert hand.send(pygame.KEYDOWN, key=pygame.K_z, mod=0) == []
    assert hand.send(pygame.KEYUP, key=pygame.K_q, mod=0) == []


def test_closing_the_window_quits(hand: Hand) -> None:
    assert hand.send(pygame.QUIT) == [Command.QUIT]


_PLACES = st.floats(allow_nan=True, allow_infinity=True) | st.floats(0, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP]),
            st.integers(0, 30),
            _PLACES,
            _PLACES,
            st.floats(0, 1),
        ),
        max_size=60,
    )
)
def test_no_storm_of_touches_presses_more_often_than_the_bounce_allows(
    storm: list[tuple[int, int, float, float, float]],
) -> None:
    hand = Hand()
    presses = []
    for kind, finger, x, y, pause in storm:
        hand.now += pause
        meanings = hand.finger(kind, (x, y), finger)
        presses += [hand.now for meaning in meanings if isinstance(meaning, Press)]
    gaps = [later - earlier for earlier, later in pairwise(presses)]
    assert all(gap >= DEBOUNCE - 1e-9 for gap in gaps)
    assert hand.inputs.held in (None, "help", "cancel")


def test_a_place_that_is_no_number_hits_nothing(hand: Hand) -> None:
    hand.finger(pygame.FINGERDOWN, (math.nan, math.nan))
    assert hand.inputs.held is None
