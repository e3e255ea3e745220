"""What the painter tells the application about the places that can be pressed."""

from dataclasses import dataclass

import pygame

LANGUAGES_TARGET = "languages"
"""The name of what opens and closes the choice of languages."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something on the screen that a finger or a key can press.

    ``name`` is the value of a ``gate.steps.Action`` ("help", "cancel", "start",
    "try_again", "more_time"), ``lang:`` with a language tag ("lang:ko"), or
    ``LANGUAGES_TARGET``.
    ``rect`` is in pixels of the surface drawn on.
    """

    name: str
    rect: pygame.Rect
