"""No text is larger than its place, covered or left out, no target smaller than a finger.

That holds for every screen, language, orientation and size of text.

Screens are laid out and measured as they are drawn, but nothing is painted: sprites are
specks, so that all of it takes seconds.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from itertools import combinations, cycle
from typing import Any, NamedTuple

import pygame
import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.terms import Alarm, Direction, Step
from station_gate.kiosk.aids import NO_AIDS, Aid, Aids
from station_gate.kiosk.art import hall
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing import overlays
from station_gate.kiosk.drawing.buttons import Button
from station_gate.kiosk.drawing.chooser import card_buttons, draw_card, uncovered
from station_gate.kiosk.drawing.chrome import language_buttons
from station_gate.kiosk.drawing.layout import LARGE
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.drawing.painter import _SILENT, Painter, screen_of
from station_gate.kiosk.flow import pager, sheet_of
from station_gate.kiosk.kit.colour import Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.screens import cameraview, face, ticketsight
from station_gate.kiosk.text.bidi import END_ISOLATE, ISOLATE
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.text.texts import BREAK, HYPHEN, NARROW, TIE, load
from station_gate.kiosk.text.typesetting import Paragraph, Typesetter
from station_gate.lane.view import LaneView
from station_gate.languages import TAGS
from tests.kiosk.views import JOURNEY, VIEWS, at, picture, refusal

_LARGE = frozenset({Aid.LARGE_TEXT})
_FONTS = Fonts.find()
_SMALLEST = 11.0
"""Design units; the rule for signs asks for capitals 4.8 mm high, which is 18 units on a
21.5-inch display: only small print and the notes on buttons are below that."""
_TOUCH_MM, _DISPLAY_MM = 20.0, 476.0
"""The least size of a target, on a 21.5-inch display, whose long side this is."""
_CASES = [(tag, size) for tag in TAGS for size in ((1280, 720), (1080, 1920))]
_ODD = ((640, 360), (360, 640), (640, 400), (512, 384), (400, 640))
# other shapes and small pixels: a different one for each language
_CASES += [(tag, size) for tag, size in zip(TAGS, cycle(_ODD), strict=False)]
_CASES += [("de", (3840, 2160))]


def _every_view() -> dict[str, LaneView]:
    views = dict(VIEWS)
    for reason in Reason:
        views[f"{reason.code} 0"] = refusal(reason, 0)
        # with least room: two more buttons, and the card that offers more time
        views[f"{reason.code} 2"] = replace(
            refusal(reason, 2), offer_more_time=True, deadline=106.0
        )
        views[f"{reason.code} assistance"] = at(Step.ASSISTANCE, reason=reason)
    for coaching in Coaching:
        views[coaching.value] = at(Step.FACE, preview=picture(), coaching=coaching)
    long = replace(JOURNEY, train="Intercity-Express 1127", destination="Neustadt am Rübenberge")
    views["long names"] = at(Step.GO, journey=long, barrier=1.0)
    views["refused on the way out"] = replace(
        refusal(Reason.RETURN_TOO_LATE), direction=Direction.EXIT, refused_at=Step.TICKET
    )
    return views


_VIEWS = _every_view()


class _Drawn(NamedTuple):
    """One sheet of a screen."""

    page: Page
    sheets: int
    """How many there are of it."""
    buttons: list[Button]


class Seen:
    """What is set on one screen and what is laid over it, in the order in which it is drawn."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.sizes: dict[str, float] = {}
        self._drawn: list[tuple[str, Box]] = []

    def put(self, text: str, box: Box, size: float) -> None:
        """Take in that a line was set."""
        self.sizes[text] = min(size, self.sizes.get(text, size))
        self._drawn.append((text, box))

    def cover(self, box: Box) -> None:
        """Something was drawn that nothing shows through."""
        self._drawn.append(("", box))

    def covered(self, foot: float) -> set[str]:
        """Give the lines above ``foot`` that something was drawn over afterwards."""
        lost = set()
        plates: list[Box] = []
        for text, box in reversed(self._drawn):
            if not text:
                plates.append(box)
            elif box.bottom < foot and any(_overlap(box, plate) for plate in plates):
                lost.add(text)
        return lost


