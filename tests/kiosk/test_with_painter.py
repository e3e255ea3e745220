"""The kiosk with its real painter: what is drawn can be pressed, by finger and by key."""

import pygame
import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Step
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.target import AID_PREFIX, AIDS_TARGET, LANGUAGES_TARGET, SHEET_TARGET
from station_gate.kiosk.text.fonts import Fonts
from station_gate.languages import TAGS
from station_gate.testing.doubles import ScriptedShow
from station_gate.testing.kioskrig import KioskRig
from station_gate.testing.pilot import PATIENCE, Pilot


@pytest.fixture
def painted(rig: KioskRig) -> KioskRig:
    fonts = Fonts.find()
    spoken = [tag for tag in TAGS if tag in fonts.languages]
    rig.languages = tuple(spoken)
    rig.make_painter = lambda size: Painter(size, spoken, fonts=fonts, gate_name="Gate 7")
    return rig


def showing(rig: KioskRig, show: ScriptedShow) -> Pilot:
    pilot = rig.pilot(lambda: show)
    pilot.frame()
    assert rig.errors.sentences == []
    return pilot


@pytest.mark.parametrize(
    ("step", "name", "key"),
    [
        (Step.IDLE, Action.START, pygame.K_RETURN),
        (Step.IDLE, Action.HELP, pygame.K_h),
        (Step.TICKET, Action.CANCEL, pygame.K_ESCAPE),
        (Step.TICKET, Action.HELP, pygame.K_h),
        (Step.DOCUMENT, Action.CANCEL, pygame.K_ESCAPE),
        (Step.FACE, Action.CANCEL, pygame.K_ESCAPE),
        (Step.FACE, Action.HELP, pygame.K_h),
    ],
)
def test_each_button_works_by_finger_and_by_key(
    painted: KioskRig, step: Step, name: Action, key: int
) -> None:
    show = ScriptedShow(script=((0.0, {"step": step}),))
    pilot = showing(painted, show)
    pilot.touch(name)
    pilot.key(key)
    assert [action for _, action in show.acts] == [name, name]


def test_more_time_can_be_asked_for_when_it_is_offered(painted: KioskRig) -> None:
    fields: dict[str, object] = {"step": Step.TICKET, "deadline": 8.0, "offer_more_time": True}
    show = ScriptedShow(script=((0.0, fields),))
    pilot = showing(painted, show)
    pilot.touch(Action.MORE_TIME)
    pilot.key(pygame.K_t)
    assert [action for _, action in show.acts] == [Action.MORE_TIME] * 2


def test_enter_tries_again_after_a_refusal(painted: KioskRig) -> None:
    fields: dict[str, object] = {
        "step": Step.REFUSED,
        "reason": Reason.FACE_MISMATCH,
        "refused_at": Step.FACE,
        "tries_left": 2,
    }
    show = ScriptedShow(script=((0.0, fields),))
    pilot = showing(painted, show)
    pilot.touch(Action.TRY_AGAIN)
    pilot.key(pygame.K_RETURN)
    assert [action for _, action in show.acts] == [Action.TRY_AGAIN] * 2


def test_every_language_can_be_picked_on_the_screen(painted: KioskRig) -> None:
    pilot = showing(painted, ScriptedShow(script=((0.0, {"step": Step.TICKET}),)))
    for tag in painted.languages:
        pilot.frame(10)
        if f"lang:{tag}" not in pilot.names:
            pilot.touch(LANGUAGES_TARGET)
            pilot.frame(10)
        pilot.touch(f"lang:{tag}")
        pilot.frame()
        assert pilot.lang == tag
        assert Action.CANCEL in pilot.names


def test_the_choice_of_languages_is_closed_again_and_leaves_help_in_reach(
    painted: KioskRig,
) -> None:
    pilot = showing(painted, ScriptedShow(script=((0.0, {"step": Step.TICKET}),)))
    for _ in range(2):
        short = pilot.names
        pilot.touch(LANGUAGES_TARGET)
        pilot.frame(10)
        assert {f"lang:{tag}" for tag in painted.languages} <= pilot.names
        assert {Action.CANCEL, Action.HELP} <= pilot.names
        pilot.touch(LANGUAGES_TARGET)
        pilot.frame(10)
        assert pilot.names == short


def test_a_choice_that_nobody_makes_goes_away(painted: KioskRig) -> None:
    pilot = showing(painted, ScriptedShow(script=((0.0, {"step": Step.TICKET}),)))
    pilot.touch(LANGUAGES_TARGET)
    pilot.frame()
    everything = pilot.names
    for _ in range(PATIENCE):
        pilot.frame()
        if pilot.names != everything:
            break
    assert len(pilot.names) < len(everything)
    assert not {f"lang:{tag}" for tag in painted.languages} <= pilot.names


def test_a_choice_ends_with_its_step(painted: KioskRig) -> None:
    script = ((0.0, {"step": Step.TICKET}), (1.0, {"step": Step.DOCUMENT}))
    pilot = showing(painted, ScriptedShow(script=script))
    pilot.touch(LANGUAGES_TARGET)
    pilot.frame()
    everything = pilot.names
    pilot.wait_for(Step.DOCUMENT)
    assert len(pilot.names) < len(everything)
    assert not {f"lang:{tag}" for tag in painted.languages} <= pilot.names


@pytest.mark.parametrize("card", [LANGUAGES_TARGET, AIDS_TARGET])
def test_escape_closes_what_lies_over_the_screen_and_only_then_cancels(
    painted: KioskRig, card: str
) -> None:
    show = ScriptedShow(script=((0.0, {"step": Step.TICKET}),))
    pilot = showing(painted, show)
    pilot.touch(card)
    opened = pilot.names
    pilot.key(pygame.K_ESCAPE)
    pilot.frame()
    assert show.acts == []
    assert pilot.names != opened
    pilot.key(pygame.K_ESCAPE)
    assert [action for _, action in show.acts] == [Action.CANCEL]


def test_cancel_under_an_open_card_still_cancels_by_finger(painted: KioskRig) -> None:
    show = ScriptedShow(script=((0.0, {"step": Step.TICKET}),))
    pilot = showing(painted, show)
    pilot.touch(LANGUAGES_TARGET)
    pilot.frame(20)  # a second touch at once would be a double tap
    pilot.touch(Action.CANCEL)
    assert [action for _, action in show.acts] == [Action.CANCEL]


@pytest.mark.parametrize("by_key", [False, True])
def test_large_words_go_on_over_sheets_that_a_button_turns(painted: KioskRig, by_key: bool) -> None:
    fields: dict[str, object] = {
        "step": Step.REFUSED,
        "reason": Reason.FACE_MISMATCH,
        "tries_left": 1,
        "refused_at": Step.FACE,
    }
    show = ScriptedShow(script=((0.0, fields), (1e6, {"step": Step.IDLE})))
    pilot = showing(painted, show)
    assert SHEET_TARGET not in pilot.names  # all of it is on the screen
    pilot.touch(AIDS_TARGET)
    pilot.frame(20)  # a second touch at once would be a double tap
    pilot.touch(AID_PREFIX + Aid.LARGE_TEXT)
    pilot.key(pygame.K_ESCAPE)
    pilot.frame(20)
    labels = [pilot.target(SHEET_TARGET).label]
    for _ in range(2):
        if by_key:
            pilot.key(pygame.K_PAGEDOWN)
        else:
            pilot.touch(SHEET_TARGET)
            pilot.frame(20)
        labels.append(pilot.target(SHEET_TARGET).label)
    assert labels == ["More 1/2", "Back 2/2", "More 1/2"]
    assert show.acts == []
