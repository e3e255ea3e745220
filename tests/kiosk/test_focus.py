"""The keyboard's focus by itself."""

import pygame
import pytest

from station_gate.kiosk.focus import Focus
from station_gate.kiosk.target import Target

ROW = tuple(Target(name, pygame.Rect(i * 30, 20, 20, 10)) for i, name in enumerate("abc"))


@pytest.mark.parametrize(("step", "order"), [(1, "abcab"), (-1, "cbacb")])
def test_it_goes_round(step: int, order: str) -> None:
    focus = Focus()
    seen = []
    for _ in order:
        focus.move(ROW, step)
        seen.append(focus.name)
    assert "".join(map(str, seen)) == order


def test_it_begins_anew_when_its_target_has_gone() -> None:
    focus = Focus()
    focus.move(ROW, -1)
    focus.move(ROW[:2], 1)
    assert focus.name == "a"


def test_where_nothing_can_be_pressed_there_is_none() -> None:
    focus = Focus()
    focus.move(ROW, 1)
    focus.move((), 1)
    assert focus.name is None


@pytest.mark.parametrize("rect", [(0, 0, 400, 300), (0, 100, 90, 40), (150, 100, 90, 40)])
@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255), (16, 28, 44)])
def test_its_ring_shows_on_every_side_of_any_target_on_any_ground(
    rect: tuple[int, int, int, int], ground: tuple[int, int, int]
) -> None:
    surface = pygame.Surface((400, 300))
    surface.fill(ground)
    target = Target("x", pygame.Rect(rect))
    focus = Focus()
    focus.move((target,), 1)
    focus.draw(surface, (target,))
    changed = pygame.surfarray.array3d(surface) != ground
    x, y = target.rect.center
    assert changed[x, : y - 10].any()
    assert changed[x, y + 10 :].any()
    assert changed[: x - 10, y].any()
    assert changed[x + 10 :, y].any()
    assert not changed[x - 9 : x + 9, y - 9 : y + 9].any()
