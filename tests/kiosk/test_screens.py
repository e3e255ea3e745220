"""The screens say what is so, in words, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pygame
import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Action, Alarm, Step
from station_gate.kiosk.aids import Aid
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.kit.colour import GO_LIGHT
from station_gate.kiosk.screens.advice import ADVICE, STILL_VALID
from station_gate.kiosk.target import AIDS_TARGET, LANGUAGES_TARGET
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.texts import BREAK, load
from station_gate.lane.view import LaneView
from station_gate.languages import TAGS
from tests.kiosk.views import (
    IDLE,
    JOURNEY,
    LANDSCAPE,
    PORTRAIT,
    VIEWS,
    at,
    overheard,
    picture,
    refusal,
    surface,
)

FONTS = Fonts.find()


def new_painter(size: tuple[int, int] = LANDSCAPE, gate_name: str = "Gate 4") -> Painter:
    return Painter(size, TAGS, fonts=FONTS, gate_name=gate_name)


@pytest.fixture
def painter() -> Painter:
    return new_painter()


@pytest.fixture(scope="module")
def shared() -> Painter:
    """Return a painter for tests that may share what it keeps."""
    return new_painter()


def pixels(painter: Painter, view: LaneView, lang: str = "en") -> np.ndarray:
    dst = surface(LANDSCAPE)
    painter.draw(dst, view, lang)
    return pygame.surfarray.array3d(dst)


def names(painter: Painter, view: LaneView) -> list[str]:
    return [target.name for target in painter.draw(surface(LANDSCAPE), view, "en")]


def words(painter: Painter, view: LaneView, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything that a fresh painter sets for a view, as one text."""
    with overheard(monkeypatch) as lines:
        painter.draw(surface(LANDSCAPE), view, "en")
    return " ".join(lines)


def said(key: str, **values: object) -> str:
    """Return a text as it is overheard: without its marks and breaks."""
    return load("en")(key, **values).replace(BREAK, "").replace("\n", " ")


