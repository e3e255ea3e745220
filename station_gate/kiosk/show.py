"""What the kiosk is given: a show to run and a painter to show it with."""

from collections.abc import Iterator
from typing import Protocol

import pygame

from station_gate.gate.terms import Action, Cue
from station_gate.kiosk.aids import NO_AIDS, Aids
from station_gate.kiosk.cards import Card
from station_gate.kiosk.target import Target
from station_gate.lane.view import LaneView


class Show(Protocol):
    """A lane with whatever feeds it: live devices, or a scenario."""

    title: str
    """What it is called in captions; empty for a lane that needs no name."""

    @property
    def finished(self) -> bool:
        """Whether it is over: a scenario ends, a live lane never does."""
        ...

    def advance(self, now: float) -> LaneView:
        """Do the work due at lane time ``now`` (seconds, never going back)."""
        ...

    def act(self, action: Action) -> None:
        """Take in what a passenger pressed."""
        ...

    def take_cues(self) -> tuple[Cue, ...]:
        """Give the sounds to play since the last call."""
        ...

    def close(self) -> None:
        """Let go of every device and picture."""
        ...


class ScreenPainter(Protocol):
    """Draws a lane's view on a surface of the size that it was made for."""

    def draw(
        self,
        dst: pygame.Surface,
        view: LaneView,
        lang: str,
        pressed: str | None = None,
        *,
        aids: Aids = NO_AIDS,
        card: Card | None = None,
        turned: int = 0,
    ) -> tuple[Target, ...]:
        """Draw the whole screen; give what can be pressed on it.

        ``pressed`` names the target that a finger is holding down; ``aids`` are those
        that are on; ``card`` lies over the screen; ``turned`` is how often another sheet of its
        words was turned to.
        """
        ...

    def warm(self, lang: str) -> Iterator[None]:
        """Draw what will be needed later in a language, a piece at a time: nothing jerks."""
        ...

    def apology(self) -> pygame.Surface:
        """Make the words of "out of service" for when there is no painter.

        They are no larger than the surface that it draws on.
        """
        ...
