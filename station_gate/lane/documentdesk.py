"""The simulated document reader of a lane.

It stands where a chip or page reader would: a document that is laid on it takes
a moment and then gives its fields and portrait. A photographed card is read from
both sides; the passenger is asked to turn it over.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import NamedTuple

from station_gate.documents.document import IdentityDocument
from station_gate.lane.ports import Documents

_READING = 0.8
"""Seconds a reader needs for a chip's fields and portrait (a fast one; simulated)."""
_TURNING = 2.5
"""Seconds in which the simulated passenger takes a card up and lays it down again."""
TAKING = 1.5
"""Seconds after the reading until an attentive passenger has taken the document back."""


class Offer(NamedTuple):
    """What the passenger does with a document, at the simulated reader."""

    sides: Sequence[Path]
    """What is laid down: two pictures for a card's two sides."""
    after: float
    """Seconds until it is laid down."""
    taken_after: float = TAKING
    """Seconds, once it has been read or is not wanted any more, until it is taken back."""


class DocumentDesk:
    """Gives the document that the passenger lays down, once for each asking.

    ``offer()`` names the document the passenger will lay down now; ``None`` when there
    is none. ``documents`` read it, on the station's day, which ``today(now)`` gives.
    """

    def __init__(
        self,
        offer: Callable[[], Offer | None],
        documents: Documents,
        today: Callable[[float], date],
    ) -> None:
        self._offer = offer
        self._documents = documents
        self._today = today
        self._asking = False
        self._sides: list[Path] = []
        self._laid_at = 0.0
        self._taking = TAKING
        self._taken_at = 0.0
        """When the document that is not wanted any more is taken back."""
        self._turned = False
        self._job: Future[IdentityDocument | None] | None = None

    def ask(self, now: float) -> None:
        """Ask the passenger for a document from now on."""
        self.stop(now)
        self._asking = True
        self._taken_at = 0.0
        offer = self._offer()
        if offer is not None:
            self._sides, self._laid_at = list(offer.sides), now + offer.after
            self._taking = offer.taken_after
            self._documents.begin(self._today(now))

    def stop(self, now: float) -> None:
        """Nobody is asked any more; nothing of the document is kept."""
        if self.seen(now):
            self._taken_at = now + self._taking
        self._asking = self._turned = False
        self._sides = []
        self._job = None

    @property
    def failed(self) -> str | None:
        """Why no document can be read, if so."""
        return self._documents.failed

    @property
    def asking(self) -> bool:
        """Whether a document is wanted."""
        return self._asking

    @property
    def turned(self) -> bool:
        """Whether the other side of a card is wanted."""
        return self._turned

    def seen(self, now: float) -> bool:
        """Return whether a document lies on the reader."""
        return bool(self._sides) and now >= self._laid_at

    def left(self, now: float) -> bool:
        """Return whether a document still lies on the reader that is not wanted any more."""
        return now < self._taken_at

    def poll(self, now: float) -> IdentityDocument | None:
        """Return the document once it has been read.

        Raises ``DocumentRefused`` when it must not be used and ``BadInput`` when it
        cannot be read; it is then out of the reader.
        """
        if not self._sides or now < self._laid_at + _READING:
            return None
        if self._job is None:
            self._job = self._documents.read(self._sides[0])
        if not self._job.done():
            return None
        job, self._job = self._job, None
        if job.exception() is None and job.result() is None:
            self._turned, self._laid_at = True, now + _TURNING
            # who has no other side lays the same one down again
            self._sides = self._sides[1:] or self._sides
            return None
        self._sides = []
        self._taken_at = now + self._taking
        return job.result()

    def close(self) -> None:
        """Let go of what reads."""
        self._documents.close()
