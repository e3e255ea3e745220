"""Recognition for replays: in step, on the caller's thread, on a virtual clock.

It behaves as the worker would on a machine that takes the same time for every
picture: a result is there ``latency`` seconds after its picture was taken up,
and of the frames that come meanwhile the newest waits and the others are
dropped. The same frames at the same times give the same results.
"""

from collections.abc import Callable

from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import Pixels
from station_gate.faces.recogniser import Recogniser
from station_gate.faces.results import Result
from station_gate.faces.verifier import VerifierLimits


class StepRecognition:
    """Recognition in step; the counterpart of ``RecognitionWorker`` without a thread."""

    def __init__(
        self,
        make_engine: Callable[[], FaceEngine],
        limits: VerifierLimits | None = None,
        *,
        latency: float = 0.08,
    ) -> None:
        """Make one; ``latency``: seconds from a picture to its result.

        A search takes 18 to 60 ms on a small machine, a portrait 80 with its encoding.
        """
        self._recogniser = Recogniser(make_engine, limits)
        self._latency = latency
        self._jobs = 0
        self._job: int | None = None
        self._waiting: tuple[Pixels, float] | None = None
        self._under_way: tuple[float, Result | None] | None = None
        """When the result will be there, and the result."""
        self._results: list[Result] = []
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Live frames that a newer one replaced, since the start."""
        return self._dropped

    @property
    def failed(self) -> None:
        """Never: what goes wrong is a result of its job."""

    def begin(self, portrait: Pixels, now: float) -> int:
        """Begin a passenger with the portrait; return the job's number for its results."""
        self.end()
        self._jobs += 1
        self._job = self._jobs
        self._under_way = now + self._latency, self._recogniser.read(self._jobs, portrait)
        return self._jobs

    def submit(self, pixels: Pixels, at: float) -> None:
        """Hand in the newest live frame of the job begun last."""
        if self._job is None:
            return
        self._advance(at)
        if self._under_way is None:
            self._take_up(pixels, at, at)
            return
        if self._waiting is not None:
            self._dropped += 1
        self._waiting = pixels, at

    def poll(self, now: float) -> list[Result]:
        """Fetch the results there are by now, the oldest first."""
        self._advance(now)
        results, self._results = self._results, []
        return results

    def end(self) -> None:
        """Drop the passenger: pictures, encodings and results not yet fetched."""
        self._job = None
        self._waiting = None
        self._under_way = None
        self._results = []
        self._recogniser.forget()

    def close(self) -> None:
        """Do the same as ``end``."""
        self.end()

    def _advance(self, now: float) -> None:
        """Finish what is finished by ``now`` and take up what waited for it."""
        while self._under_way is not None and self._under_way[0] <= now:
            free, result = self._under_way
            self._under_way = None
            if result is not None:
                self._results.append(result)
            if self._waiting is not None:
                waiting, self._waiting = self._waiting, None
                self._take_up(*waiting, free)

    def _take_up(self, pixels: Pixels, at: float, start: float) -> None:
        assert self._job is not None, "frames are taken of a job only"
        self._under_way = start + self._latency, self._recogniser.look(self._job, pixels, at)
