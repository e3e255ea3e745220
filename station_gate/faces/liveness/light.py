"""The screen lights the face with colours in a random order: does the face take them on?

Experimental: no such screen and camera was ever before us, only drawings of both. Skin takes
on the screen's colours; a phone or a tablet is bright by itself and hardly does. Paper takes
them on as skin does, and in daylight nothing does.
"""

import random
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.detector import Box
from station_gate.faces.observation import Colour, Light, Measure
from station_gate.faces.pixels import Pixels

COLOURS: tuple[Colour, ...] = ((255, 170, 130), (140, 255, 160), (130, 170, 255), (70, 70, 70))
"""RGB; no saturated red, which is the most dangerous one in flashes (WCAG 2.2, 2.3.1)."""
_INNER = 0.3
"""Of the face's box, from its middle: skin, whatever the hair is like."""
_BESIDE = 0.9, 1.6
"""Widths of the face's box from its middle: what is behind the passenger."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightLimits:
    """The sequence, and when a face counts as lit by it. Chosen, not measured."""

    changes: int = 5
    """Colours shown one after the other, none like the one before."""
    seconds: float = 0.5
    """Of each: two changes a second, where three are allowed (WCAG 2.2, 2.3.1)."""
    settle: float = 0.2
    """Seconds after a change in which screen and camera may still show the colour before."""
    gain: float = 0.04
    """By how much the face brightens from no light to full light, over the background, at
    least. By arithmetic a large screen at 0.6 m adds 0.15 to 0.3 to a lit hall (docs/
    constants.md), and glass gives back a tenth of what skin does."""
    likeness: float = 0.5
    """Correlation of what the face did with what the screen showed, at least."""


class LightShow:
    """One passenger's sequence of colours, and what the face did under it."""

    def __init__(self, limits: LightLimits, order: random.Random, began: float) -> None:
        self._limits = limits
        self._began = began
        self._colours: list[Colour] = []
        for _ in range(limits.changes):
            others = [each for each in COLOURS if self._colours[-1:] != [each]]
            self._colours.append(order.choice(others))
        self._shown: list[Colour] = []
        self._seen: list[Numbers] = []
        self._times: list[float] = []

    @property
    def until(self) -> float:
        """When it is over."""
        return self._began + self._limits.changes * self._limits.seconds

    def light(self, at: float) -> Light | None:
        """Say what the screen is to show at ``at``; ``None`` once it is over."""
        step = floor((at - self._began) / self._limits.seconds)
        if not 0 <= step < len(self._colours):
            return None
        since = self._began + step * self._limits.seconds
        return Light(self._colours[step], since)

    def see(self, at: float, pixels: Pixels, box: Box) -> None:
        """Take in a frame, uint8 (H, W, 3) RGB, and where the face is in it."""
        light = self.light(at)
        if light is None or at - light.since < self._limits.settle:
            return
        seen = _face_over_background(pixels, box)
        if seen is not None:
            self._shown.append(light.colour)
            self._seen.append(seen)
            self._times.append(at)

    def measures(self) -> tuple[Measure, ...]:
        """Give what was measured beside its limits."""
        gain, likeness = self._answer()
        limits = self._limits
        return (
            Measure(name="liveness_light_gain", value=gain, low=limits.gain, high=None),
            Measure(name="liveness_light", value=likeness, low=limits.likeness, high=None),
        )

    def _answer(self) -> tuple[float, float]:
        """Fit what the face did to what was shown: gain, and correlation (-1 to 1)."""
        if len(set(self._shown)) < 2:
            return 0.0, 0.0
        shown = _steady(np.array(self._shown) / 255, self._times)
        seen = _steady(np.array(self._seen), self._times)
        power, answer = float((shown**2).sum()), float((seen**2).sum())
        if power < 1e-9 or answer < 1e-12:
            return 0.0, 0.0
        both = float((shown * seen).sum())
        return both / power, both / (power * answer) ** 0.5


def _face_over_background(pixels: Pixels, box: Box) -> Numbers | None:
    """Give the logarithm of the face's colour over the background's, (3,).

    What the camera does to the whole picture, exposure and white balance, falls out.
    """
    height, width = pixels.shape[:2]
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    top, bottom = (
        max(0, round(y - _INNER * box.height)),
        min(height, round(y + _INNER * box.height)),
    )
    near, far = (round(share * box.width) for share in _BESIDE)
    inner = round(_INNER * box.width)
    face = pixels[top:bottom, max(0, round(x) - inner) : max(0, round(x) + inner)]
    left = pixels[top:bottom, max(0, round(x) - far) : max(0, round(x) - near)]
    right = pixels[top:bottom, min(width, round(x) + near) : min(width, round(x) + far)]
    behind = np.concatenate([left.reshape(-1, 3), right.reshape(-1, 3)])
    if not face.size or not behind.size:
        return None
    means = face.reshape(-1, 3).mean(axis=0), behind.mean(axis=0)
    seen: Numbers = np.log(means[0] + 1) - np.log(means[1] + 1)
    return seen


def _steady(values: Numbers, times: list[float]) -> Numbers:
    """Take off each column's mean and its straight line over time: people move slowly."""
    line = np.stack([np.ones(len(times)), np.array(times)], axis=1)
    fitted, *_ = np.linalg.lstsq(line, values, rcond=None)
    rest: Numbers = values - line @ fitted
    return rest
