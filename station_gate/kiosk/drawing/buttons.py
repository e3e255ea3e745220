"""Things to press: how they look, pressed and not, and where a finger finds them."""

from dataclasses import dataclass
from enum import Enum

from station_gate.kiosk.drawing.layout import TOUCH
from station_gate.kiosk.drawing.page import Page
from station_gate.kiosk.kit.colour import BLUE, BLUE_DEEP, INK, MIST, WHITE, YELLOW, Colour, mix
from station_gate.kiosk.kit.fills import gradient_plate
from station_gate.kiosk.kit.geometry import Box
from station_gate.kiosk.target import Target
from station_gate.kiosk.text.fonts import Weight
from station_gate.kiosk.text.typesetting import Style


class Look(Enum):
    """A button's look: its ground, its ink and whether it has an outline and a shadow."""

    PRIMARY = (BLUE, WHITE, False, True)
    YELLOW = (YELLOW, INK, False, True)
    OUTLINE = (WHITE, INK, True, False)
    GHOST = (MIST, INK, False, False)
    CHOSEN = (WHITE, INK, False, False)
    CHOICE = (WHITE.fade(30), WHITE, False, False)

    def __init__(self, ground: Colour, ink: Colour, outlined: bool, raised: bool) -> None:
        self.ground = ground
        self.ink = ink
        self.outlined = outlined
        self.raised = raised

    def held(self) -> Colour:
        """Give the ground while a finger is on it."""
        if self is Look.PRIMARY:
            return BLUE_DEEP
        if self.ground.alpha < 255:
            return self.ground.fade(80)
        return mix(self.ground, INK, 0.16)


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the target's name, where it is, what is on it."""

    name: str
    box: Box
    label: str
    look: Look
    icon: str | None = None
    note: str | None = None
    """A second, smaller line."""
    size: float = 22
    radius: float = 18
    reserve: float = 0
    """Room kept free of the label, on the right."""
    tag: str | None = None
    """The language of the label, where it is not the passenger's."""
    ticked: bool | None = None
    """Whether what it switches is on; ``None`` where it switches nothing."""
    spoken: str | None = None
    """What is said instead of the label, where that is only a picture."""

    @property
    def reach(self) -> Box:
        """Where a finger finds it: never smaller than a finger needs."""
        x, y, w, h = self.box
        more_w, more_h = max(0.0, TOUCH - w), max(0.0, TOUCH - h)
        return Box(x - more_w / 2, y - more_h / 2, w + more_w, h + more_h)

    def target(self, page: Page) -> Target:
        """Give it as the application wants it."""
        label = self.spoken or self.label
        return Target(self.name, page.pixels(self.reach), label, self.tag)

    def draw(self, page: Page, *, held: bool = False) -> None:
        """Draw it, or draw it pressed over its unpressed self."""
        x, y, w, h = self.box
        look, ink = self.look, self.look.ink
        if look.raised and not held:
            page.shade(self.box, self.radius, 10, 60, 5)
        page.plate(self.box, self.radius, look.held() if held else look.ground)
        if look is Look.PRIMARY and not held:
            gloss = ((0.0, WHITE.fade(26)), (1.0, WHITE.fade(0)))
            page.put(gradient_plate(page.bench, w, h / 2, self.radius, gloss), x, y)
        if look.outlined or (page.sharp and look is Look.GHOST):
            page.outline(self.box, self.radius, INK, 2.6)
        elif page.sharp and look is Look.CHOICE:
            page.outline(self.box, self.radius, WHITE, 2)
        weight = Weight.MEDIUM if look is Look.CHOICE else Weight.SEMIBOLD
        style = page.style(Style(self.size, weight, ink, least=0.6))
        tag = self.tag or page.texts.tag
        size = style.size if self.label else self.size
        picture = size * 1.35 if self.icon else 0.0
        gap = 12.0 if self.icon and self.label else 0.0
        room = w - self.reserve - picture - gap - min(28.0, w * 0.24)
        text = min(page.width(self.label, style, tag), room)
        left = x + (w - self.reserve - text - picture - gap) / 2
        if self.ticked is not None:  # in a list the icons stand under each other
            left = x + 28
        middle = y + h / 2 - (size * (0.56 if page.large else 0.42) if self.note else 0)
        if self.icon:
            page.icon(self.icon, left + picture / 2, middle, picture, ink)
        baseline = middle + size * 0.36
        page.label(self.label, left + picture + gap, baseline, style, width=room, tag=tag)
        if self.ticked is not None:
            where = x + w - self.reserve / 2
            page.outline(Box(where - 20, y + h / 2 - 20, 40, 40), 10, ink, 2.6)
            if self.ticked:
                page.icon("check", where, y + h / 2, 30, ink)
        if self.note:
            small = Style(16.5, Weight.MEDIUM, ink)
            below = y + h / 2 + (31 if page.large else 27)
            page.label(self.note, x + w / 2, below, small, width=w - 24, anchor="centre")
