"""A small drawing board for plots: axes, lines, a legend; smooth, without a plotting library."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Ticks = Sequence[tuple[float, str]]
"""Places along an axis, 0 to 1, and what stands there."""

OURS, PLAIN, GENUINE, IMPOSTOR = "#0b6e4f", "#c2571a", "#2a6fbb", "#b03060"
_INK, _GRID = "#222222", "#dddddd"
_FINE = 2
"""Drawn so many times larger, then reduced: Pillow's own lines have jagged edges."""
_WIDTH, _HEIGHT = 760, 520
_LEFT, _TOP, _RIGHT, _BOTTOM = 84, 48, 24, 60
_TEXT, _TITLE = 14, 17


class Canvas:
    """One plot; places are fractions of the plotting area, 0 to 1, upwards."""

    def __init__(self, title: str, across: str, up: str) -> None:
        """Draw the frame with its title and the names of its axes."""
        self._image = Image.new("RGB", (_WIDTH * _FINE, _HEIGHT * _FINE), "white")
        self._draw = ImageDraw.Draw(self._image)
        self._font = ImageFont.load_default(_TEXT * _FINE)
        self._legend = 0
        self._write((_LEFT, 14), title, ImageFont.load_default(_TITLE * _FINE))
        middle = (_LEFT + _WIDTH - _RIGHT) / 2
        self._write((middle, _HEIGHT - 26), across, anchor="ma")
        name = Image.new("L", (_HEIGHT * _FINE, 24 * _FINE), 0)
        ImageDraw.Draw(name).text((name.width / 2, 0), up, fill=255, font=self._font, anchor="ma")
        turned = name.transpose(Image.Transpose.ROTATE_90)
        self._image.paste(_INK, (8 * _FINE, 0), turned)

    def ticks(self, across: Ticks, up: Ticks) -> None:
        """Draw a grid and its numbers."""
        for place, name in across:
            self._lines([(place, 0), (place, 1)], _GRID, 1)
            self._write(self._at((place, 0), 6), name, anchor="ma")
        for place, name in up:
            self._lines([(0, place), (1, place)], _GRID, 1)
            x, y = self._at((0, place))
            self._write((x - 8, y), name, anchor="rm")
        self._lines([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], _INK, 1)

    def line(self, points: Sequence[Point], colour: str, name: str) -> None:
        """Draw a line and add it to the legend."""
        self._lines(points, colour, 2)
        self._name(colour, name)

    def area(self, points: Sequence[Point], colour: str, name: str) -> None:
        """Fill what is below a line, lightly, and add it to the legend."""
        shade = Image.new("L", self._image.size, 0)
        outline = [(points[0][0], 0.0), *points, (points[-1][0], 0.0)]
        ImageDraw.Draw(shade).polygon([self._fine(each) for each in outline], fill=70)
        self._image.paste(colour, mask=shade)
        self._lines(points, colour, 2)
        self._name(colour, name)

    def upright(self, place: float, name: str, height: float) -> None:
        """Draw an upright line with a name at a height, 0 to 1."""
        self._lines([(place, 0), (place, 1)], _INK, 1)
        x, y = self._at((place, height))
        self._write((x + 5, y), name)

    def png(self) -> bytes:
        """Return the plot as a PNG file."""
        written = BytesIO()
        small = self._image.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
        small.save(written, "PNG", optimize=True)
        return written.getvalue()

    def _name(self, colour: str, name: str) -> None:
        y = _TOP + 12 + 20 * self._legend
        x = _WIDTH - _RIGHT - 14
        self._write((x - 26, y), name, anchor="rm")
        ends = [((x - 20) * _FINE, y * _FINE), (x * _FINE, y * _FINE)]
        self._draw.line(ends, colour, 3 * _FINE)
        self._legend += 1

    def _lines(self, points: Sequence[Point], colour: str, width: int) -> None:
        self._draw.line([self._fine(each) for each in points], colour, width * _FINE, "curve")

    def _write(
        self,
        place: Point,
        text: str,
        font: ImageFont.FreeTypeFont | ImageFont.ImageFont | None = None,
        anchor: str = "la",
    ) -> None:
        x, y = place
        self._draw.text(
            (x * _FINE, y * _FINE), text, fill=_INK, font=font or self._font, anchor=anchor
        )

    def _at(self, place: Point, below: float = 0) -> Point:
        x, y = place
        return (
            _LEFT + x * (_WIDTH - _LEFT - _RIGHT),
            _TOP + (1 - y) * (_HEIGHT - _TOP - _BOTTOM) + below,
        )

    def _fine(self, place: Point) -> Point:
        x, y = self._at(place)
        return x * _FINE, y * _FINE
