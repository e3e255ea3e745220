"""What the passenger sees, hears and touches (pygame). Knows nothing about dlib.

pygame reads these settings while it is imported, so they are made here, before
any module of the package can import it.
"""

import os
import warnings
from typing import TYPE_CHECKING

from station_gate._doors import doors

if TYPE_CHECKING:
    from station_gate.kiosk.app import Kiosk
    from station_gate.kiosk.clock import RealClock, VirtualClock
    from station_gate.kiosk.drawing.painter import Painter
    from station_gate.kiosk.plan.painter import PlanPainter
    from station_gate.kiosk.show import ScreenPainter, Show
    from station_gate.kiosk.text.fonts import Fonts
    from station_gate.kiosk.text.texts import Texts
    from station_gate.kiosk.window import Window, open_headless, open_window

__all__ = [
    "Fonts",
    "Kiosk",
    "Painter",
    "PlanPainter",
    "RealClock",
    "ScreenPainter",
    "Show",
    "Texts",
    "VirtualClock",
    "Window",
    "open_headless",
    "open_window",
]
__getattr__ = doors(__name__)

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# a touch is a touch and a mouse is a mouse: SDL otherwise sends each as both, and a
# tap then presses twice (SDL issue 11204, pygame issue 2992)
os.environ.setdefault("SDL_TOUCH_MOUSE_EVENTS", "0")
os.environ.setdefault("SDL_MOUSE_TOUCH_EVENTS", "0")
# pygame 2.6.1 looks its files up with pkg_resources: not our users' business
warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
