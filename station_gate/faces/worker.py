"""Recognition beside the kiosk's loop: one thread that owns its engine.

The loop never waits for it. There is room for one live frame: a newer one takes
the place of one not yet looked at, and that is counted. dlib's detector crashes
when two threads share it, so the thread loads an engine of its own.
"""

import threading
from collections.abc import Callable
from typing import Protocol

from station_gate.faces.engine import FaceEngine
from station_gate.faces.pixels import Pixels
from station_gate.faces.recogniser import Recogniser
from station_gate.faces.results import Result
from station_gate.faces.verifier import VerifierLimits


class Recognition(Protocol):
    """What a lane asks of recognition, live or in a replay. Nothing here waits.

    Pictures are uint8 (H, W, 3) RGB and must not be changed after they are
    handed in. Times are seconds on the lane's clock.
    """

    @property
    def dropped(self) -> int:
        """Live frames that a newer one replaced, since the start."""
        ...

    def begin(self, portrait: Pixels, now: float) -> int:
        """Begin a passenger with the portrait; return the job's number for its results."""
        ...

    def submit(self, pixels: Pixels, at: float) -> None:
        """Hand in the newest live frame of the job begun last."""
        ...

    def poll(self, now: float) -> list[Result]:
        """Fetch the results there are by now, the oldest first."""
        ...

    def end(self) -> None:
        """Drop the passenger: pictures, encodings and results not yet fetched."""
        ...

    def close(self) -> None:
        """Stop for good."""
        ...


class RecognitionWorker:
    """Recognition in one thread of its own, for a live lane."""

    def __init__(
        self, make_engine: Callable[[], FaceEngine], limits: VerifierLimits | None = None
    ) -> None:
        """Start the thread; ``make_engine`` is called in it at once."""
        self._recogniser = Recogniser(make_engine, limits)
        self._changed = threading.Condition()
        self._jobs = 0
        self._job: int | None = None
        self._portrait: Pixels | None = None
        self._frame: tuple[Pixels, float] | None = None
        self._forget = False
        self._closing = False
        self._results: list[Result] = []
        self._dropped = 0
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Live frames that a newer one replaced, since the start."""
        return self._dropped

    def begin(self, portrait: Pixels, now: float) -> int:
        """Begin a passenger with the portrait; return the job's number for its results."""
        with self._changed:
            self._clear()
            self._jobs += 1
            self._job = self._jobs
            self._portrait = portrait
            self._changed.notify()
            return self._jobs

    def submit(self, pixels: Pixels, at: float) -> None:
        """Hand in the newest live frame of the job begun last."""
        with self._changed:
            if self._job is None:
                return
            if self._frame is not None:
                self._dropped += 1
            self._frame = pixels, at
            self._changed.notify()

    def poll(self, now: float) -> list[Result]:
        """Fetch the results there are by now, the oldest first."""
        with self._changed:
            results, self._results = self._results, []
            return results

    def end(self) -> None:
        """Drop the passenger: pictures, encodings and results not yet fetched."""
        with self._changed:
            self._clear()
            self._changed.notify()

    def close(self) -> None:
        """Stop the thread; it finishes the frame it is looking at."""
        with self._changed:
            self._clear()
            self._closing = True
            self._changed.notify()
        self._thread.join()
        self._results = []

    def _clear(self) -> None:
        self._job = None
        self._portrait = None
        self._frame = None
        self._results = []
        self._forget = True

    def _run(self) -> None:
        self._recogniser.prepare()
        while self._work():
            pass

    def _work(self) -> bool:
        """Wait for something to do and do it; return whether there may be more.

        The pictures are this call's own, so that none outlives its passenger.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._closing
                    or self._forget
                    or self._portrait is not None
                    or self._frame is not None
                )
            )
            forget, self._forget = self._forget, False
            if self._closing:
                self._recogniser.forget()
                return False
            job = self._job
            portrait, self._portrait = self._portrait, None
            frame = None
            if portrait is None:
                frame, self._frame = self._frame, None
        if forget:
            self._recogniser.forget()
        result: Result | None = None
        if job is not None and portrait is not None:
            result = self._recogniser.read(job, portrait)
        elif job is not None and frame is not None:
            result = self._recogniser.look(job, *frame)
        if result is not None:
            with self._changed:
                self._results.append(result)
        return True
