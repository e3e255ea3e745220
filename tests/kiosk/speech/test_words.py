"""What is said is what is shown, in every language, and nothing about anybody."""

import re
from dataclasses import replace

import pygame
import pytest

from station_gate.faces.observation import Coaching, Side
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Step
from station_gate.kiosk.drawing.painter import Painter, screen_of
from station_gate.kiosk.screens.advice import advice_for
from station_gate.kiosk.speech.words import likely, said
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.texts import Texts, load
from station_gate.lane.view import Journey
from station_gate.languages import TAGS
from tests.kiosk.views import IDLE, VIEWS, at, picture, refusal, turning

EN = load("en")
ONLY_SAID = {"more_time_say", "checking_out_body"}


@pytest.mark.parametrize("tag", TAGS)
def test_every_view_has_words_without_marks_for_drawing(tag: str) -> None:
    for name, view in VIEWS.items():
        words = said(view, load(tag))
        assert words.screen, name
        for text in words[:2]:
            assert not re.search("[\u200b\u00ad\u00a0\u2066-\u2069{}|~\n]", text), name
            assert text == text.strip()


def test_a_screen_is_said_as_sentences() -> None:
    assert said(at(Step.TICKET), EN).screen == (
        "Scan your ticket. Hold the code about 10 cm above the reader."
    )
    assert said(at(Step.TICKET), load("zh-Hans")).screen.count("。") == 2


def test_only_texts_of_the_screen_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are overheard by their keys, while a view is said and while it is drawn."""
    keys: set[str] = set()
    give = Texts.__call__

    def overheard(self: Texts, key: str, **values: object) -> str:
        keys.add(key)
        return give(self, key, **values)

    monkeypatch.setattr(Texts, "__call__", overheard)
    size = (640, 360)
    painter = Painter(size, ["en"], fonts=Fonts.find(), gate_name="4")
    drawn: dict[object, set[str]] = {}  # what a painter has drawn once, it keeps
    for name, view in VIEWS.items():
        if view.alarm is not Alarm.NONE:
            continue  # then the strip above the screen is said, and not the screen
        keys.clear()
        said(view, EN)
        spoken = set(keys)
        keys.clear()
        painter.draw(pygame.Surface(size, 0, 32), view, "en")
        screen = drawn.setdefault((screen_of(view), view.step, view.reason), set())
        screen |= keys
        assert spoken - screen - ONLY_SAID == set(), name


SECRET = Journey(
    train="SECRET",
    origin="SECRET",
    destination="SECRET",
    departure="14:52",
    coach="SECRET",
    seat="SECRET",
    platform="SECRET",
)


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_of_the_journey_is_said(tag: str) -> None:
    for step in Step:
        view = at(step, reason=Reason.STAFF_WANTED, preview=picture())
        with_journey = replace(view, journey=SECRET)
        assert said(with_journey, load(tag)) == said(view, load(tag))
        assert "SECRET" not in str(said(with_journey, load(tag)))


@pytest.mark.parametrize("tag", TAGS)
def test_a_refusal_is_said_with_what_to_do(tag: str) -> None:
    texts = load(tag)
    for reason in Reason:
        for tries in (0, 2):
            text = said(refusal(reason, tries), texts).screen
            keys = [f"reason_{reason.code}_title", f"reason_{reason.code}_body", "refused_do"]
            keys += [key for _, key in advice_for(reason, tries)]
            at_least = 0
            for key in keys:
                told = re.sub("[\u200b\u00ad]", "", texts(key)).replace("\u00a0", " ")
                place = text.find(told, at_least)
                assert place >= at_least, key
                at_least = place + len(told)
            assert reason.staff_code not in text


def test_the_way_to_turn_is_said_and_not_that_an_arrow_points() -> None:
    left = said(at(Step.FACE, turn=turning(Side.LEFT)), EN)
    right = said(at(Step.FACE, turn=turning(Side.RIGHT)), EN)
    assert (left.screen, right.screen) == (
        "Turn your head to your left.",
        "Turn your head to your right.",
    )
    assert said(at(Step.FACE, turn=turning(Side.LEFT, back=True)), EN).screen == (
        "Now look ahead again."
    )


def test_asides() -> None:
    assert said(at(Step.FACE, coaching=Coaching.TOO_FAR), EN).aside == "Move a little closer."
    assert said(at(Step.FACE, document_left=True), EN).aside == "Take your ID back."
    offer = said(at(Step.TICKET, deadline=108.0, offer_more_time=True), EN)
    assert offer.aside == (
        "Need more time? Touch “More time” at the bottom of the screen, or press T."
    )
    assert offer.urgent


def test_an_alarm_is_all_that_is_said_but_in_an_evacuation() -> None:
    words = said(at(Step.FACE, alarm=Alarm.FRAUD, coaching=Coaching.TOO_FAR), EN)
    assert words == ("Please stop and wait for staff.", "", False)
    leave = said(at(Step.EVACUATION, alarm=Alarm.INTRUSION), EN)
    assert leave.screen.startswith("Please leave the station now.")


def test_the_way_out_and_waiting_have_words_of_their_own() -> None:
    out = said(replace(IDLE, direction=Direction.EXIT), EN)
    assert out.screen.startswith("Scan your ticket to leave.")
    wait = said(at(Step.CHECKING, waits_for_lane=True), EN)
    assert wait.screen.startswith("Somebody is still in the gate. Please wait behind the line.")


@pytest.mark.parametrize("tag", TAGS)
def test_what_is_made_ahead_is_what_will_be_said(tag: str) -> None:
    texts = load(tag)
    ahead = list(likely(texts))
    for view in (at(Step.TICKET), at(Step.DOCUMENT), at(Step.FACE), at(Step.CHECKING), at(Step.GO)):
        assert said(view, texts).screen in ahead
    for coaching in Coaching:
        assert said(at(Step.FACE, coaching=coaching), texts).aside in ahead


def test_a_machine_that_is_behind_asks_for_a_moment_and_coaches_nobody() -> None:
    texts = load("en")
    view = at(Step.FACE, preview=picture(), coaching=Coaching.TOO_FAR)
    behind = said(replace(view, recognition_behind=True), texts)
    assert "One moment, please" in behind.screen
    assert behind.aside == ""
    assert said(view, texts).aside
