"""The window: opened to fit the desktop, or the reason why it cannot be opened.

How a frame gets on the glass (``present``): by default SDL shows a window through
OpenGL. Without a GPU one 1080p frame then costs 25 to 34 ms, and 0.3 to 0.6 ms
when SDL copies it to the screen itself (measured under Xvfb). "software" asks for
the copy, "gpu" leaves the choice to SDL, and "auto" means software on X11 and
without a display, where the copy is always good, and SDL's choice elsewhere:
Wayland has no other way, and Windows and macOS have a GPU.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Literal

import pygame

from station_gate.kiosk.hush import hushed
from station_gate.problems import DeviceMissing

Present = Literal["auto", "software", "gpu"]
Size = tuple[int, int]

TITLE = "Station Gate"
DESIGN_SIZE = (1280, 720)
"""Width and height that the screens are designed for, in pixels at scale 1."""
LARGEST_SCALE = 1.5
"""A window is opened at most this much larger (1920 by 1080); fullscreen may be larger."""
DESKTOP_SHARE = 0.88
"""How much of the desktop a window may take: title bar and panels need the rest."""
SMALLEST_SIDE = 360
"""Pixels; screens are drawn no smaller than this and shrunk to fit a smaller window."""
SETTLING = 0.3
"""Seconds a new window size must stay before screens are drawn in it."""

_NO_SCREEN = frozenset({"dummy", "offscreen", "evdev"})
_INK = (16, 28, 44)


class Window:
    """An open window with a canvas for the painter.

    The canvas has the window's size, except while the window is being resized and
    in a very small window: the picture is then scaled to fit.
    """

    def __init__(self, size: Size, *, fullscreen: bool = False) -> None:
        self._windowed = size
        self._fullscreen = fullscreen
        self._set_mode()
        self._canvas_size = _canvas_for(self._glass().get_size())
        self._canvas: pygame.Surface | None = None
        self._changed: tuple[Size, float] | None = None

    @property
    def size(self) -> Size:
        """Width and height of the window in pixels, as mouse positions are given."""
        return self._glass().get_size()

    @property
    def canvas(self) -> pygame.Surface:
        """The surface to draw on, 32 bits a pixel; shown by ``present``."""
        if self._glass().get_size() == self._canvas_size:
            return self._glass()
        if self._canvas is None or self._canvas.get_size() != self._canvas_size:
            self._canvas = pygame.Surface(self._canvas_size, depth=32).convert()
        return self._canvas

    def present(self) -> None:
        """Show what was drawn on the canvas."""
        canvas, glass = self.canvas, self._glass()
        if canvas is not glass:
            fitted = self._fitted()
            glass.fill(_INK)
            glass.blit(pygame.transform.smoothscale(canvas, fitted.size), fitted)
        pygame.display.flip()

    def locate(self, x: float, y: float) -> tuple[float, float]:
        """Turn fractions of the window, 0 to 1, into pixels of the canvas."""
        width, height = self.size
        fitted = self._fitted()
        return (
            (x * width - fitted.left) * self._canvas_size[0] / fitted.width,
            (y * height - fitted.top) * self._canvas_size[1] / fitted.height,
        )

    def settle(self, now: float) -> bool:
        """Follow the window's size; true when the canvas has changed and needs a new painter.

        ``now`` is in seconds. A size counts once it has stayed for ``SETTLING``:
        while a corner is being dragged it is another one in each frame.
        """
        wanted = _canvas_for(self.size)
        if wanted == self._canvas_size:
            self._changed = None
        elif self._changed is None or self._changed[0] != wanted:
            self._changed = (wanted, now)
        elif now - self._changed[1] >= SETTLING:
            self._canvas_size, self._changed = wanted, None
            return True
        return False

    def toggle_fullscreen(self) -> None:
        """Change between the full screen and a window of the size that it had before."""
        if not self._fullscreen:
            self._windowed = self.size
        self._fullscreen = not self._fullscreen
        self._set_mode()

    def close(self) -> None:
        """Close the window; harmless when it is closed already."""
        pygame.display.quit()

    def _glass(self) -> pygame.Surface:
        return pygame.display.get_surface()

    def _set_mode(self) -> None:
        if self._fullscreen:
            pygame.display.set_mode((0, 0), pygame.FULLSCREEN, depth=32)
            return
        pygame.display.set_mode(self._windowed, pygame.RESIZABLE, depth=32)
        if self.size != self._windowed:
            # leaving the full screen, SDL first keeps its size (seen on X11 and dummy)
            pygame.display.set_mode(self._windowed, pygame.RESIZABLE, depth=32)

    def _fitted(self) -> pygame.Rect:
        width, height = self.size
        scale = min(width / self._canvas_size[0], height / self._canvas_size[1])
        fitted = pygame.Rect(
            0,
            0,
            max(1, round(self._canvas_size[0] * scale)),
            max(1, round(self._canvas_size[1] * scale)),
        )
        fitted.center = (width // 2, height // 2)
        return fitted


def display_available() -> str | None:
    """Tell why this machine has no display to open a window on; ``None`` when it has one.

    A display that answers stays connected for ``open_window``: Xvfb starts itself
    anew when its last client goes, and who comes just then finds nobody there.
    """
    driver = os.environ.get("SDL_VIDEODRIVER", "")
    if driver in _NO_SCREEN:
        return f"SDL_VIDEODRIVER is set to {driver}"
    named = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and not named and not driver:
        return "neither DISPLAY nor WAYLAND_DISPLAY is set"
    try:
        with hushed():
            pygame.display.init()
    except pygame.error as problem:
        return f"the display cannot be used: {problem}"
    if pygame.display.get_driver() in _NO_SCREEN:
        # SDL falls back to an invisible screen without a word
        pygame.display.quit()
        return f"no display answers at {_display_name()}"
    return None


def open_window(
    size: Size | None = None, fullscreen: bool = False, present: Present = "auto"
) -> Window:
    """Open a window on the display.

    ``size`` is width and height in pixels; ``None`` takes what fits the desktop.
    Raises ``DeviceMissing`` where there is no display or it will not open a window.
    """
    reason = display_available()
    if reason is not None:
        raise DeviceMissing(f"Cannot open a window: {reason}; use --headless.")
    try:
        with hushed():
            _choose_present(present)
            return _open(size or fitting_size(pygame.display.get_desktop_sizes()[0]), fullscreen)
    except pygame.error as problem:
        raise DeviceMissing(f"Cannot open a window: {problem}; use --headless.") from problem


def open_headless(size: Size = DESIGN_SIZE) -> Window:
    """Open an invisible window: everything is drawn and nothing is shown."""
    pygame.display.quit()
    with _environment("SDL_VIDEODRIVER", "dummy"):
        pygame.display.init()
    _choose_present("software")
    return _open(size, fullscreen=False)


def fitting_size(desktop: Size) -> Size:
    """Give the window size (pixels) for a desktop's: wide or tall as the desktop is."""
    across, down = DESIGN_SIZE if desktop[0] >= desktop[1] else DESIGN_SIZE[::-1]
    room = DESKTOP_SHARE * min(desktop[0] / across, desktop[1] / down)
    scale = min(room, LARGEST_SCALE)
    return round(across * scale), round(down * scale)


def _open(size: Size, fullscreen: bool) -> Window:
    pygame.display.set_caption(TITLE)
    window = Window(size, fullscreen=fullscreen)
    # an input method for Chinese or Korean would swallow the keys
    pygame.key.stop_text_input()
    return window


def _choose_present(present: Present) -> None:
    software = pygame.display.get_driver() in {"x11", "dummy", "offscreen"}
    if present == "software" or (present == "auto" and software):
        os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
    elif present == "gpu":
        os.environ.pop("SDL_FRAMEBUFFER_ACCELERATION", None)


def _canvas_for(size: Size) -> Size:
    grow = max(1.0, SMALLEST_SIDE / max(1, min(size)))
    return round(size[0] * grow), round(size[1] * grow)


def _display_name() -> str:
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(name):
            return f"{name}={os.environ[name]}"
    return "this machine"


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
