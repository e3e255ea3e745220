"""The mouse's arrow: a touch kiosk has none in the middle of its picture."""

import pygame

LINGERS = 3.0
"""Seconds that the arrow stays after the mouse has last moved."""


class Cursor:
    """Shows the arrow while a mouse is in use, in the window and on the full screen."""

    def __init__(self) -> None:
        self._moved = 0.0
        self._shown: bool | None = None

    def follow(self, now: float) -> None:
        """Show or hide the arrow at ``now`` seconds; touches do not move a mouse."""
        if any(pygame.mouse.get_rel()) or self._shown is None:
            self._moved = now
        shown = now - self._moved < LINGERS
        if shown is not self._shown:
            pygame.mouse.set_visible(shown)
            self._shown = shown
