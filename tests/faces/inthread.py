"""Recognition whose work is done in the worker's own thread: quick to start, open to tests."""

from collections.abc import Callable

from station_gate.faces.engine import FaceEngine
from station_gate.faces.recogniser import Recogniser
from station_gate.faces.verifier import VerifierLimits
from station_gate.faces.worker import RecognitionWorker


class InThread(Recogniser):
    """A recogniser in place of the process that does its work."""

    failed = None
    pause = 60.0

    def limit(self, limits: VerifierLimits | None) -> None:
        self._limits, self._verifier = limits, None

    def tend(self) -> None:
        """Nothing is watched."""

    def close(self) -> None:
        """Nothing can be ended early."""

    def release(self) -> None:
        self.forget()


def worker_in_thread(make_engine: Callable[[], FaceEngine] = FaceEngine.load) -> RecognitionWorker:
    """Start a worker without a process."""
    return RecognitionWorker(InThread(make_engine))
