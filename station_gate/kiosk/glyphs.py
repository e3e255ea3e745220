"""One line of text as marks at their exact places, and as a sprite."""

from dataclasses import dataclass

import pygame

from station_gate.kiosk.bidi import mirrored, visual
from station_gate.kiosk.fonts import Fonts, Script, Weight
from station_gate.kiosk.kit.colour import Colour
from station_gate.kiosk.linebreaking import runs
from station_gate.kiosk.shaping import Shaper
from station_gate.kiosk.texts import BREAK, HYPHEN, RIGHT_TO_LEFT, TIE

_SHARES = {Script.LATIN: 1.0, Script.ARABIC: 1.06}
"""Chinese, Japanese and Korean letters fill their box more, Arabic ones less than Latin:
a little smaller and larger they look the same size."""
_CJK_SHARE = 0.96
_SHOWN = str.maketrans({BREAK: None, HYPHEN: None, TIE: " "})


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that stands by itself."""

    face: pygame.freetype.Font
    text: str
    x: float

    def draw(self, dst: pygame.Surface, baseline: int, colour: Colour) -> None:
        """Draw it on a baseline, in pixels."""
        if not self.text.isspace():
            self.face.render_to(dst, (round(self.x), baseline), self.text, colour.rgb)


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that are joined."""

    shaper: Shaper
    text: str
    x: float

    def draw(self, dst: pygame.Surface, baseline: int, colour: Colour) -> None:
        """Draw them on a baseline, in pixels."""
        self.shaper.draw(dst, self.text, self.x, baseline, colour)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands where, in pixels ``fineness`` times too small, and the width in pixels."""

    marks: tuple[Letter | Word, ...]
    width: float
    size: int
    fineness: int

    def render(self, colour: Colour) -> pygame.Surface:
        """Draw it too large, all at its exact place, and shrink: even spacing, no hinting."""
        fineness = self.fineness
        final = (int(self.width) + 4, self.size + int(self.size * 0.32) + 1)
        # one colour everywhere and only the opacity differs: nothing to fringe when shrunk
        large = pygame.Surface((final[0] * fineness, final[1] * fineness), pygame.SRCALPHA, 32)
        large.fill((*colour.rgb, 0))
        for mark in self.marks:
            mark.draw(large, self.size * fineness, colour)
        return pygame.transform.smoothscale(large, final)


def set_line(fonts: Fonts, text: str, size: int, weight: Weight, tag: str, tracking: float) -> Line:
    """Place a line's letters; ``size`` in pixels, ``tracking`` in sizes."""
    fineness = _fineness(size)
    large = size * fineness
    marks: list[Letter | Word] = []
    x = 0.0
    for run in visual(text.translate(_SHOWN), leftwards=tag in RIGHT_TO_LEFT):
        parts = runs(run.text, tag)
        for script, part in reversed(parts) if run.leftwards else parts:
            extent = round(large * _SHARES.get(script, _CJK_SHARE))
            if script is Script.ARABIC:
                shaper = fonts.shaper(script, weight, extent)
                marks.append(Word(shaper, part, x))
                x += shaper.width(part)
                continue
            face = fonts.face(script, weight, extent)
            shown = "".join(map(mirrored, reversed(part))) if run.leftwards else part
            for letter, metrics in zip(shown, face.get_metrics(shown), strict=True):
                marks.append(Letter(face, letter, x))
                x += metrics[4] if metrics else large * 0.5
                x += tracking * large if script is Script.LATIN else 0
    return Line(tuple(marks), x / fineness, size, fineness)


def _fineness(size: int) -> int:
    return 4 if size <= 64 else 3 if size <= 110 else 2
