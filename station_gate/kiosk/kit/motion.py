"""How things move: pure functions of time, so that a frame can be drawn again exactly."""

import math


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """Keep a value within its bounds."""
    return min(max(value, low), high)


def lerp(first: float, last: float, share: float) -> float:
    """Go from the first value (``share`` 0) to the last (1)."""
    return first + (last - first) * share


def span(time: float, begin: float, end: float) -> float:
    """How much of the time from ``begin`` to ``end`` has passed, 0 to 1."""
    return clamp((time - begin) / (end - begin))


def ease_in_out(share: float) -> float:
    """Start and settle gently."""
    share = clamp(share)
    return 4 * share**3 if share < 0.5 else 1 - (2 - 2 * share) ** 3 / 2


def ease_back(share: float, overshoot: float = 1.3) -> float:
    """Go a little beyond the end and come back."""
    share = clamp(share) - 1
    return share * share * ((overshoot + 1) * share + overshoot) + 1


def pulse(time: float, period: float) -> float:
    """Breathe between 0 and 1, starting at 0, once each ``period`` seconds."""
    return 0.5 - 0.5 * math.cos(2 * math.pi * time / period)


def shake(share: float, swings: int = 4) -> float:
    """Swing between -1 and 1 and calm down while ``share`` goes from 0 to 1."""
    return math.sin(share * math.pi * swings) * (1 - share)


def quantise(value: float, step: float) -> float:
    """Round to a multiple of ``step``: no raw float may become part of a cache key."""
    return round(value / step) * step
