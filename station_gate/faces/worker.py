"""Recognition beside the kiosk's loop: a thread that waits for a process that does the work.

The loop never waits for it. There is room for one live frame: a newer one takes
the place of one not yet looked at, and that is counted.
"""

import logging
import threading
from typing import Protocol, Self

from station_gate.faces.pixels import Pixels
from station_gate.faces.results import Result
from station_gate.faces.verifier import VerifierLimits

_log = logging.getLogger(__name__)


class Recognition(Protocol):
    """What a lane asks of recognition, live or in a replay. Nothing here waits.

    Pictures are uint8 (H, W, 3) RGB and must not be changed after they are
    handed in. Times are seconds on the lane's clock.
    """

    @property
    def dropped(self) -> int:
        """Live frames that a newer one replaced, since the start."""
        ...

    @property
    def failed(self) -> str | None:
        """The sentence that says why nobody can be recognised now; ``None`` while it works."""
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
        """End: the lane needs it no more; nothing of a passenger is kept."""
        ...


class Recognising(Protocol):
    """What does the work for the thread: ``RecognisingProcess``. It never raises."""

    @property
    def failed(self) -> str | None:
        """Why nobody can be recognised now."""
        ...

    @property
    def pause(self) -> float:
        """Seconds until ``tend`` is to be called."""
        ...

    def limit(self, limits: VerifierLimits | None) -> None:
        """Have these limits from the next portrait on."""
        ...

    def read(self, job: int, portrait: Pixels) -> Result:
        """Begin a job with its portrait."""
        ...

    def look(self, job: int, pixels: Pixels, at: float) -> Result | None:
        """Look at a live frame; ``None`` if the job has no portrait to compare with."""
        ...

    def forget(self) -> None:
        """Drop everything made of the passenger."""
        ...

    def tend(self) -> None:
        """See to itself when there is nothing else to do."""
        ...

    def close(self) -> None:
        """End what is under way at once; from any thread."""
        ...

    def release(self) -> None:
        """Let go of the rest, once no thread uses it any more."""
        ...


class RecognitionWorker:
    """Recognition beside the lanes of a kiosk, one after the other, until it is stopped."""

    def __init__(self, recognising: Recognising) -> None:
        """Start the thread; it stops what it is given when it is stopped."""
        self._recognising = recognising
        self._changed = threading.Condition()
        self._jobs = 0
        self._job: int | None = None
        self._portrait: Pixels | None = None
        self._frame: tuple[Pixels, float] | None = None
        self._limits: list[VerifierLimits] = []
        """New ones that are not in force yet; at most one."""
        self._forget = False
        self._stopping = False
        self._results: list[Result] = []
        self._dropped = 0
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Live frames that a newer one replaced, since the start."""
        return self._dropped

    @property
    def failed(self) -> str | None:
        """The sentence that says why nobody can be recognised now; ``None`` while it works."""
        return self._recognising.failed

    def with_limits(self, limits: VerifierLimits) -> Self:
        """Serve the next lane, whose limits these are."""
        with self._changed:
            self._limits = [limits]
            self._changed.notify()
        return self

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
        """Do the same as ``end``: the lane needs it no more."""
        self.end()

    def stop(self) -> None:
        """Stop for good, at once; what is under way is lost."""
        with self._changed:
            self._clear()
            self._stopping = True
            self._changed.notify()
        self._recognising.close()
        self._thread.join()
        self._recognising.release()
        self._results = []

    def _clear(self) -> None:
        self._job = None
        self._portrait = None
        self._frame = None
        self._results = []
        self._forget = True

    def _run(self) -> None:
        going_on = True
        while going_on:
            try:
                going_on = self._work()
            except Exception as error:  # a frame lost, and not all that are still to come
                _log.debug("the recognition thread failed", exc_info=error)

    def _work(self) -> bool:
        """Wait for something to do and do it; return whether there may be more.

        The pictures are this call's own, so that none outlives its passenger.
        """
        with self._changed:
            self._changed.wait_for(self._has_work, self._recognising.pause)
            if self._stopping:
                return False
            idle = not self._has_work()
            forget, self._forget = self._forget, False
            limits, self._limits = self._limits, []
            job = self._job
            portrait, self._portrait = self._portrait, None
            frame = None
            if portrait is None:
                frame, self._frame = self._frame, None
        if idle:
            self._recognising.tend()
        if forget:
            self._recognising.forget()
        for each in limits:
            self._recognising.limit(each)
        result: Result | None = None
        if job is not None and portrait is not None:
            result = self._recognising.read(job, portrait)
        elif job is not None and frame is not None:
            result = self._recognising.look(job, *frame)
        if result is not None:
            with self._changed:
                self._results.append(result)
        return True

    def _has_work(self) -> bool:
        return (
            self._stopping
            or self._forget
            or bool(self._limits)
            or self._portrait is not None
            or self._frame is not None
        )
