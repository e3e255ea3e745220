"""No text is larger than its place, no target smaller than a finger: every screen, language,
orientation and size.

Screens are laid out and measured as they are drawn, but nothing is painted: sprites are
specks, so that all of it takes seconds.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import combinations

import pygame
import pytest

from station_gate.faces.observation import Coaching
from station_gate.gate.reasons import Reason
from station_gate.gate.steps import Alarm, Direction, Step
from station_gate.kiosk import overlays
from station_gate.kiosk.aids import NO_AIDS, Aid, Aids
from station_gate.kiosk.art import hall
from station_gate.kiosk.buttons import Button
from station_gate.kiosk.cards import Card
from station_gate.kiosk.chooser import card_buttons, draw_card, uncovered
from station_gate.kiosk.chrome import language_buttons
from station_gate.kiosk.fonts import Fonts
from station_gate.kiosk.layout import LARGE
from station_gate.kiosk.painter import _SILENT, Painter, screen_of
from station_gate.kiosk.screens import cameraview, face, ticketsight
from station_gate.kiosk.texts import LANGUAGES
from station_gate.kiosk.typesetting import Style, Typesetter
from station_gate.lane.view import LaneView
from tests.kiosk.views import JOURNEY, VIEWS, at, picture, refusal

_LARGE = frozenset({Aid.LARGE_TEXT})
_FONTS = Fonts.find()
_SMALLEST = 11.0
"""Design units; the rule for signs asks for capitals 4.8 mm high, which is 18 units on a
21.5-inch display: only small print and the notes on buttons are below that."""
_TOUCH_MM, _DISPLAY_MM = 20.0, 476.0
"""The least size of a target, on a 21.5-inch display, whose long side this is."""
_CASES = [(tag, size) for tag in LANGUAGES for size in ((1280, 720), (1080, 1920))]
# other sizes have the same layout: only whole pixels of letters differ
_CASES += [("de", (1920, 1080)), ("de", (3840, 2160))]


def _every_view() -> dict[str, LaneView]:
    views = dict(VIEWS)
    for reason in Reason:
        for tries in (0, 2):
            views[f"{reason.code} {tries}"] = refusal(reason, tries)
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


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes straight into the frame is left out."""
    for module in (face, cameraview):
        monkeypatch.setattr(module, "put_camera", lambda *_: None)
    for module in (face, ticketsight):
        monkeypatch.setattr(module, "put_stroke", lambda *_: None)
    monkeypatch.setattr(hall, "put_lane", lambda *_: None)


def _lay_out(painter: Painter, view: LaneView, tag: str, aids: Aids) -> list[list[Button]]:
    """Draw a view and the cards that may lie over it; give what can be pressed on each."""
    page = painter._page(pygame.Surface((8, 8), 0, 32), view, tag, aids)
    screen = screen_of(view)
    screen.draw_still(page)
    screen.draw_moving(page)
    own = [*screen.buttons(page)]
    if view.offer_more_time:
        overlays.draw_offer(page)
        own.append(overlays.more_time_button(page))
    if view.alarm is not Alarm.NONE:
        overlays.draw_alarm(page)
    header = [] if view.step in _SILENT else language_buttons(page)
    for button in (*own, *header):
        button.draw(page)
    shown = [[*own, *header]]
    if view.step not in _SILENT:
        for card in Card:
            choices = card_buttons(page, card, Aid)
            shown.append([*uncovered(page, own), *choices])
            if view.step is Step.IDLE:
                draw_card(page, card, choices)
    return shown


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


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("aids", [NO_AIDS, _LARGE], ids=["normal", "large"])
@pytest.mark.parametrize(("tag", "size"), _CASES, ids=str)
def test_every_text_fits_its_place_and_every_finger_its_target(
    tag: str, size: tuple[int, int], aids: Aids, monkeypatch: pytest.MonkeyPatch
) -> None:
    if tag not in _FONTS.languages:
        pytest.skip(f"{tag} cannot be drawn here")
    painter = Painter(size, LANGUAGES, fonts=_FONTS, gate_name="Gate 12")
    speck = pygame.Surface((4, 4), pygame.SRCALPHA, 32)

    def keep(key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        del key, make
        return speck

    monkeypatch.setattr(painter._bench, "keep", keep)
    sizes: dict[str, float] = {}
    put = Typesetter._put

    def noting(setter: Typesetter, *args: object) -> None:
        text, style = args[1], args[4]
        assert isinstance(text, str)
        assert isinstance(style, Style)
        sizes[text] = min(style.size, sizes.get(text, style.size))
        put(setter, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Typesetter, "_put", noting)
    bad: set[str] = set()
    for view in _VIEWS.values():
        for buttons in _lay_out(painter, view, tag, aids):
            bad.update(_too_small_or_too_near(painter, buttons))
    assert bad == set()
    assert painter.overflows == ()
    least = LARGE if aids else _SMALLEST
    assert {text: small for text, small in sizes.items() if small < least} == {}
