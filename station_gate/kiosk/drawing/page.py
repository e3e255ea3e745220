"""One frame being drawn: the surface, the toolkit, and what there is to say."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import pygame

from station_gate.kiosk.aids import NO_AIDS, Aid, Aids
from station_gate.kiosk.art.badges import Shape, badge
from station_gate.kiosk.art.icons import icon
from station_gate.kiosk.drawing.layout import LARGE, Layout
from station_gate.kiosk.kit.bench import Bench
from station_gate.kiosk.kit.colour import INK, WHITE, Colour, sharpened
from station_gate.kiosk.kit.fills import gradient, outline, plate, shadow
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.text.texts import Texts
from station_gate.kiosk.text.typesetting import Anchor, Paragraph, Style, Typesetter
from station_gate.lane.view import LaneView

Hold = Literal["corner", "centre", "left", "bottom", "top"]
"""Which point of a sprite is put at a place: its upper left corner, its middle, the
middle of its left side, of its lower or of its upper side."""

_SIGN_LETTERS = 3
_STRIP = 128.0
"""How wide a strip of the ground is; its noise does not show where it begins again."""


_OTHER_SIDE: dict[Anchor, Anchor] = {"left": "right", "centre": "centre", "right": "left"}


@dataclass(frozen=True, slots=True)
class Page:
    """What a screen draws on and with; all lengths are design units.

    A screen is laid out from left to right. For a language written from right to
    left the page is ``mirrored``: whatever is drawn through it lands as far from the
    right as it was meant from the left, and starts of lines become ends. Sprites and
    letters keep their own shape. What shows a real direction (the camera, the gate)
    is drawn on ``page.upright``, at ``page.place(box)``.
    """

    dst: pygame.Surface
    bench: Bench
    setter: Typesetter
    layout: Layout
    texts: Texts
    languages: Sequence[Texts]
    gate_name: str
    view: LaneView
    mirrored: bool = False
    aids: Aids = NO_AIDS
    turned: int = 0
    """How often the passenger has turned to another sheet of this screen's words."""

    @property
    def sharp(self) -> bool:
        """Whether contrast is to be high: greys become black or white, grounds plain."""
        return Aid.HIGH_CONTRAST in self.aids

    @property
    def large(self) -> bool:
        """Whether no text may be smaller than ``LARGE``."""
        return self.layout.large

    def style(self, style: Style) -> Style:
        """Give a style as it is drawn on this page: large and with high contrast if need be."""
        style = style._replace(colour=self.tone(style.colour))
        if not self.large:
            return style
        # a title may shrink more than usual: its floor keeps it legible
        least = min(style.least, LARGE / style.size, 0.5)
        return style._replace(size=max(style.size, LARGE), floor=LARGE, least=least)

    def width(self, text: str, style: Style, tag: str | None = None) -> float:
        """Measure a line of the passenger's language (or of another) as it is drawn."""
        return self.setter.width(text, self.style(style), tag or self.texts.tag)

    def tone(self, colour: Colour) -> Colour:
        """Give a colour of the palette as it is drawn on this page."""
        return sharpened(colour) if self.sharp else colour

    def ground(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """Fill the whole surface with a gradient from its top to its bottom."""
        tones = tuple((place, self.tone(colour)) for place, colour in stops)
        # a strip again and again: the whole would be as large as the screen, and is kept
        strip = gradient(self.bench, _STRIP, self.layout.h, tones)
        for x in range(0, self.dst.get_width(), strip.get_width()):
            self.dst.blit(strip, (x, 0))

    @property
    def upright(self) -> "Page":
        """The same page, not mirrored: for pictures of real things."""
        return replace(self, mirrored=False)

    def place(self, box: Box) -> Box:
        """Say where on the surface a box of the layout is."""
        return box._replace(x=self.layout.w - box.right) if self.mirrored else box

    @property
    def gate_sign(self) -> str | None:
        """The gate's number where its name is one ("4", "Gate 4"), for signs."""
        words = self.gate_name.split()
        named = len(words) == 1 or (len(words) == 2 and words[0].casefold() == "gate")
        return words[-1] if named and len(words[-1]) <= _SIGN_LETTERS else None

    @property
    def gate_title(self) -> str:
        """The gate's name in the passenger's language, or as it is where it is no number."""
        sign = self.gate_sign
        return self.texts("gate", gate=sign) if sign else self.gate_name

    @property
    def time(self) -> float:
        """Seconds since this step began."""
        return self.view.now - self.view.since

    def put(
        self,
        sprite: pygame.Surface,
        x: float,
        y: float,
        hold: Hold = "corner",
        opacity: float | None = None,
    ) -> None:
        """Draw a sprite; ``opacity`` 0 to 255 fades it."""
        where = sprite.get_rect()
        across = self.layout.w - x if self.mirrored else x
        place = (self.bench.px(across), self.bench.px(y))
        if hold == "centre":
            where.center = place
        elif hold == "left" and self.mirrored:
            where.midright = place
        elif hold == "left":
            where.midleft = place
        elif hold == "bottom":
            where.midbottom = place
        elif hold == "top":
            where.midtop = place
        elif self.mirrored:
            where.topright = place
        else:
            where.topleft = place
        if opacity is not None and opacity < 255:
            sprite = sprite.copy()
            sprite.set_alpha(max(0, int(opacity)))
        self.dst.blit(sprite, where)

    def fill(self, box: Box, colour: Colour) -> None:
        """Fill a rectangle with an opaque colour, to whole pixels."""
        px, box = self.bench.px, self.place(box)
        left, top = px(box.x), px(box.y)
        size = (max(1, px(box.right) - left), max(1, px(box.bottom) - top))
        self.dst.fill(self.tone(colour).rgb, pygame.Rect((left, top), size))

    def plate(self, box: Box, radius: float, colour: Colour) -> None:
        """Draw a round-cornered plate."""
        self.put(plate(self.bench, box.w, box.h, radius, self.tone(colour)), box.x, box.y)

    def outline(self, box: Box, radius: float, colour: Colour, width: float) -> None:
        """Draw a round-cornered outline."""
        sprite = outline(self.bench, box.w, box.h, radius, self.tone(colour), width)
        self.put(sprite, box.x, box.y)

    def shade(self, box: Box, radius: float, blur: float, strength: int, down: float) -> None:
        """Draw the soft shadow of a plate."""
        sprite = shadow(self.bench, box.w, box.h, radius, blur, strength)
        self.put(sprite, box.x - 2 * blur, box.y - 2 * blur + down)

    def card(self, box: Box, radius: float = 30, colour: Colour = WHITE) -> None:
        """Draw a plate that floats on its shadow."""
        self.shade(box, radius, 20, 50, 10)
        self.plate(box, radius, colour)
        if self.sharp:
            self.outline(box, radius, INK, 2)

    def icon(
        self, name: str, x: float, y: float, size: float, colour: Colour, opacity: float = 255
    ) -> None:
        """Draw an icon around a point."""
        self.put(icon(self.bench, name, size, self.tone(colour)), x, y, "centre", opacity)

    def badge(
        self, name: str, x: float, y: float, size: float, ground: Colour, ink: Colour, shape: Shape
    ) -> None:
        """Draw a badge around a point."""
        self.put(badge(self.bench, name, size, self.tone(ground), ink, shape), x, y, "centre")

    def label(
        self,
        text: str,
        x: float,
        baseline: float,
        style: Style,
        *,
        width: float,
        anchor: Anchor = "left",
        tag: str | None = None,
    ) -> float:
        """Draw one line of the passenger's language (or of another); give its width.

        ``anchor`` is meant as the layout is, before mirroring.
        """
        style = self.style(style)
        if self.mirrored:
            x, anchor = self.layout.w - x, _OTHER_SIDE[anchor]
        return self.setter.label(
            self.dst, text, x, baseline, style, tag or self.texts.tag, width=width, anchor=anchor
        )

    def stack(
        self,
        paragraphs: Sequence[Paragraph],
        box: Box,
        *,
        anchor: Anchor = "left",
        middle: bool = False,
    ) -> float:
        """Draw paragraphs under each other; give where they end."""
        paragraphs = [each._replace(style=self.style(each.style)) for each in paragraphs]
        if self.mirrored:
            box, anchor = self.place(box), _OTHER_SIDE[anchor]
        return self.setter.stack(
            self.dst, paragraphs, box, self.texts.tag, anchor=anchor, middle=middle
        )

    def height(self, paragraphs: Sequence[Paragraph], box: Box) -> float:
        """Measure how much of a box's height ``stack`` would take."""
        paragraphs = [each._replace(style=self.style(each.style)) for each in paragraphs]
        return self.setter.height(paragraphs, box, self.texts.tag)

    def pixels(self, box: Box) -> pygame.Rect:
        """Give a box in pixels."""
        px, box = self.bench.px, self.place(box)
        left, top = px(box.x), px(box.y)
        return pygame.Rect(left, top, px(box.right) - left, px(box.bottom) - top)

    @contextmanager
    def inside(self, box: Box) -> Iterator[None]:
        """Draw only inside a box for a while."""
        before = self.dst.get_clip()
        self.dst.set_clip(self.pixels(box).clip(before))
        try:
            yield
        finally:
            self.dst.set_clip(before)
