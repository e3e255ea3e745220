"""A real window on a real (virtual) X server, with a real mouse and keyboard."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pygame
import pytest
from PIL import ImageGrab

from station_gate.gate.terms import Step
from station_gate.kiosk.clock import RealClock
from station_gate.kiosk.cursor import LINGERS, Cursor
from station_gate.kiosk.window import Present, Window, display_available, open_window
from station_gate.testing.doubles import COLOURS, ScriptedShow
from station_gate.testing.kioskrig import KioskRig
from station_gate.testing.pilot import Pilot

DESKTOP = (1280, 800)

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="no virtual X server is here: install xvfb and xdotool",
)


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the name of an X display of our own."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(theirs),
            "-screen",
            "0",
            f"{DESKTOP[0]}x{DESKTOP[1]}x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=(theirs,),
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        name = f":{pipe.readline().strip()}"
    monkeypatch.delenv("SDL_VIDEODRIVER", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", name)
    yield name
    server.terminate()
    server.wait()


@pytest.fixture
def window(display: str) -> Iterator[Window]:
    assert display_available() is None
    window = open_window((960, 540))
    yield window
    window.close()


@pytest.fixture
def pilot(window: Window) -> Pilot:
    rig = KioskRig(window, clock=RealClock())
    pilot = rig.pilot(ScriptedShow)
    pilot.wait_for(Step.IDLE)
    return pilot


def xdotool(*words: object) -> None:
    subprocess.run(["xdotool", *map(str, words)], check=True)


def until_colour(pilot: Pilot, colour: tuple[int, int, int]) -> None:
    """Run until the middle of the X screen has ``colour``; fails when it never does."""
    for _ in range(600):
        pilot.frame()
        shown = ImageGrab.grab(xdisplay=os.environ["DISPLAY"])
        if shown.getpixel((DESKTOP[0] // 2, DESKTOP[1] // 2 + 160)) == colour:
            return
    raise AssertionError(f"{colour} was never on the glass")


def test_a_click_of_a_real_mouse_works_and_the_glass_shows_it(pilot: Pilot) -> None:
    assert pygame.display.get_driver() == "x11"
    assert os.environ["SDL_FRAMEBUFFER_ACCELERATION"] == "0"
    until_colour(pilot, COLOURS[Step.IDLE])
    ours = pygame.display.get_wm_info()["window"]
    xdotool("mousemove", "--window", ours, *pilot.target("start").rect.center, "click", 1)
    pilot.wait_for(Step.TICKET)
    until_colour(pilot, COLOURS[Step.TICKET])


@pytest.mark.parametrize(
    ("present", "acceleration"), [("auto", "0"), ("software", "0"), ("gpu", None)]
)
def test_how_frames_get_on_the_glass_can_be_chosen(
    display: str, present: Present, acceleration: str | None
) -> None:
    window = open_window((640, 360), present=present)
    try:
        assert os.environ.get("SDL_FRAMEBUFFER_ACCELERATION") == acceleration
    finally:
        window.close()


def test_the_arrow_is_shown_while_the_mouse_moves(window: Window) -> None:
    cursor = Cursor()
    ours = pygame.display.get_wm_info()["window"]
    cursor.follow(100.0)
    assert pygame.mouse.get_visible()
    cursor.follow(100.0 + LINGERS)
    hidden = not pygame.mouse.get_visible()
    for x in range(100, 700):
        xdotool("mousemove", "--window", ours, x, 50)
        pygame.event.pump()
        cursor.follow(200.0)
        if pygame.mouse.get_visible():
            break
    assert hidden
    assert pygame.mouse.get_visible()


def test_a_real_keyboard_works_and_full_screen_fills_the_desktop(pilot: Pilot) -> None:
    ours = pygame.display.get_wm_info()["window"]
    xdotool("windowfocus", "--sync", ours, "key", "F11")
    for _ in range(600):
        if pilot.window.size == DESKTOP == pilot.window.canvas.get_size():
            break
        pilot.frame()
    assert pilot.window.canvas.get_size() == DESKTOP
    xdotool("key", "Return")
    pilot.wait_for(Step.TICKET)
    until_colour(pilot, COLOURS[Step.TICKET])
