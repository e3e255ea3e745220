"""Colours: the kiosk's palette, and mixing."""

from typing import NamedTuple


class Colour(NamedTuple):
    """Red, green, blue and opacity, each 0 to 255."""

    red: int
    green: int
    blue: int
    alpha: int = 255

    def fade(self, alpha: float) -> "Colour":
        """Give the same colour with another opacity (0 to 255)."""
        return self._replace(alpha=int(alpha))

    @property
    def rgb(self) -> tuple[int, int, int]:
        """The colour without its opacity."""
        return self.red, self.green, self.blue


def tint(code: str) -> Colour:
    """Read "#RRGGBB"."""
    return Colour(*bytes.fromhex(code.removeprefix("#")))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Go from the first colour (``share`` 0) to the second (1), opacity too."""
    return Colour(*(round(a + (b - a) * share) for a, b in zip(first, second, strict=True)))


# One blue for what can be pressed or is done, yellow for "do this", a teal green for
# go and vermilion for stop: the last two differ in lightness for those who see no hue.
INK = tint("#0B1726")
INK_SOFT = tint("#13243A")
SLATE = tint("#51606F")
MUTED = tint("#58677A")
LINE = tint("#D5DAE1")
RAIL = tint("#D3DAE2")
REST = tint("#BFC8D2")
PAPER_TOP = tint("#FAF9F5")
PAPER = tint("#F3F1EB")
PAPER_LOW = tint("#E9E7E0")
MIST = tint("#ECEFF3")
PALE_BLUE = tint("#E8F0FC")
WHITE = tint("#FFFFFF")
CLEAR = Colour(0, 0, 0, 0)
YELLOW = tint("#FFC629")
YELLOW_DEEP = tint("#DFA70F")
BLUE = tint("#0F5FD6")
BLUE_DEEP = tint("#0A3F96")
GO_BRIGHT = tint("#00867C")
GO = tint("#007870")
GO_DEEP = tint("#004E4B")
GO_LIGHT = tint("#2BD4BE")
MINT = tint("#D6F3EA")
STOP = tint("#C2341A")
STOP_DEEP = tint("#8F1F0C")
SIGN_GREY = tint("#D3DEEA")

_SHARPENED = {
    **dict.fromkeys((SLATE, MUTED, LINE), INK),
    **dict.fromkeys((RAIL, REST), SLATE),
    **dict.fromkeys((PAPER_TOP, PAPER, PAPER_LOW, MIST, PALE_BLUE, MINT, SIGN_GREY), WHITE),
    **dict.fromkeys((GO_BRIGHT, GO), GO_DEEP),
    INK_SOFT: INK,
    BLUE: BLUE_DEEP,
    STOP: STOP_DEEP,
}


def sharpened(colour: Colour) -> Colour:
    """Give a colour of the palette for high contrast, as faded as it was.

    Text then stands at least 7 to 1 against its ground (level AAA of WCAG 2).
    """
    return _SHARPENED.get(colour.fade(255), colour).fade(colour.alpha)
