"""The workbench that sprites are made on: one scale, and a bounded store of sprites."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Concatenate, ParamSpec

import pygame

_Args = ParamSpec("_Args")

BUDGET_FRAMES = 84
"""How many full frames' worth of sprites are kept; all screens take 44 in one language, 15 more
in another one that is chosen, and 2 of words for each (counted at 1920 by 1080)."""
BUDGET_LIMIT = 1800 << 20
"""And never more than this many bytes, at any size of screen."""


class Bench:
    """A scale in pixels for each design unit, and the sprites made at that scale.

    The sprites used longest ago are dropped when the store grows beyond its
    budget (in bytes of pixels), so that a kiosk that runs for weeks stays small.
    """

    def __init__(self, unit: float, budget: int) -> None:
        self.unit = unit
        self.budget = budget
        self.held = 0
        self._sprites: OrderedDict[Hashable, pygame.Surface] = OrderedDict()

    def px(self, length: float) -> int:
        """Give a length in design units as whole pixels."""
        return round(length * self.unit)

    def size(self, w: float, h: float) -> tuple[int, int]:
        """Give a size in design units as whole pixels, at least one each way."""
        return max(1, self.px(w)), max(1, self.px(h))

    def keep(self, key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """Give the sprite stored under a key; make and store it when it is not there."""
        sprite = self._sprites.get(key)
        if sprite is not None:
            self._sprites.move_to_end(key)
            return sprite
        sprite = make()
        self._sprites[key] = sprite
        self.held += _bytes(sprite)
        while self.held > self.budget and len(self._sprites) > 1:
            self.held -= _bytes(self._sprites.popitem(last=False)[1])
        return sprite


def budget_for(size: tuple[int, int]) -> int:
    """How many bytes of sprites a screen of this size (pixels) may keep."""
    return min(BUDGET_FRAMES * size[0] * size[1] * 4, BUDGET_LIMIT)


def _bytes(sprite: pygame.Surface) -> int:
    return sprite.get_pitch() * sprite.get_height()


def cached(
    make: Callable[Concatenate[Bench, _Args], pygame.Surface],
) -> Callable[Concatenate[Bench, _Args], pygame.Surface]:
    """Keep what a drawing function returns on the bench, by its (hashable) arguments.

    Whoever gets a cached sprite must not draw on it.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    def give(bench: Bench, /, *args: _Args.args, **kwargs: _Args.kwargs) -> pygame.Surface:
        key = (name, args, tuple(sorted(kwargs.items())))
        return bench.keep(key, lambda: make(bench, *args, **kwargs))

    give.__doc__ = make.__doc__
    return give
