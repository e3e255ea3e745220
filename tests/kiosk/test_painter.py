"""The painter: every screen at every size, the same again every time, reachable and calm."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pygame
import pytest

from station_gate.gate.terms import Action, Step
from station_gate.kiosk.aids import NO_AIDS, Aid, Aids
from station_gate.kiosk.cards import Card
from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.kit import colour as palette
from station_gate.kiosk.kit import fills
from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import Colour
from station_gate.kiosk.screens import pill
from station_gate.kiosk.target import AIDS_TARGET, LANGUAGES_TARGET
from station_gate.kiosk.text.fonts import Fonts
from station_gate.lane.view import LaneView
from station_gate.languages import TAGS
from tests.kiosk.views import IDLE, JOURNEY, LANDSCAPE, PORTRAIT, VIEWS, at, surface

FONTS = Fonts.find()
SMALL, SMALL_PORTRAIT = (640, 360), (360, 640)
DISPLAY_WIDTH_MM = 476.0
"""A 21.5-inch display's long side."""
TOUCH_MM = 20


def new_painter(size: tuple[int, int]) -> Painter:
    return Painter(size, TAGS, fonts=FONTS, gate_name="Gate 4")


def shot(painter: Painter, name: str, lang: str) -> bytes:
    dst = surface(SMALL)
    painter.draw(dst, VIEWS[name], lang)
    return pygame.image.tobytes(dst, "RGB")


@pytest.mark.parametrize("lang", FONTS.languages)
def test_long_names_of_trains_and_stations_shrink_to_fit(lang: str) -> None:
    journey = replace(
        JOURNEY,
        train="InterRegio 21457",
        destination="Northfield Harbour Central",
        coach="21",
        seat="112 A",
        platform="12 A-C",
    )
    for size in (LANDSCAPE, PORTRAIT):
        painter = new_painter(size)
        painter.still(at(Step.GO, journey=journey), lang)
        assert painter.overflows == ()


@pytest.mark.parametrize("name", VIEWS)
def test_a_screen_is_byte_identical_however_it_is_come_by(name: str) -> None:
    fresh = new_painter(SMALL)
    first = shot(fresh, name, "en")
    used = new_painter(SMALL)
    for other in ("idle", "more time", "refused"):
        shot(used, other, "ko")
    used.draw(surface(SMALL), VIEWS[name], "en", pressed="help")
    assert shot(used, name, "en") == first
    assert shot(fresh, name, "en") == first


@pytest.mark.parametrize(
    ("size", "lang"),
    [
        (LANDSCAPE, "en"),
        (PORTRAIT, "en"),
        (SMALL, "zh-Hans"),
        (SMALL_PORTRAIT, "ko"),
        (SMALL_PORTRAIT, "zh-Hans"),
        (SMALL, "ar"),
        ((512, 384), "ko"),
    ],
    ids=str,
)
def test_targets_are_large_enough_apart_and_on_the_screen(size: tuple[int, int], lang: str) -> None:
    painter = new_painter(size)
    dst = surface(size)
    known = {action.value for action in Action} | {f"lang:{tag}" for tag in TAGS}
    known |= {f"aid:{aid.value}" for aid in Aid} | {LANGUAGES_TARGET, AIDS_TARGET}
    mm = DISPLAY_WIDTH_MM / max(size)
    for view, card in product(VIEWS.values(), (None, *Card)):
        targets = painter.draw(dst, view, lang, card=card)
        assert len({target.name for target in targets}) == len(targets)
        for target in targets:
            assert target.name in known
            assert dst.get_rect().contains(target.rect)
            # edges lie on whole pixels
            assert (min(target.rect.size) + 1) * mm >= TOUCH_MM, target
        for one, other in combinations(targets, 2):
            assert not one.rect.colliderect(other.rect), (one, other)


def test_a_pressed_button_changes_and_nothing_else_does() -> None:
    painter = new_painter(LANDSCAPE)
    before, after = surface(LANDSCAPE), surface(LANDSCAPE)
    for name in ("idle", "ticket", "refused", "more time"):
        targets = painter.draw(before, VIEWS[name], "en")
        for target in targets:
            painter.draw(after, VIEWS[name], "en", pressed=target.name)
            changed = pygame.surfarray.array3d(before) != pygame.surfarray.array3d(after)
            columns, rows = (np.flatnonzero(changed.any(axis=axes)) for axes in ((1, 2), (0, 2)))
            assert target.rect.left <= columns.min() <= columns.max() < target.rect.right
            assert target.rect.top <= rows.min() <= rows.max() < target.rect.bottom


def test_languages_that_cannot_be_drawn_have_no_button() -> None:
    fonts = replace(FONTS, languages=("en",))
    painter = Painter(LANDSCAPE, TAGS, fonts=fonts, gate_name="4")
    assert painter.languages == ("en",)
    dst = surface(LANDSCAPE)
    names = [target.name for target in painter.draw(dst, VIEWS["ticket"], "ko")]
    assert [name for name in names if name.startswith("lang:")] == ["lang:en"]
    english = surface(LANDSCAPE)
    painter.draw(english, VIEWS["ticket"], "en")
    assert pygame.image.tobytes(dst, "RGB") == pygame.image.tobytes(english, "RGB")


def test_without_any_drawable_language_english_remains() -> None:
    fonts = replace(FONTS, languages=())
    assert Painter(LANDSCAPE, ("ko",), fonts=fonts, gate_name="4").languages == ("en",)


