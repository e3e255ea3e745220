"""A face that is verified again and again, by the shipped recognition."""

import time

from benchmarks._scenes import CAMERA_RATE, Film
from station_gate.faces.beside import RecognisingProcess
from station_gate.faces.engine import FaceEngine
from station_gate.faces.results import Observed, ReferenceReady
from station_gate.faces.worker import RecognitionWorker
from tests.faces.conftest import Pixels


class Verification:
    """One passenger after the other: the portrait is read, then live frames until a decision."""

    def __init__(self, portrait: Pixels, film: Film) -> None:
        """Start recognition and wait until it is ready."""
        self.decisions = 0
        """How many comparisons there have been."""
        self._portrait, self._film = portrait, film
        self._worker = RecognitionWorker(RecognisingProcess(FaceEngine.load))
        self._shown = 0
        self.begin()
        while not any(isinstance(each, ReferenceReady) for each in self._worker.poll(0.0)):
            time.sleep(0.05)

    def begin(self) -> None:
        """Begin the next passenger."""
        self._job = self._worker.begin(self._portrait, self._shown / CAMERA_RATE)

    def show(self) -> None:
        """Hand in the next picture of the camera, and fetch what there is."""
        self._shown += 1
        now = self._shown / CAMERA_RATE
        self._worker.submit(self._film[self._shown % len(self._film)], now)
        for result in self._worker.poll(now):
            if not isinstance(result, Observed) or result.job != self._job:
                continue
            if result.observation.comparison is not None:
                self.decisions += 1
                self.begin()

    def rest(self) -> None:
        """Let go of the passenger: nothing is verified until another begins."""
        self._worker.end()

    def close(self) -> None:
        """Stop it."""
        self._worker.stop()
