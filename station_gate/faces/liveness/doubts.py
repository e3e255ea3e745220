"""What speaks against a living person in the frames that are looked at anyway."""

from dataclasses import dataclass

from station_gate.faces.observation import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtLimits:
    """When a doubt is raised."""

    alike: float = 0.12
    """Smallest distance of the live faces from the portrait, no crowd's correction in it:
    somebody more alike may hold up the portrait itself. Of 874 genuine pairs on LFW one is
    below, 0.1 % (0.07, the next has 0.121)."""
    another: float = 0.5
    """Distance from the faces just before from which a face may be another one. Somebody who
    looks up and opens the mouth has 0.45 (31 clips of real people talking and signing), two
    who look alike 0.53."""
    changes: int = 1
    """How often another face may seem to look into the camera: a mask that is taken off is
    one such change, a picture that is held up in between is two."""
    blink: float = 0.5
    """Seconds that eyes stay closed in a blink, at most (docs/constants.md)."""


class Doubts:
    """Collects them over one passenger's frames; numbers only."""

    def __init__(self, limits: DoubtLimits) -> None:
        self._limits = limits
        self._closed_at: float | None = None
        self._blinks = 0

    def see(self, at: float, *, eyes_open: bool) -> None:
        """Take in one frame of ``at`` seconds that shows both eyes."""
        if not eyes_open:
            self._closed_at = at if self._closed_at is None else self._closed_at
            return
        if self._closed_at is not None and at - self._closed_at <= self._limits.blink:
            self._blinks += 1
        self._closed_at = None

    def measures(self, changes: int, alike: float) -> tuple[Measure, ...]:
        """Give the values beside their limits.

        ``changes``: how often another person seemed to look into the camera; ``alike``: the
        distance from the portrait. A blink is a supporting cue only: nobody must blink, but
        a portrait does not, so that one that does may be as alike as it will.
        """
        least = 0.0 if self._blinks else self._limits.alike
        return (
            Measure(
                name="liveness_changes",
                value=float(changes),
                low=None,
                high=float(self._limits.changes),
            ),
            Measure(name="liveness_alike", value=alike, low=least, high=None),
            Measure(name="liveness_blinks", value=float(self._blinks), low=0.0, high=None),
        )
