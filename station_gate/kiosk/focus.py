"""The keyboard's focus: which target Enter would press, and the ring around it."""

from collections.abc import Sequence

import pygame

from station_gate.kiosk.target import Target

_DARK = (16, 28, 44)
_LIGHT = (255, 255, 255)


class Focus:
    """Moves over the targets of a screen in their order and starts again at the end."""

    def __init__(self) -> None:
        self.name: str | None = None

    def clear(self) -> None:
        """Focus nothing."""
        self.name = None

    def move(self, targets: Sequence[Target], step: int) -> None:
        """Go ``step`` (1 or -1) targets on; without a focus go to the first or the last."""
        names = [target.name for target in targets]
        if not names:
            self.name = None
        elif self.name in names:
            self.name = names[(names.index(self.name) + step) % len(names)]
        else:
            self.name = names[0 if step > 0 else -1]

    def draw(self, dst: pygame.Surface, targets: Sequence[Target]) -> None:
        """Draw the ring, dark and light, so that it shows on any background."""
        for target in targets:
            if target.name == self.name:
                width = max(3, dst.get_height() // 240)
                # a target may fill the screen: its ring then lies within
                outer = target.rect.inflate(6 * width, 6 * width).clip(dst.get_rect())
                for i, colour in enumerate((_DARK, _LIGHT, _DARK)):
                    ring = outer.inflate(-2 * i * width, -2 * i * width)
                    pygame.draw.rect(dst, colour, ring, width, border_radius=4 * width)
