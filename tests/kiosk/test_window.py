"""Windows that open, and reasons why one does not."""

import os

import pygame
import pytest

from station_gate.kiosk.window import (
    SETTLING,
    Window,
    display_available,
    fitting_size,
    open_headless,
    open_window,
)
from station_gate.problems import DeviceMissing


def on_the_glass(x: int, y: int) -> tuple[int, int, int]:
    """Return the colour of a pixel of the real window."""
    r, g, b, _ = pygame.display.get_surface().get_at((x, y))
    return r, g, b


@pytest.mark.parametrize(
    ("desktop", "window"),
    [
        ((1920, 1080), (1690, 950)),
        ((1024, 768), (901, 507)),
        ((3840, 2160), (1920, 1080)),
        ((1080, 1920), (950, 1690)),
        ((800, 480), (704, 396)),
    ],
)
def test_a_window_fits_the_desktop_and_stands_as_it_does(
    desktop: tuple[int, int], window: tuple[int, int]
) -> None:
    assert fitting_size(desktop) == window


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
        ({"SDL_VIDEODRIVER": "dummy", "DISPLAY": ":0"}, "SDL_VIDEODRIVER is set to dummy"),
        ({"DISPLAY": ":987"}, "no display answers at DISPLAY=:987"),
        ({"SDL_VIDEODRIVER": "nonsense"}, "nonsense not available"),
    ],
)
def test_without_a_display_the_reason_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    environment: dict[str, str],
    reason: str,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = display_available()
    assert found is not None
    assert reason in found
    assert "\n" not in found
    with pytest.raises(DeviceMissing, match=r"^Cannot open a window: .*; use --headless\.$"):
        open_window()
    assert capfd.readouterr() == ("", "")


def test_headless_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    window = open_headless((640, 360))
    assert pygame.display.get_driver() == "dummy"
    assert os.environ["SDL_VIDEODRIVER"] == "x11"
    window.close()
    window.close()  # twice is harmless


def test_the_canvas_is_the_window_itself_with_32_bits(window: Window) -> None:
    assert window.canvas is pygame.display.get_surface()
    assert window.canvas.get_bitsize() == 32


def test_while_it_is_resized_the_old_picture_is_scaled_to_fit(window: Window) -> None:
    window.canvas.fill((200, 0, 0))
    pygame.display.set_mode((1280, 800), pygame.RESIZABLE, depth=32)
    assert window.canvas.get_size() == (640, 360)
    window.canvas.fill((0, 200, 0))
    window.present()
    assert on_the_glass(640, 400) == (0, 200, 0)
    assert on_the_glass(640, 38) != (0, 200, 0)  # 40 pixels of border above and below
    assert on_the_glass(640, 42) == (0, 200, 0)
    # the middle and the corner of the picture, as fractions of the window
    assert window.locate(0.5, 0.5) == pytest.approx((320, 180))
    assert window.locate(0.0, 40 / 800) == pytest.approx((0, 0))


def test_a_new_size_counts_once_it_has_stayed(window: Window) -> None:
    assert not window.settle(0.0)
    pygame.display.set_mode((800, 450), pygame.RESIZABLE, depth=32)
    assert not window.settle(1.0)
    pygame.display.set_mode((900, 500), pygame.RESIZABLE, depth=32)
    assert not window.settle(1.0 + SETTLING)  # another size: it starts anew
    assert not window.settle(1.0 + 1.5 * SETTLING)
    assert window.settle(1.0 + 2 * SETTLING)
    assert window.canvas.get_size() == (900, 500)
    assert not window.settle(9.0)


def test_a_size_that_comes_back_before_it_settled_changes_nothing(window: Window) -> None:
    pygame.display.set_mode((800, 450), pygame.RESIZABLE, depth=32)
    window.settle(0.0)
    pygame.display.set_mode((640, 360), pygame.RESIZABLE, depth=32)
    assert not window.settle(1.0)
    pygame.display.set_mode((800, 450), pygame.RESIZABLE, depth=32)
    assert not window.settle(1.1)


def test_in_a_tiny_window_screens_are_drawn_larger_and_shrunk() -> None:
    window = open_headless((160, 90))
    try:
        assert window.canvas.get_size() == (640, 360)
        window.canvas.fill((0, 0, 200))
        window.present()
        assert on_the_glass(80, 45) == (0, 0, 200)
        assert window.locate(1.0, 1.0) == pytest.approx((640, 360))
    finally:
        window.close()