def drawn_same(painter: Painter, first: LaneView, second: LaneView) -> bool:
    return bool((pixels(painter, first) == pixels(painter, second)).all())


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_says_what_happened_and_what_to_do(
    painter: Painter, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = words(painter, refusal(reason), monkeypatch)
    assert said(f"reason_{reason.code}_title") in text
    assert said(f"reason_{reason.code}_body") in text
    assert f"For staff: {reason.staff_code}" in text
    for _, key in ADVICE[reason]:
        assert said(key) in text
    assert (said("refused_still_valid") in text) == (reason in STILL_VALID)


def test_once_there_are_no_tries_left_only_staff_are_advised(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = words(painter, refusal(Reason.FACE_MISMATCH, tries_left=0), monkeypatch)
    assert said("advice_call") in text
    assert said("advice_uncover") not in text


def test_only_tickets_that_were_accepted_are_called_valid() -> None:
    # before the ticket was accepted, or when it is not this passenger's, nothing is promised
    assert not any(reason.staff_code.startswith("T-") for reason in STILL_VALID)
    assert not {Reason.NAME_MISMATCH, Reason.DOCUMENT_MISMATCH} & STILL_VALID


@pytest.mark.parametrize(("tries", "button"), [(2, True), (1, True), (0, False)])
def test_trying_again_is_offered_while_it_is_possible(
    painter: Painter, tries: int, button: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = refusal(Reason.FACE_MISMATCH, tries)
    assert (Action.TRY_AGAIN.value in names(painter, view)) is button
    assert Action.HELP.value in names(painter, view)
    text = words(new_painter(), view, monkeypatch)
    assert (said("refused_left", n=tries) in text) is button


@pytest.mark.parametrize("coaching", [None, *Coaching])
def test_each_coaching_is_said_alone(
    painter: Painter, coaching: Coaching | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = at(Step.FACE, preview=picture(), coaching=coaching)
    text = words(painter, view, monkeypatch)
    all_messages = {said(f"coaching_{value}") for value in (*Coaching, "start")}
    mine = said(f"coaching_{coaching or 'start'}")
    assert mine in text
    assert not any(other in text for other in all_messages - {mine})


def test_privacy_and_the_way_without_a_face_are_on_the_camera_screen(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = words(painter, VIEWS["face, no picture yet"], monkeypatch)
    assert said("face_privacy") in text
    assert said("face_without") in text


def test_the_preview_is_mirrored_and_only_dimmed_outside_the_oval(shared: Painter) -> None:
    seen = pixels(shared, VIEWS["face"])
    middle, y = 366, 320
    assert tuple(seen[middle - 60, y]) == (0, 0, 220)  # on the camera's right, so on our left
    assert tuple(seen[middle + 60, y]) == (220, 0, 0)
    assert 60 < seen[100, y, 2] < 130
    assert 60 < seen[640, y, 0] < 130


def test_progress_fills_the_ring(shared: Painter) -> None:
    view = VIEWS["face good"]

    def ring(progress: float) -> int:
        seen = pixels(shared, replace(view, progress=progress)).astype(int)
        light = np.abs(seen - np.array((43, 212, 190))).sum(axis=2) < 20
        return int(light[100:640, 100:600].sum())

    filled = [ring(progress) for progress in (0.0, 0.25, 0.5, 1.0, 1.4)]
    assert filled[0] < 20
    assert filled[0] < filled[1] < filled[2] < filled[3]
    assert filled[3] == filled[4]
    assert filled[2] == pytest.approx(filled[3] / 2, rel=0.1)


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.FACE])
def test_no_face_is_left_on_any_other_screen(shared: Painter, step: Step) -> None:
    view = at(step, reason=Reason.FACE_MISMATCH, refused_at=Step.FACE)
    assert drawn_same(shared, view, replace(view, preview=picture(), face_box=(0.2, 0.2, 0.6, 0.6)))


def test_the_wings_stand_where_the_barrier_stands(shared: Painter) -> None:
    shut, half, wide = (pixels(shared, at(Step.GO, barrier=b)) for b in (0.0, 0.5, 1.0))
    # in the middle of the lane: glass while shut, floor while open
    middle = (slice(925, 955), slice(470, 530))
    assert np.abs(shut[middle].astype(int) - wide[middle]).mean() > 15
    assert np.abs(half[middle].astype(int) - wide[middle]).mean() < 3
    beside = (slice(885, 905), slice(470, 530))
    assert np.abs(half[beside].astype(int) - wide[beside]).mean() > 10


def test_the_walker_goes_where_the_passenger_goes(shared: Painter) -> None:
    empty = pixels(shared, at(Step.GO, barrier=1.0)).astype(int)
    tops, heights = [], []
    for place in (0.0, 0.3, 0.6, 0.8):
        view = at(Step.GO, barrier=1.0, passenger=place)
        changed = np.abs(pixels(shared, view) - empty).sum(axis=2) > 60
        columns = np.flatnonzero(changed.any(axis=1))
        rows = np.flatnonzero(changed.any(axis=0))
        assert abs(columns.mean() - 942) < 90  # in the lane, not beside it
        tops.append(rows.min())
        heights.append(rows.max() - rows.min())
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 1.5 * heights[-1]
    assert tops == sorted(tops)


def test_somebody_beyond_the_wings_is_behind_their_glass(shared: Painter) -> None:
    before, behind = (at(Step.GO, barrier=0.2, passenger=place) for place in (0.5, 0.62))
    glass = [pixels(shared, replace(view, barrier=1.0)).astype(int) for view in (before, behind)]
    shut = [pixels(shared, view) for view in (before, behind)]
    # the middle of the back, where the glass is only when it lies over the walker
    patch = (slice(910, 925), slice(480, 500))
    moved = [np.abs(a[patch] - b[patch]).mean() for a, b in zip(shut, glass, strict=True)]
    assert moved[0] < 1 < moved[1]


def test_the_journey_is_shown_without_empty_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(JOURNEY, seat="", coach="", platform="")
    for journey, shown in ((JOURNEY, True), (bare, False)):
        text = words(new_painter(), at(Step.GO, journey=journey), monkeypatch)
        assert said("go_train", train="SG 127", destination="Northfield") in text
        assert (said("go_seat") in text) is shown
        assert "14:52" in text


@pytest.mark.parametrize(
    ("name", "title", "sign"),
    [("Gate 4", "Gate 4", True), ("A2", "Gate A2", True), ("North hall", "North hall", False)],
)
def test_a_gate_is_called_by_its_number_or_by_its_name(
    name: str, title: str, sign: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = new_painter(gate_name=name)
    with overheard(monkeypatch) as lines:
        painter.draw(surface(LANDSCAPE), VIEWS["go"], "en")
    assert title in lines
    assert (name.split()[-1] in lines) is sign


def test_the_way_out_asks_for_the_ticket_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = words(new_painter(), VIEWS["idle, the way out"], monkeypatch)
    for key in ("direction_out", "idle_out_title", "idle_out_body", "idle_need_ticket"):
        assert said(key) in idle
    assert said("idle_need_document") not in idle
    asked = words(new_painter(), VIEWS["ticket, the way out"], monkeypatch)
    assert said("step", n=1, total=2) in asked
    assert said("stop_face") not in asked
    checked = words(new_painter(), VIEWS["checking, the way out"], monkeypatch)
    assert said("checking_out_body") in checked
    assert said("checking_live") not in checked
    assert said("go_out_body") in words(new_painter(), VIEWS["going, the way out"], monkeypatch)


@pytest.mark.parametrize("alarm", [Alarm.INTRUSION, Alarm.FRAUD])
def test_an_alarm_takes_the_headers_place(painter: Painter, alarm: Alarm) -> None:
    quiet, alarmed = at(Step.TICKET), at(Step.TICKET, alarm=alarm)
    changed = (pixels(painter, quiet) != pixels(painter, alarmed)).any(axis=(0, 2))
    assert changed[:84].all()
    assert not changed[84:].any()
    assert not any(name.startswith("lang:") for name in names(painter, alarmed))


@pytest.mark.parametrize("alarm", [Alarm.INTRUSION, Alarm.FRAUD])
def test_an_alarm_at_the_open_gate_bids_nobody_go_through(
    alarm: Alarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = at(Step.GO, journey=JOURNEY, barrier=1.0, alarm=alarm)
    text = words(new_painter(), view, monkeypatch)
    assert said(f"alarm_{alarm.value}") in text
    assert said("go_title") not in text
    painter = new_painter()
    green = (pixels(painter, view) == np.array(GO_LIGHT.rgb)).all(axis=2).sum()
    quiet = replace(view, alarm=Alarm.NONE)
    assert green < (pixels(painter, quiet) == np.array(GO_LIGHT.rgb)).all(axis=2).sum()


def test_a_card_and_a_passport_are_laid_down_by_turns(shared: Painter) -> None:
    first, second, third = (
        replace(VIEWS["document"], now=VIEWS["document"].since + seconds)
        for seconds in (2.0, 5.6, 9.2)
    )
    panel = (slice(760, 1130), slice(330, 560))
    card, passport, again = (
        pixels(shared, view)[panel].astype(int) for view in (first, second, third)
    )
    assert np.abs(card - again).mean() < 1
    assert np.abs(card - passport).mean() > 10


def test_more_time_is_a_button_only_while_it_is_offered(painter: Painter) -> None:
    offered = VIEWS["more time"]
    assert names(painter, offered)[0] == Action.MORE_TIME.value
    assert Action.MORE_TIME.value not in names(painter, replace(offered, offer_more_time=False))


@pytest.mark.parametrize(("left", "shown"), [(4.9, 5), (4.0, 4), (0.2, 1), (-1.0, 0)])
def test_the_offer_counts_whole_seconds(
    painter: Painter, left: float, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = replace(VIEWS["more time"], deadline=IDLE.now + left)
    assert said("more_time_body", n=shown) in words(painter, view, monkeypatch)


def test_a_failed_stop_is_marked_where_the_refusal_belongs(shared: Painter) -> None:
    red = np.array((194, 52, 26))
    for stop, x in ((Step.TICKET, 84), (Step.DOCUMENT, 309), (Step.FACE, 535)):
        view = replace(refusal(Reason.CANCELLED), refused_at=stop)
        footer = pixels(shared, view)[:800, 640:680].astype(int)
        marked = np.flatnonzero((np.abs(footer - red).sum(axis=2) < 12).any(axis=1))
        assert marked.min() >= x - 21
        assert marked.max() <= x + 21


def test_reading_is_shown_as_soon_as_something_is_there(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in (("ticket seen", "ticket_reading"), ("document seen", "document_reading")):
        assert said(key) in words(painter, VIEWS[name], monkeypatch)


@pytest.mark.parametrize("step", [Step.OUT_OF_SERVICE, Step.EVACUATION, Step.FREE_PASSAGE, Step.GO])
def test_screens_that_ask_nothing_have_nothing_to_press(painter: Painter, step: Step) -> None:
    assert all(name.startswith(("lang", "aids")) for name in names(painter, at(step)))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("idle", [Action.START, Action.HELP]),
        ("ticket", [Action.CANCEL, Action.HELP]),
        ("document", [Action.CANCEL, Action.HELP]),
        ("face", [Action.CANCEL, Action.HELP]),
        ("checking", [Action.CANCEL, Action.HELP]),
        ("refused", [Action.TRY_AGAIN, Action.HELP, Action.CANCEL]),
        ("refused for good", [Action.HELP, Action.CANCEL]),
        ("assistance", [Action.CANCEL]),
    ],
)
def test_what_can_be_pressed(painter: Painter, name: str, wanted: Sequence[Action]) -> None:
    given = names(painter, VIEWS[name])
    header = [name for name in given if name.startswith(("lang", "aids"))]
    assert {"lang:en", LANGUAGES_TARGET, AIDS_TARGET} <= set(header)
    assert given == [action.value for action in wanted] + header


def test_an_arabic_page_is_mirrored_but_the_camera_is_not() -> None:
    painter = new_painter()
    view = VIEWS["face good"]
    english, arabic = surface(LANDSCAPE), surface(LANDSCAPE)
    left_to_right = {t.name: t.rect for t in painter.draw(english, view, "en")}
    right_to_left = {t.name: t.rect for t in painter.draw(arabic, view, "ar")}
    for name in (Action.CANCEL, Action.HELP):
        mirrored = LANDSCAPE[0] - left_to_right[name].right
        assert abs(right_to_left[name].left - mirrored) <= 1
    # the passenger's own left (red in the picture) is on the same side of the picture
    for screen, middle in ((english, 366), (arabic, LANDSCAPE[0] - 366)):
        assert screen.get_at((middle - 60, 300)).b > 200
        assert screen.get_at((middle + 60, 300)).r > 200


def test_times_are_written_the_languages_way(monkeypatch: pytest.MonkeyPatch) -> None:
    painter = new_painter()
    for tag, shown in (("fr", "14h52"), ("de", "14:52"), ("ar", "14:52")):
        with overheard(monkeypatch) as lines:
            painter.draw(surface(LANDSCAPE), VIEWS["going"], tag)
        assert shown in lines


def test_who_waits_for_the_lane_is_told_so_and_no_light_is_green(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = VIEWS["waiting for the lane"]
    text = words(painter, waiting, monkeypatch)
    assert said("wait_title") in text
    assert said("wait_body") in text
    assert said("checking_title") not in text
    opened = replace(waiting, barrier=1.0, passenger=None)
    green = (pixels(painter, opened) == np.array(GO_LIGHT.rgb)).all(axis=2).sum()
    gone = replace(opened, waits_for_lane=False, step=Step.GO)
    assert green < (pixels(painter, gone) == np.array(GO_LIGHT.rgb)).all(axis=2).sum()


def test_who_forgets_a_document_is_told_before_anything_else(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in (
        ("take it back, then go", "take_back_go_body"),
        ("left behind", "take_back_idle_body"),
    ):
        text = words(painter, VIEWS[name], monkeypatch)
        assert said("take_back_title") in text
        assert said(key) in text
    assert Action.START.value in names(painter, VIEWS["left behind"])
    gone = replace(VIEWS["take it back, then go"], passenger=0.1)
    assert said("go_title") in words(new_painter(), gone, monkeypatch)


@pytest.mark.parametrize("name", ["face, take it back", "refused, take it back"])
def test_who_is_busy_is_reminded_of_the_document_and_loses_no_button(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = VIEWS[name]
    without = replace(view, document_left=False)
    assert said("take_back_title") in words(new_painter(), view, monkeypatch)
    assert said("take_back_title") not in words(new_painter(), without, monkeypatch)
    assert names(new_painter(), view) == names(new_painter(), without)


_ASKING = (Step.IDLE, Step.TICKET, Step.DOCUMENT, Step.FACE, Step.CHECKING, Step.REFUSED)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=str)
@pytest.mark.parametrize("aids", [frozenset(), frozenset({Aid.LARGE_TEXT})], ids=str)
def test_staff_can_be_called_wherever_something_is_asked(
    size: tuple[int, int], aids: frozenset[Aid]
) -> None:
    """The way without a face: also under a card, an alarm or an offer of more time."""
    painter, dst = new_painter(size), surface(size)
    for name, view in VIEWS.items():
        # who waits for the lane to be free has been checked already
        if view.step not in _ASKING or view.waits_for_lane:
            continue
        # a card covers the lower half of a refusal in landscape, until it is closed
        for card in (None, *(() if view.step is Step.REFUSED else Card)):
            shown = {each.name for each in painter.draw(dst, view, "en", aids=aids, card=card)}
            assert Action.HELP.value in shown, (name, card)
