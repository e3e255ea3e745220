"""The two screens that need no painter."""

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from station_gate.kiosk.plain import draw_failsafe, draw_starting
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


def test_the_starting_screen_moves(window: Window) -> None:
    one, other = pygame.Surface((640, 360)), pygame.Surface((640, 360))
    draw_starting(one, 0.0)
    draw_starting(other, 0.5)
    assert not np.array_equal(pygame.surfarray.array3d(one), pygame.surfarray.array3d(other))
