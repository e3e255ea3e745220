"""The ticket reader of a lane: frames in, one new payload out."""

from station_gate.capture.sources import FrameSource
from station_gate.lane.scanning import Scanner

_ABSENT = 1.0
"""Seconds a code must have been out of sight to count as shown anew: without it a
ticket left in front of the reader would begin the next transaction by itself."""


class TicketDesk:
    """Watches a frame source for codes while it is open."""

    def __init__(self, source: FrameSource, scanner: Scanner) -> None:
        self._source = source
        self._scanner = scanner
        self._open = False
        self._last = b""
        self._last_seen = float("-inf")

    @property
    def failed(self) -> str | None:
        """Why the reader's camera gives no pictures, if it does not."""
        return self._source.failed

    def seen(self, now: float) -> bool:
        """Whether a code is in front of the reader."""
        return self._open and now - self._last_seen < _ABSENT

    def poll(self, now: float, *, wanted: bool) -> list[bytes]:
        """Look; return the payloads that were shown anew, in the order found.

        ``wanted``: whether anybody is asked for a ticket now; a code in sight
        while nobody is does not count as new when somebody is.
        """
        if not self._open:
            self._source.start(now)
            self._open = True
        frame = self._source.read(now)
        if frame is not None:
            self._scanner.submit(frame.pixels)
        fresh: list[bytes] = []
        for found in self._scanner.poll():
            if not found:
                continue
            payloads = [barcode.payload for barcode in found]
            if wanted and (self._last not in payloads or now - self._last_seen >= _ABSENT):
                fresh = payloads
                self._last = payloads[0]
            elif not wanted and self._last not in payloads:
                self._last = payloads[0]
            self._last_seen = now
        return fresh

    def close(self) -> None:
        """Let go of the camera and the scanner."""
        self._scanner.close()
        self._source.close()
