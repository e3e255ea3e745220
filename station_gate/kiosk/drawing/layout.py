"""Where things go: boxes in design units for a screen of any size and either orientation."""

from dataclasses import dataclass

from station_gate.kiosk.kit.geometry import Box

_LONG, _SHORT = 1280.0, 720.0
TOUCH = 54.0
"""The least height and width of anything to press: 20 mm where the long side of a
21.5-inch display (476 mm) is 1,280 units."""
LARGE = 27.2
"""The least size of large text. A capital is 0.727 sizes high (Inter) and must subtend 0.7
degrees (EN 301 549, 5.1.4): 7.33 mm at 60 cm, where people stand who touch the display."""
_ENDS, _LARGE_ENDS = 334.0, 446.0
"""How wide the footer's buttons are together."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A screen of ``w`` by ``h`` design units, each ``unit`` pixels.

    The design is for 1280 x 720 (or 720 x 1280); a screen of another shape is
    longer one way, never shorter. ``large`` makes room for large text; ``raised`` is how much
    of the room above the footer is taken by a card that lies there.
    """

    w: float
    h: float
    unit: float
    large: bool = False
    raised: float = 0.0

    @property
    def portrait(self) -> bool:
        """Whether the screen stands upright."""
        return self.h > self.w

    @property
    def header(self) -> float:
        """The header's height."""
        return 146 if self.portrait else 84

    @property
    def title_line(self) -> float:
        """The middle of the header's upper line, or of its only one."""
        return 40 if self.portrait else (self.header - 5) / 2

    @property
    def choice_line(self) -> float:
        """The middle of the line with the languages: upright it is a second one."""
        return 108 if self.portrait else self.title_line

    @property
    def footer(self) -> float:
        """The footer's height."""
        return 226 if self.portrait else 100

    @property
    def foot(self) -> float:
        """Where the footer begins."""
        return self.h - self.footer

    @property
    def floor(self) -> float:
        """Where there is an end of the room for what a screen says."""
        return self.foot - self.raised

    @property
    def picture(self) -> Box:
        """The picture's panel: on the right, or above."""
        if self.portrait:
            height = 470 + (self.h - _LONG) * 0.5 - (40 if self.large else 0) - self.raised * 0.5
            return Box(40, self.header + 36, self.w - 80, height)
        left = 628 + (self.w - _LONG) * 0.5
        return Box(left, 112, self.w - left - 48, self.floor - 136)

    @property
    def words(self) -> Box:
        """The words beside or below the picture."""
        if self.portrait:
            top = self.picture.bottom + 38
            return Box(48, top, self.w - 96, self.floor - top - 24)
        return Box(56, 132, self.picture.x - 108, self.floor - 160)

    @property
    def rail(self) -> tuple[float, float, float]:
        """The metro line of the steps: from, to, and its height."""
        if self.portrait:
            return 76, self.w - 76, self.foot + 40
        return 84, self.w - 186 - self.ends, self.foot + 38

    @property
    def ends(self) -> float:
        """How wide the buttons beside the metro line are together."""
        return _LARGE_ENDS if self.large else _ENDS


def layout_for(size: tuple[int, int]) -> Layout:
    """Lay out a screen of a size in pixels."""
    width, height = size
    upright = height > width
    unit = min(width / (_SHORT if upright else _LONG), height / (_LONG if upright else _SHORT))
    return Layout(width / unit, height / unit, unit)
