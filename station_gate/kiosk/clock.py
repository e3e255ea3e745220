"""The kiosk's clocks: one that keeps real time, one that goes as fast as the machine."""

import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Seconds that never go back, and a pause between two frames."""

    @property
    def real(self) -> bool:
        """Whether a person may be watching: the painter is then warmed up first."""
        ...

    def now(self) -> float:
        """Tell the time in seconds, from an arbitrary start."""
        ...

    def tick(self) -> None:
        """Wait for the next frame."""
        ...


class RealClock:
    """Real time, at most ``fps`` frames a second."""

    real = True

    def __init__(
        self,
        fps: float = 60.0,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._period = 1.0 / fps
        self._monotonic = monotonic
        self._sleep = sleep
        self._due = monotonic() + self._period

    def now(self) -> float:
        """Tell the monotonic time in seconds."""
        return self._monotonic()

    def tick(self) -> None:
        """Sleep until the next frame is due; after a late frame start counting anew."""
        now = self._monotonic()
        if now < self._due:
            self._sleep(self._due - now)
            self._due += self._period
        else:
            self._due = now + self._period


class VirtualClock:
    """A clock that moves one step a frame and never waits: the same run every time."""

    real = False

    def __init__(self, step: float = 1 / 30) -> None:
        self._step = step
        self._ticks = 0

    def now(self) -> float:
        """Tell the time in seconds: 0 at first."""
        return self._ticks * self._step

    def tick(self) -> None:
        """Move on by one step."""
        self._ticks += 1