def _overlap(a: Box, b: Box) -> bool:
    across = min(a.right, b.right) - max(a.x, b.x)
    return across > 3 and min(a.bottom, b.bottom) - max(a.y, b.y) > 3


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Seen]:
    """Return what was set so far, the newest screen last; nothing is painted."""
    screens = [Seen()]
    for module in (face, cameraview):
        monkeypatch.setattr(module, "put_camera", lambda *_: None)
    for module in (face, ticketsight):
        monkeypatch.setattr(module, "put_stroke", lambda *_: None)
    monkeypatch.setattr(hall, "put_lane", lambda *_: None)
    label, stack, put = Typesetter.label, Typesetter.stack, Typesetter._put
    plate, camera = Page.plate, cameraview.draw_camera

    def labelled(setter: Typesetter, dst: Any, text: str, *a: Any, **k: Any) -> float:
        screens[-1].texts.add(_plain(text))
        return label(setter, dst, text, *a, **k)

    def stacked(setter: Typesetter, dst: Any, said: list[Paragraph], *a: Any, **k: Any) -> float:
        screens[-1].texts |= {_plain(paragraph.text) for paragraph in said}
        return stack(setter, dst, said, *a, **k)

    def noted(setter: Typesetter, *a: Any) -> None:
        _, text, x, baseline, style, tag, anchor = a
        width, capital = setter.width(text, style, tag), 0.72 * style.size
        left = x - width * {"left": 0.0, "centre": 0.5, "right": 1.0}[anchor]
        screens[-1].put(text, Box(left, baseline - capital, width, capital), style.size)
        put(setter, *a)

    def plated(page: Page, box: Box, radius: float, colour: Colour) -> None:
        if colour.alpha == 255:
            screens[-1].cover(page.place(box))
        plate(page, box, radius, colour)

    def filmed(page: Page, picture: Any, box: Box, *a: Any) -> None:
        screens[-1].cover(box)
        camera(page, picture, box, *a)

    monkeypatch.setattr(Typesetter, "label", labelled)
    monkeypatch.setattr(Typesetter, "stack", stacked)
    monkeypatch.setattr(Typesetter, "_put", noted)
    monkeypatch.setattr(Page, "plate", plated)
    monkeypatch.setattr(ticketsight, "draw_camera", filmed)
    return screens


def _plain(text: str) -> str:
    """Give the words alone: where a line may be broken is no part of them."""
    for mark in (BREAK, HYPHEN, ISOLATE, END_ISOLATE):
        text = text.replace(mark, "")
    return " ".join(text.replace(TIE, " ").replace(NARROW, " ").split()).casefold()


def _lay_out(painter: Painter, view: LaneView, tag: str, aids: Aids, turned: int) -> _Drawn:
    """Draw a view as the painter does, then the cards that may lie over it."""
    page = painter._page(pygame.Surface((8, 8), 0, 32), view, tag, aids, turned)
    screen = screen_of(view)
    flow = screen.flow(page)
    sheets = 1 if flow is None else sheet_of(page, flow).total
    own = [*pager(page, flow), *screen.buttons(page)]
    header = [] if view.step in _SILENT else language_buttons(page)
    screen.draw_still(page)
    for button in (*own, *header):
        button.draw(page)
    screen.draw_moving(page)
    if view.offer_more_time:
        overlays.draw_offer(page)
        own.append(overlays.more_time_button(page))
        own[-1].draw(page)
    elif overlays.is_reminded(view):
        overlays.draw_reminder(page)
    if view.alarm is not Alarm.NONE:
        overlays.draw_alarm(page)
    return _Drawn(page, sheets, [*own, *header])


