"""What makes the screens easier for a passenger: each aid may be on or off.

An operator sets what is on for everybody; a passenger may choose otherwise, for
themselves and for as long as they are here.
"""

from collections.abc import Iterable
from enum import StrEnum

from station_gate.gate.terms import Step


class Aid(StrEnum):
    """One of the aids; the value names its texts and its button."""

    LARGE_TEXT = "large_text"
    """Every text subtends at least 0.7 degrees (EN 301 549, 5.1.4): see ``layout.LARGE``."""
    HIGH_CONTRAST = "high_contrast"
    """Text stands at least 7 to 1 against its ground."""
    REDUCED_MOTION = "reduced_motion"
    """Nothing moves for its own sake."""
    SPEECH = "speech"
    """What the screen asks for is spoken."""


Aids = frozenset[Aid]
NO_AIDS: Aids = frozenset()
FORGOTTEN_AFTER = 30.0
"""Seconds at idle after which aids that somebody chose and left are given up."""


class ChosenAids:
    """The passenger's choice among the aids ``offered``, until the lane is idle again.

    ``default`` is what the settings say; an aid of theirs that is not offered is left out.
    """

    def __init__(self, offered: Iterable[Aid], default: Aids) -> None:
        self.offered = tuple(offered)
        self._default = default & frozenset(self.offered)
        self._chosen_at = 0.0
        self._step = Step.IDLE
        self.current = self._default

    def switch(self, aid: Aid, now: float) -> None:
        """Switch an aid on or off; one that is not offered changes nothing."""
        if aid in self.offered:
            self.current ^= {aid}
            self._chosen_at = now

    def follow(self, step: Step, now: float) -> None:
        """Go back to the settings when the lane becomes idle, or stays so for long."""
        if step is Step.IDLE and (
            self._step is not Step.IDLE or now - self._chosen_at >= FORGOTTEN_AFTER
        ):
            self.current = self._default
        self._step = step
