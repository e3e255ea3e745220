"""Where things are on a page: millimetres from its upper left corner (ICAO Doc 9303-4 to -6).

The zone's place, letter pitch and line spacing are the standard's, so a zone that has
been read tells where everything else on the page is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PITCH = 2.54
"""Between two letters of a zone: ten to the inch (9303-3, section 4.3)."""
CAPITAL = 2.4
"""Height of a capital of OCR-B, size 1 (ISO 1073-2)."""
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The page of one form that has the zone on it."""

    form: str
    size: tuple[float, float]
    """Width and height."""
    lines: int
    letters: int
    """In each line."""
    first: float
    """Middle of the first line, above the page's lower edge."""
    spacing: float
    """Between the middles of two lines."""
    portrait: tuple[float, float, float, float] | None
    """Left, top, width, height of the box that holds the portrait on every document of
    this form; ``None`` where it is on the other side."""

    def grid(self, spacing: float | None = None) -> Points:
        """Give the middles of all letters, (lines, letters, 2) as x, y.

        ``spacing`` is that of a document which has its lines elsewhere than the standard.
        """
        width, height = self.size
        left = (width - PITCH * (self.letters - 1)) / 2
        across = left + PITCH * np.arange(self.letters)
        down = height - self.first + (spacing or self.spacing) * np.arange(self.lines)
        return np.stack(np.meshgrid(across, down), axis=2)

    def zone(self) -> Points:
        """Give the corners of the field of letters: (4, 2), from the upper left on, around."""
        grid = self.grid()
        edges = np.array(
            [[-PITCH, -CAPITAL], [PITCH, -CAPITAL], [PITCH, CAPITAL], [-PITCH, CAPITAL]]
        )
        ends = np.stack([grid[0, 0], grid[0, -1], grid[-1, -1], grid[-1, 0]])
        return ends + edges / 2


LAYOUTS = {
    layout.form: layout
    for layout in (
        Layout(
            form="TD1",
            size=(85.6, 54.0),
            lines=3,
            letters=30,
            first=18.0,
            spacing=4.23,
            portrait=None,
        ),
        Layout(
            form="TD2",
            size=(105.0, 74.0),
            lines=2,
            letters=36,
            first=17.5,
            spacing=6.35,
            portrait=(3.0, 10.0, 34.0, 42.0),
        ),
        Layout(
            form="TD3",
            size=(125.0, 88.0),
            lines=2,
            letters=44,
            first=17.5,
            spacing=6.35,
            portrait=(4.0, 13.0, 38.0, 50.0),
        ),
    )
}
