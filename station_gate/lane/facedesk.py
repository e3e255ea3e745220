"""The face camera and the recognition of a lane, for one passenger at a time."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station_gate.faces.observation import Measure, Observation
from station_gate.faces.results import (
    Observed,
    RecognitionFailed,
    ReferenceFailed,
    ReferenceReady,
    Result,
)
from station_gate.lane.ports import FrameSource, Recognition


@dataclass(frozen=True, slots=True)
class PortraitRead:
    """The document's portrait can be compared, or cannot and why."""

    kind: str | None
    """``None`` when it can; else no_face, several_faces or too_small or poor."""
    sentence: str = ""
    measures: tuple[Measure, ...] = ()
    """How well it shows its face, as far as that was looked at."""


class FaceDesk:
    """Owns the portrait and the live frames while they are needed, and no longer."""

    def __init__(self, source: FrameSource, recognition: Recognition) -> None:
        self._source = source
        self._recognition = recognition
        self._portrait: NDArray[np.uint8] | None = None
        self._job: int | None = None
        self._ready = False
        self._fresh = False
        """The reference has not been compared with anybody yet."""
        self._capturing = False
        self.preview: NDArray[np.uint8] | None = None
        self.observation: Observation | None = None

    @property
    def failed(self) -> str | None:
        """Why nobody can be looked at or recognised, if so."""
        return self._source.failed or self._recognition.failed

    @property
    def dropped(self) -> int:
        """How many live frames were passed over because recognition was busy."""
        return self._recognition.dropped

    def read_portrait(self, portrait: NDArray[np.uint8], now: float) -> None:
        """Begin with a passenger's portrait; ``poll`` tells whether it can be used."""
        self._portrait = portrait
        self._begin(now)

    def _begin(self, now: float) -> None:
        assert self._portrait is not None, "a capture follows a document"
        self._job = self._recognition.begin(self._portrait, now)
        self._ready = False
        self._fresh = True

    def start(self, now: float) -> None:
        """Look at the passenger; a second try starts from nothing."""
        if not self._fresh:
            self._begin(now)
        self._fresh = False
        self._capturing = True
        self._source.start(now)

    def stop(self) -> None:
        """Stop looking."""
        self._capturing = False
        self._source.stop()
        self.preview = None
        self.observation = None

    def forget(self) -> None:
        """Drop the portrait, the frames and everything made of them."""
        if self._capturing:
            self.stop()
        self._recognition.end()
        self._portrait = None
        self._job = None
        self._ready = False

    def poll(
        self, now: float, hear: Callable[[Result], None]
    ) -> list[PortraitRead | Observation | RecognitionFailed]:
        """Hand in the newest frame and fetch what recognition has to say of this passenger.

        ``hear`` is told of every result, also of those about somebody who has gone.
        """
        if self._capturing:
            frame = self._source.read(now)
            if frame is not None:
                self.preview = frame.pixels
                if self._ready:
                    self._recognition.submit(frame.pixels, frame.at)
        said: list[PortraitRead | Observation | RecognitionFailed] = []
        for result in self._recognition.poll(now):
            hear(result)
            if result.job != self._job:
                continue  # about a passenger who has gone
            match result:
                case ReferenceReady():
                    self._ready = True
                    said.append(PortraitRead(None, measures=result.measures))
                case ReferenceFailed():
                    said.append(PortraitRead(result.kind, result.sentence, result.measures))
                case Observed():
                    if self._capturing:
                        self.observation = result.observation
                        said.append(result.observation)
                case RecognitionFailed():
                    said.append(result)
        return said

    def close(self) -> None:
        """Let go of the camera and the recognition."""
        with ExitStack() as both:
            both.callback(self._source.close)
            both.callback(self._recognition.close)
