"""What the painter tells the application about the places that can be pressed."""

from dataclasses import dataclass

import pygame

LANGUAGES_TARGET = "languages"
"""The name of what opens and closes the choice of languages."""
AIDS_TARGET = "aids"
"""The name of what opens and closes the choice of aids."""
SHEET_TARGET = "sheet"
"""The name of what turns to the next sheet of a screen's words."""
LANGUAGE_PREFIX, AID_PREFIX = "lang:", "aid:"
"""What the names of a language's and of an aid's button begin with."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something on the screen that a finger or a key can press.

    ``name`` is the value of a ``gate.terms.Action`` ("help", "cancel", "start",
    "try_again", "more_time"), ``LANGUAGE_PREFIX`` with a language tag ("lang:ko"),
    ``AID_PREFIX`` with an ``Aid`` ("aid:speech"), ``LANGUAGES_TARGET``, ``AIDS_TARGET`` or
    ``SHEET_TARGET``.
    ``rect`` is in pixels of the surface drawn on. ``label`` says in words what it is,
    in the language ``tag`` where that is not the passenger's.
    """

    name: str
    rect: pygame.Rect
    label: str = ""
    tag: str | None = None
