"""One line of text as marks at their exact places, and as a sprite."""

from dataclasses import dataclass
from typing import NamedTuple

import pygame

from station_gate.kiosk.kit.colour import Colour
from station_gate.kiosk.text.bidi import mirrored, visual
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.kiosk.text.linebreaking import runs
from station_gate.kiosk.text.texts import BREAK, HYPHEN, TIE
from station_gate.languages import Script, language_of

_SHARES = {Script.LATIN: 1.0, Script.ARABIC: 1.06}
"""Chinese, Japanese and Korean letters fill their box more, Arabic ones less than Latin:
a little smaller and larger they look the same size."""
_CJK_SHARE = 0.96
_SHOWN = str.maketrans({BREAK: None, HYPHEN: None, TIE: " "})


class Mark(NamedTuple):
    """A letter that stands by itself, or letters that are joined.

    They are ``x`` pixels from the left of a line that is drawn too large.
    """

    script: Script
    text: str
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """What stands where on a line, and the line's width and size in pixels."""

    marks: tuple[Mark, ...]
    width: float
    size: int
    weight: Weight

    def render(self, fonts: Fonts, colour: Colour) -> pygame.Surface:
        """Draw it too large, all at its exact place, and shrink: even spacing, no hinting."""
        fineness = _fineness(self.size)
        baseline = self.size * fineness
        final = (int(self.width) + 4, self.size + int(self.size * 0.32) + 1)
        # one colour everywhere and only the opacity differs: nothing to fringe when shrunk
        large = pygame.Surface((final[0] * fineness, final[1] * fineness), pygame.SRCALPHA, 32)
        large.fill((*colour.rgb, 0))
        for script, text, x in self.marks:
            extent = _extent(script, baseline)
            if script is Script.ARABIC:
                fonts.shaper(script, self.weight, extent).draw(large, text, x, baseline, colour)
            elif not text.isspace():
                face = fonts.face(script, self.weight, extent)
                face.render_to(large, (round(x), baseline), text, colour.rgb)
        return pygame.transform.smoothscale(large, final)


def set_line(fonts: Fonts, text: str, size: int, weight: Weight, tag: str, tracking: float) -> Line:
    """Place a line's letters; ``size`` in pixels, ``tracking`` in sizes."""
    fineness = _fineness(size)
    large = size * fineness
    marks: list[Mark] = []
    x = 0.0
    for run in visual(text.translate(_SHOWN), leftwards=language_of(tag).right_to_left):
        parts = runs(run.text, tag)
        for script, part in reversed(parts) if run.leftwards else parts:
            extent = _extent(script, large)
            if script is Script.ARABIC:
                marks.append(Mark(script, part, x))
                x += fonts.advance(part, script, weight) * extent
                continue
            spacing = tracking * large if script is Script.LATIN else 0
            for letter in map(mirrored, reversed(part)) if run.leftwards else part:
                marks.append(Mark(script, letter, x))
                x += fonts.advance(letter, script, weight) * extent + spacing
    return Line(tuple(marks), x / fineness, size, weight)


def _extent(script: Script, size: int) -> int:
    return round(size * _SHARES.get(script, _CJK_SHARE))


def _fineness(size: int) -> int:
    return 4 if size <= 64 else 3 if size <= 110 else 2
