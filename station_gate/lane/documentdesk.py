"""The simulated document reader of a lane.

It stands where a chip or page reader would: a document that is laid on it takes
a moment and then gives its fields and portrait.
"""

from collections.abc import Callable
from pathlib import Path

from station_gate.credentials.document import IdentityDocument

_READING = 0.8
"""Seconds a reader needs for a chip's fields and portrait (a fast one; simulated)."""


class DocumentDesk:
    """Gives the document that the passenger lays down, once for each asking.

    ``offer()`` names the document the passenger will lay down now and after how
    many seconds, or ``None`` when there is none; ``read(path, now)`` reads it.
    """

    def __init__(
        self,
        offer: Callable[[], tuple[Path, float] | None],
        read: Callable[[Path, float], IdentityDocument],
    ) -> None:
        self._offer = offer
        self._read = read
        self._asking = False
        self._path: Path | None = None
        self._laid_at = 0.0

    def ask(self, now: float) -> None:
        """The passenger is asked for a document from now on."""
        self._asking = True
        offer = self._offer()
        if offer is None:
            self._path = None
        else:
            self._path, self._laid_at = offer[0], now + offer[1]

    def stop(self) -> None:
        """Nobody is asked any more."""
        self._asking = False
        self._path = None

    @property
    def asking(self) -> bool:
        """Whether a document is wanted."""
        return self._asking

    def seen(self, now: float) -> bool:
        """Whether a document lies on the reader."""
        return self._path is not None and now >= self._laid_at

    def poll(self, now: float) -> IdentityDocument | None:
        """Return the document once it has been read.

        Raises ``DocumentRefused`` when it must not be used and ``BadInput`` when it
        cannot be read; it is then out of the reader.
        """
        if self._path is None or now < self._laid_at + _READING:
            return None
        path, self._path = self._path, None
        return self._read(path, now)
