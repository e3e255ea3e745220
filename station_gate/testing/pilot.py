"""Drives a kiosk as a person would: touches, clicks, keys, and looks at the screen.

    pilot = Pilot(kiosk, window)
    pilot.wait_for(Step.IDLE)
    pilot.touch("start")
    assert pilot.step is Step.TICKET

It posts the events that a device would cause and lets the kiosk run frame by
frame, so nothing waits for real time when the kiosk has a virtual clock.
"""

import pygame

from station_gate.gate.terms import Step
from station_gate.kiosk.app import Kiosk
from station_gate.kiosk.target import Target
from station_gate.kiosk.window import Window
from station_gate.lane.view import LaneView

PATIENCE = 3000
"""Frames after which waiting is given up: 100 s of a virtual clock."""


class Pilot:
    """``kiosk`` must not be run by anybody else; ``window`` is the one it was given."""

    def __init__(self, kiosk: Kiosk, window: Window) -> None:
        self.kiosk = kiosk
        self.window = window
        self.over = False
        self._frames = kiosk.frames()

    # ------------------------------------------------------------ what is shown

    @property
    def view(self) -> LaneView:
        """The lane as it is shown."""
        assert self.kiosk.view is not None, "no lane is on the screen"
        return self.kiosk.view

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.view.step

    @property
    def lang(self) -> str:
        """The tag of the language that is shown."""
        return self.kiosk.lang

    @property
    def names(self) -> set[str]:
        """What can be pressed."""
        return {target.name for target in self.kiosk.targets}

    def colour(self, x: float, y: float) -> tuple[int, int, int]:
        """Return the colour at a place, in fractions of the screen."""
        width, height = self.window.canvas.get_size()
        r, g, b, _ = self.window.canvas.get_at((int(x * width), int(y * height)))
        return r, g, b

    # ------------------------------------------------------------ time

    def frame(self, count: int = 1) -> None:
        """Let the kiosk do some frames; ``over`` says whether it has ended."""
        for _ in range(count):
            if next(self._frames, self) is self:
                self.over = True
                return

    def wait_for(self, step: Step) -> None:
        """Let it run until ``step`` is shown; fails when it never is."""
        for _ in range(PATIENCE):
            if self.kiosk.view is not None and self.kiosk.view.step is step:
                return
            assert not self.over, f"the kiosk ended before it showed {step.value}"
            self.frame()
        raise AssertionError(f"{step.value} was never shown")

    def finish(self) -> None:
        """Let it run to its end; fails when there is none."""
        for _ in range(PATIENCE):
            self.frame()
            if self.over:
                return
        raise AssertionError("the kiosk never ended")

    # ------------------------------------------------------------ hands

    def target(self, name: str) -> Target:
        """Something on the screen; fails when it is not there."""
        for target in self.kiosk.targets:
            if target.name == name:
                return target
        raise AssertionError(f"{name} is not on the screen, only {sorted(self.names)}")

    def finger(self, kind: int, x: float, y: float, finger: int = 0) -> None:
        """Post a touch event at fractions of the window."""
        pygame.event.post(
            pygame.event.Event(
                kind, touch_id=1, finger_id=finger, x=x, y=y, dx=0.0, dy=0.0, pressure=1.0
            )
        )

    def touch(self, name: str) -> None:
        """Put a finger on a target and lift it in the next frame."""
        x, y = self._fraction(name)
        self.finger(pygame.FINGERDOWN, x, y)
        self.frame()
        self.finger(pygame.FINGERUP, x, y)
        self.frame()

    def click(self, name: str, *, touch: bool = False, button: int = 1) -> None:
        """Press and release a mouse button on a target."""
        x, y = self._fraction(name)
        at = (round(x * self.window.size[0]), round(y * self.window.size[1]))
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, pos=at, button=button, touch=touch))
            self.frame()

    def key(self, key: int, mod: int = pygame.KMOD_NONE) -> None:
        """Press a key, given as its pygame constant."""
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        self.frame()

    def _fraction(self, name: str) -> tuple[float, float]:
        """Return the middle of a target as fractions of the window; the canvas must fill it."""
        width, height = self.window.canvas.get_size()
        centre = self.target(name).rect.center
        return centre[0] / width, centre[1] / height