def _with_cards(painter: Painter, drawn: _Drawn) -> Iterator[list[Button]]:
    """Give what can be pressed on each of the cards over a screen; at idle draw them as well."""
    page = drawn.page
    if page.view.step in _SILENT:
        return
    for card in Card:
        choices = card_buttons(page, card, Aid)
        yield [*uncovered(page, drawn.buttons), *choices]
        if page.view.step is Step.IDLE:
            draw_card(page, card, choices)


def _too_small_or_too_near(painter: Painter, buttons: list[Button]) -> list[str]:
    """Name the buttons that a finger would miss, or hit together with another."""
    layout = painter._layout
    mm = _DISPLAY_MM / max(layout.w, layout.h)
    bad = [
        f"{name}: {min(reach.w, reach.h) * mm:.1f} mm"
        for name, reach in ((button.name, button.reach) for button in buttons)
        if min(reach.w, reach.h) * mm < _TOUCH_MM
        or min(reach.x, reach.y) < 0
        or reach.right > layout.w
        or reach.bottom > layout.h
    ]
    for one, other in combinations(buttons, 2):
        a, b = one.reach, other.reach
        across = min(a.right, b.right) - max(a.x, b.x)
        down = min(a.bottom, b.bottom) - max(a.y, b.y)
        if across > 0.5 and down > 0.5:
            bad.append(f"{one.name} and {other.name} overlap")
    return bad


def _draw_all(
    painter: Painter, seen: list[Seen], view: LaneView, tag: str, aids: Aids
) -> tuple[set[str], set[str]]:
    """Draw every sheet of a view; give all that it says, and what is wrong with it."""
    said, bad = set[str](), set[str]()
    sheets, turned = 1, 0
    while turned < sheets:
        seen[-1] = Seen()
        drawn = _lay_out(painter, view, tag, aids, turned)
        sheets = drawn.sheets
        if view.alarm is Alarm.NONE:  # whose strip lies over the header
            bad |= {f"{text!r} is covered" for text in seen[-1].covered(drawn.page.layout.foot)}
        said |= seen[-1].texts
        cards = () if turned else _with_cards(painter, drawn)
        for buttons in (drawn.buttons, *cards):
            bad.update(_too_small_or_too_near(painter, buttons))
        least = LARGE if aids else _SMALLEST
        bad |= {f"{text!r} is small" for text, size in seen[-1].sizes.items() if size < least}
        turned += 1
    return said, bad


@pytest.mark.parametrize(("tag", "size"), _CASES, ids=str)
def test_every_text_is_there_in_both_sizes_and_every_finger_finds_its_target(
    tag: str, size: tuple[int, int], seen: list[Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a screen says in the usual size, it says in large text too, on however many sheets."""
    if tag not in _FONTS.languages:
        pytest.skip(f"{tag} cannot be drawn here")
    painter = Painter(size, TAGS, fonts=_FONTS, gate_name="Gate 12")
    speck = pygame.Surface((4, 4), pygame.SRCALPHA, 32)

    def keep(key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        del key, make
        return speck

    monkeypatch.setattr(painter._bench, "keep", keep)
    names = {_plain(load(other)("language")) for other in TAGS}  # as many as there is room for
    bad: set[str] = set()
    for name, view in _VIEWS.items():
        usual, wrong = _draw_all(painter, seen, view, tag, NO_AIDS)
        large, wrong_in_large = _draw_all(painter, seen, view, tag, _LARGE)
        bad |= {f"{name}: {each}" for each in wrong}
        bad |= {f"{name}, large: {each}" for each in wrong_in_large}
        # the board in the hall says in capitals, in two lines, what the card says in one
        everything = "\n".join(large)
        bad |= {f"{name}: {text!r} is lost" for text in usual - names if text not in everything}
    assert bad | {*painter.overflows} == set()