def test_a_surface_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="the painter draws"):
        new_painter(LANDSCAPE).draw(surface(PORTRAIT), IDLE, "en")


def test_surfaces_of_other_formats_are_drawn_on_too() -> None:
    painter = new_painter((640, 360))
    plain, other = surface((640, 360)), pygame.Surface((640, 360), 0, 24)
    for name in ("face good", "going"):
        assert painter.draw(plain, VIEWS[name], "en") == painter.draw(other, VIEWS[name], "en")
        assert (pygame.surfarray.array3d(plain) == pygame.surfarray.array3d(other)).all()


def test_after_warming_up_no_screen_is_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only words and small plates may be new: what is large, or a whole screen, is not."""
    size = (640, 360)
    painter = new_painter(size)
    steps = sum(1 for _ in painter.warm("de"))
    assert steps > 50
    # whatever was warmed first is still there
    assert painter._bench.held < 0.9 * painter._bench.budget
    made: list[object] = []
    real = Bench.keep

    def counting(self: Bench, key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        def noted() -> pygame.Surface:
            made.append(key[0] if isinstance(key, tuple) else key)
            return make()

        return real(self, key, noted)

    monkeypatch.setattr(Bench, "keep", counting)
    dst = surface(size)
    small = {"line", f"{fills.__name__}.plate", f"{pill.__name__}.wheel"}
    for name in ("idle", "ticket", "document", "face", "face good", "checking", "left behind"):
        for moment in (101.2, 113.7, 131.3):
            made.clear()
            painter.draw(dst, replace(VIEWS[name], now=moment), "de")
            assert set(made) <= small, (name, moment, made)
            assert len(made) <= 8, (name, moment, made)
    # in another language only the screen is put together: its words are there
    made.clear()
    painter.draw(dst, VIEWS["document"], "fr")
    assert made.count("still") == 1
    assert made.count("line") <= 1  # the time of day


def test_a_minute_that_passes_leaves_what_is_kept_alone() -> None:
    painter = new_painter(SMALL)
    dst = surface(SMALL)
    painter.draw(dst, IDLE, "en")
    held = painter._bench.held
    for minute in range(10, 59):
        painter.draw(dst, replace(IDLE, clock=f"14:{minute}"), "en")
    assert painter._bench.held - held < surface(SMALL).get_width() * 360 * 4


def test_what_is_kept_stays_within_its_budget() -> None:
    painter = new_painter(SMALL)
    bench = painter._bench
    bench.budget = 6 << 20
    dst = surface(SMALL)
    for name in ("idle", "ticket", "document", "face good", "going", "refused"):
        painter.draw(dst, VIEWS[name], "en")
        assert 1 << 20 < bench.held <= bench.budget


@pytest.mark.parametrize("name", ["idle", "ticket", "document", "document seen", "face good"])
def test_animations_reuse_their_sprites(name: str) -> None:
    """Nothing that changes with every frame may become part of a cache key."""
    painter = new_painter((640, 360))
    dst = surface((640, 360))
    held = []
    for turn in range(2):
        for i in range(480):
            view = replace(VIEWS[name], now=100.0 + i / 60 + turn / 119)
            painter.draw(dst, view, "en")
        held.append(painter._bench.held)
    assert held[1] <= held[0] * 1.05


def luminance(colour: Colour) -> float:
    share = np.array(colour.rgb) / 255
    linear = np.where(share <= 0.03928, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array((0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("INK", "PAPER_LOW"),
        ("SLATE", "PAPER_LOW"),
        ("MUTED", "PAPER_LOW"),
        ("MUTED", "WHITE"),
        ("BLUE", "PAPER"),
        ("WHITE", "BLUE"),
        ("WHITE", "BLUE_DEEP"),
        ("INK", "YELLOW"),
        ("WHITE", "INK_SOFT"),
        ("SIGN_GREY", "INK_SOFT"),
        ("WHITE", "GO"),
        ("MINT", "GO"),
        ("WHITE", "STOP"),
        ("INK", "MIST"),
    ],
)
def test_text_can_be_read(ink: str, ground: str) -> None:
    levels = sorted(luminance(getattr(palette, name)) for name in (ink, ground))
    assert (levels[1] + 0.05) / (levels[0] + 0.05) >= 4.5


def test_without_motion_only_what_the_lane_does_is_seen_to_move() -> None:
    painter = new_painter(LANDSCAPE)
    calm, moving = frozenset({Aid.REDUCED_MOTION}), NO_AIDS

    def changes(aids: Aids, first: LaneView, second: LaneView) -> bool:
        screens = surface(LANDSCAPE), surface(LANDSCAPE)
        for screen, view in zip(screens, (first, second), strict=True):
            painter.draw(screen, view, "en", aids=aids)
        one, other = (pygame.surfarray.array3d(screen) for screen in screens)
        return bool((one != other).any())

    for view in VIEWS.values():
        deadline = None if view.deadline is None else view.deadline + 0.37
        later = replace(view, now=view.now + 0.37, deadline=deadline)
        assert not changes(calm, view, later), view.step
    idle = VIEWS["idle"]
    assert changes(moving, idle, replace(idle, now=idle.now + 0.37))
    for first, second in (
        (replace(VIEWS["going"], passenger=0.2), replace(VIEWS["going"], passenger=0.6)),
        (replace(VIEWS["face good"], progress=0.2), replace(VIEWS["face good"], progress=0.8)),
        (VIEWS["more time"], replace(VIEWS["more time"], now=VIEWS["more time"].now + 2)),
    ):
        assert changes(calm, first, second)
