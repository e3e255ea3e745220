"""A kiosk of doubles on an invisible window, ready to be driven."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from station_gate.kiosk.aids import NO_AIDS, Aid, Aids, ChosenAids
from station_gate.kiosk.app import Kiosk
from station_gate.kiosk.clock import Clock, VirtualClock
from station_gate.kiosk.drawing.shots import Shots
from station_gate.kiosk.show import ScreenPainter, Show
from station_gate.kiosk.speech.speaker import Speech
from station_gate.kiosk.window import Window
from station_gate.testing.doubles import KeptErrors, PlainPainter, RecordingSound
from station_gate.testing.pilot import Pilot


@dataclass
class KioskRig:
    """Everything around a kiosk, so that a test can look at it."""

    window: Window
    clock: Clock = field(default_factory=VirtualClock)
    sound: RecordingSound = field(default_factory=RecordingSound)
    errors: KeptErrors = field(default_factory=KeptErrors)
    painters: list[PlainPainter] = field(default_factory=list)
    make_painter: Callable[[tuple[int, int]], ScreenPainter] | None = None
    languages: tuple[str, ...] = ("en", "zh", "ko")
    shots: Shots | None = None
    aids: Aids = NO_AIDS
    steady: bool = False

    def kiosk(self, shows: Iterable[Callable[[], Show]], speech: Speech | None = None) -> Kiosk:
        """Make a kiosk that plays these shows."""
        return Kiosk(
            shows,
            window=self.window,
            make_painter=self.make_painter or self._new_painter,
            sound=self.sound,
            clock=self.clock,
            languages=self.languages,
            default_lang="en",
            aids=ChosenAids(tuple(Aid), self.aids),
            on_error=self.errors,
            speech=speech,
            shots=self.shots,
            steady=self.steady,
        )

    def pilot(self, *shows: Callable[[], Show]) -> Pilot:
        """Make a kiosk that plays these shows, and its pilot."""
        return Pilot(self.kiosk(shows), self.window)

    def _new_painter(self, size: tuple[int, int]) -> PlainPainter:
        self.painters.append(PlainPainter(size))
        return self.painters[-1]
