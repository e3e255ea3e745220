"""The oval that the kiosk asks the passenger's face into."""

from math import hypot

from station_gate.faces.detector import Box

_CENTRE = (0.5, 0.5)
"""Fractions of the frame."""
_REACH = (0.25, 0.4)
"""Fractions of the frame from the centre to where a face is beside the oval. More
up and down: a child or somebody in a wheelchair cannot move into it."""


def off_centre(box: Box, width: int, height: int) -> float:
    """Return how far a face is from the oval: 0 in its centre, 1 just beside it."""
    x, y = box.centre
    return hypot((x / width - _CENTRE[0]) / _REACH[0], (y / height - _CENTRE[1]) / _REACH[1])
