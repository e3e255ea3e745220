"""The cards that may lie over a screen: which one does at the moment."""

from enum import Enum

from station_gate.gate.terms import Step

CHOOSING = 20.0
"""Seconds after which a choice that nobody makes is taken away."""


class Card(Enum):
    """A card that lays a choice before the passenger."""

    LANGUAGES = "languages"
    AIDS = "aids"


class OpenCard:
    """Which card lies over the screen: one at most, and not for long."""

    def __init__(self) -> None:
        self.current: Card | None = None
        self._used_at = 0.0
        self._step = Step.IDLE

    def ask(self, card: Card, now: float) -> None:
        """Lay a card before the passenger in place of any other, or take it away again."""
        self.current = None if self.current is card else card
        self._used_at = now

    def use(self, now: float) -> None:
        """Say that somebody is busy with it at ``now`` seconds."""
        self._used_at = now

    def close(self) -> None:
        """Take away whichever lies there."""
        self.current = None

    def follow(self, step: Step, now: float) -> None:
        """Take the card away when the step it was opened in ends, or nobody chooses."""
        if step is not self._step or now - self._used_at >= CHOOSING:
            self.current = None
        self._step = step
