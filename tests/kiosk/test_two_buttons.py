"""The whole kiosk with a real lane and its real painter, by two buttons: next, and press.

Tab and Enter stand for them: a switch interface sends just these keys.
"""

import pygame
import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.terms import Action, Cue, Step
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.target import AID_PREFIX, AIDS_TARGET, LANGUAGE_PREFIX, LANGUAGES_TARGET
from station_gate.kiosk.text.fonts import Fonts
from station_gate.languages import TAGS
from station_gate.testing.kioskrig import KioskRig
from station_gate.testing.lanerig import GOOD_TICKET, LaneRig
from station_gate.testing.laneshow import LaneShow
from station_gate.testing.pilot import PATIENCE, Pilot

ROUND = 30
"""Presses of "next" after which somebody would give up: more than any screen has targets."""


class TwoButtons:
    """A passenger who can hold up a ticket and stand before a camera, and has two buttons."""

    def __init__(self, rig: KioskRig) -> None:
        fonts = Fonts.find()
        rig.languages = tuple(tag for tag in TAGS if tag in fonts.languages)
        rig.make_painter = lambda size: Painter(size, rig.languages, fonts=fonts, gate_name="4")
        self.show = LaneShow()
        self.sound = rig.sound
        self.pilot = Pilot(rig.kiosk([lambda: self.show]), rig.window)
        self.pilot.wait_for(Step.IDLE)

    @property
    def lane(self) -> LaneRig:
        return self.show.rig

    def press(self, name: str) -> None:
        """Go on until ``name`` has the focus, and press."""
        for _ in range(ROUND):
            if self.pilot.kiosk._focus.name == name:
                self.pilot.key(pygame.K_RETURN)
                self.pilot.frame(2)
                return
            self.pilot.key(pygame.K_TAB)
        raise AssertionError(f"{name} is not reached on {self.pilot.step}: {self.pilot.names}")

    def hold_up_ticket(self) -> None:
        self.lane.ticket.hold_up(GOOD_TICKET, self.lane.now)
        self.pilot.wait_for(Step.DOCUMENT)
        self.lane.ticket.take_away()

    def to(self, step: Step) -> None:
        """Come as far as a step of the flow."""
        if step is Step.IDLE:
            return
        self.press(Action.START)
        self.pilot.wait_for(Step.TICKET)
        if step is Step.TICKET:
            return
        if step is Step.DOCUMENT:
            self.lane.document = None
        self.hold_up_ticket()
        if step is Step.DOCUMENT:
            return
        self.pilot.wait_for(Step.FACE)
        if step is Step.REFUSED:
            self.be_seen(0.9)

    def be_seen(self, distance: float) -> None:
        self.lane.recognition.see(Coaching.HOLD_STILL, distance)

    def until_offered(self) -> None:
        for _ in range(PATIENCE):
            if Action.MORE_TIME in self.pilot.names:
                return
            self.pilot.frame()
        raise AssertionError(f"more time was never offered on {self.pilot.step}")


@pytest.fixture
def passenger(rig: KioskRig) -> TwoButtons:
    return TwoButtons(rig)


def test_the_whole_walk_in_another_language_with_large_text(passenger: TwoButtons) -> None:
    pilot = passenger.pilot
    passenger.press(LANGUAGES_TARGET)
    passenger.press(f"{LANGUAGE_PREFIX}fr")
    assert pilot.lang == "fr"
    passenger.press(AIDS_TARGET)
    passenger.press(f"{AID_PREFIX}{Aid.LARGE_TEXT}")
    passenger.press(f"{AID_PREFIX}{Aid.HIGH_CONTRAST}")
    passenger.press(AIDS_TARGET)
    assert pilot.kiosk.aids == {Aid.LARGE_TEXT, Aid.HIGH_CONTRAST}
    passenger.to(Step.REFUSED)
    pilot.wait_for(Step.REFUSED)
    passenger.press(Action.TRY_AGAIN)
    pilot.wait_for(Step.FACE)
    passenger.be_seen(0.3)
    pilot.wait_for(Step.GO)
    assert pilot.lang == "fr"
    assert Aid.LARGE_TEXT in pilot.kiosk.aids
    pilot.wait_for(Step.IDLE)
    assert pilot.lang == "en"
    assert pilot.kiosk.aids == frozenset()


@pytest.mark.parametrize("step", [Step.IDLE, Step.TICKET, Step.DOCUMENT, Step.FACE, Step.REFUSED])
def test_staff_can_be_called_from_every_screen_and_sent_away(
    passenger: TwoButtons, step: Step
) -> None:
    passenger.to(step)
    passenger.pilot.wait_for(step)
    passenger.press(Action.HELP)
    passenger.pilot.wait_for(Step.ASSISTANCE)
    passenger.press(Action.CANCEL)
    passenger.pilot.frame(30)
    assert passenger.pilot.step is not Step.ASSISTANCE


@pytest.mark.parametrize("step", [Step.TICKET, Step.DOCUMENT, Step.FACE, Step.REFUSED])
def test_every_screen_of_a_passenger_can_be_left(passenger: TwoButtons, step: Step) -> None:
    passenger.to(step)
    passenger.pilot.wait_for(step)
    passenger.press(Action.CANCEL)
    passenger.pilot.wait_for(Step.IDLE)


@pytest.mark.parametrize("step", [Step.TICKET, Step.DOCUMENT, Step.REFUSED])
def test_time_that_runs_out_is_announced_by_sound_and_can_be_extended(
    passenger: TwoButtons, step: Step
) -> None:
    passenger.to(step)
    passenger.pilot.wait_for(step)
    passenger.sound.played.clear()
    passenger.until_offered()
    view = passenger.pilot.view
    assert view.deadline is not None
    assert view.deadline - view.now > 5
    assert Cue.ATTENTION in passenger.sound.played
    passenger.press(Action.MORE_TIME)
    assert Action.MORE_TIME not in passenger.pilot.names
    later = passenger.pilot.view.deadline
    assert later is not None
    assert later > view.deadline + 5
    assert passenger.pilot.step is step
