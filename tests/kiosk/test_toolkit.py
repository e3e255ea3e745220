"""The drawing toolkit: clean edges, a bounded store, pictures the right way round."""

import math

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_gate.kiosk.art.icons import NAMES, icon
from station_gate.kiosk.kit import fills, motion
from station_gate.kiosk.kit.bench import Bench, budget_for, cached
from station_gate.kiosk.kit.canvas import Canvas
from station_gate.kiosk.kit.colour import INK, WHITE, YELLOW, Colour, mix, tint
from station_gate.kiosk.kit.geometry import Box, arc, bezier, ellipse, spline
from station_gate.kiosk.kit.live import is_paintable, put_camera, put_stroke
from tests.kiosk.views import picture


@pytest.fixture
def bench() -> Bench:
    return Bench(1.0, 1 << 24)


def test_an_edge_is_soft_and_has_no_dark_fringe(bench: Bench) -> None:
    canvas = Canvas(bench, 40, 40)
    canvas.disc(20, 20, 15, WHITE)
    sprite = canvas.finish()
    opacity = pygame.surfarray.array_alpha(sprite)
    edge = (opacity > 8) & (opacity < 247)
    assert edge.sum() > 40
    assert (pygame.surfarray.array3d(sprite)[edge] >= 240).all()


def test_a_premultiplied_sprite_keeps_its_colours_below_its_opacity(bench: Bench) -> None:
    canvas = Canvas(bench, 40, 40)
    canvas.disc(20, 20, 15, WHITE)
    sprite = canvas.finish(premultiplied=True)
    colours = pygame.surfarray.array3d(sprite)
    opacity = pygame.surfarray.array_alpha(sprite)[:, :, None]
    assert (colours <= opacity.astype(int) + 1).all()


def test_a_shape_is_as_large_as_it_says_at_every_scale() -> None:
    for unit in (0.5, 1.0, 1.5, 3.0):
        bench = Bench(unit, 1 << 26)
        opacity = pygame.surfarray.array_alpha(fills.plate(bench, 60, 30, 8, INK)) / 255
        area = (60 * 30 - (4 - math.pi) * 8**2) * unit**2
        assert opacity.sum() == pytest.approx(area, rel=0.02)


def test_a_huge_canvas_is_drawn_more_coarsely_instead_of_filling_the_memory() -> None:
    bench = Bench(4.0, 1 << 28)
    canvas = Canvas(bench, 1280, 720)
    canvas.rect(0, 0, 1280, 720, INK)
    sprite = canvas.finish()
    assert sprite.get_size() == (5120, 2880)
    assert tuple(sprite.get_at((5119, 2879))) == INK


def test_a_gradient_goes_from_its_first_colour_to_its_last(bench: Bench) -> None:
    stops = ((0.0, Colour(0, 0, 0)), (1.0, Colour(200, 100, 50)))
    column = pygame.surfarray.array3d(fills.gradient(bench, 20, 400, stops)).mean(axis=0)
    assert np.abs(column[0] - (0, 0, 0)).max() < 2
    assert np.abs(column[-1] - (200, 100, 50)).max() < 2
    assert (np.diff(column[::20], axis=0) > 0).all()
    row = pygame.surfarray.array3d(fills.gradient(bench, 400, 20, stops, sideways=True))
    assert np.abs(row.mean(axis=1) - column).max() < 2


def test_a_clear_gradient_carries_its_opacity(bench: Bench) -> None:
    stops = ((0.0, WHITE.fade(0)), (1.0, WHITE.fade(200)))
    opacity = pygame.surfarray.array_alpha(fills.gradient(bench, 4, 100, stops))
    assert opacity[0, 0] < 4
    assert abs(int(opacity[0, -1]) - 200) < 4


def test_a_shadow_is_soft_dark_and_larger_than_its_plate(bench: Bench) -> None:
    sprite = fills.shadow(bench, 100, 60, 20, 10, 80)
    assert sprite.get_size() == (140, 100)
    opacity = pygame.surfarray.array_alpha(sprite)
    assert opacity[0, 0] == 0
    assert abs(int(opacity[70, 50]) - 80) <= 3
    assert (np.diff(opacity[:70, 50].astype(int)) >= 0).all()


def test_a_glow_fades_from_its_middle(bench: Bench) -> None:
    opacity = pygame.surfarray.array_alpha(
        fills.glow(bench, 60, 60, WHITE.fade(200), WHITE.fade(0), 1.0)
    )
    assert opacity[30, 30] > 180
    assert opacity[0, 0] < 3


def test_a_cached_drawing_is_made_once_for_each_argument(bench: Bench) -> None:
    made = []

    @cached
    def draw(bench: Bench, size: float, *, bold: bool = False) -> pygame.Surface:
        made.append((size, bold))
        return pygame.Surface(bench.size(size, size))

    first = draw(bench, 10)
    assert draw(bench, 10) is first
    assert draw(bench, 10, bold=True) is not first
    draw(bench, 11)
    assert made == [(10, False), (10, True), (11, False)]


@given(sizes=st.lists(st.integers(1, 60), max_size=60))
def test_the_store_never_outgrows_its_budget_by_more_than_the_newest(sizes: list[int]) -> None:
    bench = Bench(1.0, 20_000)
    for i, size in enumerate(sizes):
        bench.keep(i, lambda size=size: pygame.Surface((size, size), 0, 32))  # type: ignore[misc]
        assert bench.held <= max(20_000, size * size * 4)


