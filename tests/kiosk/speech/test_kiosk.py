"""Speech in the kiosk: a passenger switches it on, hears the screens, and it ends with them."""

import pygame
import pytest

from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Step
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.app import Kiosk
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.speech.speaker import Speaker
from station_gate.kiosk.target import AIDS_TARGET
from station_gate.kiosk.text.fonts import Fonts
from station_gate.testing.doubles import ScriptedShow
from station_gate.testing.kioskrig import KioskRig
from station_gate.testing.pilot import Pilot
from tests.kiosk.speech.doubles import Megaphone, Overheard

WALK = (
    (0.0, {"step": Step.IDLE}),
    (4.0, {"step": Step.TICKET}),
    (8.0, {"step": Step.REFUSED, "reason": Reason.TICKET_EXPIRED, "refused_at": Step.TICKET}),
    (12.0, {"step": Step.IDLE}),
)


class Talking:
    """A kiosk that speaks English and German, and what was heard of it."""

    def __init__(self, rig: KioskRig) -> None:
        fonts = Fonts.find()
        rig.languages = ("en", "ja", "de")
        rig.make_painter = lambda size: Painter(
            size, rig.languages, fonts=fonts, gate_name="4", spoken=("en", "de")
        )
        self.studio = Overheard(("en", "de"))
        self.heard = Megaphone(self.studio)
        self.told: list[str] = []
        self.speaker = Speaker(self.studio, self.heard, self.told.append)
        self._rig = rig

    def pilot(self, show: ScriptedShow) -> Pilot:
        kiosk: Kiosk = self._rig.kiosk([lambda: show], speech=self.speaker)
        return Pilot(kiosk, self._rig.window)


@pytest.fixture
def talking(rig: KioskRig) -> Talking:
    return Talking(rig)


def test_a_passenger_switches_it_on_hears_each_screen_and_the_next_one_does_not(
    talking: Talking,
) -> None:
    pilot = talking.pilot(ScriptedShow(script=WALK, lasts=16.0))
    pilot.frame(5)
    assert talking.heard.said == []
    pilot.touch(AIDS_TARGET)
    pilot.frame(10)
    pilot.touch("aid:speech")
    pilot.frame(10)
    assert talking.heard.said == ["Scan your ticket to start. Have your photo ID ready as well."]
    pilot.wait_for(Step.TICKET)
    pilot.wait_for(Step.REFUSED)
    assert talking.heard.said[1].startswith("Scan your ticket.")
    assert talking.heard.said[2].startswith("This ticket is no longer valid. Its date has passed.")
    pilot.wait_for(Step.IDLE)
    pilot.finish()
    assert len(talking.heard.said) == 3
    assert not talking.heard.speaking
    assert Aid.SPEECH not in pilot.kiosk.aids


def test_it_is_on_for_everybody_where_the_operator_says_so(talking: Talking, rig: KioskRig) -> None:
    rig.aids = frozenset({Aid.SPEECH})
    pilot = talking.pilot(ScriptedShow(script=WALK, lasts=16.0))
    pilot.wait_for(Step.TICKET)
    assert talking.heard.said[-1].startswith("Scan your ticket.")


def test_it_is_offered_only_in_languages_that_have_a_voice(talking: Talking, rig: KioskRig) -> None:
    pilot = talking.pilot(ScriptedShow(script=((0.0, {"step": Step.TICKET}),)))
    pilot.frame(3)
    for tag, offered in (("de", True), ("ja", False), ("en", True)):
        pilot.frame(10)
        pilot.touch(f"lang:{tag}")
        pilot.frame(10)
        pilot.touch(AIDS_TARGET)
        pilot.frame(10)
        assert ("aid:speech" in pilot.names) is offered
        assert "aid:large_text" in pilot.names
        pilot.touch(AIDS_TARGET)


def test_tab_names_the_buttons(talking: Talking, rig: KioskRig) -> None:
    rig.aids = frozenset({Aid.SPEECH})
    pilot = talking.pilot(ScriptedShow(script=((0.0, {"step": Step.TICKET}),)))
    pilot.frame(3)
    for _ in pilot.names:
        pilot.key(pygame.K_TAB)
        pilot.frame()
    assert {"Cancel", "Help"} <= set(talking.heard.said)
    labels = {target.label for target in pilot.kiosk.targets if target.tag != "ja"}
    assert labels <= set(talking.heard.said)


def test_a_lane_that_ends_ends_what_is_said(talking: Talking, rig: KioskRig) -> None:
    rig.aids = frozenset({Aid.SPEECH})
    pilot = talking.pilot(ScriptedShow(script=((0.0, {"step": Step.TICKET}),), lasts=2.0))
    pilot.finish()
    assert len(talking.heard.said) == 1
    assert talking.heard.cut_off == talking.heard.said


def test_a_voice_that_fails_leaves_the_kiosk_running_with_one_line(
    talking: Talking, rig: KioskRig
) -> None:
    rig.aids = frozenset({Aid.SPEECH})
    talking.studio.trouble = "it did not answer in 10 s"
    pilot = talking.pilot(ScriptedShow(script=WALK, lasts=16.0))
    pilot.finish()
    assert len(talking.told) == 1
    assert talking.heard.said == []
    assert rig.errors.sentences == []
