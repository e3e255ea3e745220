"""Lines of text: measured, wrapped by each language's rules, balanced, made to fit.

Whatever does not fit its box even at its smallest size is drawn all the same and
noted in ``Typesetter.overflows``, where the tests find it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import pygame

from station_gate.kiosk.fonts import Fonts, Script, Weight
from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import INK, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.linebreaking import pieces, runs
from station_gate.kiosk.texts import BREAK

Anchor = Literal["left", "centre", "right"]

_CJK_SIZE = 0.96
"""Chinese and Korean letters fill their box more: a little smaller looks the same size."""
_CJK_LEADING = 1.06
_STEP = 0.97
"""Text that does not fit is made smaller by this factor until it does."""


class Style(NamedTuple):
    """How a text looks: size in design units, weight, colour, line height in sizes.

    ``least`` is the smallest share of the size that it may be shrunk to.
    """

    size: float
    weight: Weight = Weight.REGULAR
    colour: Colour = INK
    leading: float = 1.3
    tracking: float | None = None
    """Space between letters in sizes; ``None`` chooses by the size."""
    least: float = 0.7

    def scaled(self, factor: float) -> "Style":
        """Give the style at another size."""
        return self._replace(size=self.size * factor)


class Paragraph(NamedTuple):
    """A text in a stack, at most ``lines`` long, ``gap`` below what is above it."""

    text: str
    style: Style
    lines: int = 3
    gap: float = 0.0


class Typesetter:
    """Sets text for one bench, in one set of fonts."""

    def __init__(self, bench: Bench, fonts: Fonts) -> None:
        self.bench = bench
        self.overflows: list[str] = []
        self._fonts = fonts
        # bounded on the instance, so that a typesetter and its fonts can be freed together
        self._place = lru_cache(8192)(self._place_glyphs)

    # ------------------------------------------------------------------ one line

    def width(self, text: str, style: Style, tag: str) -> float:
        """Measure a line in design units."""
        size = self.bench.px(style.size)
        return self._place(text, size, style.weight, tag, _tracking(style))[1] / self.bench.unit

    def line(self, text: str, style: Style, tag: str) -> pygame.Surface:
        """Make a line as a sprite: its baseline is one size below its top."""
        size = self.bench.px(style.size)
        tracking = _tracking(style)
        key = ("line", text, size, style.weight, style.colour, tag, tracking)
        return self.bench.keep(
            key, lambda: self._render(text, size, style.weight, style.colour, tag, tracking)
        )

    def label(
        self,
        dst: pygame.Surface,
        text: str,
        x: float,
        baseline: float,
        style: Style,
        tag: str,
        *,
        width: float,
        anchor: Anchor = "left",
    ) -> float:
        """Draw one line no wider than ``width``, smaller if need be; give its width."""
        factor = 1.0
        while self.width(text, style.scaled(factor), tag) > width and factor > style.least:
            factor *= _STEP
        sized = style.scaled(factor)
        drawn = self.width(text, sized, tag)
        if drawn > width + 0.5:
            self._overflow(text, tag, f"{drawn:.0f} wide in {width:.0f}")
        # a smaller line keeps its middle, not its baseline
        self._put(dst, text, x, baseline - (style.size - sized.size) * 0.36, sized, tag, anchor)
        return drawn

    # ------------------------------------------------------------------ several lines

    def stack(
        self,
        dst: pygame.Surface,
        paragraphs: Sequence[Paragraph],
        box: Box,
        tag: str,
        *,
        anchor: Anchor = "left",
        middle: bool = False,
    ) -> float:
        """Draw paragraphs under each other, all smaller together until they fit the box.

        ``middle`` centres them in the box's height. Gives where they end.
        """
        least = max(paragraph.style.least for paragraph in paragraphs)
        factor = 1.0
        while not self._fits(paragraphs, factor, box, tag) and factor > least:
            factor *= _STEP
        if not self._fits(paragraphs, factor, box, tag):
            self._overflow(paragraphs[0].text, tag, f"in {box.w:.0f} x {box.h:.0f}")
        y = box.y
        if middle:
            y += max(0.0, (box.h - self._height(paragraphs, factor, box.w, tag)) / 2)
        x = {"left": box.x, "centre": box.cx, "right": box.right}[anchor]
        for i, paragraph in enumerate(paragraphs):
            y += paragraph.gap * factor if i else 0
            style = paragraph.style.scaled(factor)
            for line in self.balanced(paragraph.text, style, box.w, tag):
                self._put(dst, line, x, y + style.size * 0.98, style, tag, anchor)
                y += style.size * _leading(style, tag)
        return y

    def wrap(self, text: str, style: Style, width: float, tag: str) -> list[str]:
        """Break a text into lines; a word wider than the line stays whole.

        The places that the translator marked are used where that costs no line.
        """
        lines: list[str] = []
        for part in text.split("\n"):
            lines += self._break(part, style, width, tag)[1]
        return lines

    def balanced(self, text: str, style: Style, width: float, tag: str) -> list[str]:
        """Wrap into as few lines as fit, then make the lines as equal as can be."""
        lines: list[str] = []
        for part in text.split("\n"):
            bits, fewest = self._break(part, style, width, tag)
            low, high = width * 0.45, width
            for _ in range(7 if len(fewest) > 1 else 0):
                trial = (low + high) / 2
                narrow = self._fill(bits, style, trial, tag)
                wide = max(self.width(line, style, tag) for line in narrow)
                if len(narrow) <= len(fewest) and wide <= trial:
                    high = trial
                else:
                    low = trial
            lines += self._fill(bits, style, high, tag)
        return lines

    def _break(
        self, part: str, style: Style, width: float, tag: str
    ) -> tuple[Sequence[str], list[str]]:
        """Choose where a paragraph may be broken; give its bits and the lines they fill."""
        plain_bits, marked_bits = pieces(part.replace(BREAK, ""), tag), part.split(BREAK)
        plain = self._fill(plain_bits, style, width, tag)
        marked = self._fill(marked_bits, style, width, tag)
        fits = all(self.width(line, style, tag) <= width for line in marked)
        if fits and len(marked) <= len(plain):
            return marked_bits, marked
        return plain_bits, plain

    # ------------------------------------------------------------------ inside

    def _fits(self, paragraphs: Sequence[Paragraph], factor: float, box: Box, tag: str) -> bool:
        for paragraph in paragraphs:
            style = paragraph.style.scaled(factor)
            lines = self.wrap(paragraph.text, style, box.w, tag)
            if len(lines) > paragraph.lines:
                return False
            if any(self.width(line, style, tag) > box.w for line in lines):
                return False
        return self._height(paragraphs, factor, box.w, tag) <= box.h

    def _height(
        self, paragraphs: Sequence[Paragraph], factor: float, width: float, tag: str
    ) -> float:
        total = 0.0
        for i, paragraph in enumerate(paragraphs):
            style = paragraph.style.scaled(factor)
            count = len(self.wrap(paragraph.text, style, width, tag))
            total += count * style.size * _leading(style, tag)
            total += paragraph.gap * factor if i else 0
        return total

    def _fill(self, parts: Sequence[str], style: Style, width: float, tag: str) -> list[str]:
        lines = []
        current = ""
        for part in parts:
            if current and self.width((current + part).rstrip(), style, tag) > width:
                lines.append(current.rstrip())
                current = part.lstrip()
            else:
                current += part
        return [*lines, current.rstrip()]

    def _overflow(self, text: str, tag: str, how: str) -> None:
        note = f"{tag}: {text!r} does not fit: {how}"
        if note not in self.overflows:
            self.overflows.append(note)

    def _put(
        self,
        dst: pygame.Surface,
        text: str,
        x: float,
        baseline: float,
        style: Style,
        tag: str,
        anchor: Anchor,
    ) -> None:
        share = {"left": 0.0, "centre": 0.5, "right": 1.0}[anchor]
        left = x - self.width(text, style, tag) * share
        px = self.bench.px
        dst.blit(self.line(text, style, tag), (px(left), px(baseline) - px(style.size)))

    def _place_glyphs(
        self, text: str, size: int, weight: Weight, tag: str, tracking: float
    ) -> tuple[tuple[tuple[pygame.freetype.Font, str, float], ...], float]:
        """Give each glyph's face and place, in supersampled pixels, and the width in pixels."""
        fineness = _fineness(size)
        glyphs = []
        x = 0.0
        for script, run in runs(text, tag):
            latin = script is Script.LATIN
            face = self._fonts.face(
                script, weight, round(size * fineness * (1 if latin else _CJK_SIZE))
            )
            for letter, metrics in zip(run, face.get_metrics(run), strict=True):
                glyphs.append((face, letter, x))
                x += metrics[4] if metrics else size * fineness * 0.5
                x += tracking * size * fineness if latin else 0
        return tuple(glyphs), x / fineness

    def _render(
        self, text: str, size: int, weight: Weight, colour: Colour, tag: str, tracking: float
    ) -> pygame.Surface:
        """Draw glyphs too large, at their exact places, and shrink: even spacing, no hinting."""
        glyphs, width = self._place(text, size, weight, tag, tracking)
        fineness = _fineness(size)
        final = (int(width) + 4, size + int(size * 0.32) + 1)
        # one colour everywhere and only the opacity differs: nothing to fringe when shrunk
        large = pygame.Surface((final[0] * fineness, final[1] * fineness), pygame.SRCALPHA, 32)
        large.fill((*colour.rgb, 0))
        for face, letter, x in glyphs:
            if not letter.isspace():
                face.render_to(large, (round(x), size * fineness), letter, colour.rgb)
        return pygame.transform.smoothscale(large, final)


def _tracking(style: Style) -> float:
    if style.tracking is not None:
        return style.tracking
    if style.size >= 40:
        return -0.018
    return -0.010 if style.size >= 21 else -0.004


def _leading(style: Style, tag: str) -> float:
    loose = tag != "en" and style.leading > 1.2
    return style.leading * (_CJK_LEADING if loose else 1.0)


def _fineness(size: int) -> int:
    return 4 if size <= 64 else 3 if size <= 110 else 2
