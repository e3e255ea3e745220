"""An invisible window for every kiosk test that needs one."""

from collections.abc import Iterator

import pygame
import pytest

from station_gate.kiosk.window import Window, open_headless
from station_gate.testing.kioskrig import KioskRig


@pytest.fixture
def window() -> Iterator[Window]:
    """320 by 180 pixels would do, but screens are never drawn smaller than 360 high."""
    window = open_headless((640, 360))
    pygame.event.clear()
    yield window
    window.close()


@pytest.fixture
def rig(window: Window) -> KioskRig:
    return KioskRig(window)
