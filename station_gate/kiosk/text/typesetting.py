"""Lines of text: measured, wrapped by each language's rules, balanced, made to fit.

Whatever does not fit its box even at its smallest size is drawn all the same and
noted in ``Typesetter.overflows``, where the tests find it.
"""

import weakref
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Literal, NamedTuple

import pygame

from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import INK, Colour
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.text.fonts import Fonts, Weight
from station_gate.kiosk.text.glyphs import set_line
from station_gate.kiosk.text.linebreaking import pieces, small_pieces
from station_gate.kiosk.text.texts import BREAK, HYPHEN
from station_gate.languages import language_of

Anchor = Literal["left", "centre", "right"]

_NOTED = 100
"""Texts that do not fit and are noted: enough to look at, and a kiosk runs for weeks."""
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
    floor: float = 0.0
    """The size in design units below which it is never drawn, whatever ``least`` allows."""

    def scaled(self, factor: float) -> "Style":
        """Give the style at another size."""
        return self._replace(size=max(self.floor, self.size * factor))


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
        self._set = lru_cache(8192)(partial(set_line, fonts))
        own = weakref.proxy(self)  # no cycle
        self._broken = lru_cache(4096)(partial(Typesetter._break, own))
        self._balanced = lru_cache(4096)(partial(Typesetter._balance, own))

    # ------------------------------------------------------------------ one line

    def width(self, text: str, style: Style, tag: str) -> float:
        """Measure a line in design units."""
        size = self.bench.px(style.size)
        return self._set(text, size, style.weight, tag, _tracking(style)).width / self.bench.unit

    def line(self, text: str, style: Style, tag: str) -> pygame.Surface:
        """Make a line as a sprite: its baseline is one size below its top."""
        size = self.bench.px(style.size)
        tracking = _tracking(style)
        key = ("line", text, size, style.weight, style.colour, tag, tracking)
        line = self._set(text, size, style.weight, tag, tracking)
        return self.bench.keep(key, lambda: line.render(self._fonts, style.colour))

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
        factor = self._factor(paragraphs, box, tag)
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
            lines += self._broken(part, style, width, tag)[1]
        return lines

    def balanced(self, text: str, style: Style, width: float, tag: str) -> Sequence[str]:
        """Wrap into as few lines as fit, then make the lines as equal as can be."""
        return self._balanced(text, style, width, tag)

    def _balance(self, text: str, style: Style, width: float, tag: str) -> Sequence[str]:
        lines: list[str] = []
        for part in text.split("\n"):
            bits, fewest = self._broken(part, style, width, tag)
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
        whole = part.replace(BREAK, "")
        plain_bits, marked_bits = pieces(whole, tag), part.split(BREAK)
        plain = self._fill(plain_bits, style, width, tag)
        if any(self.width(line, style, tag) > width for line in plain):
            plain_bits = small_pieces(whole, tag)
            plain = self._fill(plain_bits, style, width, tag)
        marked = self._fill(marked_bits, style, width, tag)
        fits = all(self.width(line, style, tag) <= width for line in marked)
        if fits and len(marked) <= len(plain):
            return marked_bits, marked
        return plain_bits, plain

    def height(self, paragraphs: Sequence[Paragraph], box: Box, tag: str) -> float:
        """Measure how much of the box's height a stack takes."""
        return self._height(paragraphs, self._factor(paragraphs, box, tag), box.w, tag)

    # ------------------------------------------------------------------ inside

    def _factor(self, paragraphs: Sequence[Paragraph], box: Box, tag: str) -> float:
        """Say how much smaller paragraphs have to be to fit a box, as far as they may shrink."""
        least = max(paragraph.style.least for paragraph in paragraphs)
        factor = 1.0
        while not self._fits(paragraphs, factor, box, tag) and factor > least:
            factor *= _STEP
        return factor

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
            if current and self.width(_ended(current + part), style, tag) > width:
                lines.append(_ended(current))
                current = part.lstrip()
            else:
                current += part
        return [*lines, _ended(current)]

    def _overflow(self, text: str, tag: str, how: str) -> None:
        note = f"{tag}: {text!r} does not fit: {how}"
        if note not in self.overflows and len(self.overflows) < _NOTED:
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


def _ended(line: str) -> str:
    """Give a line as it is shown: no space at its end, a hyphen where a word goes on."""
    line = line.rstrip()
    return line[:-1] + "-" if line.endswith(HYPHEN) else line


def _tracking(style: Style) -> float:
    if style.tracking is not None:
        return style.tracking
    if style.size >= 40:
        return -0.018
    return -0.010 if style.size >= 21 else -0.004


def _leading(style: Style, tag: str) -> float:
    loose = style.leading > 1.2
    return style.leading * (language_of(tag).leading if loose else 1.0)