def test_what_was_used_lately_stays() -> None:
    bench = Bench(1.0, 3 * 400)
    sprites = {name: pygame.Surface((10, 10), 0, 32) for name in "abcd"}
    for name in "abc":
        bench.keep(name, lambda name=name: sprites[name])  # type: ignore[misc]
    bench.keep("a", lambda: pytest.fail("a is still there"))
    bench.keep("d", lambda: sprites["d"])
    bench.keep("a", lambda: pytest.fail("a was used lately"))
    again = pygame.Surface((10, 10), 0, 32)
    assert bench.keep("b", lambda: again) is again


def test_the_budget_grows_with_the_screen_up_to_a_limit() -> None:
    assert budget_for((1280, 720)) < budget_for((1920, 1080)) <= budget_for((3840, 2160))
    assert budget_for((3840, 2160)) == budget_for((7680, 4320))


def test_the_camera_picture_is_mirrored_and_fills_its_box(bench: Bench) -> None:
    dst = pygame.Surface((300, 200), 0, 32)
    put_camera(bench, dst, picture(), Box(50, 20, 200, 150), 0.43)
    assert tuple(dst.get_at((60, 90)))[:3] == (0, 0, 220)  # what the camera sees on its right
    assert tuple(dst.get_at((240, 90)))[:3] == (220, 0, 0)
    assert tuple(dst.get_at((49, 90)))[:3] == tuple(dst.get_at((250, 90)))[:3] == (0, 0, 0)
    assert tuple(dst.get_at((60, 19)))[:3] == tuple(dst.get_at((60, 170)))[:3] == (0, 0, 0)


@pytest.mark.parametrize("shape", [(480, 640), (720, 1280), (1080, 720), (7, 5)])
def test_a_camera_picture_of_any_shape_fills_the_box(bench: Bench, shape: tuple[int, int]) -> None:
    dst = pygame.Surface((200, 150), 0, 32)
    put_camera(bench, dst, np.full((*shape, 3), 90, np.uint8), Box(0, 0, 200, 150), 0.43)
    assert (pygame.surfarray.array3d(dst) == 90).all()


def test_a_stroke_goes_where_it_should(bench: Bench) -> None:
    dst = pygame.Surface((100, 60), 0, 32)
    put_stroke(bench, dst, [(10, 30), (90, 30)], 6, YELLOW)
    assert tuple(dst.get_at((50, 30)))[:3] == YELLOW.rgb
    assert tuple(dst.get_at((50, 20)))[:3] == (0, 0, 0)


def test_only_surfaces_that_can_be_written_directly_are_paintable() -> None:
    assert is_paintable(pygame.Surface((4, 4), 0, 32))
    assert not is_paintable(pygame.Surface((4, 4), 0, 24))
    assert not is_paintable(pygame.Surface((4, 4), 0, 32, (0xFF, 0xFF00, 0xFF0000, 0)))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_icon_is_drawn_inside_its_square(bench: Bench, name: str) -> None:
    opacity = pygame.surfarray.array_alpha(icon(bench, name, 48, INK))
    assert opacity.shape == (48, 48)
    assert 0.04 < opacity.mean() / 255 < 0.8


@given(st.floats(-2, 3))
def test_easing_stays_in_bounds_and_keeps_its_ends(share: float) -> None:
    assert 0 <= motion.ease_in_out(share) <= 1
    assert 0 <= motion.clamp(share) <= 1
    assert -0.01 <= motion.ease_back(share) <= 1.2
    for ease in (motion.ease_in_out, motion.ease_back):
        assert ease(0) == pytest.approx(0)
        assert ease(1) == pytest.approx(1)


@given(st.floats(0, 1000), st.floats(0.1, 5))
def test_a_pulse_breathes(time: float, period: float) -> None:
    assert 0 <= motion.pulse(time, period) <= 1
    assert motion.pulse(period / 2, period) == pytest.approx(1)


def test_a_shake_begins_and_ends_at_rest() -> None:
    assert motion.shake(0) == 0
    assert motion.shake(1) == pytest.approx(0)
    assert max(motion.shake(i / 100) for i in range(100)) > 0.5


def test_quantising_leaves_few_values() -> None:
    assert len({motion.quantise(i / 1000, 0.05) for i in range(1001)}) == 21


def test_curves_go_through_their_ends() -> None:
    curve = bezier((0, 0), (0, 10), (10, 10), (10, 0))
    assert (curve[0], curve[-1]) == ((0, 0), (10, 0))
    knots = [(0.0, 0.0), (5.0, 8.0), (10.0, 2.0)]
    smooth = spline(knots)
    for knot in knots:
        assert any(math.dist(knot, point) < 1e-9 for point in smooth)
    assert len(ellipse(0, 0, 5, 5)) == 96
    assert arc(0, 0, 5, 5, 0, math.pi)[-1] == pytest.approx((-5, 0))


def test_colours() -> None:
    assert tint("#0F5FD6") == (15, 95, 214, 255)
    assert mix(INK, WHITE, 0) == INK
    assert mix(INK, WHITE, 1) == WHITE
    assert WHITE.fade(40).alpha == 40
