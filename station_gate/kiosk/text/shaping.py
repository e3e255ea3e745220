"""Joined letters: Arabic words as HarfBuzz shapes them, through Pillow.

``pygame.freetype`` draws one glyph for each character, which for Arabic gives letters
that stand apart. Pillow's wheels bring raqm and HarfBuzz with them;
raqm loads the system's FriBiDi.
"""

import numpy as np
import pygame
from PIL import Image, ImageDraw, ImageFont, features

from station_gate.kiosk.kit.colour import Colour


def can_shape() -> bool:
    """Return whether this Pillow was built with raqm, and FriBiDi is there."""
    return bool(features.check("raqm"))


class Shaper:
    """One face of a font file at a size in pixels. Raises ``OSError`` for a file that is none."""

    def __init__(self, path: str, index: int, size: int) -> None:
        self._font = ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.RAQM)
        self._margin = size // 2  # letters reach out of the width that they advance

    def width(self, text: str) -> float:
        """Measure a piece of text that runs to the left, in pixels."""
        return float(self._font.getlength(text, direction="rtl"))

    def draw(self, dst: pygame.Surface, text: str, x: float, baseline: int, colour: Colour) -> None:
        """Draw the piece with its left end at ``x``, all in pixels."""
        size = (round(self.width(text)) + 2 * self._margin, dst.get_height())
        image = Image.new("L", size)
        ImageDraw.Draw(image).text(
            (self._margin, baseline), text, 255, self._font, anchor="ls", direction="rtl"
        )
        ink = pygame.Surface(size, pygame.SRCALPHA, 32)
        ink.fill((*colour.rgb, 0))
        levels = pygame.surfarray.pixels_alpha(ink)
        levels[:] = np.asarray(image).T
        del levels  # it locks the surface
        dst.blit(ink, (round(x) - self._margin, 0))
