"""The two screens that need no painter."""

from collections.abc import Sequence

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from station_gate.kiosk.drawing.painter import Painter
from station_gate.kiosk.drawing.plain import draw_failsafe, draw_starting
from station_gate.kiosk.text.fonts import Fonts
from station_gate.kiosk.window import Window

SIZES = [(1280, 720), (1920, 1080), (720, 1280), (360, 900), (640, 360)]


def drawn(surface: pygame.Surface) -> NDArray[np.bool_]:
    """Where something is drawn on the background."""
    pixels = pygame.surfarray.array3d(surface)
    return np.asarray((pixels != pixels[0, 0]).any(axis=2))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("failed", [True, False])
def test_everything_is_drawn_inside_and_in_the_middle(
    window: Window, size: tuple[int, int], failed: bool
) -> None:
    surface = pygame.Surface(size)
    if failed:
        draw_failsafe(surface)
    else:
        draw_starting(surface, 1.0)
    columns = np.flatnonzero(drawn(surface).any(axis=1))
    assert columns[0] >= 0.03 * size[0]
    assert columns[-1] <= 0.97 * size[0]
    assert columns[0] + columns[-1] == pytest.approx(size[0], abs=0.02 * size[0])


@pytest.mark.parametrize("size", SIZES)
def test_the_words_of_every_language_are_on_the_notice(
    window: Window, size: tuple[int, int]
) -> None:
    fonts = Fonts.find()

    def notice(languages: Sequence[str]) -> NDArray[np.bool_]:
        painter = Painter(size, languages, fonts=fonts, gate_name="4")
        surface = pygame.Surface(size)
        draw_failsafe(surface, painter.apology())
        assert not painter.overflows
        return drawn(surface)

    several, one = notice(fonts.languages), notice(fonts.languages[:1])
    rows = np.flatnonzero(several.any(axis=0))
    columns = np.flatnonzero(several.any(axis=1))
    assert 0.02 * size[1] <= rows[0]
    assert rows[-1] <= 0.97 * size[1]
    assert columns[0] + columns[-1] == pytest.approx(size[0], abs=0.02 * size[0])
    assert several.sum() > one.sum()
    plain = pygame.Surface(size)
    draw_failsafe(plain)
    assert (one != drawn(plain)).any(), "the painter's words, not the plain ones"


def test_the_starting_screen_moves(window: Window) -> None:
    one, other = pygame.Surface((640, 360)), pygame.Surface((640, 360))
    draw_starting(one, 0.0)
    draw_starting(other, 0.5)
    assert not np.array_equal(pygame.surfarray.array3d(one), pygame.surfarray.array3d(other))
