"""The ticket reader of a lane: frames in, new payloads out."""

from collections.abc import Collection
from contextlib import ExitStack

from station_gate.barcodes.zbar import Corners
from station_gate.lane.ports import FrameSource
from station_gate.lane.scanning import Scan, Scanner
from station_gate.lane.view import TicketSight

_ABSENT = 1.0
"""Seconds a code must have been out of sight to count as shown anew: without it a
ticket left in front of the reader would begin the next transaction by itself."""
_SHOWN = 1.2
"""Seconds that a sight of a code is shown for: long enough to be noticed."""
_NEARER = 0.25
"""Of the frame's height: a smaller code that is not read is too far away. A ticket's
code has some 60 modules, which are then 3 pixels each in a frame of 720 lines."""


class TicketDesk:
    """Watches a frame source for codes while it is open."""

    def __init__(self, source: FrameSource, scanner: Scanner) -> None:
        self._source = source
        self._scanner = scanner
        self._open = False
        self._seen: dict[bytes, float] = {}
        """When each code in view was last read."""
        self._last_seen = float("-inf")
        self._looked = 0
        self._sight: TicketSight | None = None
        self._sighted = float("-inf")

    @property
    def failed(self) -> str | None:
        """Why no ticket can be read, if so: the camera, or what finds codes in its pictures."""
        return self._source.failed or self._scanner.failed

    @property
    def looked(self) -> int:
        """How many frames have been looked at so far."""
        return self._looked

    @property
    def in_view(self) -> frozenset[bytes]:
        """Payloads of the codes in front of the reader."""
        return frozenset(self._seen)

    def pass_over(self, payloads: Collection[bytes]) -> None:
        """Search on beside these codes; replaces what was said before."""
        self._scanner.pass_over(payloads)

    def seen(self, now: float) -> bool:
        """Return whether a code is in front of the reader."""
        return self._open and now - self._last_seen < _ABSENT

    def sight(self, now: float) -> TicketSight | None:
        """Give the last frame with a code in it, for as long as it is to be shown."""
        return self._sight if now - self._sighted < _SHOWN else None

    def forget(self) -> None:
        """Drop the picture of the passenger's ticket."""
        self._sight = None

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
        self._seen = {code: at for code, at in self._seen.items() if now - at < _ABSENT}
        fresh: list[bytes] = []
        for scan in self._scanner.poll():
            self._looked += 1
            self._look(scan, now)
            for code in scan.codes:
                if wanted and code.payload not in self._seen:
                    fresh.append(code.payload)
                self._seen[code.payload] = self._last_seen = now
        return fresh

    def _look(self, scan: Scan, now: float) -> None:
        outlines = [code.corners for code in scan.codes] or scan.glimpses
        if not outlines:
            return
        if not scan.codes and now - self._last_seen < _SHOWN:
            return  # it has just been read: it only moved
        height, width = scan.pixels.shape[:2]
        self._sight = TicketSight(
            picture=scan.pixels,
            outlines=tuple(
                tuple((x / width, y / height) for x, y in outline) for outline in outlines
            ),
            read=bool(scan.codes),
            far=max(map(_height, outlines)) < _NEARER * height,
        )
        self._sighted = now

    def close(self) -> None:
        """Let go of the camera and the scanner."""
        with ExitStack() as both:
            both.callback(self._source.close)
            both.callback(self._scanner.close)


def _height(outline: Corners) -> float:
    return max(y for _, y in outline) - min(y for _, y in outline)
