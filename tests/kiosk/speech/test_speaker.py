"""When something is said: the newest screen first, one thing at a time, never over an alarm."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Step
from station_gate.kiosk.speech.speaker import Speaker
from station_gate.kiosk.speech.words import said
from station_gate.kiosk.text.texts import load
from station_gate.lane.view import LaneView
from tests.kiosk.speech.doubles import Megaphone, Overheard
from tests.kiosk.views import IDLE, at, refusal

EN = load("en")


class Rig(NamedTuple):
    speaker: Speaker
    studio: Overheard
    megaphone: Megaphone
    told: list[str]

    def show(self, view: LaneView, lang: str = "en", *, on: bool = True) -> None:
        self.speaker.follow(view, lang, on=on)


@pytest.fixture
def rig() -> Rig:
    studio = Overheard()
    megaphone, told = Megaphone(studio), list[str]()
    return Rig(Speaker(studio, megaphone, told.append), studio, megaphone, told)


def screen(view: LaneView) -> str:
    return said(view, EN).screen


def test_a_screen_is_said_once(rig: Rig) -> None:
    for now in (100.0, 100.1, 109.0):
        rig.show(replace(at(Step.TICKET), now=now))
        rig.megaphone.end()
    assert rig.megaphone.said == [screen(at(Step.TICKET))]


def test_a_new_screen_cuts_off_the_one_before(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.show(at(Step.DOCUMENT, since=101.0))
    assert rig.megaphone.said == [screen(at(Step.TICKET)), screen(at(Step.DOCUMENT))]
    assert rig.megaphone.cut_off == [screen(at(Step.TICKET))]


def test_a_screen_that_comes_again_is_said_again(rig: Rig) -> None:
    refused = refusal(Reason.FACE_MISMATCH)
    rig.show(at(Step.FACE))
    rig.show(replace(refused, since=103.0))
    rig.show(at(Step.FACE, since=110.0))
    assert rig.megaphone.said == [screen(at(Step.FACE)), screen(refused), screen(at(Step.FACE))]


def test_coaching_waits_for_the_screen_and_only_the_newest_is_said(rig: Rig) -> None:
    rig.show(at(Step.FACE))
    for coaching in (Coaching.NO_FACE, Coaching.TOO_FAR, Coaching.HOLD_STILL):
        rig.show(at(Step.FACE, coaching=coaching))
    assert rig.megaphone.said == [screen(at(Step.FACE))]
    rig.megaphone.end()
    rig.show(at(Step.FACE, coaching=Coaching.HOLD_STILL))
    assert rig.megaphone.said[1:] == ["Hold still."]
    rig.show(at(Step.FACE, coaching=Coaching.TOO_FAR))
    assert rig.megaphone.cut_off == []


def test_coaching_that_is_over_is_not_said(rig: Rig) -> None:
    rig.show(at(Step.FACE))
    rig.show(at(Step.FACE, coaching=Coaching.TOO_FAR))
    rig.show(at(Step.FACE))
    rig.megaphone.end()
    rig.show(at(Step.FACE))
    assert rig.megaphone.said == [screen(at(Step.FACE))]


def test_an_offer_of_more_time_does_not_wait(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.show(at(Step.TICKET, deadline=108.0, offer_more_time=True))
    rig.show(at(Step.TICKET, deadline=108.0, offer_more_time=True))
    assert rig.megaphone.cut_off == [screen(at(Step.TICKET))]
    assert rig.megaphone.said[1].startswith("Need more time?")
    assert len(rig.megaphone.said) == 2


def test_an_alarm_cuts_off_whatever_is_said_and_then_the_screen_comes_back(rig: Rig) -> None:
    calm = at(Step.FACE, coaching=Coaching.TOO_FAR)
    rig.show(calm)
    rig.show(replace(calm, alarm=Alarm.INTRUSION))
    assert rig.megaphone.said[-1] == "Please wait behind the line."
    rig.megaphone.end()
    rig.show(replace(calm, alarm=Alarm.INTRUSION))
    assert len(rig.megaphone.said) == 2
    rig.show(calm)
    assert rig.megaphone.said[-1] == screen(calm)


def test_an_idle_kiosk_does_not_talk_to_an_empty_hall(rig: Rig) -> None:
    rig.show(at(Step.GO))
    rig.show(IDLE)
    assert rig.megaphone.said == [screen(at(Step.GO))]
    assert not rig.megaphone.speaking


@pytest.mark.parametrize(
    "invite",
    [
        lambda rig: (rig.show(IDLE, on=False), rig.show(IDLE)),
        lambda rig: (rig.show(IDLE, "de"), rig.show(IDLE, "en")),
    ],
)
def test_it_speaks_at_idle_to_whoever_asked_for_it(
    rig: Rig, invite: Callable[[Rig], object]
) -> None:
    invite(rig)
    assert rig.megaphone.said[-1] == screen(IDLE)


def test_a_forgotten_document_is_said_even_at_idle(rig: Rig) -> None:
    rig.show(at(Step.GO))
    rig.show(replace(IDLE, document_left=True))
    assert rig.megaphone.said[-1].startswith("Take your ID back.")


def test_switching_it_off_ends_what_is_said(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.show(at(Step.TICKET), on=False)
    assert rig.megaphone.cut_off == [screen(at(Step.TICKET))]
    rig.show(at(Step.TICKET), on=False)
    assert len(rig.megaphone.said) == 1


def test_another_language_begins_anew_and_is_made_ahead(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.show(at(Step.TICKET), "ko")
    assert rig.megaphone.said[-1] == said(at(Step.TICKET), load("ko")).screen
    assert [tag for tag, _ in rig.studio.prepared] == ["en", "ko"]
    assert said(at(Step.FACE), load("ko")).screen in rig.studio.prepared[1][1]


def test_a_language_without_a_voice_is_not_spoken() -> None:
    studio = Overheard(("en",))
    megaphone = Megaphone(studio)
    speaker = Speaker(studio, megaphone, lambda line: None)
    speaker.follow(at(Step.TICKET), "en", on=True)
    speaker.follow(at(Step.TICKET), "ja", on=True)
    assert megaphone.cut_off == megaphone.said
    speaker.point("日本語", "ja")
    speaker.follow(at(Step.TICKET), "ja", on=True)
    assert len(megaphone.said) == 1


def test_nothing_waits_for_a_wave_and_what_is_out_of_date_is_never_said(rig: Rig) -> None:
    rig.studio.ready = False
    rig.show(at(Step.TICKET))
    rig.show(at(Step.DOCUMENT, since=101.0))
    assert rig.megaphone.said == []
    rig.studio.ready = True
    rig.show(at(Step.DOCUMENT, since=101.0))
    assert rig.megaphone.said == [screen(at(Step.DOCUMENT))]


def test_a_cue_is_heard_to_its_end_before_anything_is_said(rig: Rig) -> None:
    rig.megaphone.sounding = True
    rig.show(at(Step.TICKET))
    assert rig.megaphone.said == []
    rig.megaphone.sounding = False
    rig.show(at(Step.TICKET))
    assert rig.megaphone.said == [screen(at(Step.TICKET))]


def test_a_button_that_a_key_goes_to_is_named_at_once(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.speaker.point("Cancel", None)
    rig.show(at(Step.TICKET))
    rig.speaker.point("한국어", "ko")
    rig.show(at(Step.TICKET))
    assert rig.megaphone.said[1:] == ["Cancel", "한국어"]
    assert rig.studio.texts[1:] == [("en", "Cancel"), ("ko", "한국어")]
    assert rig.megaphone.cut_off == [screen(at(Step.TICKET)), "Cancel"]


def test_a_button_without_a_name_disturbs_nothing(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.speaker.point("", None)
    rig.show(at(Step.TICKET))
    assert rig.megaphone.cut_off == []


def test_buttons_are_not_named_to_who_did_not_ask_for_it(rig: Rig) -> None:
    rig.show(at(Step.TICKET), on=False)
    rig.speaker.point("Cancel", None)
    rig.show(at(Step.TICKET), on=False)
    assert rig.megaphone.said == []


def test_trouble_is_told_once_and_then_there_is_silence(rig: Rig) -> None:
    rig.show(at(Step.TICKET))
    rig.studio.trouble = "it ended with 1"
    for step in (Step.TICKET, Step.DOCUMENT, Step.FACE):
        rig.show(at(step))
    assert rig.told == ["Nothing is spoken any more: espeak-ng has failed (it ended with 1)."]
    assert not rig.megaphone.speaking
    assert len(rig.megaphone.said) == 1
    rig.speaker.close()
    assert rig.studio.closed
